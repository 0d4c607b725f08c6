"""Steps of a meeting, its summons, the code of the hall and the clock of an item."""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from server.meetings.rules import (
    NEXT,
    HallCodeWrong,
    ItemClock,
    LinkNotSafe,
    MeetingKind,
    MeetingNotRunning,
    MeetingOver,
    MeetingState,
    NotADraft,
    Phase,
    ReasonMissing,
    StartsInThePast,
    Step,
    StepNotPossible,
    SummonsAnswer,
    SummonsIncomplete,
    check_answer,
    check_draft,
    check_hall_code,
    check_link,
    check_not_over,
    check_publishable,
    check_running,
    hall_code,
    is_late,
    is_summoned,
    place_for,
    place_for_tasks,
    step,
)

DRAFT, PUBLISHED, OPEN, SUSPENDED, CLOSED = MeetingState
NOW = datetime(2026, 11, 21, 12, 30, 20, tzinfo=UTC)
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
moments = st.integers(1_700_000_000, 4_000_000_000).map(lambda second: datetime.fromtimestamp(second, UTC))


# --- Steps ----------------------------------------------------------------------------------


def test_an_evening_goes_from_draft_to_closed() -> None:
    state = DRAFT
    for wanted in (Step.PUBLISH, Step.OPEN, Step.SUSPEND, Step.RESUME, Step.CLOSE):
        state = step(state, wanted)
    assert state is CLOSED


@pytest.mark.parametrize(("state", "wanted"), sorted(set(product(MeetingState, Step)) - NEXT.keys()))
def test_every_other_step_is_refused_and_says_where_the_meeting_stands(state: MeetingState, wanted: Step) -> None:
    with pytest.raises(StepNotPossible) as refused:
        step(state, wanted)
    assert refused.value.details == {"state": state, "step": wanted}


def test_a_closed_meeting_takes_no_step_and_no_meeting_becomes_a_draft_again() -> None:
    assert CLOSED not in {state for state, _ in NEXT}
    assert DRAFT not in NEXT.values()


@pytest.mark.parametrize(
    ("state", "draft", "running", "not_over"),
    [
        (DRAFT, None, MeetingNotRunning, MeetingNotRunning),
        (PUBLISHED, NotADraft, MeetingNotRunning, None),
        (OPEN, NotADraft, None, None),
        (SUSPENDED, NotADraft, MeetingNotRunning, None),
        (CLOSED, NotADraft, MeetingNotRunning, MeetingOver),
    ],
)
def test_what_may_be_done_in_each_state(
    state: MeetingState,
    draft: type[Exception] | None,
    running: type[Exception] | None,
    not_over: type[Exception] | None,
) -> None:
    for check, refusal in ((check_draft, draft), (check_running, running), (check_not_over, not_over)):
        if refusal is None:
            check(state)
        else:
            with pytest.raises(refusal):
                check(state)


# --- Summons --------------------------------------------------------------------------------


def publish(*, title: str = "Tháng 11", place: str = "Nhà văn hóa", items: int = 3, ahead: timedelta = MINUTE) -> None:
    check_publishable(title=title, place=place, items=range(items), starts_at=NOW + ahead, now=NOW)


def test_a_complete_summons_for_a_time_ahead_is_published() -> None:
    publish()
    publish(ahead=SECOND, items=1)


@pytest.mark.parametrize(
    ("given_", "missing"),
    [
        ({"title": ""}, ("title",)),
        ({"place": ""}, ("place",)),
        ({"items": 0}, ("agenda",)),
        ({"title": "", "place": "", "items": 0}, ("title", "place", "agenda")),
    ],
)
def test_an_incomplete_summons_names_everything_that_is_missing(
    given_: dict[str, object], missing: tuple[str, ...]
) -> None:
    with pytest.raises(SummonsIncomplete) as refused:
        publish(**given_, ahead=-MINUTE)
    assert refused.value.details == {"missing": missing}


@pytest.mark.parametrize("ahead", [timedelta(0), -SECOND])
def test_nobody_is_summoned_to_a_time_that_has_come(ahead: timedelta) -> None:
    with pytest.raises(StartsInThePast):
        publish(ahead=ahead)


@pytest.mark.parametrize(
    "link", ["", "https://meet.example.vn/abc", "https://zoom.us/j/123?pwd=x#start", "https://[::1]/"]
)
def test_a_link_is_an_https_address_or_none(link: str) -> None:
    check_link(link)


@pytest.mark.parametrize(
    "link",
    [
        "http://meet.example.vn",
        "javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "//meet.example.vn",
        "meet.example.vn",
        "https:///abc",
        "https://:443/abc",
        "https://an@meet.example.vn",
        "https://an:pin@meet.example.vn",
        "https://:pin@meet.example.vn",
        "https://@meet.example.vn",
        "https://[meet.example.vn",
    ],
)
def test_every_other_link_is_refused(link: str) -> None:
    with pytest.raises(LinkNotSafe):
        check_link(link)


def test_only_an_absence_needs_a_reason() -> None:
    for answer in (SummonsAnswer.PRESENT, SummonsAnswer.REMOTE):
        check_answer(answer, "")
    check_answer(SummonsAnswer.ABSENT, "đi công tác")
    with pytest.raises(ReasonMissing) as refused:
        check_answer(SummonsAnswer.ABSENT, "")
    assert refused.value.details == {"field": "reason"}


@pytest.mark.parametrize(
    ("post", "in_the_committee"),
    [
        ("secretary", True),
        ("deputy_secretary", True),
        ("committee_member", True),
        ("", False),
        ("record_keeper", False),
    ],
)
def test_a_committee_meets_alone_and_a_cell_with_everybody(post: str, in_the_committee: bool) -> None:
    assert is_summoned(MeetingKind.COMMITTEE, post) is in_the_committee
    assert is_summoned(MeetingKind.REGULAR, post)
    assert is_summoned(MeetingKind.THEMATIC, post)


@pytest.mark.parametrize(
    ("ahead", "late"),
    [(timedelta(days=1), False), (timedelta(days=1) - SECOND, True), (timedelta(days=2), False), (-MINUTE, True)],
)
def test_a_paper_is_late_less_than_a_day_ahead(ahead: timedelta, late: bool) -> None:
    assert is_late(added_at=NOW - ahead, starts_at=NOW) is late


# --- The code of the hall -------------------------------------------------------------------

SECRET = bytes(range(32))


def truncated(secret: bytes, minute: int) -> int:
    """RFC 4226 part 5.3, written out: four bytes from where the last nibble points, without the sign bit."""
    mac = hmac.new(secret, minute.to_bytes(8, "big"), hashlib.sha256).digest()
    start = mac[31] % 16
    first, second, third, fourth = mac[start : start + 4]
    return (first % 128) * 256**3 + second * 256**2 + third * 256 + fourth


@given(st.binary(min_size=16, max_size=32), moments)
def test_the_code_is_the_truncated_hmac_of_the_minute(secret: bytes, at: datetime) -> None:
    minute = int(at.timestamp()) // 60
    assert hall_code(secret, at) == str(truncated(secret, minute))[-4:].rjust(4, "0")


def test_the_code_stays_for_the_minute_and_changes_with_it() -> None:
    start = NOW.replace(second=0)
    codes = [hall_code(SECRET, start + timedelta(seconds=second)) for second in range(60 * 20)]
    assert all(len(set(codes[n : n + 60])) == 1 for n in range(0, len(codes), 60))
    assert len(set(codes[::60])) > 15


def different_minutes(secret: bytes, now: datetime) -> bool:
    """Four digits may coincide; these tests look at minutes whose codes differ."""
    return len({hall_code(secret, now, minutes_back=back) for back in range(-1, 4)}) == 5


def test_the_example_has_five_different_codes() -> None:
    assert different_minutes(SECRET, NOW)


@pytest.mark.parametrize("minutes_back", [0, 1])
def test_the_code_of_this_minute_and_of_the_one_before_are_good(minutes_back: int) -> None:
    check_hall_code(SECRET, hall_code(SECRET, NOW, minutes_back=minutes_back), NOW)


@pytest.mark.parametrize("minutes_back", [2, 3, -1])
def test_the_code_of_two_minutes_before_or_of_the_next_one_is_not(minutes_back: int) -> None:
    with pytest.raises(HallCodeWrong) as refused:
        check_hall_code(SECRET, hall_code(SECRET, NOW, minutes_back=minutes_back), NOW)
    assert refused.value.details == {"field": "code"}


GOOD = {hall_code(SECRET, NOW), hall_code(SECRET, NOW - MINUTE)}


@given(st.text("0123456789", max_size=5) | st.text(max_size=4))
def test_whatever_else_is_typed_is_wrong(typed: str) -> None:
    assume(typed not in GOOD)
    with pytest.raises(HallCodeWrong):
        check_hall_code(SECRET, typed, NOW)


def test_the_code_of_another_meeting_is_wrong() -> None:
    with pytest.raises(HallCodeWrong):
        check_hall_code(SECRET, hall_code(b"another" * 4, NOW), NOW)


# --- The clock of an item -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spent", "running", "total"),
    [(0, None, 0), (95, None, 95), (0, 30, 30), (95, 30, 125), (95, -5, 95)],
)
def test_an_item_counts_all_its_stretches(spent: int, running: int | None, total: int) -> None:
    started = None if running is None else NOW - timedelta(seconds=running)
    assert ItemClock(15, spent, started).spent(NOW) == total


def test_an_item_that_is_not_on_the_table_ends_at_no_time() -> None:
    assert ItemClock(15, 95, None).ends_at() is None


def test_an_item_ends_when_its_planned_minutes_are_used_up() -> None:
    assert ItemClock(15, 0, NOW).ends_at() == NOW + 15 * MINUTE
    assert ItemClock(15, 95, NOW).ends_at() == NOW + timedelta(seconds=15 * 60 - 95)


@given(st.integers(0, 240), st.integers(0, 20_000), moments)
def test_at_its_end_an_item_has_spent_what_was_planned(planned: int, spent: int, started: datetime) -> None:
    clock = ItemClock(planned, spent, started)
    end = clock.ends_at()
    assert end is not None
    assert clock.spent(end) == max(planned * 60, spent)


def test_what_comes_from_above_stands_last_of_the_content() -> None:
    opening, content, closing = Phase.OPENING, Phase.CONTENT, Phase.CLOSING
    assert place_for([opening, content, content, closing, closing]) == 4
    assert place_for([opening, content]) == 3
    assert place_for([closing]) == 1
    assert place_for([]) == 1


def test_unfinished_tasks_open_the_content() -> None:
    opening, content, closing = Phase
    assert place_for_tasks([opening, content, content, closing]) == 2
    assert place_for_tasks([opening, opening, closing]) == 3
    assert place_for_tasks([content]) == 1
    assert place_for_tasks([opening]) == 2
    assert place_for_tasks([]) == 1
