"""What may be recorded of a member's standing, and which of what was recorded is in force. Standard library only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from server.errors import Conflict, Invalid
from server.members.values import Departure, Standing

GRANTED_FOR = timedelta(minutes=5)
LEAST_REASON = 10
PROBATION = 12  # months from the ceremony of admission
LONGEST_AWAY = 12  # months of a temporary transfer
AHEAD = timedelta(days=366)

FOR_A_TIME = frozenset(
    {
        *(Standing.EXEMPT, Standing.REDUCED_DUTY, Standing.SUSPENDED),
        *(Standing.TEMPORARILY_HERE, Standing.TEMPORARILY_AWAY),
    }
)
ELSEWHERE = frozenset({Standing.TEMPORARILY_HERE, Standing.TEMPORARILY_AWAY})
WITH_A_PLACE = ELSEWHERE | {Departure.MOVED}


class NotForOneself(Conflict):
    """Two people: who keeps records does not write the own one."""

    code = "record_not_for_oneself"


class StandingChanged(Conflict):
    """Somebody else recorded something since the page was read."""

    code = "standing_changed"


class StandingWaits(Conflict):
    code = "standing_waits"


class StandingNotLast(Conflict):
    code = "standing_not_last"


class StandingSame(Conflict):
    code = "standing_same"


class HasLeft(Conflict):
    code = "member_has_left"


class SinceNotPossible(Invalid):
    code = "since_not_possible"


class UntilNotPossible(Invalid):
    code = "until_not_possible"


class UntilMissing(Invalid):
    code = "until_missing"


class PlaceMissing(Invalid):
    code = "place_missing"


class ProbationNotOver(Conflict):
    code = "probation_not_over"


class ReasonTooShort(Invalid):
    code = "reason_too_short"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the history, in the order of its days. Without a recorder it comes from an office's list."""

    id: UUID
    standing: str
    since: date
    until: date | None
    decision: str
    place: str
    recorded_by: UUID | None
    recorder: str | None
    recorded_at: datetime
    applied_at: datetime | None
    withdrawn_at: datetime | None

    @property
    def is_listed(self) -> bool:
        return self.recorded_by is None


@dataclass(frozen=True, slots=True)
class Wish:
    """What an officer wants to record. ``open_ended``: said on purpose that there is no last day."""

    standing: Standing | Departure
    since: date
    until: date | None
    open_ended: bool
    place: str


def standing_kind(text: str) -> Standing | Departure | None:
    for kind in (Standing, Departure):
        if text in set(kind):
            return kind(text)
    return None


def in_force(entries: Sequence[Entry], today: date) -> Entry | None:
    """The last one whose day has come; the same answer before and after the worker has been there."""
    return next((one for one in reversed(entries) if one.withdrawn_at is None and one.since <= today), None)


def waiting(entries: Sequence[Entry], today: date) -> Entry | None:
    return next((one for one in entries if one.withdrawn_at is None and one.since > today), None)


@dataclass(frozen=True, slots=True)
class History:
    """All that was recorded, as it reads today."""

    entries: Sequence[Entry]
    today: date

    @property
    def current(self) -> Entry | None:
        return in_force(self.entries, self.today)

    @property
    def waits(self) -> Entry | None:
        return waiting(self.entries, self.today)

    @property
    def last_id(self) -> UUID | None:
        """The one that could be withdrawn."""
        valid = [one for one in self.entries if one.withdrawn_at is None]
        return valid[-1].id if len(valid) > 1 else None


def check_wish(wish: Wish, entries: Sequence[Entry], ceremony: date | None, today: date) -> None:
    current = in_force(entries, today)
    if waiting(entries, today):
        raise StandingWaits
    if current and current.standing in set(Departure):
        raise HasLeft
    _check_since(wish, current, today)
    _check_until(wish)
    if wish.standing in WITH_A_PLACE and not wish.place:
        raise PlaceMissing(field="elsewhere")
    if current and current.standing == wish.standing and wish.standing not in FOR_A_TIME:
        raise StandingSame
    of_probation = wish.standing is Standing.OFFICIAL and current and current.standing == Standing.PROBATIONARY
    if of_probation and ceremony and wish.since < months_after(ceremony, PROBATION):
        raise ProbationNotOver(day=months_after(ceremony, PROBATION))


def _check_since(wish: Wish, current: Entry | None, today: date) -> None:
    """A list only says what was so on its day: what officers know better may lie before it."""
    earliest = None if current is None or current.is_listed else current.since
    if wish.since > today + AHEAD or (earliest and wish.since < earliest):
        raise SinceNotPossible(field="since")


def _check_until(wish: Wish) -> None:
    if wish.until is None:
        if wish.standing in ELSEWHERE or (wish.standing is Standing.EXEMPT and not wish.open_ended):
            raise UntilMissing(field="until")
        return
    if wish.standing not in FOR_A_TIME or wish.open_ended or wish.until < wish.since:
        raise UntilNotPossible(field="until")
    if wish.standing in ELSEWHERE and wish.until >= months_after(wish.since, LONGEST_AWAY):
        raise UntilNotPossible(field="until")


def check_withdrawal(entries: Sequence[Entry], entry_id: UUID) -> tuple[Entry, Entry]:
    """Only the last one, and never the first: the one to be withdrawn, and the one that is in force again."""
    valid = [one for one in entries if one.withdrawn_at is None]
    if len(valid) < 2 or valid[-1].id != entry_id:
        raise StandingNotLast
    return valid[-1], valid[-2]


def check_reason(reason: str) -> None:
    """Some words, so that the person who reads them later knows why."""
    if len(reason) < LEAST_REASON:
        raise ReasonTooShort(field="reason", least=LEAST_REASON)


def is_granted(asked_at: datetime | None, now: datetime) -> bool:
    return asked_at is not None and timedelta(0) <= now - asked_at < GRANTED_FOR


def months_after(day: date, months: int) -> date:
    """The same day of a later month; the last day of a shorter one."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first = date(year, month + 1, 1)
    next_first = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return min(first + timedelta(days=day.day - 1), next_first - timedelta(days=1))
