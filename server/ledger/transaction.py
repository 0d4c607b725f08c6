"""The one write path: a command, its rights, its effect, its events and its answer in one transaction."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection

from server.actor import Actor
from server.errors import CommandReused
from server.ledger.append import Staged, append
from server.ledger.audit import write_trace
from server.ledger.tables import commands
from server.protocol.events import Event

NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command tells the person: where to go on, and the code of a sentence.

    Secrets never stand here: the answer is kept 35 days and given again to a repeat.
    """

    location: str
    notice: str = ""

    def stored(self) -> dict[str, str]:
        return {"location": self.location, "notice": self.notice}


@dataclass(frozen=True, slots=True)
class Command:
    """A command as it came in: its id made at the press, and a digest of everything it says."""

    id: UUID
    actor: Actor | None
    digest: bytes

    @property
    def actor_id(self) -> UUID:
        return self.actor.member_id if self.actor else NOBODY


@dataclass(slots=True)
class Transaction:
    """What an action works with. It never commits; the writer does."""

    db: Connection
    now: datetime
    command: Command
    staged: list[Staged] = field(default_factory=list)
    flushed: list[Staged] = field(default_factory=list)
    revoked: list[UUID] = field(default_factory=list)
    counted: set[UUID] = field(default_factory=set)
    authorised: set[str] = field(default_factory=set)

    @property
    def actor(self) -> Actor:
        """The signed-in person; commands open to everybody use ``command.actor``."""
        if self.command.actor is None:
            raise RuntimeError("this command is declared for signed-in people only")
        return self.command.actor

    def emit(self, meeting_id: UUID, event: Event, audience: str = "all") -> None:
        """Add an event to the room log; it is numbered at the end of this transaction."""
        self.staged.append(Staged(meeting_id, audience, event))

    def count(self, meeting_id: UUID) -> None:
        """Tell the room that its counters moved, without an event (ballots cast)."""
        self.counted.add(meeting_id)

    def revoke_device(self, device_id: UUID) -> None:
        """After the commit the device's open sockets are closed."""
        self.revoked.append(device_id)

    def trace(
        self, action: str, subject_id: UUID | None = None, detail: str = "", *, unit_id: UUID | None = None
    ) -> UUID:
        """One row that says who did what to whom; never the content. ``unit_id``: where.

        Without it: the unit of the member to whom it was done, or the actor's own.
        """
        actor = self.command.actor
        return write_trace(
            self.db,
            self.now,
            actor_id=actor.member_id if actor else None,
            device_id=actor.device_id if actor else None,
            action=action,
            subject_id=subject_id,
            unit_id=unit_id,
            own_unit_id=actor.unit_id if actor else None,
            detail=detail,
        )


@dataclass(frozen=True, slots=True)
class Done:
    """The answer of a committed command, and what to hint at after the commit."""

    answer: Answer
    repeated: bool
    moved: frozenset[UUID] = frozenset()
    counted: frozenset[UUID] = frozenset()
    revoked: tuple[UUID, ...] = ()


Action = Callable[[Transaction], Answer]


def digest_of(path: str, fields: Mapping[str, str]) -> bytes:
    """What makes two commands the same: where they went and everything they said."""
    parts = [path, *(f"{name}\x1f{value}" for name, value in sorted(fields.items()))]
    return hashlib.sha256("\x1e".join(parts).encode()).digest()


def execute(db: Connection, now: datetime, command: Command, action: Action, *, remembered: bool = True) -> Done:
    """Run one command inside the writer's transaction.

    The same id with the same digest gives the first answer again; with another digest it is
    refused. A refusal undoes everything, the ledger row too, so the same id may be tried
    again once the cause is gone.
    """
    if remembered and (first := _first_answer(db, command)):
        return Done(first, repeated=True)
    tx = Transaction(db, now, command)
    answer = action(tx)
    if tx.staged:
        append(db, tx.staged, actor_id=command.actor_id, command_id=command.id, at=now)
    if remembered:
        _remember(db, now, command, answer)
    return Done(
        answer,
        repeated=False,
        moved=frozenset(item.meeting_id for item in (*tx.flushed, *tx.staged)),
        counted=frozenset(tx.counted),
        revoked=tuple(tx.revoked),
    )


def _first_answer(db: Connection, command: Command) -> Answer | None:
    known = db.execute(
        sa.select(commands.c.digest, commands.c.answer).where(
            commands.c.actor_id == command.actor_id, commands.c.command_id == command.id
        )
    ).one_or_none()
    if known is None:
        return None
    if known.digest != command.digest:
        raise CommandReused
    return Answer(**known.answer)


def _remember(db: Connection, now: datetime, command: Command, answer: Answer) -> None:
    db.execute(
        sa.insert(commands).values(
            actor_id=command.actor_id, command_id=command.id, digest=command.digest, answer=answer.stored(), at=now
        )
    )
