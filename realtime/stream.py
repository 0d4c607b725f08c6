"""``GET /meetings/{id}/stream``: the same frames as server-sent events, where sockets do not get through.

A raw ASGI endpoint. ``id:`` carries the cursor, so a browser that reconnects says by itself
where it stands (``Last-Event-ID``); the first time the page says it with ``?cursor=``.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any, Final
from urllib.parse import parse_qs

from realtime.gateway import Gateway
from realtime.wire import Packet, encode
from server.errors import DomainError
from server.protocol import frames
from server.protocol.cursor import BadCursor, Cursor, parse_cursors
from server.protocol.tickets import Ticket

HEARTBEAT: Final = 20.0  # seconds
MAX_OUT: Final = 256 * 1024  # bytes waiting for one reader

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Authorise = Callable[[Scope], Ticket | None]

HEADERS: Final = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),  # nginx would hold the events back
]


class StreamListener:
    """Holds the bytes until the connection takes them. ``code``: why it ends."""

    sse = True

    def __init__(self, ticket: Ticket, at: float) -> None:
        self.ticket = ticket
        self.heard_at = at
        self.code: int | None = None
        self.wake = asyncio.Event()
        self._waiting: list[bytes] = []
        self._size = 0

    @property
    def lagging(self) -> bool:
        return self._size > MAX_OUT

    def write(self, data: bytes, /) -> None:
        self._waiting.append(data)
        self._size += len(data)
        self.wake.set()

    def close(self, code: int) -> None:
        # There is no close code here; the page learns it from the last frame.
        self.write(encode([Packet(frames.end(code))], self.ticket.audiences, sse=True))
        self.code = code

    def beat(self) -> None:
        """A stream cannot be asked; its heartbeat is the comment of every 20 seconds."""

    def take(self) -> bytes:
        taken = b"".join(self._waiting)
        self._waiting, self._size = [], 0
        self.wake.clear()
        return taken


class Stream:
    """``authorise`` runs in a thread: whose request this is and what it may hear, or None (or a refusal)."""

    def __init__(self, gateway: Gateway, authorise: Authorise) -> None:
        self._gateway = gateway
        self._authorise = authorise

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] != "GET":
            await _refuse(send, 405)
            return
        ticket = await self._ticket(scope)
        if ticket is None or self._gateway.draining:
            await _refuse(send, 503 if ticket else 403)
            return
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        listener = StreamListener(ticket, self._gateway.loop.time())
        self._gateway.join(listener, _cursors(scope))
        leaving = asyncio.create_task(_leave(receive, listener))
        try:
            await self._pump(listener, send)
        finally:
            leaving.cancel()
            self._gateway.leave(listener)

    async def _ticket(self, scope: Scope) -> Ticket | None:
        if _header(scope, b"sec-fetch-site") not in ("", "same-origin", "none"):
            return None
        try:
            return await self._gateway.loop.run_in_executor(self._gateway.turns.threads, self._authorise, scope)
        except DomainError:
            return None

    async def _pump(self, listener: StreamListener, send: Send) -> None:
        data = b"retry: 1000\n\n"
        while True:
            await send({"type": "http.response.body", "body": data, "more_body": listener.code is None})
            if listener.code is not None:
                return
            listener.heard_at = self._gateway.loop.time()
            try:
                async with asyncio.timeout(HEARTBEAT):
                    await listener.wake.wait()
                data = listener.take()
            except TimeoutError:
                data = b":\n\n"


async def _leave(receive: Receive, listener: StreamListener) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue
    listener.close(frames.RESTART)


async def _refuse(send: Send, status: int) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [(b"cache-control", b"no-store")]})
    await send({"type": "http.response.body", "body": b""})


def _cursors(scope: Scope) -> Mapping[str, Cursor]:
    """What cannot be read counts as nothing: the page is told to fetch the room block."""
    asked = parse_qs(scope["query_string"].decode("latin-1")).get("cursor", [""])[-1]
    try:
        return parse_cursors(_header(scope, b"last-event-id") or asked)
    except BadCursor:
        return {}


def _header(scope: Scope, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")
