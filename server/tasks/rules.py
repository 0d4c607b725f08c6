"""When a task may be given, and what may be done to it in which state. Standard library only."""

from datetime import date
from enum import StrEnum

from server.errors import Conflict, Invalid


class TaskState(StrEnum):
    GIVEN = "given"
    DONE = "done"
    CONFIRMED = "confirmed"


class NoteKind(StrEnum):
    """What is written on a task: progress, and the three steps."""

    NOTE = "note"
    DONE = "done"
    CONFIRMED = "confirmed"
    RETURNED = "returned"


class DueInThePast(Invalid):
    code = "due_in_the_past"


class TaskNotDone(Conflict):
    code = "task_not_done"


class TaskDoneAlready(Conflict):
    code = "task_done_already"


class TaskConfirmed(Conflict):
    code = "task_confirmed"


# Progress may come after "done": it was written without a network, before.
_NEXT = {
    (TaskState.GIVEN, NoteKind.NOTE): TaskState.GIVEN,
    (TaskState.DONE, NoteKind.NOTE): TaskState.DONE,
    (TaskState.GIVEN, NoteKind.DONE): TaskState.DONE,
    (TaskState.DONE, NoteKind.CONFIRMED): TaskState.CONFIRMED,
    (TaskState.DONE, NoteKind.RETURNED): TaskState.GIVEN,
}
_REFUSED = {
    TaskState.GIVEN: TaskNotDone,
    TaskState.DONE: TaskDoneAlready,
    TaskState.CONFIRMED: TaskConfirmed,
}


def check_due(due_on: date, today: date) -> None:
    """The day itself is still in time."""
    if due_on < today:
        raise DueInThePast(field="due_on")


def step(state: TaskState, kind: NoteKind) -> TaskState:
    """The state after this note, or a refusal that says where the task stands."""
    after = _NEXT.get((state, kind))
    if after is None:
        raise _REFUSED[state]
    return after


def is_overdue(state: TaskState, due_on: date, today: date) -> bool:
    """Who says that it is done in time has not let it pass; the confirmation may come later."""
    return state is TaskState.GIVEN and due_on < today


def shortened(text: str, most: int) -> str:
    """Cut where it would not fit into a line of an agenda."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "\N{HORIZONTAL ELLIPSIS}"
