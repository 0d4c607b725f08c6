"""How a statement reaches the meeting."""

import pytest

from server.attendance import rules as attendance
from server.attendance.rules import State
from server.discussion.rules import IN_THE_ROOM, Channel, StatementEmpty, channel_of, check_text

HERE = [State.PRESENT_IN_ROOM, State.LATE, State.EXEMPT_PRESENT]
ELSEWHERE = [state for state in State if state not in HERE]


@pytest.mark.parametrize("state", ["", *State])
def test_before_the_meeting_every_statement_is_an_advance_one(state: str) -> None:
    assert channel_of(opened=False, attendance_state=state, is_guest=False) is Channel.ADVANCE
    assert channel_of(opened=False, attendance_state=state, is_guest=True) is Channel.ADVANCE


@pytest.mark.parametrize("state", HERE)
def test_who_is_in_the_room_writes_from_the_room(state: State) -> None:
    assert channel_of(opened=True, attendance_state=state, is_guest=False) is Channel.WRITTEN


@pytest.mark.parametrize("state", ["", *ELSEWHERE])
def test_who_is_not_on_the_roll_as_in_the_room_writes_from_afar(state: str) -> None:
    assert channel_of(opened=True, attendance_state=state, is_guest=False) is Channel.REMOTE


def test_a_guest_is_on_no_roll_and_writes_from_the_room() -> None:
    assert channel_of(opened=True, attendance_state="", is_guest=True) is Channel.WRITTEN


def test_in_the_room_means_the_same_as_on_the_roll() -> None:
    assert IN_THE_ROOM == attendance.IN_THE_ROOM


def test_a_statement_says_something() -> None:
    check_text("Nhất trí.")
    with pytest.raises(StatementEmpty) as refused:
        check_text("")
    assert refused.value.details == {"field": "text"}
