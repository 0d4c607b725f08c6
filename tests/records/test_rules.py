"""What may be recorded of a standing, what is in force, and what may be taken back."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.errors import DomainError
from server.members.values import Departure, Standing
from server.records.rules import (
    Entry,
    HasLeft,
    History,
    PlaceMissing,
    ProbationNotOver,
    ReasonTooShort,
    SinceNotPossible,
    StandingNotLast,
    StandingSame,
    StandingWaits,
    UntilMissing,
    UntilNotPossible,
    Wish,
    check_reason,
    check_wish,
    check_withdrawal,
    in_force,
    is_granted,
    months_after,
    standing_kind,
    waiting,
)

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)
MINH = UUID(int=7)


def entry(number: int, standing: str, since: date, **other: object) -> Entry:
    known: dict[str, object] = {"until": None, "decision": "", "place": "", "recorded_by": MINH, "recorder": "Minh"}
    known |= {"recorded_at": NOW, "applied_at": NOW, "withdrawn_at": None}
    return Entry(UUID(int=number), standing, since, **{**known, **other})  # type: ignore[arg-type]


LISTED = entry(1, "official", date(2026, 7, 1), recorded_by=None, recorder=None)
EXEMPT = entry(2, "exempt", date(2026, 9, 1), until=date(2027, 8, 31))
COMING = entry(3, "official", date(2026, 12, 1), applied_at=None)


def wish(standing: Standing | Departure, **other: object) -> Wish:
    known: dict[str, object] = {"since": TODAY, "until": None, "open_ended": False, "place": ""}
    return Wish(standing, **{**known, **other})  # type: ignore[arg-type]


def test_the_last_whose_day_has_come_is_in_force_and_one_to_come_waits() -> None:
    assert in_force([LISTED, EXEMPT, COMING], TODAY) == EXEMPT
    assert waiting([LISTED, EXEMPT, COMING], TODAY) == COMING
    assert in_force([LISTED, EXEMPT, COMING], date(2026, 12, 1)) == COMING
    assert waiting([LISTED, EXEMPT, COMING], date(2026, 12, 1)) is None
    assert in_force([LISTED, replace(EXEMPT, withdrawn_at=NOW)], TODAY) == LISTED
    assert in_force([], TODAY) is None


def test_a_history_says_what_is_in_force_what_waits_and_what_could_be_withdrawn() -> None:
    history = History([LISTED, EXEMPT, COMING], TODAY)
    assert (history.current, history.waits, history.last_id) == (EXEMPT, COMING, COMING.id)
    assert History([LISTED, replace(EXEMPT, withdrawn_at=NOW)], TODAY).last_id is None


@pytest.mark.parametrize(
    ("wanted", "entries"),
    [
        (wish(Standing.EXEMPT, open_ended=True), [LISTED]),
        (wish(Standing.EXEMPT, until=TODAY + timedelta(days=200)), [LISTED]),
        (wish(Standing.EXEMPT, until=TODAY), [EXEMPT]),  # prolonged or shortened
        (wish(Standing.REDUCED_DUTY), [LISTED]),
        (wish(Standing.SUSPENDED, until=TODAY + timedelta(days=90)), [LISTED]),
        (wish(Standing.TEMPORARILY_AWAY, until=date(2027, 11, 20), place="Chi bộ thôn Bắc"), [LISTED]),
        (wish(Standing.OFFICIAL), [EXEMPT]),
        (wish(Standing.EXEMPT, since=date(2024, 5, 1), open_ended=True), [LISTED]),  # before the day of the list
        (wish(Departure.MOVED, place="Chi bộ 3, phường Bến Nghé"), [LISTED]),
        (wish(Departure.LEFT), [EXEMPT]),
        (wish(Standing.OFFICIAL, since=TODAY + timedelta(days=366)), [EXEMPT]),
        (wish(Standing.OFFICIAL), []),
    ],
)
def test_what_may_be_recorded(wanted: Wish, entries: list[Entry]) -> None:
    check_wish(wanted, entries, None, TODAY)


@pytest.mark.parametrize(
    ("wanted", "entries", "refusal"),
    [
        (wish(Standing.SUSPENDED), [LISTED, COMING], StandingWaits),
        (wish(Standing.OFFICIAL), [LISTED, entry(4, "left", TODAY)], HasLeft),
        (wish(Standing.OFFICIAL, since=date(2026, 8, 31)), [EXEMPT], SinceNotPossible),
        (wish(Standing.EXEMPT, since=TODAY + timedelta(days=367), open_ended=True), [LISTED], SinceNotPossible),
        (wish(Standing.EXEMPT), [LISTED], UntilMissing),
        (wish(Standing.TEMPORARILY_HERE, place="Chi bộ thôn Bắc"), [LISTED], UntilMissing),
        (wish(Standing.EXEMPT, until=TODAY - timedelta(days=1)), [LISTED], UntilNotPossible),
        (wish(Standing.EXEMPT, until=TODAY, open_ended=True), [LISTED], UntilNotPossible),
        (wish(Standing.OFFICIAL, until=TODAY), [EXEMPT], UntilNotPossible),
        (wish(Departure.LEFT, until=TODAY), [LISTED], UntilNotPossible),
        (wish(Standing.TEMPORARILY_AWAY, until=date(2027, 11, 21), place="Bắc"), [LISTED], UntilNotPossible),
        (wish(Standing.TEMPORARILY_AWAY, until=date(2027, 5, 1)), [LISTED], PlaceMissing),
        (wish(Departure.MOVED), [LISTED], PlaceMissing),
        (wish(Standing.OFFICIAL), [LISTED], StandingSame),
    ],
)
def test_what_is_refused(wanted: Wish, entries: list[Entry], refusal: type[DomainError]) -> None:
    with pytest.raises(refusal):
        check_wish(wanted, entries, None, TODAY)


def test_a_probationary_member_becomes_official_twelve_months_after_the_ceremony() -> None:
    probationary = [entry(1, "probationary", date(2025, 11, 22), recorded_by=None)]
    check_wish(wish(Standing.OFFICIAL), probationary, date(2025, 11, 21), TODAY)
    check_wish(wish(Standing.OFFICIAL), probationary, None, TODAY)
    check_wish(wish(Departure.LEFT), probationary, date(2026, 11, 1), TODAY)
    with pytest.raises(ProbationNotOver) as refused:
        check_wish(wish(Standing.OFFICIAL), probationary, date(2025, 11, 22), TODAY)
    assert refused.value.details == {"day": date(2026, 11, 22)}


def test_only_the_last_is_taken_back_and_never_the_first() -> None:
    assert check_withdrawal([LISTED, EXEMPT], EXEMPT.id) == (EXEMPT, LISTED)
    for entries, wanted in (
        ([LISTED], LISTED),
        ([LISTED, EXEMPT], LISTED),
        ([LISTED, EXEMPT, COMING], EXEMPT),
        ([LISTED, replace(EXEMPT, withdrawn_at=NOW)], EXEMPT),
    ):
        with pytest.raises(StandingNotLast):
            check_withdrawal(entries, wanted.id)


def test_a_reason_has_some_words_and_opens_for_five_minutes() -> None:
    check_reason("Lập danh sách miễn sinh hoạt")
    with pytest.raises(ReasonTooShort):
        check_reason("xem")
    assert is_granted(NOW, NOW + timedelta(seconds=299))
    assert not is_granted(NOW, NOW + timedelta(minutes=5))
    assert not is_granted(NOW, NOW - timedelta(seconds=1))
    assert not is_granted(None, NOW)


def test_words_of_a_form_become_a_standing_or_nothing() -> None:
    assert standing_kind("exempt") is Standing.EXEMPT
    assert standing_kind("left") is Departure.LEFT
    assert standing_kind("secretary") is None


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2025, 11, 21), 12, date(2026, 11, 21)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 10, 31), 1, date(2026, 11, 30)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
    ],
)
def test_months_are_counted_by_the_calendar(day: date, months: int, later: date) -> None:
    assert months_after(day, months) == later


@given(st.dates(date(1930, 1, 1), date(2100, 1, 1)), st.integers(0, 700))
def test_counting_months_never_skips_one(day: date, months: int) -> None:
    later = months_after(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later + timedelta(days=1)).day == 1
