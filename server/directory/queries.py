"""What a unit's page shows besides its own row; a fixed number of queries however large the tree is."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection

from server.actor import Role
from server.assignments.rules import POSTS
from server.meetings.queries import Meeting, list_by_id, of_person
from server.meetings.rules import MeetingState
from server.meetings.tables import meetings
from server.members.tables import members
from server.units.queries import Unit, holds, lender, within
from server.units.tables import assignments, units


@dataclass(frozen=True, slots=True)
class Contact:
    """An officer of the unit as its members may ring one."""

    name: str
    roles: tuple[Role, ...]
    phone: str | None


@dataclass(frozen=True, slots=True)
class Below:
    """A unit right below: how many members it has itself, and how many units."""

    unit: Unit
    units: int
    members: int | None


def list_contacts(db: Connection, unit_id: UUID, today: date) -> list[Contact]:
    """Secretary, deputies, committee; a stand-in too."""
    rows = db.execute(
        sa.select(assignments.c.role, members.c.name, members.c.phone)
        .join(members, members.c.id == assignments.c.member_id)
        .outerjoin(lender, lender.c.id == assignments.c.delegated_from)
        .where(assignments.c.unit_id == unit_id, assignments.c.role.in_(POSTS), holds(assignments, today))
        .where(assignments.c.delegated_from.is_(None) | holds(lender, today))
        .order_by(members.c.sort_key)
    )
    held: dict[tuple[str, str | None], list[Role]] = {}
    for role, name, phone in rows:
        held.setdefault((name, phone), []).append(Role(role))
    order = list(Role)
    found = [Contact(name, tuple(sorted(roles, key=order.index)), phone) for (name, phone), roles in held.items()]
    return sorted(found, key=lambda one: order.index(one.roles[0]))


def count_by_standing(db: Connection, unit_id: UUID) -> dict[str, int]:
    here = (members.c.unit_id == unit_id) & members.c.left_on.is_(None)
    counted = sa.select(members.c.standing, sa.func.count()).where(here).group_by(members.c.standing)
    return {row[0]: row[1] for row in db.execute(counted.order_by(sa.func.count().desc()))}


def count_members(db: Connection, unit_ids: Collection[UUID]) -> dict[UUID, int]:
    here = members.c.unit_id.in_(unit_ids) & members.c.left_on.is_(None)
    counted = sa.select(members.c.unit_id, sa.func.count()).where(here).group_by(members.c.unit_id)
    return {row[0]: row[1] for row in db.execute(counted)}


def below(allowed: sa.ColumnElement[bool], unit: Unit) -> sa.ColumnElement[bool]:
    """What the person may, within the unit and below it."""
    return allowed & within(units.c.path, unit.path)


def next_meeting(db: Connection, unit_id: UUID, member_id: UUID) -> Meeting | None:
    """The one under way or the next, if this person is somebody in it."""
    coming = meetings.c.state.in_([MeetingState.PUBLISHED, MeetingState.OPEN, MeetingState.SUSPENDED])
    found = sa.select(meetings.c.id).where(meetings.c.unit_id == unit_id, coming, of_person(member_id))
    ids = db.execute(found.order_by(meetings.c.starts_at).limit(1)).scalars().all()
    return next(iter(list_by_id(db, ids)), None) if ids else None
