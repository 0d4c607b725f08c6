"""What an auditor may ask of the trace, written so that the asking itself can be traced. Standard library only."""

from dataclasses import dataclass
from datetime import date, timedelta

from server.errors import Invalid

LOOKED = "audit_read"
LOOK_LIFE = timedelta(hours=1)  # then it is asked, and traced, anew
LONGEST_SPAN = timedelta(days=366)
LONGEST_NAME = 120


class DaysTheWrongWayRound(Invalid):
    code = "days_the_wrong_way_round"


class SpanTooLong(Invalid):
    code = "span_too_long"


@dataclass(frozen=True, slots=True)
class Question:
    """Days both included; ``act`` and ``name`` are empty where they do not matter."""

    since: date
    until: date
    act: str = ""
    name: str = ""

    def check(self) -> None:
        if self.since > self.until:
            raise DaysTheWrongWayRound(field="since")
        if self.until - self.since > LONGEST_SPAN:
            raise SpanTooLong(field="since")

    def stored(self) -> str:
        """The name stands last: it may hold any sign."""
        return f"{self.since} {self.until} {self.act or '-'} {self.name}"


def restored(text: str) -> Question:
    since, until, act, name = text.split(" ", 3)
    return Question(date.fromisoformat(since), date.fromisoformat(until), "" if act == "-" else act, name)
