"""What is true in a room at one moment, read in one snapshot. Pages and frames show this and nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection

from server.attendance.rules import Entry, Roll, Standing, State, count
from server.discussion import queries as discussion
from server.discussion.queries import Hand, Statement
from server.ledger.tables import events, streams
from server.meetings import queries as meetings
from server.meetings.queries import Guest, Item, Meeting, PaperRow, Participant
from server.protocol.cursor import Cursor
from server.tasks.queries import Task, list_tasks_of_meeting
from server.units.rules import MeetingRole
from server.voting import queries as voting
from server.voting.queries import Motion
from server.voting.rules import Ballot, MotionState, VoteForm

PRESENT = frozenset({"present_in_room", "late", "exempt_present", "present_remote"})
IN_ROOM = PRESENT - {"present_remote"}


@dataclass(frozen=True, slots=True)
class RoomState:
    """The public state: the same for everybody who may listen to ``all``."""

    meeting: Meeting
    items: Sequence[Item]
    current: Item | None
    papers: Sequence[PaperRow]
    people: Sequence[Participant]
    guests: Sequence[Guest]
    roll: Roll
    statements: Sequence[Statement]
    hands: Sequence[Hand]
    motions: Sequence[Motion]
    cast: int
    tasks: Sequence[Task]
    now: datetime

    @property
    def running(self) -> Motion | None:
        return next((one for one in self.motions if one.state is MotionState.OPEN), None)

    @property
    def closed_motions(self) -> list[Motion]:
        return [one for one in self.motions if one.state is MotionState.CLOSED]

    @property
    def latest_result(self) -> Motion | None:
        """The newest closed motion on the item that is on the table."""
        mine = [one for one in self.closed_motions if self.current and one.item_id == self.current.id]
        return mine[-1] if mine else None

    def statements_on(self, item_id: UUID) -> list[Statement]:
        return [one for one in self.statements if one.item_id == item_id]

    def papers_on(self, item_id: UUID) -> list[PaperRow]:
        return [one for one in self.papers if one.item_id == item_id]

    @property
    def speaking(self) -> Hand | None:
        return next((one for one in self.hands if one.called_at), None)

    @property
    def waiting(self) -> list[Hand]:
        return [one for one in self.hands if not one.called_at]

    @property
    def present_names(self) -> list[Participant]:
        return [one for one in self.people if one.state in PRESENT]


@dataclass(frozen=True, slots=True)
class Me:
    """One person's own state; travels as the replaceable block `me`, never as an event."""

    member_id: UUID
    person: Participant | None
    hand: Hand | None
    is_elector: bool
    ballot: Ballot | None
    no_ballot: str  # code of the reason, empty when there is a ballot to cast

    @property
    def present(self) -> bool:
        return self.person is not None and self.person.state in PRESENT


def load_state(db: Connection, meeting: Meeting, now: datetime) -> RoomState:
    items = meetings.list_items(db, meeting.id)
    people = meetings.list_participants(db, meeting.id)
    motions = voting.list_motions(db, meeting.id)
    running = next((one for one in motions if one.state is MotionState.OPEN), None)
    return RoomState(
        meeting=meeting,
        items=items,
        current=next((one for one in items if one.id == meeting.current_item_id), None),
        papers=meetings.list_papers(db, meeting.id),
        people=people,
        guests=meetings.list_guests(db, meeting.id),
        roll=roll_of(people),
        statements=discussion.list_statements(db, meeting.id),
        hands=discussion.list_hands(db, meeting.id),
        motions=motions,
        cast=voting.count_ballots(db, meeting.id, running.id) if running else 0,
        tasks=list_tasks_of_meeting(db, meeting.id),
        now=now,
    )


def roll_of(people: Sequence[Participant]) -> Roll:
    return count(Entry(Standing(one.standing), State(one.state) if one.state else None) for one in people)


def load_me(db: Connection, state: RoomState, member_id: UUID) -> Me:
    return load_each(db, state, [member_id])[member_id]


def load_each(db: Connection, state: RoomState, member_ids: Sequence[UUID]) -> Mapping[UUID, Me]:
    """The personal state of many with a constant number of queries."""
    people = {one.member_id: one for one in state.people}
    hands = {one.member_id: one for one in state.hands}
    motion = state.running
    entitled = voting.list_electors(db, state.meeting.id, motion.id) if motion else frozenset()
    ballots = voting.list_ballots(db, state.meeting.id, motion.id) if motion else {}
    return {
        one: Me(
            member_id=one,
            person=people.get(one),
            hand=hands.get(one),
            is_elector=one in entitled,
            ballot=ballots.get(one),
            no_ballot=_why_no_ballot(motion, people.get(one), one in entitled) if motion else "",
        )
        for one in member_ids
    }


def _why_no_ballot(motion: Motion, person: Participant | None, is_elector: bool) -> str:
    """Why this person has no ballot to cast here now: the page says it in words."""
    if person is None:
        return "guest"
    if not is_elector:
        return person.standing if person.standing != "official" else "excused"
    if motion.form is VoteForm.HANDS:
        return "hands"
    if person.state not in PRESENT:
        return "not_present"
    return ""


def audiences_for(roles: frozenset[MeetingRole]) -> tuple[str, ...]:
    """Guests and members hear `all`; the desk and tellers hear `staff` too."""
    if roles & {MeetingRole.CHAIR, MeetingRole.RECORDER, MeetingRole.TELLER}:
        return ("all", "staff")
    return ("all",)


def asked_for(audiences: tuple[str, ...], wanted: str) -> tuple[str, ...]:
    """The hall screen asks for ``all`` alone: what is for the desk does not travel to a wall."""
    return tuple(one for one in audiences if one == wanted) if wanted else audiences


def cursors(db: Connection, meeting_id: UUID, audiences: Sequence[str]) -> list[Cursor]:
    """Where each stream stands in this snapshot; the page carries them to the socket."""
    rows = db.execute(
        sa.select(streams.c.audience, streams.c.seq, streams.c.tail).where(
            streams.c.meeting_id == meeting_id, streams.c.audience.in_(audiences)
        )
    )
    return sorted(
        (Cursor(audience, seq, tail.hex()[:16]) for audience, seq, tail in rows), key=lambda one: one.audience
    )


def hash_at(db: Connection, meeting_id: UUID, audience: str, seq: int) -> str | None:
    found = sa.select(events.c.hash).where(
        events.c.meeting_id == meeting_id, events.c.audience == audience, events.c.seq == seq
    )
    value = db.execute(found).scalar_one_or_none()
    return None if value is None else value.hex()[:16]
