"""What an endpoint works with: the app's parts, and one read of one request."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import Connection
from starlette.requests import Request

from server.actor import Actor
from server.db.engine import Database
from server.db.writer import Writer
from server.settings import Settings
from server.web.tries import Tries


class AfterCommit(Protocol):
    """Who is told after a commit: the gateway, through the hints."""

    def moved(self, meeting_id: UUID) -> None: ...
    def counted(self, meeting_id: UUID) -> None: ...
    def device_revoked(self, device_id: UUID) -> None: ...


NoteUse = Callable[[Connection, datetime, UUID], None]
Authenticate = Callable[[Connection, Request, datetime], Actor | None]


@dataclass(slots=True)
class Parts:
    """What the composition root hands to every endpoint."""

    settings: Settings
    database: Database
    writer: Writer
    hints: AfterCommit
    authenticate: Authenticate
    note_use: NoteUse
    tries: Tries = field(default_factory=Tries)
    # Reads of higher features that a lower feature's page shows; filled by the composition root.
    extras: dict[str, Callable[..., Any]] = field(default_factory=dict)


@dataclass(slots=True)
class View:
    """One GET: a snapshot of the database, the person, and the request."""

    request: Request
    db: Connection
    visitor: Actor | None
    now: datetime
    parts: Parts
    authorised: set[str] = field(default_factory=set)

    @property
    def actor(self) -> Actor:
        """The signed-in person; ``view`` refuses others before this is read."""
        if self.visitor is None:
            raise RuntimeError("this page is declared for signed-in people only")
        return self.visitor

    def uuid(self, name: str) -> UUID:
        value = self.request.path_params[name]
        return value if isinstance(value, UUID) else UUID(value)
