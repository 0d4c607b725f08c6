"""How hints reach the gateway. Without any it polls, so a relay may fail and nothing is lost."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Protocol
from uuid import UUID

from server.protocol.channels import Hint

log = logging.getLogger(__name__)


class HintSink(Protocol):
    """The gateway's side; called in its loop."""

    def hinted(self, hint: Hint) -> None: ...

    def look_now(self) -> None:
        """Hints may be missing, or will be: look for yourself, now and as often as you need to."""
        ...


class Relay(Protocol):
    """``connected``: hints arrive now; when not, the gateway polls quickly."""

    @property
    def connected(self) -> bool: ...
    def start(self, loop: asyncio.AbstractEventLoop, sink: HintSink) -> None: ...
    def watch(self, meeting_id: UUID) -> None: ...
    def unwatch(self, meeting_id: UUID) -> None: ...
    async def stop(self) -> None: ...


class NoRelay:
    """Nothing arrives: the gateway lives on polling."""

    connected = False

    def start(self, loop: asyncio.AbstractEventLoop, sink: HintSink) -> None: ...
    def watch(self, meeting_id: UUID) -> None: ...
    def unwatch(self, meeting_id: UUID) -> None: ...
    async def stop(self) -> None: ...


class HintBox(Protocol):
    """Where the server's threads leave hints (``InProcessHints``)."""

    def attach(self, wake: Callable[[], object]) -> None: ...
    def detach(self) -> None: ...
    def take(self) -> Sequence[Hint]: ...


class InProcessRelay:
    """For one process. ``wake`` is called from any thread, everything else in the loop."""

    connected = True

    def __init__(self, box: HintBox) -> None:
        self._box = box
        self._sink: HintSink | None = None

    def start(self, loop: asyncio.AbstractEventLoop, sink: HintSink) -> None:
        self._sink = sink
        self._box.attach(lambda: loop.call_soon_threadsafe(self._deliver))

    def watch(self, meeting_id: UUID) -> None: ...

    def unwatch(self, meeting_id: UUID) -> None: ...

    async def stop(self) -> None:
        self._box.detach()
        self._sink = None

    def _deliver(self) -> None:
        hints = self._box.take()
        if self._sink is not None:
            for hint in hints:
                self._sink.hinted(hint)


class ListeningRelay:
    """A connection that is opened again whenever it breaks. Subclasses say how to listen."""

    def __init__(self) -> None:
        self.connected = False
        self.watched: set[UUID] = set()
        self._task: asyncio.Task[None] | None = None

    def start(self, loop: asyncio.AbstractEventLoop, sink: HintSink) -> None:
        self._task = loop.create_task(self._keep_listening(sink))

    def watch(self, meeting_id: UUID) -> None:
        self.watched.add(meeting_id)

    def unwatch(self, meeting_id: UUID) -> None:
        self.watched.discard(meeting_id)

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def listen(self, sink: HintSink) -> None:
        """Deliver hints until the connection breaks; raises then."""
        raise NotImplementedError

    def up(self, sink: HintSink) -> None:
        """The subclass is listening; what was said before is asked of the database."""
        self.connected = True
        sink.look_now()

    async def _keep_listening(self, sink: HintSink) -> None:
        pause = 0.1
        while True:
            try:
                await self.listen(sink)
            except Exception as error:
                if self.connected:
                    pause = 0.1
                    log.warning("%s lost its connection: %s", type(self).__name__, type(error).__name__)
            if self.connected:
                self.connected = False
                sink.look_now()  # from here on it polls quickly; it must not first sleep out a slow pause
            await asyncio.sleep(pause)
            pause = min(2.0, pause * 2)
