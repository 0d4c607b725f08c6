"""One room: where each audience stands, who is live, who is on the way in. No input or output.

The gateway asks ``next_order`` what to read and gives what was read to ``take_in``, which
answers with bytes to write. Never more than one order of a room is under way, so numbers are
published in order, and one who joins is placed between two of them: what came before is
replayed, what comes after is live, and nothing is in both.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from realtime.hall import Hall, Sending
from realtime.joiner import Joiner
from realtime.lane import Hole, Lane
from realtime.listener import Listener
from realtime.order import Findings, Missed, News, Order
from realtime.wire import Packet, encode
from server.protocol import frames
from server.protocol.cursor import Cursor
from server.protocol.frames import Why

log = logging.getLogger(__name__)

TICK_EVERY: Final = 0.5  # seconds


@dataclass(frozen=True, slots=True)
class Moment:
    """``at``: the loop's clock, seconds. ``now_ms``: the server's, for the wire."""

    at: float
    now_ms: int
    epoch: str
    ping_ms: int


@dataclass(frozen=True, slots=True)
class Trip:
    """An order under way, and whose questions it carries."""

    order: Order
    joiners: tuple[Joiner, ...]
    rechecked: frozenset[Listener]


@dataclass(slots=True)
class Outcome:
    """What the gateway has to do: write first, then close."""

    sendings: list[Sending] = field(default_factory=list)
    closings: list[tuple[Listener, int]] = field(default_factory=list)


class Room:
    """``dirty``: the log has moved. ``recheck``: whose rights are in doubt."""

    def __init__(self, meeting_id: UUID) -> None:
        self.meeting_id = meeting_id
        self.lanes: dict[str, Lane] = {}
        self.hall = Hall()
        self.joiners: dict[Listener, Joiner] = {}
        self.recheck: set[Listener] = set()
        self.dirty = False
        self.counts_wanted = False
        self.empty_since: float | None = None
        self._members: dict[UUID, int] = {}  # how many listeners each has
        self._trip: Trip | None = None
        self._behind: frozenset[str] = frozenset()
        self._counts: Mapping[str, int] = {}
        self._count_at = 0.0

    def listeners(self) -> list[Listener]:
        """Everybody, live or on the way in."""
        return [*self.hall, *self.joiners]

    def join(self, listener: Listener, cursors: Mapping[str, Cursor]) -> None:
        self.joiners[listener] = Joiner(listener, dict(cursors))
        self._members[listener.ticket.member_id] = self._members.get(listener.ticket.member_id, 0) + 1
        self.empty_since = None
        self.counts_wanted = True

    def leave(self, listener: Listener, at: float) -> None:
        self.recheck.discard(listener)
        if self.joiners.pop(listener, None) is None and not self.hall.discard(listener):
            return  # it had left before
        member_id = listener.ticket.member_id
        self._members[member_id] -= 1
        if not self._members[member_id]:
            del self._members[member_id]
            self.counts_wanted = True
        if not self._members:
            self.empty_since = at

    def next_order(self, at: float) -> Order | None:
        """What to read now; None while an order is under way or nothing is wanted."""
        due = at >= self._count_at
        reading = self.dirty or bool(self.joiners) or bool(self._behind)
        counting = self.counts_wanted and due
        if self._trip or not (reading or counting or self.recheck):
            return None
        joiners, rechecked = tuple(self.joiners.values()), frozenset(self.recheck)
        checked = [one.listener for one in joiners if not one.trips] + list(rechecked)
        order = Order(
            meeting_id=self.meeting_id,
            positions={name: lane.head.seq for name, lane in self.lanes.items()} if reading else {},
            opening=tuple(sorted({name for one in joiners for name in one.audiences} - self.lanes.keys())),
            members=self._members.keys(),
            missed=self._missed(joiners),
            tickets=tuple(one.ticket for one in checked),
            counts=counting,
            counts_if_moved=due,
        )
        self._trip = Trip(order, joiners, rechecked)
        self.dirty, self.recheck = False, set()
        self.counts_wanted = self.counts_wanted and not counting
        return order

    @property
    def busy(self) -> bool:
        """An order is under way; its end gives the next turn."""
        return self._trip is not None

    def counts_due_in(self, at: float) -> float | None:
        """Seconds until the wanted counters may be read; None when none are wanted."""
        return max(0.0, self._count_at - at) if self.counts_wanted else None

    def failed(self) -> None:
        """The order found nothing: ask everything again."""
        assert self._trip is not None
        self.dirty = True
        self.recheck |= self._trip.rechecked & set(self.hall)
        self.counts_wanted = self.counts_wanted or self._trip.order.counts
        self._trip = None

    def take_in(self, found: Findings, moment: Moment) -> Outcome:
        """Publish what is new, let in who is ready."""
        trip, self._trip = self._trip, None
        assert trip is not None
        outcome = Outcome()
        self._refuse(found, outcome, moment.at)
        packets = self._publish(found, moment)
        outcome.sendings += self.hall.broadcast(packets) + self.hall.personal(self._merge_me(found))
        for name, head in found.opened.items():
            self.lanes.setdefault(name, Lane(head))
        self._inform(trip, found)
        outcome.sendings += [sending for joiner in trip.joiners for sending in self._let_in(joiner, moment)]
        if found.over:
            outcome.closings += [(listener, frames.MEETING_OVER) for listener in self.hall]
        return outcome

    def _missed(self, joiners: tuple[Joiner, ...]) -> tuple[Missed, ...]:
        wanted: dict[tuple[str, int], dict[UUID, None]] = {}
        for joiner in joiners:
            for place in joiner.missed(self.lanes):
                wanted.setdefault(place, {})[joiner.listener.ticket.member_id] = None
        return tuple(
            Missed(audience, after, self.lanes[audience].events_after(after), tuple(members))
            for (audience, after), members in wanted.items()
        )

    def _refuse(self, found: Findings, outcome: Outcome, at: float) -> None:
        refused = [one for one in self.listeners() if one.ticket in found.refused] if found.refused else []
        for listener in refused:
            self.leave(listener, at)
            outcome.closings.append((listener, frames.NOT_ALLOWED))

    def _publish(self, found: Findings, moment: Moment) -> list[Packet]:
        """Move the lanes on; the frames for everybody who is live."""
        packets: list[Packet] = []
        self._behind = frozenset(news.audience for news in found.news if news.full)
        for news in found.news:
            packets += self._add(news)
        if found.broken:
            packets.append(Packet(frames.reload("broken")))
        if found.news and found.counts is None:
            self.counts_wanted = True  # an event may have moved them; at most two ticks a second
        return packets + self._tick(found.counts, moment)

    def _add(self, news: News) -> list[Packet]:
        try:
            payloads = self.lanes[news.audience].add(news.events, news.fragments)
        except Hole:
            # The log has no holes, so this is a reader that saw half a commit. Read again later.
            log.exception("a hole in the log of meeting %s", self.meeting_id)
            return []
        places = {name: str(lane.head) for name, lane in self.lanes.items()}
        packets = [Packet(payload, news.audience) for payload in payloads]
        packets[-1].places = places
        return packets

    def _tick(self, counts: Mapping[str, int] | None, moment: Moment) -> list[Packet]:
        if counts is None:
            return []
        self._count_at = moment.at + TICK_EVERY
        # Who is connected is shown beside who is present, and is never the same thing.
        counts = {**counts, "connected": len(self._members)}
        if counts == self._counts:
            return []
        self._counts = counts
        return [Packet(frames.tick(counts, moment.now_ms))]

    def _merge_me(self, found: Findings) -> dict[UUID, dict[str, str]]:
        blocks: dict[UUID, dict[str, str]] = {}
        for personal in found.me:
            for member_id, fragments in personal.items():
                blocks.setdefault(member_id, {}).update(fragments)
        for joiner in self.joiners.values():
            joiner.me.update(blocks.get(joiner.listener.ticket.member_id, {}))
        return blocks

    def _inform(self, trip: Trip, found: Findings) -> None:
        asked = {(missed.audience, missed.after): missed for missed in trip.order.missed}
        for joiner in trip.joiners:
            joiner.trips += 1
            for audience, cursor in list(joiner.cursors.items()):
                if (place := (audience, cursor.seq)) in asked:
                    joiner.take(self.lanes[audience], found.caught[place], asked[place])
            if found.broken:
                joiner.refused = joiner.refused or "broken"

    def _let_in(self, joiner: Joiner, moment: Moment) -> list[Sending]:
        standing = joiner.standing(self.lanes, self._behind)
        if standing == "waiting" or joiner.listener not in self.joiners:
            return []
        listener = joiner.listener
        del self.joiners[listener]
        self.hall.add(listener)
        packets = [Packet(payload) for payload in self._welcome(joiner, standing, moment)]
        heads = [self.lanes[name].head for name in joiner.audiences]
        packets.append(Packet(frames.live(heads), places={head.audience: str(head) for head in heads}))
        return [Sending((listener,), encode(packets, joiner.audiences, sse=listener.sse))]

    def _welcome(self, joiner: Joiner, standing: tuple[str, Why] | str, moment: Moment) -> list[bytes]:
        hello = frames.hello(
            epoch=moment.epoch, now_ms=moment.now_ms, ping_ms=moment.ping_ms, audiences=joiner.audiences
        )
        replay = joiner.frames(self.lanes) if isinstance(standing, str) else None
        ticks = [frames.tick(self._counts, moment.now_ms)] if self._counts else []
        if not self._counts:
            self.counts_wanted = True
        if replay is None:
            return [hello, frames.reload("old" if isinstance(standing, str) else standing[1]), *ticks]
        return [hello, *replay, *([frames.me(joiner.me)] if joiner.me else []), *ticks]
