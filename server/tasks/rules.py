"""When a task may be given. Standard library only."""

from datetime import date

from server.errors import Invalid


class DueInThePast(Invalid):
    code = "due_in_the_past"


def check_due(due_on: date, today: date) -> None:
    """The day itself is still in time."""
    if due_on < today:
        raise DueInThePast(field="due_on")
