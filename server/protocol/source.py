"""What the gateway asks of the server: the room log, the rendered blocks, the rights.

All methods are synchronous and may block; the gateway calls them in its own threads, several
at once for different meetings, never two at once for one meeting's events.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from server.protocol.cursor import Cursor
from server.protocol.events import JsonObject
from server.protocol.tickets import Ticket


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """One row of the log. ``hash``: 32 bytes. ``body``: None once it was erased."""

    audience: str
    seq: int
    hash: bytes
    type: str
    at_ms: int
    body: JsonObject | None


class RoomSource(Protocol):
    """Every answer is read from the database at the time of the call."""

    def epoch(self) -> str:
        """Changes when the database was restored or replaced."""
        ...

    def head(self, meeting_id: UUID, audience: str) -> Cursor:
        """The last event of the log, or number 0 with the genesis hash."""
        ...

    def heads_changed(self, meeting_ids: Sequence[UUID]) -> Mapping[tuple[UUID, str], int]:
        """The last number by meeting and audience, in one query; used for polling."""
        ...

    def read_after(self, meeting_id: UUID, audience: str, after: int, limit: int) -> list[LoggedEvent]:
        """The events ``after + 1`` … in order, without holes, at most ``limit``."""
        ...

    def hash_at(self, meeting_id: UUID, audience: str, seq: int) -> str | None:
        """The first 16 hex digits of the hash at ``seq``; None when there is no such event."""
        ...

    def fragments(self, meeting_id: UUID, audience: str, events: Sequence[LoggedEvent]) -> Mapping[str, str]:
        """HTML by element id: the blocks that these events changed, as they are after the last of them.

        An id belongs to one audience only: a listener of both gets the fragments of both.
        """
        ...

    def personal(
        self, meeting_id: UUID, member_ids: Sequence[UUID], events: Sequence[LoggedEvent]
    ) -> Mapping[UUID, Mapping[str, str]]:
        """By member, the replaceable blocks of those whom the events concern; nobody else is in the answer."""
        ...

    def counts(self, meeting_id: UUID) -> Mapping[str, int]:
        """Counters for everybody in the room: present, summoned, cast …"""
        ...

    def may_listen(self, ticket: Ticket) -> bool:
        """Whether that device of that person may hear all the ticket's audiences now."""
        ...

    def is_over(self, meeting_id: UUID) -> bool:
        """Whether nothing more will happen in this room."""
        ...
