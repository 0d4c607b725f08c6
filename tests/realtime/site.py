"""A whole site for the tests: uvicorn on 127.0.0.1 with real sockets, and phones that connect to it."""

import asyncio
import json
import time
from contextlib import suppress
from typing import Any
from uuid import UUID, uuid4

import websockets
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from realtime.app import RealtimeApp, make_server
from realtime.gateway import Gateway
from realtime.relay import InProcessRelay, Relay
from realtime.stream import Stream
from server.protocol.cursor import Cursor, join_cursors
from server.protocol.tickets import Ticket, open_ticket, seal
from server.room.hints import Hints, InProcessHints
from tests.realtime.memory_source import MemorySource

KEY = b"k" * 32
MEETING = UUID("0192f0c1-6a1e-7c3a-9b1e-2f5f7b9c0001")
DEVICE = UUID("0192f0c1-6a1e-7c3a-9b1e-2f5f7b9c00dd")


def now_ms() -> int:
    return int(time.time() * 1000)


class Site:
    """``async with Site() as site``; ``source`` and ``hints`` survive a second Site of the same ones."""

    def __init__(
        self,
        source: MemorySource | None = None,
        *,
        hints: Hints | None = None,
        relay: Relay | None = None,
        port: int = 0,
        loop: str = "asyncio",
        **options: Any,
    ) -> None:
        self.source = source or MemorySource()
        if relay is None:
            hints = InProcessHints()
            relay = InProcessRelay(hints)
        self.hints: Any = hints
        if hints is not None:
            self.source.told = hints.moved
        self.gateway = Gateway(self.source, key=KEY, now_ms=now_ms, relay=relay, **options)
        app = RealtimeApp(self.gateway, Stream(self.gateway, self._authorise))
        self.server = make_server(app, self.gateway, port=port, log_level="warning", loop=loop)

    async def __aenter__(self) -> "Site":
        self._serving = asyncio.create_task(self.server.serve())
        while not self.server.started:
            await asyncio.sleep(0.005)
        self.port: int = self.server.servers[0].sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def stop(self) -> None:
        self.server.should_exit = True
        await self._serving

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ticket(self, member: UUID | None = None, audiences: tuple[str, ...] = ("all",), **changes: Any) -> str:
        told: dict[str, Any] = {"meeting_id": MEETING, "device_id": DEVICE, "now_ms": now_ms(), **changes}
        return seal(KEY, member_id=member or uuid4(), audiences=audiences, **told)

    def url(self, cursor: str, ticket: str, meeting_id: UUID = MEETING) -> str:
        return f"ws://127.0.0.1:{self.port}/ws/meetings/{meeting_id}?ticket={ticket}&cursor={cursor}"

    async def open(self, cursor: str | None = None, **told: Any) -> "Phone":
        """A phone whose page stands at ``cursor`` (the head, when None)."""
        audiences = told.get("audiences", ("all",))
        meeting_id = told.get("meeting_id", MEETING)
        if cursor is None:
            cursor = join_cursors([self.source.head(meeting_id, name) for name in audiences])
        socket = await connect(
            self.url(cursor, self.ticket(**told), meeting_id), origin=self.origin, compression=None, max_size=None
        )
        return Phone(socket, cursor)

    def _authorise(self, scope: Any) -> Ticket | None:
        text = dict(scope["headers"]).get(b"x-test-ticket", b"").decode()
        return open_ticket(KEY, text, meeting_id=MEETING, now_ms=now_ms()) if text else None


class Phone:
    """Holds what a page would hold, and complains of what a page must never see."""

    def __init__(self, socket: ClientConnection, cursor: str) -> None:
        self.socket = socket
        self.last = {one.audience: one for one in map(Cursor.parse, cursor.split(",") if cursor else ())}
        self.events: list[dict[str, Any]] = []
        self.frames: list[dict[str, Any]] = []
        self.code: int | None = None

    async def next(self, limit: float = 3.0) -> dict[str, Any] | None:
        """The next frame; None when the socket was closed."""
        try:
            async with asyncio.timeout(limit):
                text = await self.socket.recv()
        except ConnectionClosed as closed:
            self.code = closed.rcvd.code if closed.rcvd else 1006
            return None
        frame: dict[str, Any] = json.loads(text)
        self.frames.append(frame)
        if frame["k"] == "ev":
            self._take(frame)
        return frame

    def _take(self, frame: dict[str, Any]) -> None:
        before = self.last[frame["audience"]]
        assert frame["seq"] == before.seq + 1, f"{frame['seq']} after {before.seq}"
        self.last[frame["audience"]] = Cursor(frame["audience"], frame["seq"], frame["hash"])
        self.events.append(frame)

    async def until(self, kind: str) -> dict[str, Any]:
        while frame := await self.next():
            if frame["k"] == kind:
                return frame
        raise AssertionError(f"closed with {self.code} before {kind}")

    async def until_seq(self, seq: int, audience: str = "all", limit: float = 20.0) -> None:
        async with asyncio.timeout(limit):
            while self.last[audience].seq < seq:
                assert await self.next(limit) is not None, f"closed with {self.code} at {self.last[audience]}"

    async def until_closed(self) -> int:
        while await self.next() is not None:
            continue
        assert self.code is not None
        return self.code

    async def until_nothing(self, quiet: float = 0.1) -> None:
        """Read until nothing comes; a phone that reads also answers pings."""
        with suppress(TimeoutError):
            while await self.next(quiet) is not None:
                continue

    @property
    def cursor(self) -> str:
        return join_cursors(self.last)

    async def __aenter__(self) -> "Phone":
        return self

    async def __aexit__(self, *_: object) -> None:
        with suppress(ConnectionClosed, OSError):
            await self.socket.close()


async def status_of_refusal(url: str, origin: str | None) -> int:
    """What a handshake is answered with."""
    try:
        async with connect(url, origin=origin, compression=None):  # type: ignore[arg-type]
            return 101
    except websockets.InvalidStatus as refused:
        return refused.response.status_code
