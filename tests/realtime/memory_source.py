"""A room log in memory: what the gateway's tests and measurements read instead of a database."""

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from server.protocol import chain
from server.protocol.cursor import Cursor
from server.protocol.events import JsonObject
from server.protocol.source import LoggedEvent
from server.protocol.tickets import Ticket

SALT = bytes(16)


class MemorySource:
    """Append from any thread. ``told`` is called after each append, like a hint after a commit."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._log: dict[tuple[UUID, str], list[LoggedEvent]] = defaultdict(list)
        self.told: Callable[[UUID], None] = lambda _meeting_id: None
        self.current_epoch = "epoch-1"
        self.present = 0
        self.revoked: set[UUID] = set()
        self.over: set[UUID] = set()
        self.failing = False
        self.undrawable: set[str] = set()
        self.delay = 0.0
        self.reads = 0
        self.personal_calls: list[tuple[int, int]] = []  # members, events

    def append(self, meeting_id: UUID, body: JsonObject, audience: str = "all", type_: str = "item_started") -> None:
        with self._lock:
            log = self._log[meeting_id, audience]
            previous = log[-1].hash if log else chain.genesis(meeting_id, audience)
            seq = len(log) + 1
            head: JsonObject = {"bh": chain.body_hash(SALT, body).hex(), "seq": seq, "type": type_}
            log.append(
                LoggedEvent(audience, seq, chain.event_hash(previous, head), type_, int(time.time() * 1000), body)
            )
        self.told(meeting_id)

    def cursor(self, meeting_id: UUID, seq: int, audience: str = "all") -> str:
        return str(self._cursor(meeting_id, audience, seq))

    def _cursor(self, meeting_id: UUID, audience: str, seq: int) -> Cursor:
        full = self._log[meeting_id, audience][seq - 1].hash if seq else chain.genesis(meeting_id, audience)
        return Cursor(audience, seq, chain.short(full))

    # RoomSource

    def epoch(self) -> str:
        self._check()
        return self.current_epoch

    def head(self, meeting_id: UUID, audience: str) -> Cursor:
        self._check()
        with self._lock:
            return self._cursor(meeting_id, audience, len(self._log[meeting_id, audience]))

    def heads_changed(self, meeting_ids: Sequence[UUID]) -> Mapping[tuple[UUID, str], int]:
        self._check()
        with self._lock:
            return {place: len(log) for place, log in self._log.items() if place[0] in meeting_ids}

    def read_after(self, meeting_id: UUID, audience: str, after: int, limit: int) -> list[LoggedEvent]:
        self._check()
        self.reads += 1
        with self._lock:
            return self._log[meeting_id, audience][after : after + limit]

    def hash_at(self, meeting_id: UUID, audience: str, seq: int) -> str | None:
        with self._lock:
            known = 0 <= seq <= len(self._log[meeting_id, audience])
            return self._cursor(meeting_id, audience, seq).hash16 if known else None

    def fragments(self, meeting_id: UUID, audience: str, events: Sequence[LoggedEvent]) -> Mapping[str, str]:
        if self.undrawable & {event.type for event in events}:
            raise KeyError("no block")
        return {f"block-{audience}": f"<p id='block-{audience}'>{events[-1].seq}</p>"}

    def personal(
        self, meeting_id: UUID, member_ids: Sequence[UUID], events: Sequence[LoggedEvent]
    ) -> Mapping[UUID, Mapping[str, str]]:
        self.personal_calls.append((len(member_ids), len(events)))
        concerned = {UUID(str(event.body["member"])) for event in events if event.body and "member" in event.body}
        return {one: {"me": f"<p id='me'>{events[-1].seq}</p>"} for one in member_ids if one in concerned}

    def counts(self, meeting_id: UUID) -> Mapping[str, int]:
        self._check()
        return {"present": self.present}

    def may_listen(self, ticket: Ticket) -> bool:
        self._check()
        return ticket.member_id not in self.revoked

    def is_over(self, meeting_id: UUID) -> bool:
        return meeting_id in self.over

    def _check(self) -> None:
        if self.delay:
            time.sleep(self.delay)
        if self.failing:
            raise ConnectionError("the database is away")
