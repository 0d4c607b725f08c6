"""Who gains and who loses what by a change: read before it is proposed, and again before it is confirmed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection

from server.actor import Assignment, Reach, Role
from server.members.queries import Member, list_members_of_unit
from server.members.tables import members
from server.reorganisations.queries import Reorganisation, count_members_by_unit, list_chosen, place_of
from server.reorganisations.rules import Effect, Group, Kind, Office, effects, moved_assignment, moved_path
from server.units.queries import Unit, get_unit, holds, lender, list_ancestors
from server.units.rules import Resource
from server.units.tables import assignments, units


@dataclass(frozen=True, slots=True)
class Preview:
    """``effects`` on officers; ``reads_no_more`` and ``reads_now`` name units whose news and documents come down."""

    members: int
    units: int
    effects: list[Effect]
    reads_no_more: list[str]
    reads_now: list[str]
    goes: list[Member]
    stays: list[Member]


def preview(db: Connection, change: Reorganisation, today: date) -> Preview:
    unit = get_unit(db, change.unit_id)
    to = get_unit(db, change.to_unit_id) if change.to_unit_id else None
    chosen = set(list_chosen(db, change.id)) if change.kind is Kind.SPLIT else set()
    people = list_members_of_unit(db, unit.id) if change.kind is Kind.SPLIT else []
    groups = _groups(db, change, unit, to, len(chosen))
    before, after = _readers(db, change, unit, to)
    return Preview(
        members=sum(group.count for group in groups),
        units=len(groups),
        effects=effects(_offices(db, change, unit, to, chosen, today), groups),
        reads_no_more=[name for name in before if name not in after],
        reads_now=[name for name in after if name not in before],
        goes=[one for one in people if one.id in chosen],
        stays=[one for one in people if one.id not in chosen],
    )


def _groups(db: Connection, change: Reorganisation, unit: Unit, to: Unit | None, chosen: int) -> list[Group]:
    """The members concerned, by the unit where they stand."""
    if change.kind is Kind.SPLIT:
        # The new unit does not exist yet; it will stand beside this one and nobody holds a role in it.
        beside = UUID(int=0)
        there = Resource(beside, f"{unit.path[:-33]}{beside.hex}/")
        return [Group(chosen, Resource(unit.id, unit.path), there)]
    found = []
    for one, count in count_members_by_unit(db, unit.path):
        here = Resource(one.id, one.path)
        if change.kind is Kind.MERGED and to is not None:
            there = _after_merger(one, unit, to)
        elif change.kind is Kind.MOVED and to is not None:
            there = Resource(one.id, moved_path(one.path, place_of(unit), place_of(to)))
        else:
            there = here
        found.append(Group(count, here, there))
    return found


def _after_merger(one: Unit, unit: Unit, to: Unit) -> Resource:
    if one.id == unit.id:
        return Resource(to.id, to.path)
    return Resource(one.id, to.path + one.path[len(unit.path) :])


def _offices(
    db: Connection, change: Reorganisation, unit: Unit, to: Unit | None, chosen: set[UUID], today: date
) -> Sequence[Office]:
    """Every role that reaches one of the places, before or after."""
    places = [unit] if to is None else [unit, to]
    ids = {UUID(part) for place in places for part in place.path.strip("/").split("/")}
    concerned = assignments.c.unit_id.in_(ids) | ((units.c.path >= unit.path) & (units.c.path < unit.path[:-1] + "0"))
    rows = db.execute(
        sa.select(*(assignments.c[name] for name in ("member_id", "unit_id", "role", "reach", "since", "until")))
        .add_columns(units.c.path, units.c.name.label("unit_name"), members.c.name.label("holder"))
        .join(units, units.c.id == assignments.c.unit_id)
        .join(members, members.c.id == assignments.c.member_id)
        .outerjoin(lender, lender.c.id == assignments.c.delegated_from)
        .where(concerned, holds(assignments, today), assignments.c.delegated_from.is_(None) | holds(lender, today))
        .order_by(units.c.path, members.c.sort_key)
    )
    found = []
    for row in rows:
        given = Assignment(Role(row.role), row.unit_id, row.path, Reach(row.reach), row.since, row.until)
        after = _after(change.kind, given, unit, to, leaves=row.member_id in chosen)
        found.append(Office(row.holder, row.unit_name, given, after))
    return found


def _after(kind: Kind, given: Assignment, unit: Unit, to: Unit | None, *, leaves: bool) -> Assignment | None:
    if kind is Kind.MOVED and to is not None:
        return moved_assignment(given, place_of(unit), place_of(to))
    if given.unit_id == unit.id and (kind in (Kind.MERGED, Kind.DISSOLVED) or (kind is Kind.SPLIT and leaves)):
        return None
    if kind is Kind.MERGED and to is not None and given.unit_path.startswith(unit.path):
        return replace(given, unit_path=to.path + given.unit_path[len(unit.path) :])
    return given


def _readers(db: Connection, change: Reorganisation, unit: Unit, to: Unit | None) -> tuple[list[str], list[str]]:
    """From whose desks news and documents come down to the members concerned: before, and after."""
    before = [one.name for one in list_ancestors(db, unit) if one.id != unit.id]
    if to is None or change.kind not in (Kind.MOVED, Kind.MERGED):
        return before, before
    above = [one.name for one in list_ancestors(db, to)]
    return before, above
