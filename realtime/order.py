"""One trip to the database for a room: what the loop wants to know, and what the thread found."""

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar
from uuid import UUID

from server.protocol.cursor import Cursor
from server.protocol.source import LoggedEvent, RoomSource
from server.protocol.tickets import Ticket

log = logging.getLogger(__name__)

BATCH: Final = 200  # events of one audience read at once
REPLAY: Final = 1000  # more than this and the room block is cheaper to fetch again

Fragments = Mapping[str, str]
Personal = Mapping[UUID, Fragments]


@dataclass(frozen=True, slots=True)
class Missed:
    """What some members missed: the events after a number; ``known`` when the ring still has them."""

    audience: str
    after: int
    known: tuple[LoggedEvent, ...] | None
    members: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """``positions``: read on from there. ``opening``: audiences nobody listened to until now.

    ``members``: everybody in the room; a live view, copied only when there is something to tell them.
    ``counts``: read them; ``counts_if_moved``: read them if there are new events.
    """

    meeting_id: UUID
    positions: Mapping[str, int]
    opening: tuple[str, ...]
    members: Collection[UUID]
    missed: tuple[Missed, ...]
    tickets: tuple[Ticket, ...]
    counts: bool
    counts_if_moved: bool


@dataclass(frozen=True, slots=True)
class News:
    """A batch of one audience and the blocks it changed; ``full``: there may be more."""

    audience: str
    events: Sequence[LoggedEvent]
    fragments: Fragments
    full: bool


@dataclass(frozen=True, slots=True)
class Caught:
    """Answer to Missed: ``hash16`` is the true hash at ``after``, None when there is no such event."""

    hash16: str | None
    events: Sequence[LoggedEvent]
    fragments: Fragments


@dataclass(frozen=True, slots=True)
class Findings:
    """``broken``: something could not be rendered, so pages must fetch the room block themselves."""

    opened: Mapping[str, Cursor]
    news: Sequence[News]
    caught: Mapping[tuple[str, int], Caught]
    me: Sequence[Personal]  # in the order they were made: a later one is newer
    counts: Mapping[str, int] | None
    refused: frozenset[Ticket]
    over: bool
    broken: bool


def carry_out(source: RoomSource, order: Order) -> Findings:
    """Runs in a thread. What reading raises goes up, and then nothing of the order counts."""
    return _Trip(source, order).findings()


Result = TypeVar("Result")


class _Trip:
    def __init__(self, source: RoomSource, order: Order) -> None:
        self.source = source
        self.order = order
        self.meeting_id = order.meeting_id
        self.broken = False

    def findings(self) -> Findings:
        order, source = self.order, self.source
        refused = frozenset(ticket for ticket in order.tickets if not source.may_listen(ticket))
        opened = {audience: source.head(self.meeting_id, audience) for audience in order.opening}
        news = [found for at in order.positions.items() if (found := self._news(*at)).events]
        fresh = [event for batch in news for event in batch.events]
        caught = {(missed.audience, missed.after): self._catch(missed) for missed in order.missed}
        # Those who missed something first: the later answer is the newer one and wins.
        me = [self._personal(one.members, caught[one.audience, one.after].events) for one in order.missed]
        # `tuple` of a dict's keys is one step of the interpreter: the loop cannot change it meanwhile.
        me.append(self._personal(tuple(order.members) if fresh else (), fresh))
        counting = order.counts or (order.counts_if_moved and bool(fresh))
        return Findings(
            opened=opened,
            news=news,
            caught=caught,
            me=[personal for personal in me if personal],
            counts=source.counts(self.meeting_id) if counting else None,
            refused=refused,
            over=bool(fresh or order.tickets or order.missed) and source.is_over(self.meeting_id),
            broken=self.broken,
        )

    def _news(self, audience: str, after: int) -> News:
        events = self.source.read_after(self.meeting_id, audience, after, BATCH)
        return News(audience, events, self._fragments(audience, events), full=len(events) >= BATCH)

    def _catch(self, missed: Missed) -> Caught:
        if missed.known is not None:
            return Caught(None, missed.known, {})
        hash16 = self.source.hash_at(self.meeting_id, missed.audience, missed.after)
        if hash16 is None:
            return Caught(None, (), {})
        events = self.source.read_after(self.meeting_id, missed.audience, missed.after, REPLAY + 1)
        shown = events if len(events) <= REPLAY else []
        return Caught(hash16, events, self._fragments(missed.audience, shown))

    def _fragments(self, audience: str, events: Sequence[LoggedEvent]) -> Fragments:
        if not events:
            return {}
        return self._rendered(lambda: self.source.fragments(self.meeting_id, audience, events), {})

    def _personal(self, members: tuple[UUID, ...], events: Sequence[LoggedEvent]) -> Personal:
        if not events or not members or len(events) > REPLAY:
            return {}
        return self._rendered(lambda: self.source.personal(self.meeting_id, members, events), {})

    def _rendered(self, render: Callable[[], Result], empty: Result) -> Result:
        # An event that cannot be drawn must not stop the ones after it: the room goes on
        # without its blocks, and the pages are told to fetch the whole.
        try:
            return render()
        except Exception:
            log.exception("blocks of meeting %s could not be rendered", self.meeting_id)
            self.broken = True
            return empty
