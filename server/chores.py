"""What the worker does on its day beside the reminders: composed here, because it knows features of every height."""

from datetime import timedelta

from server.db.engine import Database
from server.db.writer import Writer
from server.ledger.audit import seal
from server.notifications.work import Chore
from server.records.sweep import apply_due_standings
from server.reorganisations.sweep import carry_out_due

KEY = "chores"


def seal_trace(_database: Database, writer: Writer) -> None:
    writer.run(seal, KEY)


CHORES: tuple[Chore, ...] = (
    (timedelta(minutes=1), carry_out_due),
    (timedelta(minutes=1), apply_due_standings),
    (timedelta(seconds=5), seal_trace),
)
