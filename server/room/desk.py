"""What only the chair and the recorder see: the roll to be filled in, who has not voted, what may be put."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection

from server.attendance.rules import Standing, State, states_for
from server.clock import local_date
from server.meetings.queries import Participant
from server.room.state import IN_ROOM, PRESENT, RoomState
from server.units.rules import MeetingRole
from server.voting import queries as voting
from server.voting.rulebook import load_rulebooks
from server.voting.rules import Choice, Matter, rulebook_for


@dataclass(frozen=True, slots=True)
class Desk:
    """``states``: what a person of a standing can be written as. ``electors`` are of the running motion."""

    is_chair: bool
    states: Mapping[str, Sequence[State]]
    matters: Sequence[Matter]
    electors_in_room: Sequence[Participant]
    electors_to_vote: Sequence[Participant]
    votes: Mapping[UUID, Choice]


def load_desk(db: Connection, state: RoomState, roles: frozenset[MeetingRole], *, remote_allowed: bool) -> Desk | None:
    """None for everybody else in the room."""
    if not roles & {MeetingRole.CHAIR, MeetingRole.RECORDER}:
        return None
    meeting, motion = state.meeting, state.running
    book = rulebook_for(load_rulebooks(), local_date(meeting.starts_at))
    entitled = voting.list_electors(db, meeting.id, motion.id) if motion else frozenset()
    ballots = voting.list_ballots(db, meeting.id, motion.id) if motion else {}
    electors = [one for one in state.people if one.member_id in entitled]
    return Desk(
        is_chair=MeetingRole.CHAIR in roles,
        states={standing: _states(standing, remote_allowed=remote_allowed) for standing in Standing},
        matters=list(book.matters.values()),
        electors_in_room=[one for one in electors if one.state in IN_ROOM],
        electors_to_vote=[one for one in electors if one.state in PRESENT and one.member_id not in ballots],
        votes={member_id: ballot.choice for member_id, ballot in ballots.items()},
    )


def _states(standing: Standing, *, remote_allowed: bool) -> list[State]:
    """In the order of the list of states: the usual first."""
    possible = states_for(standing)
    return [one for one in State if one in possible and (remote_allowed or one is not State.PRESENT_REMOTE)]
