"""The roll: who can be in which state, and what the counts say."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.attendance.rules import (
    IN_THE_ROOM,
    PRESENT,
    AlreadyNoted,
    Entry,
    ReasonNeeded,
    RemoteNotAllowed,
    Roll,
    Standing,
    State,
    StateDoesNotFit,
    check_entry,
    check_self_entry,
    count,
    state_in_room,
    states_for,
)

ORDINARY = (Standing.OFFICIAL, Standing.PROBATIONARY, Standing.REDUCED_DUTY, Standing.TEMPORARILY_HERE)
OF_ORDINARY = {
    State.PRESENT_IN_ROOM,
    State.LATE,
    State.PRESENT_REMOTE,
    State.LEFT_EARLY,
    State.ABSENT_EXCUSED,
    State.ABSENT_UNEXCUSED,
}


# --- What the recorder may write ------------------------------------------------------------


@pytest.mark.parametrize("standing", ORDINARY)
def test_who_has_a_duty_to_come_is_present_absent_or_something_between(standing: Standing) -> None:
    assert states_for(standing) == OF_ORDINARY


@pytest.mark.parametrize(
    ("standing", "states"),
    [
        (Standing.EXEMPT, {State.EXEMPT_ABSENT, State.EXEMPT_PRESENT, State.PRESENT_REMOTE, State.LEFT_EARLY}),
        (
            Standing.TEMPORARILY_AWAY,
            {State.TEMPORARILY_AWAY, State.PRESENT_IN_ROOM, State.LATE, State.LEFT_EARLY},
        ),
        (Standing.SUSPENDED, set()),
    ],
)
def test_who_has_no_duty_to_come_is_never_written_down_as_absent(standing: Standing, states: set[State]) -> None:
    assert states_for(standing) == states


@pytest.mark.parametrize("standing", Standing)
def test_the_recorder_writes_exactly_the_states_that_fit(standing: Standing) -> None:
    for state in State:
        if state in states_for(standing):
            check_entry(standing, state, "ốm", remote_allowed=True)
        else:
            with pytest.raises(StateDoesNotFit) as refused:
                check_entry(standing, state, "ốm", remote_allowed=True)
            assert refused.value.details == {"standing": standing, "state": state}


def test_presence_from_afar_needs_the_decision_of_the_unit() -> None:
    check_entry(Standing.OFFICIAL, State.PRESENT_REMOTE, "", remote_allowed=True)
    with pytest.raises(RemoteNotAllowed):
        check_entry(Standing.OFFICIAL, State.PRESENT_REMOTE, "", remote_allowed=False)


def test_only_an_excused_absence_needs_a_reason() -> None:
    with pytest.raises(ReasonNeeded) as refused:
        check_entry(Standing.OFFICIAL, State.ABSENT_EXCUSED, "", remote_allowed=False)
    assert refused.value.details == {"field": "reason"}
    for state in OF_ORDINARY - {State.ABSENT_EXCUSED}:
        check_entry(Standing.OFFICIAL, state, "", remote_allowed=True)


# --- A person's own entry -------------------------------------------------------------------


@pytest.mark.parametrize("standing", [one for one in Standing if one is not Standing.SUSPENDED])
def test_the_code_of_the_hall_writes_a_person_in_the_room(standing: Standing) -> None:
    state = check_self_entry(standing, "")
    assert state in IN_THE_ROOM
    assert state is state_in_room(standing)
    check_entry(standing, state, "", remote_allowed=False)


def test_an_exempt_person_who_comes_is_written_as_such() -> None:
    assert check_self_entry(Standing.EXEMPT, "") is State.EXEMPT_PRESENT
    assert check_self_entry(Standing.EXEMPT, State.EXEMPT_ABSENT) is State.EXEMPT_PRESENT


@pytest.mark.parametrize("state", sorted(PRESENT))
def test_the_press_that_comes_twice_changes_nothing(state: State) -> None:
    standing = Standing.EXEMPT if state is State.EXEMPT_PRESENT else Standing.OFFICIAL
    assert check_self_entry(standing, state) is state


@pytest.mark.parametrize("state", [State.ABSENT_EXCUSED, State.ABSENT_UNEXCUSED, State.LEFT_EARLY])
def test_an_absence_that_the_recorder_has_entered_is_the_recorders_to_change(state: State) -> None:
    with pytest.raises(AlreadyNoted):
        check_self_entry(Standing.OFFICIAL, state)


def test_a_suspended_person_does_not_check_in() -> None:
    with pytest.raises(StateDoesNotFit):
        check_self_entry(Standing.SUSPENDED, "")


# --- Counts ---------------------------------------------------------------------------------


def people(number: int, standing: Standing, state: State | None) -> list[Entry]:
    return [Entry(standing, state)] * number


def test_the_cell_of_the_example_is_counted_as_people_count_it() -> None:
    roll = count(
        people(14, Standing.OFFICIAL, State.PRESENT_IN_ROOM)
        + people(1, Standing.OFFICIAL, State.LATE)
        + people(1, Standing.OFFICIAL, State.PRESENT_REMOTE)
        + people(1, Standing.OFFICIAL, State.ABSENT_EXCUSED)
        + people(1, Standing.OFFICIAL, State.LEFT_EARLY)
        + people(1, Standing.OFFICIAL, None)
        + people(3, Standing.PROBATIONARY, State.PRESENT_IN_ROOM)
        + people(2, Standing.TEMPORARILY_AWAY, State.TEMPORARILY_AWAY)
        + people(1, Standing.EXEMPT, State.EXEMPT_PRESENT)
        + people(3, Standing.EXEMPT, State.EXEMPT_ABSENT)
        + people(1, Standing.SUSPENDED, None)
    )
    assert roll == Roll(expected=23, present=20, remote=1, absent=2, open=1)


@pytest.mark.parametrize("standing", [Standing.EXEMPT, Standing.TEMPORARILY_AWAY])
def test_who_need_not_come_counts_when_they_came(standing: Standing) -> None:
    assert count([Entry(standing, None)]) == Roll(expected=0, present=0, remote=0, absent=0, open=0)
    came = Entry(standing, state_in_room(standing))
    assert count([came]) == Roll(expected=1, present=1, remote=0, absent=0, open=0)


def possible_entries() -> st.SearchStrategy[Entry]:
    pairs = [(standing, state) for standing in Standing for state in (None, *states_for(standing))]
    return st.sampled_from(pairs).map(lambda pair: Entry(*pair))


@given(st.lists(possible_entries(), max_size=40))
def test_whoever_is_expected_is_present_absent_or_still_open(entries: Sequence[Entry]) -> None:
    roll = count(entries)
    assert roll.expected == roll.present + roll.absent + roll.open
    assert roll.remote <= roll.present
    assert roll.expected <= len(entries)
