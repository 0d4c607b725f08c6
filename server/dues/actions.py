"""Mark dues as paid for many at once, take a mark back, and write down who reads the arrears."""

from datetime import date
from uuid import UUID

import sqlalchemy as sa

from server.clock import local_date
from server.dues import queries
from server.dues.queries import Arrears
from server.dues.rules import NobodyChosen, NotPaid, check_month, check_paid_on, check_reason
from server.dues.tables import dues
from server.errors import NotFound
from server.ledger.transaction import Transaction
from server.records.actions import note_look
from server.units.queries import Unit


def mark(tx: Transaction, unit: Unit, month: date, paid_on: date, member_ids: list[UUID]) -> None:
    """All or none; who is marked already keeps the first mark."""
    today = local_date(tx.now)
    check_month(month, today)
    check_paid_on(paid_on, today)
    wanted = set(member_ids)
    if not wanted:
        raise NobodyChosen(field="member")
    if queries.lock_members(tx.db, unit.id, sorted(wanted)) != wanted:
        raise NotFound
    fresh = sorted(wanted - queries.list_paid_ids(tx.db, sorted(wanted), month))
    same = {"month": month, "unit_id": unit.id, "paid_on": paid_on}
    same |= {"recorded_by": tx.actor.member_id, "recorded_at": tx.now}
    if fresh:
        tx.db.execute(sa.insert(dues), [{"member_id": member_id, **same} for member_id in fresh])
    for member_id in fresh:
        tx.trace("dues_marked", member_id, month.isoformat()[:7])


def unmark(tx: Transaction, unit: Unit, month: date, member_id: UUID) -> None:
    """A mark for the wrong person or month; the audit keeps that it was there, and who took it away."""
    if not queries.lock_members(tx.db, unit.id, [member_id]):
        raise NotFound
    here = (dues.c.member_id == member_id) & (dues.c.month == month)
    known = tx.db.execute(sa.select(dues.c.paid_on, dues.c.recorded_by).where(here)).one_or_none()
    if known is None:
        raise NotPaid
    tx.db.execute(sa.delete(dues).where(here))
    tx.trace("dues_unmarked", member_id, f"{month.isoformat()[:7]} paid {known.paid_on} by {known.recorded_by}")


def ask_arrears(tx: Transaction, unit: Unit, reason: str, limit: int) -> list[Arrears]:
    """On the page of each who is in arrears stands who reads it and why, before it is read."""
    check_reason(reason)
    found = queries.list_arrears(tx.db, unit.id, limit, tx.now)
    for one in found:
        if one.member_id != tx.actor.member_id:
            note_look(tx.db, tx.now, tx.actor, one.member_id, "private", reason)
    tx.trace("arrears_asked", unit.id, unit_id=unit.id)
    return found
