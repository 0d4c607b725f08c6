"""Confirmed changes are carried out on their day, each in a transaction of its own."""

from datetime import datetime
from functools import partial
from uuid import UUID

from sqlalchemy import Connection

from server import clock
from server.db.engine import Database
from server.db.writer import Writer
from server.ids import new_id
from server.ledger.transaction import Command, Transaction
from server.reorganisations.actions import carry_out, note_hindrance
from server.reorganisations.queries import list_due
from server.reorganisations.rules import Hindered


def carry_out_due(database: Database, writer: Writer) -> None:
    """A change that something stands in the way of waits, says why on its page, and is tried again."""
    with database.read() as db:
        due = list_due(db, clock.local_date(clock.now()))
    for change_id in due:
        try:
            writer.run(partial(_carry_out, change_id=change_id))
        except Hindered as hindered:
            writer.run(partial(_note, change_id=change_id, reason=str(hindered.details["reason"])))


def _carry_out(db: Connection, now: datetime, change_id: UUID) -> None:
    carry_out(_by_nobody(db, now), change_id)


def _note(db: Connection, now: datetime, change_id: UUID, reason: str) -> None:
    note_hindrance(_by_nobody(db, now), change_id, reason)


def _by_nobody(db: Connection, now: datetime) -> Transaction:
    """Nobody presses on that day: who proposed and who confirmed it stands with the change."""
    return Transaction(db, now, Command(new_id(), None, b""))
