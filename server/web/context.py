"""What an endpoint works with: the app's parts, and one read of one request."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import Connection
from starlette.requests import Request

from server.actor import Actor
from server.db.engine import Database
from server.db.writer import Writer
from server.ledger.transaction import Transaction
from server.settings import Settings
from server.web.tries import Tries


class AfterCommit(Protocol):
    """Who is told after a commit: the gateway, through the hints."""

    def moved(self, meeting_id: UUID) -> None: ...
    def counted(self, meeting_id: UUID) -> None: ...
    def device_revoked(self, device_id: UUID) -> None: ...


CONFIRMING = "confirm_"  # fields with which a form carries the proof of who sends it
Proof = Mapping[str, str]


class StepUp(Protocol):
    """How a person proves again who they are, and how the cookie is exchanged; the accounts know."""

    def verify(self, view: "View", proof: Proof) -> bool:
        """Outside the transaction: hashing must not hold the writer."""

    def settle(self, tx: Transaction, *, right: bool) -> str | None:
        """Count a wrong one, or give the new cookie."""

    def offer(self, db: Connection, key: bytes, actor: Actor) -> str | None: ...
    def accept(self, db: Connection, now: datetime, actor: Actor) -> None: ...
    def cookie(self, secure: bool) -> tuple[str, int]: ...


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
    step_up: StepUp
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
