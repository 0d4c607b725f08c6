"""The gateway: the rooms of this process and who listens in them. Everything runs in one loop.

It knows the server only through a ``RoomSource`` and learns that something happened through a
``Relay``; it writes nothing that must last.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from typing import Final
from uuid import UUID

from realtime.crowd import BEAT_SECONDS, Crowd
from realtime.door import Door
from realtime.hall import Sending
from realtime.listener import Listener
from realtime.marks import Marks, MemoryMarks
from realtime.order import Findings
from realtime.poller import Poller
from realtime.relay import NoRelay, Relay
from realtime.room import Moment, Room
from realtime.turns import Turns
from realtime.wire import Packet
from server.protocol import frames
from server.protocol.channels import Hint
from server.protocol.cursor import Cursor
from server.protocol.frames import Mode
from server.protocol.source import RoomSource

LINGER_SECONDS: Final = 60.0  # an empty room is kept so long: people come back, and find its ring


class Gateway:
    """``key`` seals tickets; ``origins`` may open sockets (none given: the socket's own host);
    ``now_ms`` is the server's clock in milliseconds."""

    def __init__(
        self,
        source: RoomSource,
        *,
        key: bytes,
        now_ms: Callable[[], int],
        origins: Iterable[str] = (),
        relay: Relay | None = None,
        marks: Marks | None = None,
    ) -> None:
        self.source = source
        self.door = Door(key, frozenset(origins))
        self.marks: Marks = marks or MemoryMarks()
        self.relay: Relay = relay or NoRelay()
        self.now_ms = now_ms
        self.rooms: dict[UUID, Room] = {}
        self.turns = Turns(source, self.rooms, self._take_in)
        self.draining = False
        self.readonly = False
        self._crowd = Crowd()
        self._poller = Poller(self)
        self._timer: asyncio.TimerHandle | None = None

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """In the loop that serves the sockets, before the first of them."""
        self.loop = loop
        self.turns.start(loop)
        self.relay.start(loop, self)
        self._poller.start()
        self._timer = loop.call_later(1.0, self._each_second)

    async def stop(self) -> None:
        self.drain()
        if self._timer:
            self._timer.cancel()
        await self._poller.stop()
        await self.relay.stop()
        await self.marks.close()
        self.turns.stop()

    def drain(self) -> None:
        """Ask everybody to come back elsewhere; no one else comes in."""
        if not self.draining:
            self.draining = True
            self.forget_rooms(frames.RESTART)

    def health(self) -> Mapping[str, int | bool]:
        return {
            "listeners": len(self._crowd),
            "rooms": len(self.rooms),
            "hints": self.relay.connected,
            "readonly": self.readonly,
            "draining": self.draining,
        }

    # Listeners

    def join(self, listener: Listener, cursors: Mapping[str, Cursor]) -> None:
        """From its ticket's meeting on: what it missed is replayed, then it is live."""
        if self.draining:
            listener.close(frames.RESTART)
            return
        meeting_id = listener.ticket.meeting_id
        if surplus := self._crowd.add(listener):
            self.drop(surplus, frames.TOO_SLOW)
        if meeting_id not in self.rooms:
            self.rooms[meeting_id] = Room(meeting_id)
            self.relay.watch(meeting_id)
        self.rooms[meeting_id].join(listener, cursors)
        self.wake(meeting_id)

    def leave(self, listener: Listener) -> None:
        """Its connection is gone; harmless when it was forgotten before."""
        self._crowd.remove(listener)
        if room := self.rooms.get(listener.ticket.meeting_id):
            room.leave(listener, self.loop.time())

    def drop(self, listener: Listener, code: int) -> None:
        self.leave(listener)
        listener.close(code)

    def forget_rooms(self, code: int) -> None:
        """Close everybody, and forget what was read."""
        for listener in list(self._crowd):
            self.drop(listener, code)
        for meeting_id in list(self.rooms):
            self._forget(meeting_id)

    # Hints

    def hinted(self, hint: Hint) -> None:
        if hint.kind == "device":
            for listener in self._crowd.of_device(hint.id):
                self.drop(listener, frames.SIGN_IN)
        elif hint.kind == "member":
            self._recheck(self._crowd.of_member(hint.id))
        elif room := self.rooms.get(hint.id):
            room.dirty = room.dirty or hint.kind == "moved"
            room.counts_wanted = room.counts_wanted or hint.kind == "counted"
            self.wake(hint.id)

    def look_now(self) -> None:
        self._poller.look_now()

    def wake(self, meeting_id: UUID) -> None:
        """Give the room a turn; before the database has answered once there is nothing to say."""
        if self._poller.epoch:
            self.turns.soon(meeting_id)

    def show_mode(self, *, readonly: bool) -> None:
        """Tell everybody when the database goes away or comes back."""
        if readonly != self.readonly:
            self.readonly = readonly
            mode: Mode = "readonly" if readonly else "ok"
            for room in self.rooms.values():
                self._deliver(room.hall.broadcast([Packet(frames.system(mode))]))

    # What trips bring

    def _take_in(self, room: Room, found: Findings) -> None:
        moment = Moment(self.loop.time(), self.now_ms(), self._poller.epoch, BEAT_SECONDS * 1000)
        outcome = room.take_in(found, moment)
        self._deliver(outcome.sendings)
        for listener, code in outcome.closings:
            self.drop(listener, code)

    def _deliver(self, sendings: Iterable[Sending]) -> None:
        for sending in sendings:
            data, slow = sending.data, []
            for listener in sending.listeners:
                if listener.lagging:
                    slow.append(listener)  # the room never waits: it comes back with its cursor
                else:
                    listener.write(data)
            for listener in slow:
                self.drop(listener, frames.TOO_SLOW)

    # Each second

    def _each_second(self) -> None:
        self._timer = self.loop.call_later(1.0, self._each_second)
        beating, doubtful = self._crowd.beat()
        for listener in beating:
            listener.beat()
        self._recheck(doubtful)
        at = self.loop.time()
        for room in list(self.rooms.values()):
            if room.empty_since is not None and at - room.empty_since > LINGER_SECONDS:
                self._forget(room.meeting_id)

    def _recheck(self, listeners: Iterable[Listener]) -> None:
        for listener in listeners:
            if room := self.rooms.get(listener.ticket.meeting_id):
                room.recheck.add(listener)
                self.wake(room.meeting_id)

    def _forget(self, meeting_id: UUID) -> None:
        del self.rooms[meeting_id]
        self.relay.unwatch(meeting_id)
