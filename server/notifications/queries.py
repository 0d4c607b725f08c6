"""Named reads of what waits, and of the browsers to tell."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection

from server.members.tables import members
from server.notifications.rules import OPEN_FATES, Kind
from server.notifications.tables import jobs, push_deliveries, push_subscriptions


@dataclass(frozen=True, slots=True)
class Job:
    """``tries`` counts this one too, and says whose turn it is: a worker whose lease ran out finds another number."""

    id: UUID
    kind: Kind
    subject_id: UUID
    meeting_id: UUID | None
    due_at: datetime
    tries: int


@dataclass(frozen=True, slots=True)
class Subscription:
    id: UUID
    endpoint: str
    p256dh: bytes
    auth: bytes


def is_anything_due(db: Connection, now: datetime) -> bool:
    return db.execute(sa.select(jobs.c.id).where(due(now)).limit(1)).first() is not None


def due(now: datetime) -> sa.ColumnElement[bool]:
    free = sa.or_(jobs.c.leased_until.is_(None), jobs.c.leased_until <= now)
    # During an upgrade a newer process may plan what this one does not know: it is left to the newer.
    known = jobs.c.kind.in_([kind.value for kind in Kind])
    return sa.and_(jobs.c.ended_at.is_(None), jobs.c.due_at <= now, free, known)


def list_untold(db: Connection, job: Job, member_ids: Collection[UUID], limit: int) -> list[Subscription]:
    """Browsers of these members that this try of the job has not begun with."""
    told = (
        sa.select(push_deliveries.c.subscription_id)
        .where(push_deliveries.c.job_id == job.id, push_deliveries.c.subscription_id == push_subscriptions.c.id)
        .where(sa.or_(push_deliveries.c.fate.notin_(OPEN_FATES), push_deliveries.c.tries >= job.tries))
    )
    mine = push_subscriptions.c
    rows = db.execute(
        sa.select(mine.id, mine.endpoint, mine.p256dh, mine.auth)
        .join(members, members.c.id == mine.member_id)
        .where(mine.member_id.in_(member_ids), members.c.left_on.is_(None), ~told.exists())
        .order_by(mine.id)
        .limit(limit)
    )
    return [Subscription(**row._asdict()) for row in rows]


def has_unfinished(db: Connection, job_id: UUID) -> bool:
    """Whether somebody is to be tried again."""
    open_ = sa.and_(push_deliveries.c.job_id == job_id, push_deliveries.c.fate.in_(OPEN_FATES))
    still = (
        sa.select(push_deliveries.c.job_id)
        .where(open_)
        .join(push_subscriptions, push_subscriptions.c.id == push_deliveries.c.subscription_id)
    )
    return db.execute(still.limit(1)).first() is not None


def is_subscribed(db: Connection, device_id: UUID) -> bool:
    found = sa.select(push_subscriptions.c.id).where(push_subscriptions.c.device_id == device_id)
    return db.execute(found).first() is not None


def count_waiting(db: Connection, now: datetime) -> int:
    """Jobs that should have been taken up by now."""
    counted = sa.select(sa.func.count()).select_from(jobs).where(due(now))
    return db.execute(counted).scalar_one()


def count_fates(db: Connection, now: datetime) -> dict[str, int]:
    """What became of the messages of the last day."""
    rows = db.execute(
        sa.select(push_deliveries.c.fate, sa.func.count())
        .where(push_deliveries.c.at > now - timedelta(days=1))
        .group_by(push_deliveries.c.fate)
    )
    return {str(row.fate): int(row[1]) for row in rows}
