"""The application asked without a network: whether a request was let through, and nothing is ever kept of it."""

import asyncio
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from sqlalchemy import Connection
from starlette.applications import Starlette

from server.app import make_app
from server.db.engine import Database, database_now
from server.db.writer import Work
from server.settings import Settings

HOST = "127.0.0.1:8000"


@dataclass(slots=True)
class Silent:
    """Nobody is told of anything."""

    def moved(self, meeting_id: UUID) -> None: ...
    def counted(self, meeting_id: UUID) -> None: ...
    def device_revoked(self, device_id: UUID) -> None: ...


@dataclass(slots=True)
class Rehearsal:
    """In the writer's place: does the work on the spot, keeps it only while the world is built."""

    database: Database
    keeps: bool = False
    commands: int = 0
    commits: int = 0
    _connection: Connection | None = None

    def submit(self, _key: Hashable, work: Work, _after: Callable[[Any], None] | None = None) -> "Future[Any]":
        done: Future[Any] = Future()
        try:
            done.set_result(self.run(work))
        except Exception as error:
            done.set_exception(error)
        return done

    def run(self, work: Work, _key: Hashable = None) -> Any:
        if self._connection is None:
            self._connection = self.database.writing.connect()
        act = self._connection.begin()
        try:
            result = work(self._connection, self._now(self._connection))
        except BaseException:
            act.rollback()
            raise
        act.commit() if self.keeps else act.rollback()
        return result

    def _now(self, connection: Connection) -> datetime:
        return database_now(connection)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()


@dataclass(slots=True)
class Asked:
    status: int = 0
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


def application(settings: Settings, database: Database, writer: Rehearsal) -> Starlette:
    return make_app(settings, database, writer, Silent())  # type: ignore[arg-type]  # plays the writer's part


async def ask(
    app: Starlette, method: str, path: str, cookie: str, fields: dict[str, str] | bytes | None = None, kind: str = ""
) -> Asked:
    """One request as a browser of ours sends it; JSON is accepted, so a refusal is a code."""
    path, _, query = path.partition("?")
    if method == "POST" and not isinstance(fields, bytes):
        body = urlencode({"command_id": str(uuid4())} | (fields or {})).encode()
    else:
        body = fields if isinstance(fields, bytes) else b""
    headers = [(b"host", HOST.encode()), (b"origin", f"http://{HOST}".encode()), (b"accept", b"application/json")]
    headers += [(b"cookie", f"s={cookie}".encode())] if cookie else []
    headers += [(b"content-type", (kind or "application/x-www-form-urlencoded").encode())] if body else []
    headers += [(b"content-length", str(len(body)).encode())]
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": headers,
        "server": ("127.0.0.1", 8000),
        "client": ("127.0.0.1", 50000),
    }
    asked = Asked()
    given, ended = iter([body]), asyncio.Event()

    async def receive() -> dict[str, object]:
        """The body once; then nothing more comes until the answer has ended."""
        for one in given:
            return {"type": "http.request", "body": one, "more_body": False}
        await ended.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            asked.status = message["status"]
            asked.headers = {name.decode(): value.decode() for name, value in message["headers"]}
            if asked.headers.get("content-type", "").startswith("text/event-stream"):
                ended.set()  # a stream would never end: that it begins is the answer
        elif message["type"] == "http.response.body":
            asked.body += message.get("body", b"")

    await app(scope, receive, send)
    return asked
