"""A process of its own for sockets and streams, and the server that lets them leave in order."""

import asyncio
import json
import re
import socket
from typing import Any, Final

import uvicorn

from realtime.gateway import Gateway
from realtime.protocol import make_protocol
from realtime.stream import Receive, Scope, Send, Stream

_STREAM: Final = re.compile(r"/meetings/[0-9a-f-]{36}/stream", re.ASCII)
SHUTDOWN_SECONDS: Final = 8


class Server(uvicorn.Server):
    """uvicorn waits for open streams to end, and they end only when they are told to."""

    def __init__(self, config: uvicorn.Config, gateway: Gateway) -> None:
        super().__init__(config)
        self._gateway = gateway

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._gateway.drain()
        await super().shutdown(sockets)


class RealtimeApp:
    """``/meetings/{id}/stream`` and ``/healthz``; sockets never reach it."""

    def __init__(self, gateway: Gateway, stream: Stream) -> None:
        self._gateway = gateway
        self._stream = stream

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http" and _STREAM.fullmatch(scope["path"]):
            await self._stream(scope, receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        self._gateway.start(asyncio.get_running_loop())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._gateway.stop()
        await send({"type": "lifespan.shutdown.complete"})

    async def _answer(self, scope: Scope, send: Send) -> None:
        known = scope["path"] == "/healthz"
        body = json.dumps(dict(self._gateway.health())).encode() if known else b"{}"
        headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": 200 if known else 404, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def make_server(app: Any, gateway: Gateway, **options: Any) -> Server:
    """A uvicorn server whose sockets are the gateway's; ``options`` as for ``uvicorn.Config``."""
    settings: dict[str, Any] = {
        "ws": make_protocol(gateway),
        "http": "httptools",
        "access_log": False,
        "timeout_graceful_shutdown": SHUTDOWN_SECONDS,
        **options,
    }
    return Server(uvicorn.Config(app, **settings), gateway)
