"""One audience of one room: where it stands, and its last events for those who come back."""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from server.protocol import frames
from server.protocol.chain import short
from server.protocol.cursor import Cursor
from server.protocol.source import LoggedEvent

RING: Final = 200
# A block of HTML may be large, and there may be thousands of rooms.
RING_BYTES: Final = 512 * 1024


@dataclass(frozen=True, slots=True)
class Kept:
    """An event of the ring with the blocks that were sent with it."""

    event: LoggedEvent
    fragments: Mapping[str, str]
    weight: int


class Hole(Exception):
    """The log gave a number that does not follow."""


class Lane:
    """Numbers are without holes: ``add`` takes exactly the next one."""

    __slots__ = ("_base", "_replays", "_ring", "_weight", "audience", "head")

    def __init__(self, head: Cursor) -> None:
        self.audience = head.audience
        self.head = head
        self._base = head  # where the reader stands that needs the whole ring
        self._ring: deque[Kept] = deque()
        self._weight = 0
        self._replays: dict[int, list[bytes]] = {}

    def add(self, events: Sequence[LoggedEvent], fragments: Mapping[str, str]) -> list[bytes]:
        """Take a batch and give its frames, the blocks on the last of them. Raises Hole."""
        if [event.seq for event in events] != list(range(self.head.seq + 1, self.head.seq + 1 + len(events))):
            raise Hole(f"{self.audience} after {self.head.seq}")
        payloads = batch(events, fragments)
        last = len(events) - 1
        for place, (event, payload) in enumerate(zip(events, payloads, strict=True)):
            self._keep(Kept(event, fragments if place == last else {}, len(payload)))
        if events:
            self.head = Cursor(self.audience, events[-1].seq, short(events[-1].hash))
            self._replays.clear()
        return payloads

    def hash_at(self, seq: int) -> str | None:
        """The hash that this process knows for ``seq``, without asking the database."""
        if seq == self.head.seq:
            return self.head.hash16
        if seq == self._base.seq:
            return self._base.hash16
        if not self._base.seq < seq < self.head.seq:
            return None
        return short(self._ring[seq - self._base.seq - 1].event.hash)

    def events_after(self, seq: int) -> tuple[LoggedEvent, ...] | None:
        """None when the ring does not reach back so far."""
        if not self._base.seq <= seq <= self.head.seq:
            return None
        return tuple(kept.event for kept in self._since(seq))

    def replay(self, seq: int) -> list[bytes]:
        """The frames after ``seq`` as one batch; only the newest version of each block is sent."""
        if seq not in self._replays:
            kept = self._since(seq)
            newest = {name: html for one in kept for name, html in one.fragments.items()}
            self._replays[seq] = batch([one.event for one in kept], newest)
        return self._replays[seq]

    def _since(self, seq: int) -> list[Kept]:
        return list(self._ring)[seq - self._base.seq :]

    def _keep(self, kept: Kept) -> None:
        self._ring.append(kept)
        self._weight += kept.weight
        while len(self._ring) > RING or (self._weight > RING_BYTES and self._ring):
            gone = self._ring.popleft()
            self._weight -= gone.weight
            self._base = Cursor(self.audience, gone.event.seq, short(gone.event.hash))


def batch(events: Iterable[LoggedEvent], fragments: Mapping[str, str]) -> list[bytes]:
    """The frames of events that are shown together."""
    each = list(events)
    last = len(each) - 1
    return [
        frames.event(event, fragments if place == last else {}, more=place < last) for place, event in enumerate(each)
    ]
