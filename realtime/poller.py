"""Looking for oneself: quickly while no hints arrive, slowly otherwise, because a hint may be lost."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from uuid import UUID

from server.protocol import frames
from server.protocol.source import RoomSource

if TYPE_CHECKING:
    from realtime.gateway import Gateway

log = logging.getLogger(__name__)

QUICK: Final = 0.5  # seconds, without hints
SLOW: Final = 5.0  # seconds, with hints
COUNTS_QUICK: Final = 2.0  # seconds between looks at the counters, which have no numbers to compare


@dataclass(frozen=True, slots=True)
class Sight:
    """What one look found; ``heads``: the last number by meeting and audience."""

    epoch: str
    heads: Mapping[tuple[UUID, str], int]


def look(source: RoomSource, meeting_ids: Sequence[UUID]) -> Sight:
    """Runs in a thread; may raise."""
    return Sight(source.epoch(), source.heads_changed(meeting_ids) if meeting_ids else {})


class Poller:
    """``epoch`` is empty until the database has answered for the first time."""

    def __init__(self, gateway: "Gateway") -> None:
        self.epoch = ""
        self._gateway = gateway
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._counted_at = 0.0

    def start(self) -> None:
        self._task = self._gateway.loop.create_task(self._run())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def look_now(self) -> None:
        self._wake.set()

    async def _run(self) -> None:
        gateway = self._gateway
        while True:
            self._wake.clear()
            try:
                ids = list(gateway.rooms)
                sight = await gateway.loop.run_in_executor(gateway.turns.threads, look, gateway.source, ids)
            except Exception as error:
                log.error("the heads of the logs cannot be read: %r", error)
                gateway.show_mode(readonly=True)
            else:
                gateway.show_mode(readonly=False)
                self._compare(sight)
            await self._pause()

    async def _pause(self) -> None:
        quick = not self._gateway.relay.connected or self._gateway.readonly or not self.epoch
        try:
            async with asyncio.timeout(QUICK if quick else SLOW):
                await self._wake.wait()
        except TimeoutError:
            return

    def _compare(self, sight: Sight) -> None:
        gateway = self._gateway
        known, self.epoch = self.epoch, sight.epoch
        if known and known != sight.epoch:
            # The database was restored: every reader has to show its cursor again.
            gateway.forget_rooms(frames.RESTART)
            return
        for (meeting_id, audience), seq in sight.heads.items():
            room = gateway.rooms.get(meeting_id)
            lane = room.lanes.get(audience) if room else None
            # A smaller number is not a loss: the lane moved on while the look was under way.
            if room and lane and seq > lane.head.seq:
                room.dirty = True
        self._want_counts()
        for meeting_id in list(gateway.rooms):
            gateway.wake(meeting_id)

    def _want_counts(self) -> None:
        at = self._gateway.loop.time()
        if at - self._counted_at < COUNTS_QUICK:
            return
        self._counted_at = at
        for room in self._gateway.rooms.values():
            room.counts_wanted = room.counts_wanted or room.empty_since is None
