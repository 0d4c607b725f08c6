"""Changes of standing that were recorded ahead take effect on their day, each in a transaction of its own."""

from datetime import datetime
from functools import partial
from uuid import UUID

from sqlalchemy import Connection

from server import clock
from server.db.engine import Database
from server.db.writer import Writer
from server.ids import new_id
from server.ledger.transaction import Command, Transaction
from server.members.actions import waits_until
from server.records.actions import apply_due
from server.records.queries import list_due


def apply_due_standings(database: Database, writer: Writer) -> None:
    with database.read() as db:
        due = list_due(db, waits_until(clock.local_date(clock.now())))
    for one in due:
        writer.run(partial(_apply, member_id=one.member_id))


def _apply(db: Connection, now: datetime, member_id: UUID) -> None:
    """Nobody presses on that day: who recorded it stands with it."""
    apply_due(Transaction(db, now, Command(new_id(), None, b"")), member_id)
