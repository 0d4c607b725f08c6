"""Named reads of members."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection

from server.errors import NotFound
from server.members.tables import members


@dataclass(frozen=True, slots=True)
class Member:
    id: UUID
    unit_id: UUID
    name: str
    sort_key: str
    birth_date: date
    standing: str
    post: str
    phone: str | None
    admission_decision_date: date | None
    admission_ceremony_date: date | None
    official_date: date | None


_MEMBER = tuple(column for column in members.c if column.name not in ("folded", "created_at", "left_on"))


def find_member(db: Connection, member_id: UUID) -> Member | None:
    row = db.execute(sa.select(*_MEMBER).where(members.c.id == member_id, members.c.left_on.is_(None))).one_or_none()
    return None if row is None else Member(**row._asdict())


def get_member(db: Connection, member_id: UUID) -> Member:
    found = find_member(db, member_id)
    if found is None:
        raise NotFound
    return found


def list_members_of_unit(db: Connection, unit_id: UUID) -> list[Member]:
    """By given name, in the order of Vietnamese lists."""
    return list_members_of_units(db, [unit_id])


def list_members_of_units(db: Connection, unit_ids: list[UUID]) -> list[Member]:
    rows = db.execute(
        sa.select(*_MEMBER)
        .where(members.c.unit_id.in_(unit_ids), members.c.left_on.is_(None))
        .order_by(members.c.sort_key)
    )
    return [Member(**row._asdict()) for row in rows]
