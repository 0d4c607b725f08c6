"""The trips to the database that feed the rooms: one at a time for a room, two at once for all.

A hint marks a room, and a turn of that room is scheduled once for this pass of the loop: any
number of hints cost one read, and the events of one read leave as one write per connection.
"""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final
from uuid import UUID

from realtime.order import Findings, carry_out
from realtime.room import Room
from server.protocol.source import RoomSource

log = logging.getLogger(__name__)

THREADS: Final = 2
RETRY_SECONDS: Final = 1.0


class Turns:
    """``take_in`` is called in the loop with what a trip found."""

    def __init__(self, source: RoomSource, rooms: dict[UUID, Room], take_in: Callable[[Room, Findings], None]) -> None:
        self._source = source
        self._rooms = rooms
        self._take_in = take_in
        self._scheduled: set[UUID] = set()
        self._timers: dict[UUID, asyncio.TimerHandle] = {}
        self.stopped = True

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.threads = ThreadPoolExecutor(THREADS, thread_name_prefix="gateway")
        self.stopped = False

    def stop(self) -> None:
        self.stopped = True
        for timer in self._timers.values():
            timer.cancel()
        self.threads.shutdown(wait=False, cancel_futures=True)

    def soon(self, meeting_id: UUID) -> None:
        if meeting_id not in self._scheduled and not self.stopped:
            self._scheduled.add(meeting_id)
            self.loop.call_soon(self._turn, meeting_id)

    def later(self, meeting_id: UUID, delay: float) -> None:
        if meeting_id not in self._timers and not self.stopped:
            self._timers[meeting_id] = self.loop.call_later(delay, self._due, meeting_id)

    def _due(self, meeting_id: UUID) -> None:
        del self._timers[meeting_id]
        self.soon(meeting_id)

    def _turn(self, meeting_id: UUID) -> None:
        self._scheduled.discard(meeting_id)
        room = self._rooms.get(meeting_id)
        if room is None or self.stopped:
            return
        at = self.loop.time()
        if order := room.next_order(at):
            trip = self.loop.run_in_executor(self.threads, carry_out, self._source, order)
            trip.add_done_callback(partial(self._returned, room))
        elif not room.busy and (delay := room.counts_due_in(at)) is not None:
            self.later(meeting_id, delay)

    def _returned(self, room: Room, trip: "asyncio.Future[Findings]") -> None:
        if trip.cancelled() or self.stopped or self._rooms.get(room.meeting_id) is not room:
            return
        if error := trip.exception():
            log.error("the log of meeting %s cannot be read: %r", room.meeting_id, error)
            room.failed()
            self.later(room.meeting_id, RETRY_SECONDS)
            return
        self._take_in(room, trip.result())
        self.soon(room.meeting_id)
