"""Named reads of dues."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection

from server.clock import local_date
from server.dues.rules import is_in_arrears, month_of, unpaid
from server.dues.tables import dues
from server.members.tables import members
from server.records.rules import GRANTED_FOR
from server.records.tables import looks


@dataclass(frozen=True, slots=True)
class Due:
    """One member in one month; without a payment ``paid_on`` is None."""

    member_id: UUID
    name: str
    paid_on: date | None
    recorder: str | None


@dataclass(frozen=True, slots=True)
class Paid:
    month: date
    paid_on: date
    recorder: str


@dataclass(frozen=True, slots=True)
class Arrears:
    member_id: UUID
    name: str
    months: list[date]


def list_month(db: Connection, unit_id: UUID, month: date) -> list[Due]:
    """Everybody who is on the unit's list today, by given name."""
    recorder = members.alias("recorder")
    paid = (dues.c.member_id == members.c.id) & (dues.c.month == month)
    rows = db.execute(
        sa.select(members.c.id, members.c.name, dues.c.paid_on, recorder.c.name.label("recorder"))
        .outerjoin(dues, paid)
        .outerjoin(recorder, recorder.c.id == dues.c.recorded_by)
        .where(members.c.unit_id == unit_id, members.c.left_on.is_(None))
        .order_by(members.c.sort_key)
    )
    return [Due(row.id, row.name, row.paid_on, row.recorder) for row in rows]


def lock_members(db: Connection, unit_id: UUID, member_ids: list[UUID]) -> set[UUID]:
    """Those of them who are on the unit's list, held until the commit: two who mark at once do not mark twice."""
    here = (members.c.unit_id == unit_id) & members.c.left_on.is_(None) & members.c.id.in_(member_ids)
    rows = db.execute(sa.select(members.c.id).where(here).order_by(members.c.id).with_for_update())
    return set(rows.scalars())


def list_paid_ids(db: Connection, member_ids: list[UUID], month: date) -> set[UUID]:
    rows = db.execute(sa.select(dues.c.member_id).where(dues.c.month == month, dues.c.member_id.in_(member_ids)))
    return set(rows.scalars())


def list_paid(db: Connection, member_id: UUID) -> list[Paid]:
    """The member's own, the newest month first."""
    rows = db.execute(
        sa.select(dues.c.month, dues.c.paid_on, members.c.name)
        .join(members, members.c.id == dues.c.recorded_by)
        .where(dues.c.member_id == member_id)
        .order_by(dues.c.month.desc())
    )
    return [Paid(*row) for row in rows]


def find_begin(db: Connection, unit_id: UUID) -> date | None:
    """The first month that the unit has marked: before it, nothing says that anybody owes anything."""
    return db.execute(sa.select(sa.func.min(dues.c.month)).where(dues.c.unit_id == unit_id)).scalar_one_or_none()


def list_arrears(db: Connection, unit_id: UUID, limit: int, now: datetime) -> list[Arrears]:
    """Two reads, however many members there are."""
    begun, today = find_begin(db, unit_id), local_date(now)
    if begun is None:
        return []
    here = (members.c.unit_id == unit_id) & members.c.left_on.is_(None)
    paid: dict[UUID, set[date]] = defaultdict(set)
    for row in db.execute(
        sa.select(dues.c.member_id, dues.c.month).join(members, members.c.id == dues.c.member_id).where(here)
    ):
        paid[row.member_id].add(row.month)
    found = []
    for row in db.execute(sa.select(members).where(here).order_by(members.c.sort_key)):
        admitted = row.admission_ceremony_date or row.admission_decision_date or begun
        start = max(begun, month_of(admitted), month_of(local_date(row.created_at)))
        missing = unpaid(paid[row.id], start, today)
        if is_in_arrears(row.standing, missing, limit):
            found.append(Arrears(row.id, row.name, missing))
    return found


def list_granted(db: Connection, by_id: UUID, now: datetime) -> set[UUID]:
    """Members about whom this officer has just said why what is private must be seen."""
    mine = (looks.c.by_id == by_id) & (looks.c.kind == "private") & (looks.c.at > now - GRANTED_FOR)
    return set(db.execute(sa.select(looks.c.member_id).where(mine)).scalars())
