"""States of the roll, and what they count for (domain 3.1). Standard library only."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from server.errors import Conflict, Invalid


class Standing(StrEnum):
    OFFICIAL = "official"
    PROBATIONARY = "probationary"
    EXEMPT = "exempt"
    REDUCED_DUTY = "reduced_duty"
    TEMPORARILY_HERE = "temporarily_here"
    TEMPORARILY_AWAY = "temporarily_away"
    SUSPENDED = "suspended"


class State(StrEnum):
    PRESENT_IN_ROOM = "present_in_room"
    LATE = "late"
    PRESENT_REMOTE = "present_remote"
    LEFT_EARLY = "left_early"
    ABSENT_EXCUSED = "absent_excused"
    ABSENT_UNEXCUSED = "absent_unexcused"
    EXEMPT_ABSENT = "exempt_absent"
    EXEMPT_PRESENT = "exempt_present"
    TEMPORARILY_AWAY = "temporarily_away"


class Via(StrEnum):
    RECORDER = "recorder"
    HALL_CODE = "hall_code"
    ALL_PRESENT = "all_present"


IN_THE_ROOM = frozenset({State.PRESENT_IN_ROOM, State.LATE, State.EXEMPT_PRESENT})
PRESENT = IN_THE_ROOM | {State.PRESENT_REMOTE}
NEEDS_REASON = frozenset({State.ABSENT_EXCUSED})
MAY_HAVE_REASON = NEEDS_REASON | {State.ABSENT_UNEXCUSED, State.LATE, State.LEFT_EARLY}


class StateDoesNotFit(Invalid):
    code = "attendance_state_does_not_fit"


class ReasonNeeded(Invalid):
    code = "attendance_reason_needed"


class RemoteNotAllowed(Conflict):
    code = "remote_not_allowed"


class AlreadyNoted(Conflict):
    """The recorder has entered this person as absent: only the recorder changes it."""

    code = "attendance_already_noted"


_EXEMPT_STATES = frozenset({State.EXEMPT_ABSENT, State.EXEMPT_PRESENT, State.PRESENT_REMOTE, State.LEFT_EARLY})
_AWAY_STATES = frozenset({State.TEMPORARILY_AWAY, *IN_THE_ROOM - {State.EXEMPT_PRESENT}, State.LEFT_EARLY})
_OTHER_STATES = frozenset(State) - {State.EXEMPT_ABSENT, State.EXEMPT_PRESENT, State.TEMPORARILY_AWAY}


def states_for(standing: Standing) -> frozenset[State]:
    """The states that a person of this standing can be in."""
    if standing is Standing.EXEMPT:
        return _EXEMPT_STATES
    if standing is Standing.TEMPORARILY_AWAY:
        return _AWAY_STATES
    if standing is Standing.SUSPENDED:
        return frozenset()
    return _OTHER_STATES


def state_in_room(standing: Standing) -> State:
    """How "co mat" is written for this standing."""
    return State.EXEMPT_PRESENT if standing is Standing.EXEMPT else State.PRESENT_IN_ROOM


def check_entry(standing: Standing, state: State, reason: str, *, remote_allowed: bool) -> None:
    """What the recorder may write.

    Remote presence needs the unit's recorded decision (03-HD/TW): without it a remote member
    takes part with opinions and is minuted as absent with a reason.
    """
    if state not in states_for(standing):
        raise StateDoesNotFit(standing=standing, state=state)
    if state is State.PRESENT_REMOTE and not remote_allowed:
        raise RemoteNotAllowed
    if state in NEEDS_REASON and not reason:
        raise ReasonNeeded(field="reason")


def check_self_entry(standing: Standing, current: str) -> State:
    """The state after a person's own check-in with the hall's code.

    Who is present already stays so (the press may come twice); an absence that the recorder
    has entered is the recorder's to change.
    """
    state = state_in_room(standing)
    if state not in states_for(standing):
        raise StateDoesNotFit(standing=standing, state=state)
    if current and State(current) in PRESENT:
        return State(current)
    if current and State(current) is not State.EXEMPT_ABSENT:
        raise AlreadyNoted
    return state


@dataclass(frozen=True, slots=True)
class Entry:
    """One person on the roll; ``state`` is empty while nothing was entered."""

    standing: Standing
    state: State | None


@dataclass(frozen=True, slots=True)
class Roll:
    """Counts that everybody in the room sees."""

    expected: int
    present: int
    remote: int
    absent: int
    open: int


def count(entries: Iterable[Entry]) -> Roll:
    """``expected`` are those with a duty to come or who came; exempt people count when they came."""
    everyone = [one for one in entries if one.standing is not Standing.SUSPENDED]
    present = sum(one.state in PRESENT for one in everyone)
    expected = [one for one in everyone if _is_expected(one)]
    return Roll(
        expected=len(expected),
        present=present,
        remote=sum(one.state is State.PRESENT_REMOTE for one in everyone),
        absent=sum(one.state is not None and one.state not in PRESENT for one in expected),
        open=sum(one.state is None for one in expected),
    )


def _is_expected(one: Entry) -> bool:
    if one.state in PRESENT:
        return True
    return one.standing not in (Standing.EXEMPT, Standing.TEMPORARILY_AWAY)
