"""Named reads of changes of the tree, and the facts that one is judged by."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection

from server.clock import local_date
from server.errors import NotFound
from server.meetings.rules import MeetingState
from server.meetings.tables import meetings
from server.members.tables import members
from server.reorganisations.rules import STANDS, Kind, Place, Situation, State, common_path
from server.reorganisations.tables import reorganisation_members, reorganisations
from server.units.queries import Asking, Unit, find_unit, get_unit, held_units, list_children, list_units, within
from server.units.rules import Action, Resource, decide
from server.units.tables import units


@dataclass(frozen=True, slots=True)
class Reorganisation:
    id: UUID
    kind: Kind
    state: State
    unit_id: UUID
    to_unit_id: UUID | None
    from_unit_id: UUID | None
    new_unit_id: UUID | None
    name_before: str
    name_after: str
    decision: str
    decided_on: date | None
    effective_on: date
    proposed_by: UUID | None
    proposed_at: datetime
    confirmed_by: UUID | None
    confirmed_at: datetime | None
    ended_at: datetime | None
    hindered_by: str
    proposer: str | None
    confirmer: str | None

    @property
    def address(self) -> str:
        return f"/reorganisations/{self.id}"


_proposer, _confirmer = members.alias("proposer"), members.alias("confirmer")
_SELECT = (
    sa.select(*reorganisations.c, _proposer.c.name.label("proposer"), _confirmer.c.name.label("confirmer"))
    .join(_proposer, _proposer.c.id == reorganisations.c.proposed_by, isouter=True)
    .join(_confirmer, _confirmer.c.id == reorganisations.c.confirmed_by, isouter=True)
)


def _reorganisation(row: sa.Row[*tuple[Any, ...]]) -> Reorganisation:
    values = row._asdict()
    return Reorganisation(**{**values, "kind": Kind(values["kind"]), "state": State(values["state"])})


def get_reorganisation(db: Connection, reorganisation_id: UUID) -> Reorganisation:
    row = db.execute(_SELECT.where(reorganisations.c.id == reorganisation_id)).one_or_none()
    if row is None:
        raise NotFound
    return _reorganisation(row)


def reorganisation_for(context: Asking, reorganisation_id: UUID, action: Action) -> Reorganisation:
    """The only door: who keeps the tree, or answers for the lowest unit above everything that changes."""
    context.authorised.add(action)
    found = get_reorganisation(context.db, reorganisation_id)
    if not may(context, found, action):
        raise NotFound
    return found


def may(context: Asking, change: Reorganisation, action: Action) -> bool:
    above = authority(context.db, *_concerned(change))
    return decide(context.actor, action, above, local_date(context.now))


def authority(db: Connection, *unit_ids: UUID) -> Resource:
    """The lowest unit above all of these: both sides of a change answer to it. The root answers for itself."""
    return _authority(unit.path for unit in list_units(db, unit_ids))


def _authority(paths: Iterable[str]) -> Resource:
    path = common_path(*(_above(one) for one in paths))
    return Resource(UUID(path.strip("/").rpartition("/")[2]), path)


def _above(path: str) -> str:
    parent = path[:-33]
    return parent if len(parent) > 1 else path


def list_of_unit(db: Connection, unit_id: UUID) -> list[Reorganisation]:
    """The history of a unit and what is to come, newest first; nothing that was withdrawn."""
    touched = sa.or_(*(reorganisations.c[name] == unit_id for name in ("unit_id", "to_unit_id", "new_unit_id")))
    shown = _SELECT.where(touched, reorganisations.c.state != State.WITHDRAWN)
    rows = db.execute(
        shown.order_by(reorganisations.c.effective_on.desc(), reorganisations.c.proposed_at.desc()).limit(100)
    )
    return [_reorganisation(row) for row in rows]


def list_waiting(context: Asking) -> list[Reorganisation]:
    """Proposed by somebody else, for this person to confirm: the same answer as `may`, in three queries."""
    held = held_units(context, Action.TREE_CONFIRM)
    if not held:
        return []
    below = sa.or_(*(within(units.c.path, unit.path) for unit in held))
    found = _SELECT.join(units, units.c.id == reorganisations.c.unit_id).where(
        below, reorganisations.c.state == State.PROPOSED, reorganisations.c.proposed_by != context.actor.member_id
    )
    rows = [_reorganisation(row) for row in context.db.execute(found.order_by(reorganisations.c.proposed_at).limit(50))]
    paths = {unit.id: unit.path for unit in list_units(context.db, {id_ for one in rows for id_ in _concerned(one)})}
    today = local_date(context.now)
    return [
        one
        for one in rows
        if decide(context.actor, Action.TREE_CONFIRM, _authority(paths[id_] for id_ in _concerned(one)), today)
    ]


def _concerned(change: Reorganisation) -> list[UUID]:
    return [one for one in (change.unit_id, change.to_unit_id, change.from_unit_id) if one]


def list_due(db: Connection, today: date) -> list[UUID]:
    """Confirmed, and their day has come; in the order of the days."""
    due = (reorganisations.c.state == State.CONFIRMED) & (reorganisations.c.effective_on <= today)
    order = (reorganisations.c.effective_on, reorganisations.c.confirmed_at)
    return list(db.execute(sa.select(reorganisations.c.id).where(due).order_by(*order)).scalars())


def lock_reorganisation(db: Connection, reorganisation_id: UUID) -> Reorganisation:
    """As it is now, held until the commit."""
    here = reorganisations.c.id == reorganisation_id
    db.execute(sa.select(reorganisations.c.id).where(here).with_for_update())
    return get_reorganisation(db, reorganisation_id)


def is_pending(db: Connection, unit_ids: Sequence[UUID]) -> bool:
    """Whether another change of one of these units stands already."""
    touched = sa.or_(*(reorganisations.c[name].in_(unit_ids) for name in ("unit_id", "to_unit_id")))
    found = sa.select(reorganisations.c.id).where(touched, reorganisations.c.state.in_(STANDS))
    return db.execute(found.limit(1)).first() is not None


def list_chosen(db: Connection, reorganisation_id: UUID) -> list[UUID]:
    here = reorganisation_members.c.reorganisation_id == reorganisation_id
    return list(db.execute(sa.select(reorganisation_members.c.member_id).where(here)).scalars())


# --- The facts --------------------------------------------------------------------------------


def place_of(unit: Unit) -> Place:
    return Place(unit.id, unit.path, unit.kind, unit.name, unit.closed_on is not None)


def situation(
    db: Connection, kind: Kind, unit: Unit, to: Unit | None, new_name: str, chosen: Sequence[UUID]
) -> Situation:
    parent = find_unit(db, unit.parent_id) if unit.parent_id else None
    beside = to if kind is Kind.MOVED else parent
    siblings = list_children(db, beside.id) if beside else []
    return Situation(
        unit=place_of(unit),
        parent=place_of(parent) if parent else None,
        to=place_of(to) if to else None,
        new_name=new_name,
        siblings=frozenset(one.name for one in siblings if one.id != unit.id or kind is Kind.SPLIT),
        children=len(list_children(db, unit.id)),
        members=_count_members(db, unit.id),
        chosen=_count_members(db, unit.id, chosen) if chosen else 0,
        open_meetings=_count_open_meetings(db, unit.id),
        units_in_both=_units_in_both(db, unit.id, to.id) if to else 0,
        in_both=_count_in_both(db, unit.id, to.id) if to else 0,
    )


def situation_of(db: Connection, change: Reorganisation) -> Situation:
    to = get_unit(db, change.to_unit_id) if change.to_unit_id else None
    chosen = list_chosen(db, change.id) if change.kind is Kind.SPLIT else []
    return situation(db, change.kind, get_unit(db, change.unit_id), to, change.name_after, chosen)


def _count_members(db: Connection, unit_id: UUID, only: Sequence[UUID] = ()) -> int:
    here = (members.c.unit_id == unit_id) & members.c.left_on.is_(None)
    if only:
        here &= members.c.id.in_(only)
    return db.execute(sa.select(sa.func.count()).select_from(members).where(here)).scalar_one()


def _count_open_meetings(db: Connection, unit_id: UUID) -> int:
    running = meetings.c.state.in_([MeetingState.OPEN, MeetingState.SUSPENDED])
    here = sa.select(sa.func.count()).select_from(meetings).where(meetings.c.unit_id == unit_id, running)
    return db.execute(here).scalar_one()


def _units_in_both(db: Connection, one_id: UUID, other_id: UUID) -> int:
    """Units below both that carry the same name: they would be confused afterwards."""
    mine, theirs = ({unit.name.casefold() for unit in list_children(db, id_)} for id_ in (one_id, other_id))
    return len(mine & theirs)


def _count_in_both(db: Connection, one_id: UUID, other_id: UUID) -> int:
    other = members.alias("other")
    same = (other.c.folded == members.c.folded) & (other.c.birth_date == members.c.birth_date)
    twice = sa.select(sa.func.count()).select_from(members).join(other, same)
    return db.execute(twice.where(members.c.unit_id == one_id, other.c.unit_id == other_id)).scalar_one()


def count_members_by_unit(db: Connection, path: str) -> list[tuple[Unit, int]]:
    """Of the subtree, those units that have members."""
    rows = db.execute(
        sa.select(members.c.unit_id, sa.func.count())
        .join(units, units.c.id == members.c.unit_id)
        .where(within(units.c.path, path), members.c.left_on.is_(None))
        .group_by(members.c.unit_id)
    )
    counts: dict[UUID, int] = {row[0]: row[1] for row in rows}
    return [(unit, counts[unit.id]) for unit in list_units(db, list(counts))]
