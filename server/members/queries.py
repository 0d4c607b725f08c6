"""Named reads of members."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection

from server.db.words import has_words
from server.errors import NotFound
from server.members.tables import members
from server.units.tables import units


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


@dataclass(frozen=True, slots=True)
class Found:
    """A member as a search shows one; the birth year tells two people of one name apart."""

    id: UUID
    name: str
    birth_date: date
    unit_id: UUID
    unit_name: str


def search_members(db: Connection, allowed: sa.ColumnElement[bool], words: Sequence[str], *, limit: int) -> list[Found]:
    """By folded words of the name, in whatever order, among members of the units that the condition allows."""
    found = allowed & members.c.left_on.is_(None) & has_words(db, members, words)
    rows = db.execute(
        sa.select(
            members.c.id, members.c.name, members.c.birth_date, members.c.unit_id, units.c.name.label("unit_name")
        )
        .join(units, units.c.id == members.c.unit_id)
        .where(found)
        .order_by(members.c.sort_key, members.c.id)
        .limit(limit)
    )
    return [Found(**row._asdict()) for row in rows]


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
