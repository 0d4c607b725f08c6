"""Somebody between the handshake and the live room: what they hold, what they still lack."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from realtime.lane import Lane, batch
from realtime.listener import Listener
from realtime.order import REPLAY, Caught, Missed
from server.protocol.chain import short
from server.protocol.cursor import Cursor
from server.protocol.frames import Why

# More than this and the page is cheaper; it also stays below what makes a socket lag.
REPLAY_BYTES: Final = 192 * 1024
MAX_TRIPS: Final = 20

Standing = Literal["ready", "waiting"] | tuple[Literal["reload"], Why]


@dataclass(slots=True)
class Joiner:
    """``cursors``: where the page stands, moved on as the replay grows. ``trips``: orders that carried it."""

    listener: Listener
    cursors: dict[str, Cursor]
    trips: int = 0
    told: set[str] = field(default_factory=set)  # audiences whose missed events reached its `me`
    replay: dict[str, list[bytes]] = field(default_factory=dict)
    me: dict[str, str] = field(default_factory=dict)
    refused: Why | None = None

    @property
    def audiences(self) -> tuple[str, ...]:
        return self.listener.ticket.audiences

    def missed(self, lanes: Mapping[str, Lane]) -> list[tuple[str, int]]:
        """Audience and number after which something has to be read for this one."""
        return [
            (audience, cursor.seq)
            for audience, cursor in self.cursors.items()
            if audience in lanes and self._lacks(lanes[audience], cursor)
        ]

    def _lacks(self, lane: Lane, cursor: Cursor) -> bool:
        if cursor.seq >= lane.head.seq:
            return False
        return lane.hash_at(cursor.seq) is None or lane.audience not in self.told

    def take(self, lane: Lane, caught: Caught, missed: Missed) -> None:
        """The answer about ``missed``. What lies beyond the lane's head will come live, so it is cut off."""
        cursor = self.cursors[lane.audience]
        self.told.add(lane.audience)
        if missed.known is not None:
            return
        if caught.hash16 != cursor.hash16:
            self.refused = "hash"
        elif len(caught.events) > REPLAY:
            self.refused = "old"
        elif events := [event for event in caught.events if event.seq <= lane.head.seq]:
            self.replay.setdefault(lane.audience, []).extend(batch(events, caught.fragments))
            self.cursors[lane.audience] = Cursor(lane.audience, events[-1].seq, short(events[-1].hash))

    def standing(self, lanes: Mapping[str, Lane], behind: frozenset[str]) -> Standing:
        """``behind``: audiences of which more is known to wait in the database."""
        if self.refused or self.trips > MAX_TRIPS:
            return ("reload", self.refused or "old")
        if self.cursors.keys() - set(self.audiences):
            return ("reload", "audience")
        for audience in self.audiences:
            answer = self._standing_in(lanes.get(audience), self.cursors.get(audience), audience in behind)
            if answer != "ready":
                return answer
        return "ready"

    def _standing_in(self, lane: Lane | None, cursor: Cursor | None, behind: bool) -> Standing:
        if lane is None:
            return "waiting"
        if cursor is None:
            return ("reload", "cursor")
        if cursor.seq > lane.head.seq:
            # Usual for a moment: the page was made after a commit whose hint is still on its way.
            return ("reload", "ahead") if self.trips and not behind else "waiting"
        if (known := lane.hash_at(cursor.seq)) is not None and known != cursor.hash16:
            return ("reload", "hash")
        return "waiting" if self._lacks(lane, cursor) else "ready"

    def frames(self, lanes: Mapping[str, Lane]) -> list[bytes] | None:
        """Everything missed, once ``standing`` is ready; None when it is too much."""
        payloads: list[bytes] = []
        for audience in self.audiences:
            payloads += self.replay.get(audience, [])
            payloads += lanes[audience].replay(self.cursors[audience].seq)
        return payloads if sum(map(len, payloads)) <= REPLAY_BYTES else None
