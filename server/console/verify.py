"""Check the chain of a meeting's log (design part 4), for anybody who can read the database."""

from uuid import UUID

from server.db.engine import Database
from server.ledger.append import AUDIENCES
from server.ledger.read import tail, verify


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
