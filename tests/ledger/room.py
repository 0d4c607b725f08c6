"""A meeting whose commands go through the real writer, and people who give them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection

from server.actor import Actor
from server.db.engine import Database
from server.db.writer import Writer
from server.ids import new_id
from server.ledger.append import begin_log
from server.ledger.read import Checked, read_after, verify
from server.ledger.tables import commands
from server.ledger.transaction import Action, Answer, Command, Done, Transaction, execute
from server.protocol.events import Event, HandRaised, TaskAssigned
from server.protocol.source import LoggedEvent

CELL = UUID(int=7)


def person(number: int, name: str) -> Actor:
    return Actor(
        UUID(int=number), UUID(int=1000 + number), name, name.split()[-1], CELL, "Chi bộ thôn Đông", f"{CELL.hex}/"
    )


AN, BINH = person(1, "Nguyễn Văn An"), person(2, "Trần Văn Bình")


def hand(name: str) -> HandRaised:
    return HandRaised(member_id="m1", name=name, item_id="i1")


def due(title: str) -> TaskAssigned:
    return TaskAssigned("t1", "i1", title, "m1", "Trần Văn Bình", "2026-12-20")


@dataclass(slots=True)
class Room:
    database: Database
    writer: Writer = field(init=False)
    id: UUID = field(default_factory=new_id)

    def __post_init__(self) -> None:
        self.writer = Writer(self.database.writing)
        self.change(lambda db: begin_log(db, self.id))

    def change(self, act: Callable[[Connection], object]) -> None:
        """Beside the write path: to prepare, and to tamper."""
        self.writer.run(lambda db, _now: act(db))

    def does(
        self, action: Action, by: Actor | None = AN, command_id: UUID | None = None, digest: bytes = b"same"
    ) -> Done:
        return do(self.writer, self.id, action, by, command_id, digest)

    def says(self, *events: Event, audience: str = "all", by: Actor | None = AN) -> None:
        """One command that emits these events."""
        self.does(emitting(self.id, events, audience), by)

    def log(self, audience: str = "all", after: int = 0, limit: int = 10_000) -> list[LoggedEvent]:
        with self.database.read() as db:
            return read_after(db, self.id, audience, after, limit)

    def verify(self, audience: str = "all") -> Checked:
        with self.database.read() as db:
            return verify(db, self.id, audience)

    def count(self, table: sa.Table = commands) -> int:
        with self.database.read() as db:
            return db.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def do(
    writer: Writer,
    key: UUID,
    action: Action,
    by: Actor | None = AN,
    command_id: UUID | None = None,
    digest: bytes = b"same",
) -> Done:
    command = Command(command_id or new_id(), by, digest)

    def work(db: Connection, now: datetime) -> Done:
        return execute(db, now, command, action)

    return writer.submit(key, work).result(60)  # type: ignore[no-any-return]


def emitting(meeting_id: UUID, events: Sequence[Event], audience: str = "all") -> Action:
    def act(tx: Transaction) -> Answer:
        for event in events:
            tx.emit(meeting_id, event, audience)
        return Answer("/room", "done_statement")

    return act
