"""Check the chains of a meeting's log and of the trace of acts, for anybody who can read the database."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from server import clock
from server.db.engine import Database
from server.ledger.append import AUDIENCES
from server.ledger.check import check_audit
from server.ledger.read import tail, verify
from server.privacy.inventory import load_inventory


def verify_meeting(database: Database, meeting_id: UUID) -> tuple[str, bool]:
    """Lines for the terminal, and whether every stream is whole."""
    lines, whole = [], True
    with database.read() as db:
        for audience in AUDIENCES:
            found = verify(db, meeting_id, audience)
            if found.broken_at is None:
                last = tail(db, meeting_id, audience)
                lines.append(f"{audience}: {found.events} events, whole, last {last.seq} {last.hash.hex()}")
            else:
                whole = False
                lines.append(f"{audience}: {found.events} events, BROKEN at {found.broken_at}")
    return "\n".join(lines), whole


SHOWN = 20


def verify_audit(database: Database, typed: Sequence[tuple[date, str]] = ()) -> tuple[str, bool]:
    """The line for scripts, then what does not hold; the first of each chain stands first."""
    with database.read() as db:
        found = check_audit(db, clock.now() - load_inventory().life("audit_details"), typed)
    return "\n".join([found.line, *(f"BROKEN {one}" for one in found.broken[:SHOWN])]), found.whole


def read_anchor(text: str) -> tuple[date, str]:
    """A day and its mark, as they stand on a printed page. Raises ValueError."""
    day, equals, mark = text.partition("=")
    if not equals or not mark:
        raise ValueError(f"{text}: write DAY=MARK, as 2026-11-25=XXXX-XXXX-XXXX-XXXX")
    return date.fromisoformat(day), mark
