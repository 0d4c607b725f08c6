"""Dated changes of the tree: what hinders one, and who gains and loses by it. Standard library only.

Two people are needed where rights move (a move, a merger, a split, an end): one proposes, another confirms.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from server.actor import Assignment, Role
from server.errors import Conflict, Forbidden, Invalid
from server.units.rules import Resource, UnitKind, reaches

FURTHEST = timedelta(days=366)  # ahead: a change that nobody remembers must not come over a cell


class Kind(StrEnum):
    CREATED = "created"
    RENAMED = "renamed"
    MOVED = "moved"
    MERGED = "merged"
    SPLIT = "split"
    DISSOLVED = "dissolved"


class State(StrEnum):
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"  # and waiting for its day, or hindered on it
    DONE = "done"
    WITHDRAWN = "withdrawn"


NEEDS_ANOTHER = frozenset({Kind.MOVED, Kind.MERGED, Kind.SPLIT, Kind.DISSOLVED})
NEEDS_DECISION = NEEDS_ANOTHER
STANDS = frozenset({State.PROPOSED, State.CONFIRMED})


class ReorganisationDone(Conflict):
    code = "reorganisation_done"


class AlreadyProposed(Conflict):
    code = "reorganisation_already_proposed"


class SecondPersonNeeded(Forbidden):
    code = "second_person_needed"


class DecisionNeeded(Invalid):
    code = "reorganisation_decision_needed"


class DayNotPossible(Invalid):
    code = "reorganisation_day_not_possible"


class Hindered(Conflict):
    """``reason`` in details is the code of the first thing in the way; its words say what to do first."""

    code = "reorganisation_hindered"


@dataclass(frozen=True, slots=True)
class Place:
    """A unit as a change sees it."""

    id: UUID
    path: str
    kind: UnitKind
    name: str
    is_closed: bool = False


@dataclass(frozen=True, slots=True)
class Situation:
    """What is true of the units concerned, now. ``siblings`` are the names where the unit will stand."""

    unit: Place
    parent: Place | None
    to: Place | None = None
    new_name: str = ""
    siblings: frozenset[str] = frozenset()
    children: int = 0
    members: int = 0
    chosen: int = 0
    open_meetings: int = 0
    in_both: int = 0  # people who stand in both lists
    units_in_both: int = 0  # names that units below both carry


def find_hindrance(kind: Kind, now: Situation) -> str | None:
    """The code of the first thing that stands in the way; None when nothing does."""
    if now.unit.is_closed or (now.to is not None and now.to.is_closed):
        return "hindered_unit_ended"
    if kind in (Kind.RENAMED, Kind.SPLIT, Kind.MOVED) and (found := _name(kind, now)):
        return found
    match kind:
        case Kind.MOVED:
            return _move(now)
        case Kind.MERGED:
            return _merger(now)
        case Kind.SPLIT:
            return _split(now)
        case Kind.DISSOLVED:
            return _end(now)
    return None


def _name(kind: Kind, now: Situation) -> str | None:
    name = now.unit.name if kind is Kind.MOVED else now.new_name
    if not name:
        return "hindered_name_missing"
    if name.casefold() in {one.casefold() for one in now.siblings}:
        return "hindered_name_taken"
    return None


def _move(now: Situation) -> str | None:
    if now.parent is None or now.to is None:
        return "hindered_root"
    if now.to.path.startswith(now.unit.path):
        return "hindered_below_itself"
    if now.to.id == now.parent.id:
        return "hindered_already_there"
    return "hindered_cell_has_no_units" if now.to.kind is UnitKind.CELL else None


def _merger(now: Situation) -> str | None:
    if now.parent is None or now.to is None:
        return "hindered_root"
    if now.to.path.startswith(now.unit.path) or now.unit.path.startswith(now.to.path):
        return "hindered_below_itself"
    if now.to.kind is not now.unit.kind:
        return "hindered_other_kind"
    if now.open_meetings:
        return "hindered_meeting_open"
    if now.units_in_both:
        return "hindered_units_in_both"
    return "hindered_people_in_both" if now.in_both else None


def _split(now: Situation) -> str | None:
    if now.parent is None or now.unit.kind is not UnitKind.CELL:
        return "hindered_only_cells_split"
    if not now.chosen:
        return "hindered_nobody_chosen"
    if now.chosen >= now.members:
        return "hindered_everybody_chosen"
    return "hindered_meeting_open" if now.open_meetings else None


def _end(now: Situation) -> str | None:
    if now.parent is None:
        return "hindered_root"
    if now.members:
        return "hindered_has_members"
    if now.children:
        return "hindered_has_units"
    return "hindered_meeting_open" if now.open_meetings else None


def check_dates(kind: Kind, decision: str, decided_on: date | None, effective_on: date, today: date) -> None:
    """A decision can be found again by its number and date; it cannot be of tomorrow, nor lie a year ahead."""
    if kind in NEEDS_DECISION and not (decision and decided_on):
        raise DecisionNeeded
    if decided_on is not None and decided_on > today:
        raise DayNotPossible(field="decided_on")
    if not (today - FURTHEST <= effective_on <= today + FURTHEST):
        raise DayNotPossible(field="effective_on")


def check_confirmation(kind: Kind, state: State, *, proposer: UUID | None, confirmer: UUID) -> None:
    if state is not State.PROPOSED:
        raise ReorganisationDone
    if kind in NEEDS_ANOTHER and proposer == confirmer:
        raise SecondPersonNeeded


def check_stands(state: State) -> None:
    if state not in STANDS:
        raise ReorganisationDone


def common_path(*paths: str) -> str:
    """The path of the lowest unit above all of these, or the one itself."""
    shared: list[str] = []
    for parts in zip(*(path.strip("/").split("/") for path in paths), strict=False):
        if len(set(parts)) > 1:
            break
        shared.append(parts[0])
    return "/" + "".join(f"{part}/" for part in shared)


# --- Who gains and loses --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Office:
    """A role somebody holds, today and after the change; ``after`` is None where it ends."""

    holder: str
    unit_name: str
    before: Assignment
    after: Assignment | None


@dataclass(frozen=True, slots=True)
class Group:
    """So many members stand in one place, and will stand in another."""

    count: int
    before: Resource
    after: Resource


@dataclass(frozen=True, slots=True)
class Effect:
    """Over how many members a role begins or ceases to reach."""

    office: Office
    gained: int
    lost: int

    @property
    def role(self) -> Role:
        return self.office.before.role


def effects(offices: Iterable[Office], groups: Sequence[Group]) -> list[Effect]:
    """Only the roles for which something changes. By the same `reaches` that judges every request."""
    found = []
    for office in offices:
        had = [reaches(office.before, group.before) for group in groups]
        has = [office.after is not None and reaches(office.after, group.after) for group in groups]
        pairs = list(zip(groups, had, has, strict=True))
        gained = sum(group.count for group, before, after in pairs if after and not before)
        lost = sum(group.count for group, before, after in pairs if before and not after)
        if gained or lost or office.after is None:
            found.append(Effect(office, gained, lost))
    return found


def moved_path(path: str, unit: Place, to: Place) -> str:
    """Where a path leads once the unit stands under another."""
    return f"{to.path}{unit.id.hex}/{path[len(unit.path) :]}" if path.startswith(unit.path) else path


def moved_assignment(given: Assignment, unit: Place, to: Place) -> Assignment:
    return replace(given, unit_path=moved_path(given.unit_path, unit, to))
