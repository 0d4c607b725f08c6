"""Named reads of the tree."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection

from server.actor import Actor, Assignment, Reach, Role
from server.clock import local_date
from server.db.words import has_words
from server.errors import NotFound
from server.units.rules import (
    AFTER_THE_END,
    GOES_DOWN,
    UNIT_MAY,
    Action,
    Resource,
    UnitKind,
    decide,
    in_force,
    is_wide,
)
from server.units.tables import assignments, units


@dataclass(frozen=True, slots=True)
class Unit:
    id: UUID
    parent_id: UUID | None
    kind: UnitKind
    name: str
    place: str
    path: str
    owner_id: UUID
    owner_path: str
    opened_on: date
    closed_on: date | None
    remote_vote_decision: str
    remote_vote_from: date | None

    @property
    def resource(self) -> Resource:
        return Resource(self.owner_id, self.owner_path, is_closed=self.closed_on is not None)


_COLUMNS = (
    units.c.id,
    units.c.parent_id,
    units.c.kind,
    units.c.name,
    units.c.place,
    units.c.path,
    units.c.owner_id,
    units.c.owner_path,
    units.c.opened_on,
    units.c.closed_on,
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


def scope(actor: Actor, action: Action, today: date) -> sa.ColumnElement[bool]:
    """The units in which this person may do this, as one condition of a query: the same answer as `decide`."""
    roles = UNIT_MAY.get(action, frozenset())
    found = [
        within(units.c.owner_path, given.unit_path) if is_wide(given, action) else units.c.owner_id == given.unit_id
        for given in actor.assignments
        if given.role in roles and in_force(given, today)
    ]
    if action in GOES_DOWN:
        found.append(units.c.owner_id.in_(UUID(part) for part in actor.unit_path.strip("/").split("/")))
    if action is Action.UNIT_READ:
        found.append(units.c.owner_id == actor.unit_id)
    allowed = sa.or_(sa.false(), *found)
    return allowed if action in AFTER_THE_END else allowed & units.c.closed_on.is_(None)


def held_units(context: Asking, action: Action) -> list[Unit]:
    """Units in which the person has a role and by it this right."""
    held = list_units(context.db, {given.unit_id for given in context.actor.assignments})
    return [unit for unit in held if may_in_unit(context, unit, action)]


def may_in_unit(context: Asking, unit: Unit, action: Action) -> bool:
    return decide(context.actor, action, unit.resource, local_date(context.now))


def within(column: sa.ColumnElement[str], path: str) -> sa.ColumnElement[bool]:
    """Of the unit with this path and everything below it: '0' is the character after '/', the end of the range."""
    return (column >= path) & (column < path[:-1] + "0")


def list_subtree(db: Connection, path: str) -> list[Unit]:
    """The unit with this path and everything below it that has not ended, parents first."""
    open_ones = within(units.c.path, path) & units.c.closed_on.is_(None)
    return [_unit(row) for row in db.execute(sa.select(*_COLUMNS).where(open_ones).order_by(units.c.path))]


def search_units(
    db: Connection,
    path: str,
    words: Sequence[str],
    *,
    limit: int,
    kinds: Collection[UnitKind] = tuple(UnitKind),
    outside: Unit | None = None,
) -> list[Unit]:
    """By folded words of the name, in the subtree of a path; those that have not ended, and none in ``outside``."""
    found = within(units.c.path, path) & units.c.closed_on.is_(None) & units.c.kind.in_(kinds)
    if outside is not None:
        found &= ~within(units.c.path, outside.path)
    found &= has_words(db, units, words)
    return [_unit(row) for row in db.execute(sa.select(*_COLUMNS).where(found).order_by(units.c.folded).limit(limit))]


def list_ancestors(db: Connection, unit: Unit) -> list[Unit]:
    """From the root down to the unit itself."""
    ids = [UUID(part) for part in unit.path.strip("/").split("/")]
    rows = db.execute(sa.select(*_COLUMNS).where(units.c.id.in_(ids)).order_by(units.c.path))
    return [_unit(row) for row in rows]


def list_children(db: Connection, unit_id: UUID) -> list[Unit]:
    """Those that have not ended, by name."""
    mine = (units.c.parent_id == unit_id) & units.c.closed_on.is_(None)
    return [_unit(row) for row in db.execute(sa.select(*_COLUMNS).where(mine).order_by(units.c.name))]


def list_ended_children(db: Connection, unit_id: UUID) -> list[Unit]:
    mine = (units.c.parent_id == unit_id) & units.c.closed_on.isnot(None)
    return [_unit(row) for row in db.execute(sa.select(*_COLUMNS).where(mine).order_by(units.c.closed_on.desc()))]


def list_units(db: Connection, unit_ids: Collection[UUID]) -> list[Unit]:
    """These, by name."""
    return [
        _unit(row) for row in db.execute(sa.select(*_COLUMNS).where(units.c.id.in_(unit_ids)).order_by(units.c.name))
    ]


def count_children(db: Connection, parent_ids: Collection[UUID]) -> dict[UUID, int]:
    """Units right below each, those that have not ended."""
    counted = sa.select(units.c.parent_id, sa.func.count()).where(units.c.parent_id.in_(parent_ids))
    rows = db.execute(counted.where(units.c.closed_on.is_(None)).group_by(units.c.parent_id))
    return {row[0]: row[1] for row in rows}


lender = assignments.alias("lender")


def holds(given: sa.FromClause, today: date | sa.BindParameter[date]) -> sa.ColumnElement[bool]:
    return (given.c.since <= today) & (given.c.until.is_(None) | (given.c.until > today))


# Asked with every request: built once, because building takes longer than asking.
_TODAY = sa.bindparam("today", type_=sa.Date)
_IN_FORCE = (
    sa.select(
        assignments.c.role,
        assignments.c.unit_id,
        units.c.path,
        assignments.c.reach,
        assignments.c.since,
        assignments.c.until,
    )
    .join(units, units.c.id == assignments.c.unit_id)
    .outerjoin(lender, lender.c.id == assignments.c.delegated_from)
    .where(assignments.c.member_id == sa.bindparam("member_id"), holds(assignments, _TODAY))
    .where(assignments.c.delegated_from.is_(None) | holds(lender, _TODAY))
)


def list_assignments(db: Connection, member_id: UUID, today: date) -> tuple[Assignment, ...]:
    """Those in force today; a lent one only while the lender's own is in force."""
    rows = db.execute(_IN_FORCE, {"member_id": member_id, "today": today})
    return tuple(
        Assignment(Role(r), unit, path, Reach(reach), since, until) for r, unit, path, reach, since, until in rows
    )
