"""Named reads of who holds which role in a unit."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection

from server.actor import Reach, Role
from server.errors import NotFound
from server.members.tables import members
from server.units.queries import holds, lender
from server.units.tables import assignments, units


@dataclass(frozen=True, slots=True)
class Holding:
    """A role that somebody holds, held or will hold. ``lender_name`` where it is lent."""

    id: UUID
    member_id: UUID
    name: str
    phone: str | None
    home: str
    unit_id: UUID
    role: Role
    reach: Reach
    since: date
    until: date | None
    decision: str
    delegated_from: UUID | None
    lender_id: UUID | None
    lender_name: str | None
    in_force: bool

    @property
    def last_day(self) -> date | None:
        return self.until and self.until - timedelta(days=1)

    @property
    def is_lent(self) -> bool:
        return self.delegated_from is not None


_lending = members.alias("lending")
_home = units.alias("home")
ENDED_SHOWN = 20


def _select(today: date) -> sa.Select[tuple[object, ...]]:
    given = assignments.c
    valid = holds(assignments, today) & (given.delegated_from.is_(None) | holds(lender, today))
    return (
        sa.select(
            *(given[name] for name in ("id", "member_id", "unit_id", "role", "reach", "since", "until", "decision")),
            given.delegated_from,
            members.c.name,
            members.c.phone,
            _home.c.name.label("home"),
            lender.c.member_id.label("lender_id"),
            _lending.c.name.label("lender_name"),
            valid.label("in_force"),
        )
        .join_from(assignments, members, members.c.id == given.member_id)
        .join(_home, _home.c.id == members.c.unit_id)
        .outerjoin(lender, lender.c.id == given.delegated_from)
        .outerjoin(_lending, _lending.c.id == lender.c.member_id)
    )


def _holding(row: sa.Row[tuple[object, ...]]) -> Holding:
    values = row._asdict()
    return Holding(**{**values, "role": Role(values["role"]), "reach": Reach(values["reach"])})


def list_holdings(db: Connection, unit_id: UUID, today: date) -> list[Holding]:
    """In force or to come, in the order of the roles; then the last that ended."""
    here = _select(today).where(assignments.c.unit_id == unit_id)
    alive = here.where(assignments.c.until.is_(None) | (assignments.c.until > today)).order_by(members.c.sort_key)
    ended = here.where(assignments.c.until <= today).order_by(assignments.c.until.desc(), members.c.sort_key)
    order = list(Role)
    running = sorted((_holding(row) for row in db.execute(alive)), key=lambda one: order.index(one.role))
    return running + [_holding(row) for row in db.execute(ended.limit(ENDED_SHOWN))]


def get_holding(db: Connection, unit_id: UUID, assignment_id: UUID, today: date) -> Holding:
    """Of this unit, alive, and held until the commit: two who press at one moment come one after the other."""
    here = (assignments.c.id == assignment_id) & (assignments.c.unit_id == unit_id)
    db.execute(sa.select(assignments.c.id).where(here).with_for_update())
    row = db.execute(_select(today).where(here, assignments.c.until.is_(None) | (assignments.c.until > today)))
    found = row.one_or_none()
    if found is None:
        raise NotFound
    return _holding(found)


def roles_held(db: Connection, unit_id: UUID, member_id: UUID, today: date) -> set[Role]:
    """In force or to come."""
    mine = (assignments.c.unit_id == unit_id) & (assignments.c.member_id == member_id)
    alive = assignments.c.until.is_(None) | (assignments.c.until > today)
    return {Role(role) for role in db.execute(sa.select(assignments.c.role).where(mine, alive)).scalars()}
