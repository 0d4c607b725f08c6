"""The steps of the worker, each one transaction of the writer."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection

from server.notifications.queries import Job, Subscription, due
from server.notifications.rules import OPEN_FATES, Fate, Kind
from server.notifications.sender import Outcome
from server.notifications.tables import jobs, push_deliveries, push_subscriptions

LEASE = timedelta(seconds=60)
KEPT = timedelta(days=35)


def claim(db: Connection, now: datetime, limit: int) -> list[Job]:
    """Jobs that are ours for a while. Of two workers that ask at once, each gets others."""
    waiting = sa.select(jobs.c.id).where(due(now)).order_by(jobs.c.due_at).limit(limit)
    taken = (
        sa.update(jobs)
        .where(jobs.c.id.in_(waiting.with_for_update(skip_locked=True).scalar_subquery()))
        .values(tries=jobs.c.tries + 1, leased_until=now + LEASE)
        .returning(jobs.c.id, jobs.c.kind, jobs.c.subject_id, jobs.c.meeting_id, jobs.c.due_at, jobs.c.tries)
    )
    found = [Job(**{**row._asdict(), "kind": Kind(row.kind)}) for row in db.execute(taken)]
    return sorted(found, key=lambda job: job.due_at)


def begin(db: Connection, now: datetime, job: Job, to: Sequence[Subscription]) -> list[Subscription]:
    """Those that we may send to: written down before anything leaves, so that no crash sends twice."""
    if not _renew(db, now, job):
        return []
    return [one for one in to if _begin_one(db, now, job, one.id)]


def _renew(db: Connection, now: datetime, job: Job) -> bool:
    """Whether the job is still ours; who was away longer than the lease has lost it."""
    ours = sa.and_(jobs.c.id == job.id, jobs.c.tries == job.tries, jobs.c.ended_at.is_(None))
    return db.execute(sa.update(jobs).where(ours).values(leased_until=now + LEASE)).rowcount == 1


def _begin_one(db: Connection, now: datetime, job: Job, subscription_id: UUID) -> bool:
    here = sa.and_(push_deliveries.c.job_id == job.id, push_deliveries.c.subscription_id == subscription_id)
    values = {"fate": Fate.SENDING, "tries": job.tries, "at": now}
    known = db.execute(sa.select(push_deliveries.c.fate).where(here)).scalar_one_or_none()
    if known is None:
        db.execute(sa.insert(push_deliveries).values(job_id=job.id, subscription_id=subscription_id, **values))
        return True
    again = here & push_deliveries.c.fate.in_(OPEN_FATES) & (push_deliveries.c.tries < job.tries)
    return db.execute(sa.update(push_deliveries).where(again).values(**values)).rowcount == 1


def finish(db: Connection, now: datetime, job: Job, outcomes: Sequence[Outcome]) -> None:
    for outcome in outcomes:
        here = sa.and_(push_deliveries.c.job_id == job.id, push_deliveries.c.subscription_id == outcome.subscription_id)
        db.execute(sa.update(push_deliveries).where(here).values(fate=outcome.fate, at=now))
        _note(db, now, outcome)


def _note(db: Connection, now: datetime, outcome: Outcome) -> None:
    mine = push_subscriptions.c
    one = mine.id == outcome.subscription_id
    if outcome.fate is Fate.GONE:
        db.execute(sa.delete(push_subscriptions).where(one))
    elif outcome.fate is Fate.SENT:
        db.execute(sa.update(push_subscriptions).where(one).values(last_ok_at=now, fails=0))
    elif outcome.fate is not Fate.DENIED:
        db.execute(sa.update(push_subscriptions).where(one).values(fails=mine.fails + 1))


def close(db: Connection, now: datetime, job: Job, error: str) -> None:
    """Done for good; ``error`` says why nothing, or not everything, was sent."""
    _settle(db, job, ended_at=now, leased_until=None, error=error)


def put_off(db: Connection, job: Job, until: datetime, error: str) -> None:
    """Nobody takes it up before then. It stays due since when it was, because that is what its life counts from."""
    _settle(db, job, leased_until=until, error=error)


def _settle(db: Connection, job: Job, **values: object) -> None:
    ours = sa.and_(jobs.c.id == job.id, jobs.c.tries == job.tries)
    db.execute(sa.update(jobs).where(ours).values(**values))


def forget_old(db: Connection, now: datetime) -> None:
    """What was sent when is of no use after a month."""
    old = sa.select(jobs.c.id).where(jobs.c.ended_at < now - KEPT)
    db.execute(sa.delete(push_deliveries).where(push_deliveries.c.job_id.in_(old)))
    db.execute(sa.delete(jobs).where(jobs.c.ended_at < now - KEPT))
