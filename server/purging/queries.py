"""Named reads of purges, and the door to what is to be purged."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection

from server.clock import local_date
from server.discussion.tables import statements
from server.documents.tables import documents
from server.errors import NotFound
from server.ledger.transaction import Transaction
from server.meetings.tables import meetings, papers
from server.members.tables import members
from server.news.tables import articles
from server.purging.rules import TOLD_FOR, Kind, Reason, Target, backups_until
from server.purging.tables import purges
from server.units.queries import Unit, get_unit, may_in_unit
from server.units.rules import Action

MOST = 200  # on the page; and told to phones


@dataclass(frozen=True, slots=True)
class Purge:
    id: UUID
    unit_id: UUID
    target: Target
    reason: Reason
    asked_by: UUID
    asked_by_name: str
    asked_at: datetime
    confirmed_by_name: str | None
    confirmed_at: datetime | None

    @property
    def in_backups_until(self) -> date | None:
        return backups_until(local_date(self.confirmed_at)) if self.confirmed_at else None


_asker, _second = members.alias("asker"), members.alias("second")
_PURGE = (
    sa.select(
        purges.c.id,
        purges.c.unit_id,
        purges.c.kind,
        purges.c.subject_id,
        purges.c.meeting_id,
        purges.c.reason,
        purges.c.asked_by,
        _asker.c.name.label("asked_by_name"),
        purges.c.asked_at,
        _second.c.name.label("confirmed_by_name"),
        purges.c.confirmed_at,
    )
    .join(_asker, _asker.c.id == purges.c.asked_by)
    .join(_second, _second.c.id == purges.c.confirmed_by, isouter=True)
)


def _purge(row: sa.Row[*tuple[Any, ...]]) -> Purge:
    values = row._asdict()
    target = Target(Kind(values.pop("kind")), values.pop("subject_id"), values.pop("meeting_id"))
    return Purge(**{**values, "target": target, "reason": Reason(values["reason"])})


def list_purges(db: Connection, unit_id: UUID) -> list[Purge]:
    """Those that wait first, then the newest."""
    rows = db.execute(
        _PURGE.where(purges.c.unit_id == unit_id)
        .order_by(purges.c.confirmed_at.isnot(None), purges.c.asked_at.desc())
        .limit(MOST)
    )
    return [_purge(row) for row in rows]


def lock_purge(db: Connection, unit_id: UUID, purge_id: UUID) -> Purge:
    """Held until the commit: it is done once."""
    here = (purges.c.id == purge_id) & (purges.c.unit_id == unit_id)
    if db.execute(sa.select(purges.c.id).where(here).with_for_update()).first() is None:
        raise NotFound
    return _purge(db.execute(_PURGE.where(here)).one())


def unit_of_target(tx: Transaction, target: Target) -> Unit:
    """Where the thing stands; what is not there, or out of the person's reach, is not found."""
    match target.kind:
        case Kind.DOCUMENT:
            found = sa.select(documents.c.unit_id).where(documents.c.id == target.subject_id)
        case Kind.ARTICLE:
            found = sa.select(articles.c.unit_id).where(articles.c.id == target.subject_id)
        case Kind.PAPER:
            found = _in_meeting(papers, target)
        case Kind.STATEMENT:
            found = _in_meeting(statements, target)
    unit_id = tx.db.execute(found).scalar_one_or_none()
    unit = get_unit(tx.db, unit_id) if unit_id else None
    if unit is None or not may_in_unit(tx, unit, Action.PURGE):
        raise NotFound
    return unit


def _in_meeting(table: sa.Table, target: Target) -> sa.Select[tuple[UUID]]:
    return (
        sa.select(meetings.c.unit_id)
        .join(table, table.c.meeting_id == meetings.c.id)
        .where(meetings.c.id == target.meeting_id, table.c.id == target.subject_id)
    )


def list_purged(db: Connection, now: datetime) -> list[str]:
    """Addresses of which phones must keep nothing, the newest first: random ids, which say nothing of a content."""
    done = purges.c.confirmed_at > now - TOLD_FOR
    rows = db.execute(_PURGE.where(done).order_by(purges.c.confirmed_at.desc()).limit(MOST))
    return [_purge(row).target.address for row in rows]
