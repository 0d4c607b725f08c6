"""A browser says that it may be told, or no longer; and features say what is to be told when."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from server.ids import new_id
from server.ledger.transaction import Transaction
from server.notifications.rules import Kind
from server.notifications.tables import jobs, push_subscriptions


def subscribe(tx: Transaction, *, endpoint: str, p256dh: bytes, auth: bytes) -> None:
    """Set, never added: a browser has one, and who uses the browser now is told on it."""
    mine = push_subscriptions.c
    values = {"member_id": tx.actor.member_id, "p256dh": p256dh, "auth": auth, "last_seen_at": tx.now}
    same = sa.and_(mine.endpoint == endpoint, mine.device_id == tx.actor.device_id)
    if tx.db.execute(sa.update(push_subscriptions).where(same).values(**values)).rowcount:
        return
    either = sa.or_(mine.endpoint == endpoint, mine.device_id == tx.actor.device_id)
    tx.db.execute(sa.delete(push_subscriptions).where(either))
    tx.db.execute(
        sa.insert(push_subscriptions).values(
            id=new_id(), device_id=tx.actor.device_id, endpoint=endpoint, created_at=tx.now, fails=0, **values
        )
    )


def forget_device(tx: Transaction, device_id: UUID) -> None:
    """A browser that is signed out, or that its owner turned off, is told nothing more."""
    tx.db.execute(sa.delete(push_subscriptions).where(push_subscriptions.c.device_id == device_id))


def schedule(
    tx: Transaction, kind: Kind, subject_id: UUID, due_at: datetime, *, meeting_id: UUID | None = None
) -> None:
    """Kept in the transaction of what it belongs to. The same thing twice is one job, at its newest time."""
    key = f"{kind}:{subject_id}"
    moved = sa.update(jobs).where(jobs.c.key == key, jobs.c.ended_at.is_(None)).values(due_at=due_at)
    if tx.db.execute(moved).rowcount or _is_known(tx, key):
        return
    tx.db.execute(
        sa.insert(jobs).values(
            id=new_id(),
            kind=kind,
            key=key,
            subject_id=subject_id,
            meeting_id=meeting_id,
            due_at=due_at,
            tries=0,
            error="",
        )
    )


def _is_known(tx: Transaction, key: str) -> bool:
    return tx.db.execute(sa.select(jobs.c.id).where(jobs.c.key == key)).first() is not None
