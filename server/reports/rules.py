"""Steps of a report, and which cells of a month have met, have reported, are late. Standard library only."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from server.clock import ZONE
from server.errors import Conflict
from server.meetings.rules import MeetingKind, MeetingState
from server.minutes.rules import MinutesState

NOTE = 2_000  # characters that go along with a report, or back with it


class StepKind(StrEnum):
    SENT = "sent"
    RECEIVED = "received"
    RETURNED = "returned"


class MinutesNotFrozen(Conflict):
    code = "minutes_not_frozen"


class NotForTheUnitAbove(Conflict):
    """A committee's meeting is the committee's own; what goes up is the meeting of the cell."""

    code = "not_for_the_unit_above"


class NobodyAbove(Conflict):
    code = "nobody_above"


class SummaryChanged(Conflict):
    """What would go up is not what the person has read."""

    code = "summary_changed"


class ReportAlreadySent(Conflict):
    code = "report_already_sent"


class ReportWasReturned(Conflict):
    code = "report_was_returned"


class ReportMoved(Conflict):
    """Somebody else did something with it after this person's page was drawn."""

    code = "report_moved"


def state_of(steps: Sequence[StepKind]) -> StepKind | None:
    """Where a report stands is what was done with it last; None before it was first sent."""
    return steps[-1] if steps else None


def check_reportable(kind: MeetingKind, minutes: MinutesState | None) -> None:
    if kind is MeetingKind.COMMITTEE:
        raise NotForTheUnitAbove
    if minutes is not MinutesState.FROZEN:
        raise MinutesNotFrozen


def check_send(state: StepKind | None) -> None:
    """For the first time, or after it was returned."""
    if state not in (None, StepKind.RETURNED):
        raise ReportAlreadySent


def check_answer(state: StepKind | None, *, seen: int, newest: int) -> None:
    """The unit above answers what it has read: ``seen`` is the number of the step that its page showed last."""
    if state is StepKind.RETURNED:
        raise ReportWasReturned
    if seen != newest:
        raise ReportMoved


# --- Months ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, order=True)
class Month:
    year: int
    number: int

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        return self.moved(1).first - timedelta(days=1)

    @property
    def starts_at(self) -> datetime:
        return datetime.combine(self.first, time(), ZONE)

    def moved(self, months: int) -> "Month":
        years, index = divmod(self.year * 12 + self.number - 1 + months, 12)
        return Month(years, index + 1)

    def __str__(self) -> str:
        return f"{self.year}-{self.number:02d}"


MONTHS_BACK = 12  # what is offered for looking back
_MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")


def month_of(day: date) -> Month:
    return Month(day.year, day.month)


def asked_month(text: str, today: date) -> Month:
    """From a year back to the next one; anything else is the present month."""
    now = month_of(today)
    found = _MONTH.fullmatch(text)
    asked = Month(int(found[1]), int(found[2])) if found else now
    return asked if now.moved(-MONTHS_BACK) <= asked <= now.moved(1) else now


# --- Who has met, who is late ---------------------------------------------------------------

# A cell holds one regular meeting each month; a thematic one does not take its place (HD 42-HD/BTCTW of 28/10/2025).
# No document that we know sets a day of the month, so nobody is late before the month is over, but for the day that
# the cell itself has named in its summons. Nor does one say when the report is due. We take the term in which a cell
# sends up its resolution on an admission, five working days (as cited with 02-HD/BTCTU, Ha Noi, of 21/11/2025): not
# confirmed for the monthly report, and the page says so.
REPORT_WORKING_DAYS = 5


def due_on(since: date) -> date:
    """The last day on which the report is in time. Saturdays and Sundays do not count; holidays are not known here."""
    day = since
    for _ in range(REPORT_WORKING_DAYS):
        day += timedelta(days=1)
        while day.isoweekday() > 5:
            day += timedelta(days=1)
    return day


class Standing(StrEnum):
    """How far a cell has come in a month, from nothing to the end."""

    NOTHING = "nothing"
    SUMMONED = "summoned"
    RUNNING = "running"
    HELD = "held"
    RETURNED = "returned"
    SENT = "sent"
    RECEIVED = "received"


class Late(StrEnum):
    MONTH_OVER = "month_over"
    DAY_OVER = "day_over"  # the day of the summons has gone by and the meeting was not opened
    REPORT_DUE = "report_due"


_ORDER = list(Standing)
_BEFORE_CLOSE = {
    MeetingState.PUBLISHED: Standing.SUMMONED,
    MeetingState.OPEN: Standing.RUNNING,
    MeetingState.SUSPENDED: Standing.RUNNING,
}


@dataclass(frozen=True, slots=True)
class Met:
    """A meeting of the cell in the month, and the last step of its report if there is one."""

    state: MeetingState
    day: date
    closed_on: date | None = None
    last: StepKind | None = None
    last_on: date | None = None

    @property
    def standing(self) -> Standing:
        if self.last is not None:
            return Standing(self.last.value)
        return _BEFORE_CLOSE.get(self.state, Standing.HELD)


def furthest(meetings: Sequence[Met]) -> Met | None:
    """Of several regular meetings in one month the one that has come furthest speaks for the cell."""
    return max(meetings, key=lambda one: (_ORDER.index(one.standing), one.day), default=None)


def late(met: Met | None, month: Month, today: date) -> Late | None:
    standing = met.standing if met else Standing.NOTHING
    if standing in (Standing.NOTHING, Standing.SUMMONED):
        if today > month.last:
            return Late.MONTH_OVER
        return Late.DAY_OVER if met and met.day < today else None
    since = met and (met.last_on if standing is Standing.RETURNED else met.closed_on)
    owes = standing in (Standing.HELD, Standing.RETURNED)
    return Late.REPORT_DUE if owes and since and today > due_on(since) else None


class Show(StrEnum):
    ALL = "all"
    LATE = "late"
    TO_READ = "to_read"


def is_shown(show: Show, *, is_late: bool, to_read: bool) -> bool:
    return show is Show.ALL or (is_late if show is Show.LATE else to_read)


def has_met(standing: Standing) -> bool:
    return _ORDER.index(standing) >= _ORDER.index(Standing.HELD)
