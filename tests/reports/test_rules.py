"""Where a report stands, which month is asked for, and who is late from which day on."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.meetings.rules import MeetingKind, MeetingState
from server.minutes.rules import MinutesState
from server.reports.rules import (
    Late,
    Met,
    MinutesNotFrozen,
    Month,
    NotForTheUnitAbove,
    ReportAlreadySent,
    ReportMoved,
    ReportWasReturned,
    Show,
    Standing,
    StepKind,
    asked_month,
    check_answer,
    check_reportable,
    check_send,
    due_on,
    furthest,
    has_met,
    is_shown,
    late,
    month_of,
    state_of,
)

SENT, RECEIVED, RETURNED = StepKind.SENT, StepKind.RECEIVED, StepKind.RETURNED
NOVEMBER = Month(2026, 11)
FOURTH = date(2026, 11, 4)  # a Wednesday
CLOSED = MeetingState.CLOSED


# --- Steps ----------------------------------------------------------------------------------


def test_a_report_stands_where_its_last_step_left_it() -> None:
    assert state_of([]) is None
    assert state_of([SENT]) is SENT
    assert state_of([SENT, RECEIVED, RETURNED, SENT]) is SENT
    assert state_of([SENT, RETURNED]) is RETURNED


@pytest.mark.parametrize("kind", [MeetingKind.REGULAR, MeetingKind.THEMATIC])
def test_what_goes_up_is_a_meeting_of_the_cell_with_frozen_minutes(kind: MeetingKind) -> None:
    check_reportable(kind, MinutesState.FROZEN)
    for minutes in (None, MinutesState.DRAFT):
        with pytest.raises(MinutesNotFrozen):
            check_reportable(kind, minutes)


def test_a_committees_own_meeting_goes_nowhere() -> None:
    with pytest.raises(NotForTheUnitAbove):
        check_reportable(MeetingKind.COMMITTEE, MinutesState.FROZEN)


def test_a_report_is_sent_once_and_again_after_each_return() -> None:
    check_send(None)
    check_send(RETURNED)
    for state in (SENT, RECEIVED):
        with pytest.raises(ReportAlreadySent):
            check_send(state)


def test_the_unit_above_answers_what_it_has_read() -> None:
    check_answer(SENT, seen=1, newest=1)
    check_answer(RECEIVED, seen=2, newest=2)
    with pytest.raises(ReportWasReturned):
        check_answer(RETURNED, seen=2, newest=2)
    with pytest.raises(ReportMoved):
        check_answer(SENT, seen=1, newest=3)


# --- Months ---------------------------------------------------------------------------------


def test_a_month_knows_its_days_and_its_neighbours() -> None:
    assert (NOVEMBER.first, NOVEMBER.last) == (date(2026, 11, 1), date(2026, 11, 30))
    assert Month(2028, 2).last == date(2028, 2, 29)
    assert NOVEMBER.moved(2) == Month(2027, 1)
    assert NOVEMBER.moved(-11) == Month(2025, 12)
    assert str(Month(2026, 3)) == "2026-03"
    assert NOVEMBER.starts_at.astimezone(UTC) == datetime(2026, 10, 31, 17, tzinfo=UTC)


@given(st.dates(date(2001, 1, 1), date(2098, 1, 1)), st.integers(-300, 300))
def test_moving_a_month_there_and_back_gives_the_same(day: date, months: int) -> None:
    month = month_of(day)
    assert month.first <= day <= month.last
    assert month.moved(months).moved(-months) == month


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2026-11", NOVEMBER),
        ("2026-12", Month(2026, 12)),
        ("2025-11", Month(2025, 11)),
        ("2025-10", NOVEMBER),  # more than a year back
        ("2027-01", NOVEMBER),
        ("", NOVEMBER),
        ("2026-13", NOVEMBER),
        ("2026-00", NOVEMBER),
        ("2026-1", NOVEMBER),
        ("20260-1", NOVEMBER),
        ("٢٠٢٦-١١", NOVEMBER),
        ("2026-11\n", NOVEMBER),
    ],
)
def test_only_a_month_within_reach_can_be_asked_for(text: str, found: Month) -> None:
    assert asked_month(text, FOURTH) == found


# --- Who has met, who is late ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("since", "last"),
    [
        (FOURTH, date(2026, 11, 11)),
        (date(2026, 11, 6), date(2026, 11, 13)),  # from a Friday
        (date(2026, 11, 7), date(2026, 11, 13)),  # from a Saturday
        (date(2026, 11, 8), date(2026, 11, 13)),
        (date(2026, 11, 9), date(2026, 11, 16)),
    ],
)
def test_a_report_is_due_after_five_working_days(since: date, last: date) -> None:
    assert due_on(since) == last


@given(st.dates(date(2001, 1, 1), date(2098, 1, 1)))
def test_the_last_day_is_a_working_day_a_week_later_or_a_little_less(since: date) -> None:
    assert due_on(since).isoweekday() <= 5
    assert 5 <= (due_on(since) - since).days <= 7


def met(state: MeetingState = CLOSED, day: date = FOURTH, last: StepKind | None = None, on: date | None = None) -> Met:
    return Met(state, day, day if state is CLOSED else None, last, on)


@pytest.mark.parametrize(
    ("one", "standing"),
    [
        (met(MeetingState.PUBLISHED), Standing.SUMMONED),
        (met(MeetingState.OPEN), Standing.RUNNING),
        (met(MeetingState.SUSPENDED), Standing.RUNNING),
        (met(), Standing.HELD),
        (met(last=SENT), Standing.SENT),
        (met(last=RETURNED), Standing.RETURNED),
        (met(last=RECEIVED), Standing.RECEIVED),
    ],
)
def test_a_meeting_says_how_far_the_cell_has_come(one: Met, standing: Standing) -> None:
    assert one.standing is standing
    assert has_met(standing) is (one.state is CLOSED)


def test_nothing_is_not_met() -> None:
    assert not has_met(Standing.NOTHING)


def test_of_two_meetings_the_one_that_came_further_counts_and_then_the_later_one() -> None:
    reported, next_one = met(last=SENT), met(MeetingState.PUBLISHED, date(2026, 11, 25))
    assert furthest([next_one, reported]) is reported
    assert furthest([met(), met(day=date(2026, 11, 20))]) == met(day=date(2026, 11, 20))
    assert furthest([]) is None


LAST, AFTER = date(2026, 11, 30), date(2026, 12, 1)


@pytest.mark.parametrize(
    ("one", "today", "found"),
    [
        (None, LAST, None),
        (None, AFTER, Late.MONTH_OVER),
        (met(MeetingState.PUBLISHED), FOURTH, None),  # the evening of the summons itself
        (met(MeetingState.PUBLISHED), date(2026, 11, 5), Late.DAY_OVER),
        (met(MeetingState.PUBLISHED), AFTER, Late.MONTH_OVER),
        (met(MeetingState.OPEN), AFTER, None),
        (met(), date(2026, 11, 11), None),
        (met(), date(2026, 11, 12), Late.REPORT_DUE),
        (met(day=LAST), date(2026, 12, 7), None),  # held in the month, and the term goes on after it
        (met(day=LAST), date(2026, 12, 8), Late.REPORT_DUE),
        (met(last=SENT), AFTER, None),
        (met(last=RECEIVED), AFTER, None),
        (met(last=RETURNED, on=date(2026, 11, 20)), date(2026, 11, 27), None),
        (met(last=RETURNED, on=date(2026, 11, 20)), date(2026, 11, 28), Late.REPORT_DUE),
    ],
)
def test_who_is_late_and_from_which_day_on(one: Met | None, today: date, found: Late | None) -> None:
    assert late(one, NOVEMBER, today) is found


def test_a_month_to_come_has_nobody_late() -> None:
    assert late(None, NOVEMBER.moved(1), LAST) is None


@pytest.mark.parametrize(("show", "expected"), [(Show.ALL, {1, 2, 3, 4}), (Show.LATE, {2, 4}), (Show.TO_READ, {3, 4})])
def test_a_filter_shows_those_it_names(show: Show, expected: set[int]) -> None:
    cells = {1: (False, False), 2: (True, False), 3: (False, True), 4: (True, True)}
    assert {one for one, (is_late, to_read) in cells.items() if is_shown(show, is_late=is_late, to_read=to_read)} == (
        expected
    )
