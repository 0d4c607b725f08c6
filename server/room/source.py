"""What the gateway asks of the server: the log, the rendered blocks, and who may listen."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from server import clock
from server.accounts.queries import is_enrolled
from server.db.engine import Database
from server.ledger import read
from server.meetings import queries
from server.meetings.rules import MeetingState
from server.protocol.cursor import Cursor
from server.protocol.source import LoggedEvent
from server.protocol.tickets import Ticket
from server.room.render import EVERYBODY, NAMED, changed_blocks, personal_block, public_blocks
from server.room.state import audiences_for, cursors, hash_at, load_each, load_state, roll_of
from server.voting import queries as voting


class DatabaseSource:
    """``RoomSource`` on the database; each call is one snapshot."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def epoch(self) -> str:
        with self._database.read() as db:
            return read.epoch(db)

    def head(self, meeting_id: UUID, audience: str) -> Cursor:
        with self._database.read() as db:
            return cursors(db, meeting_id, (audience,))[0]

    def heads_changed(self, meeting_ids: Sequence[UUID]) -> Mapping[tuple[UUID, str], int]:
        with self._database.read() as db:
            return read.heads(db, meeting_ids)

    def read_after(self, meeting_id: UUID, audience: str, after: int, limit: int) -> list[LoggedEvent]:
        with self._database.read() as db:
            return read.read_after(db, meeting_id, audience, after, limit)

    def hash_at(self, meeting_id: UUID, audience: str, seq: int) -> str | None:
        with self._database.read() as db:
            return hash_at(db, meeting_id, audience, seq)

    def fragments(self, meeting_id: UUID, audience: str, events: Sequence[LoggedEvent]) -> Mapping[str, str]:
        """The blocks that these events changed, as they are now, drawn once for the audience.

        The desk of the chair and the recorder (`staff`) is one or two people: their pages fetch it.
        """
        blocks = changed_blocks(one.type for one in events)
        if audience != "all" or not blocks:
            return {}
        with self._database.read() as db:
            meeting = queries.get_meeting(db, meeting_id)
            return public_blocks(load_state(db, meeting, clock.now()), blocks)

    def personal(
        self, meeting_id: UUID, member_ids: Sequence[UUID], events: Sequence[LoggedEvent]
    ) -> Mapping[UUID, Mapping[str, str]]:
        """The block `me` of those whom the events concern."""
        concerned = _concerned(member_ids, events)
        if not concerned:
            return {}
        with self._database.read() as db:
            meeting = queries.get_meeting(db, meeting_id)
            state = load_state(db, meeting, clock.now())
            each = load_each(db, state, concerned)
            return {member_id: personal_block(state, me) for member_id, me in each.items()}

    def counts(self, meeting_id: UUID) -> Mapping[str, int]:
        with self._database.read() as db:
            roll = roll_of(queries.list_participants(db, meeting_id))
            motion = voting.find_open_motion(db, meeting_id)
            cast = voting.count_ballots(db, meeting_id, motion.id) if motion else 0
            return {"present": roll.present, "expected": roll.expected, "remote": roll.remote, "cast": cast}

    def may_listen(self, ticket: Ticket) -> bool:
        """Asked at the join and again after a revocation: the ticket may be older than the right."""
        with self._database.read() as db:
            meeting = queries.find_meeting(db, ticket.meeting_id)
            if meeting is None or not is_enrolled(db, ticket.device_id):
                return False
            roles = queries.roles_in(db, meeting, ticket.member_id)
            return bool(roles) and set(ticket.audiences) <= set(audiences_for(roles))

    def is_over(self, meeting_id: UUID) -> bool:
        """A closed meeting goes on being listened to until its minutes are frozen."""
        with self._database.read() as db:
            meeting = queries.find_meeting(db, meeting_id)
            return meeting is None or meeting.state is MeetingState.DRAFT


def _concerned(member_ids: Sequence[UUID], events: Sequence[LoggedEvent]) -> list[UUID]:
    if any(one.type in EVERYBODY for one in events):
        return list(member_ids)
    named = {str((one.body or {}).get("member_id", "")) for one in events if one.type in NAMED}
    return [one for one in member_ids if str(one) in named]
