"""Named reads of the tree."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection

from server.actor import Actor, Assignment, Reach, Role
from server.clock import local_date
from server.errors import NotFound
from server.units.rules import Action, Resource, UnitKind, decide
from server.units.tables import assignments, units


@dataclass(frozen=True, slots=True)
class Unit:
    id: UUID
    parent_id: UUID | None
    kind: UnitKind
    name: str
    place: str
    path: str
    remote_vote_decision: str
    remote_vote_from: date | None

    @property
    def resource(self) -> Resource:
        return Resource(self.id, self.path)


_COLUMNS = (
    units.c.id,
    units.c.parent_id,
    units.c.kind,
    units.c.name,
    units.c.place,
    units.c.path,
    units.c.remote_vote_decision,
    units.c.remote_vote_from,
)


def _unit(row: sa.Row[*tuple[Any, ...]]) -> Unit:
    values = row._asdict()
    return Unit(**{**values, "kind": UnitKind(values["kind"])})


def find_unit(db: Connection, unit_id: UUID) -> Unit | None:
    row = db.execute(sa.select(*_COLUMNS).where(units.c.id == unit_id)).one_or_none()
    return None if row is None else _unit(row)


def get_unit(db: Connection, unit_id: UUID) -> Unit:
    unit = find_unit(db, unit_id)
    if unit is None:
        raise NotFound
    return unit


def has_units(db: Connection) -> bool:
    return db.execute(sa.select(units.c.id).limit(1)).first() is not None


def lock_unit(db: Connection, unit_id: UUID) -> None:
    """Hold the unit's row: two processes must not add the same child at one moment."""
    db.execute(sa.select(units.c.id).where(units.c.id == unit_id).with_for_update())


def find_units_named(db: Connection, name: str) -> list[Unit]:
    return [_unit(row) for row in db.execute(sa.select(*_COLUMNS).where(units.c.name == name))]


class Asking(Protocol):
    """A view or a transaction: who asks, on what, when."""

    authorised: set[str]

    @property
    def db(self) -> Connection: ...
    @property
    def actor(self) -> Actor: ...
    @property
    def now(self) -> datetime: ...


def unit_for(context: Asking, unit_id: UUID, action: Action) -> Unit:
    """The only door to a unit: outside the person's scope it is as if it did not exist."""
    context.authorised.add(action)
    unit = get_unit(context.db, unit_id)
    if not decide(context.actor, action, unit.resource, local_date(context.now)):
        raise NotFound
    return unit


def may_in_unit(context: Asking, unit: Unit, action: Action) -> bool:
    return decide(context.actor, action, unit.resource, local_date(context.now))


def list_subtree(db: Connection, path: str) -> list[Unit]:
    """The unit with this path and everything below it, parents first."""
    rows = db.execute(
        sa.select(*_COLUMNS).where(units.c.path >= path, units.c.path < path[:-1] + "0").order_by(units.c.path)
    )
    return [_unit(row) for row in rows]  # '0' is the character after '/': the end of the range


def list_ancestors(db: Connection, unit: Unit) -> list[Unit]:
    """From the root down to the unit itself."""
    ids = [UUID(part) for part in unit.path.strip("/").split("/")]
    rows = db.execute(sa.select(*_COLUMNS).where(units.c.id.in_(ids)).order_by(units.c.path))
    return [_unit(row) for row in rows]


def list_children(db: Connection, unit_id: UUID) -> list[Unit]:
    rows = db.execute(sa.select(*_COLUMNS).where(units.c.parent_id == unit_id).order_by(units.c.name))
    return [_unit(row) for row in rows]


def list_assignments(db: Connection, member_id: UUID, today: date) -> tuple[Assignment, ...]:
    """Those in force today."""
    rows = db.execute(
        sa.select(
            assignments.c.role,
            assignments.c.unit_id,
            units.c.path,
            assignments.c.reach,
            assignments.c.since,
            assignments.c.until,
        )
        .join(units, units.c.id == assignments.c.unit_id)
        .where(
            assignments.c.member_id == member_id,
            assignments.c.since <= today,
            sa.or_(assignments.c.until.is_(None), assignments.c.until > today),
        )
    )
    return tuple(
        Assignment(Role(r), unit, path, Reach(reach), since, until) for r, unit, path, reach, since, until in rows
    )
