"""The socket: an asyncio protocol for uvicorn's ``ws=`` hook, kept small for those who only listen.

The library's parser does the handshake and is dropped; it is made again while a phone is
saying something. An idle connection is a transport, these slots and a ticket: no task, no
queue, no timer of its own.
"""

import asyncio
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any, ClassVar, Final, Literal, cast

from websockets.frames import Frame, Opcode

from realtime.door import Visit
from realtime.gateway import Gateway
from realtime.handshake import answer, refuse
from realtime.inbound import Inbound, ping_of
from realtime.wire import PING, close_frame, is_empty_pong, text_frame
from server.protocol import frames
from server.protocol.tickets import Ticket

MAX_OUT: Final = 256 * 1024  # bytes waiting in the buffer of one connection
MESSAGES_PER_BEAT: Final = 60
CLOSE_SECONDS: Final = 5.0
CLOSE_OPCODE: Final = 0x88

State = Literal["new", "asking", "open", "closing"]


class Connection(asyncio.Protocol):
    """``asking``: whether the ticket was used before is not yet known. ``_pinged``: a ping is
    unanswered. ``_messages``: how many frames came since the last beat."""

    __slots__ = (
        "_inbound",
        "_messages",
        "_peers",
        "_pinged",
        "_state",
        "_transport",
        "heard_at",
        "lagging",
        "ticket",
        "write",
    )
    gateway: ClassVar[Gateway]
    sse = False
    ticket: Ticket
    write: Callable[[bytes], None]

    def __init__(self, config: Any, server_state: Any, app_state: Any, _loop: Any = None) -> None:  # noqa: ARG002
        self._peers: set[Any] = server_state.connections
        self._inbound: Inbound | None = None
        self._state: State = "new"
        self._pinged = self.lagging = False
        self._messages = 0
        self.heard_at = 0.0

    # What the transport and the server say

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's class only looks like it
        self._transport.set_write_buffer_limits(high=MAX_OUT)
        self.write = self._transport.write
        self._peers.add(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        self._peers.discard(self)
        if self._state == "open":
            self.gateway.leave(self)
        self._state = "closing"

    def data_received(self, data: bytes) -> None:
        self.heard_at = self.gateway.loop.time()
        self._pinged = False
        if self._state == "open":
            if self._inbound is not None or not is_empty_pong(data):
                self._hear(data)
        elif self._state == "new":
            self._open(data)
        elif self._state == "asking" or data[0] == CLOSE_OPCODE:
            self._transport.close()  # it spoke before its turn, or it echoed our close

    def pause_writing(self) -> None:
        self.lagging = True

    def resume_writing(self) -> None:
        self.lagging = False

    def shutdown(self) -> None:
        """uvicorn is stopping."""
        self.gateway.drain()
        if self._state in ("new", "asking"):
            self._transport.close()

    # What the gateway says

    def close(self, code: int) -> None:
        if self._state == "open" and not self._transport.is_closing():
            self.write(close_frame(code))
            # A phone that is gone never echoes, and what waits in its buffer would stay for ever.
            self.gateway.loop.call_later(CLOSE_SECONDS, self._transport.abort)
        self._state = "closing"
        self._inbound = None

    def beat(self) -> None:
        if self._pinged:
            self._transport.abort()
        elif not self.lagging:
            self._pinged = True
            self._messages = 0
            self.write(PING)

    # The handshake

    def _open(self, data: bytes) -> None:
        gateway = self.gateway
        if gateway.draining:
            self._refuse(refuse(HTTPStatus.SERVICE_UNAVAILABLE))
            return
        now_ms = gateway.now_ms()
        given = answer(data, gateway.door, now_ms)
        if given.visit is None:
            self._refuse(given.response)
            return
        first = gateway.marks.use(given.visit.ticket, now_ms)
        if isinstance(first, bool):
            self._admit(given.visit, given.response, first)
        else:
            self._state = "asking"
            gateway.loop.create_task(self._ask(first, given.visit, given.response))

    async def _ask(self, first: Awaitable[bool], visit: Visit, response: bytes) -> None:
        known = await first
        if self._state == "asking" and not self._transport.is_closing():
            self._admit(visit, response, known)

    def _admit(self, visit: Visit, response: bytes, first: bool) -> None:
        if not first:
            self._refuse(refuse(HTTPStatus.UNAUTHORIZED))
            return
        self.write(response)
        self.ticket = visit.ticket
        self._state = "open"
        self.gateway.join(self, visit.cursors)

    def _refuse(self, response: bytes) -> None:
        self._state = "closing"
        self.write(response)
        self._transport.close()

    # Messages

    def _hear(self, data: bytes) -> None:
        inbound = self._inbound or Inbound()
        for frame in inbound.feed(data):
            self._take(frame)
        if self._state != "open":
            return
        if replies := inbound.replies():
            self.write(replies)
        if inbound.ended:
            self.gateway.leave(self)
            self._state = "closing"
            self._transport.close()
        self._inbound = None if inbound.done else inbound

    def _take(self, frame: Frame) -> None:
        self._messages += 1
        if frame.opcode in (Opcode.PING, Opcode.PONG, Opcode.CLOSE) and self._messages <= MESSAGES_PER_BEAT:
            return  # the library answers
        is_ping, sent_at = ping_of(frame)
        if not is_ping or self._messages > MESSAGES_PER_BEAT:
            self.gateway.drop(self, frames.REFUSED)
        elif self._state == "open":
            self.write(text_frame(frames.pong(self.gateway.now_ms(), sent_at)))


def make_protocol(gateway: Gateway) -> type[asyncio.Protocol]:
    """The class for ``uvicorn.Config(ws=…)``: sockets on ``/ws/meetings/{uuid}`` and nowhere else."""
    return type("GatewayConnection", (Connection,), {"__slots__": (), "gateway": gateway})
