"""Random trees of units in a database, changed as people change them, and an oracle that only walks parents."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection

from server.actor import Actor, Assignment, Reach, Role
from server.ids import new_id
from server.units import actions
from server.units.queries import Unit, get_unit, list_assignments, list_children
from server.units.rules import AFTER_THE_END, GOES_DOWN, UNIT_MAY, Action, UnitKind
from server.units.tables import assignments, units

TODAY = date(2026, 11, 21)
ROLES = tuple(Role)


@dataclass(slots=True)
class Person:
    id: UUID
    home: UUID


@dataclass(slots=True)
class Forest:
    """``successor`` is the oracle's own memory of mergers."""

    db: Connection
    chance: random.Random
    ids: list[UUID] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    successor: dict[UUID, UUID] = field(default_factory=dict)

    def grow(self, count: int) -> None:
        self._add(None)
        for _ in range(count - 1):
            self._add(self.chance.choice(self.ids))

    def _add(self, parent: UUID | None) -> UUID:
        name = f"Đơn vị {len(self.ids)}"
        new = actions.add_unit(
            self.db, parent_id=parent, kind=UnitKind.COMMUNE, name=name, place="", today=TODAY - timedelta(days=900)
        )
        self.ids.append(new)
        return new

    def settle(self, count: int) -> None:
        """People with up to four roles each: in force, over, to come, and lent."""
        for _ in range(count):
            person = Person(new_id(), self.chance.choice(self.ids))
            self.people.append(person)
            for _ in range(self.chance.randrange(4)):
                self._give(person)

    def _give(self, person: Person) -> None:
        """A role of the own, or one lent by another: the same role with the same reach, whatever its dates."""
        begins = self.chance.choice((-900, -30, 0, 1))
        lasts = self.chance.choice((None, None, 1, 30, 2000))
        others = assignments.c.delegated_from.is_(None) & (assignments.c.member_id != person.id)
        lenders = self.db.execute(sa.select(assignments).where(others)).all()
        lender = self.chance.choice(lenders) if lenders and self.chance.random() < 0.3 else None
        actions.assign(
            self.db,
            member_id=person.id,
            unit_id=lender.unit_id if lender else self.chance.choice(self.ids),
            role=Role(lender.role) if lender else self.chance.choice(ROLES),
            reach=Reach(lender.reach) if lender else self.chance.choice(tuple(Reach)),
            since=TODAY + timedelta(days=begins),
            until=None if lasts is None else TODAY + timedelta(days=begins + lasts),
            delegated_from=lender.id if lender else None,
        )

    # --- Changes ------------------------------------------------------------------------------

    def change(self) -> None:
        """One reorganisation, by the actions that people's changes are carried out with."""
        one, other = (get_unit(self.db, self.chance.choice(self.ids)) for _ in range(2))
        what = self.chance.choice((self._move, self._merge, self._close, self._split))
        if one.closed_on is None and other.closed_on is None:
            what(one, other)

    def _move(self, one: Unit, other: Unit) -> None:
        if one.parent_id is not None and not other.path.startswith(one.path):
            actions.put_under(self.db, one, other)

    def _merge(self, one: Unit, other: Unit) -> None:
        if other.path.startswith(one.path) or one.path.startswith(other.path):
            return
        for child in list_children(self.db, one.id):
            actions.put_under(self.db, child, other)
        for person in self.people:
            if person.home == one.id:
                person.home = other.id
        actions.close(self.db, one.id, TODAY)
        actions.hand_over(self.db, one.id, other)
        self.successor[one.id] = other.id

    def _close(self, one: Unit, _other: Unit) -> None:
        if one.parent_id and not list_children(self.db, one.id) and all(one.id != who.home for who in self.people):
            actions.close(self.db, one.id, TODAY)

    def _split(self, one: Unit, _other: Unit) -> None:
        if one.parent_id:
            new = self._add(one.parent_id)
            for person in self.people:
                if person.home == one.id and self.chance.random() < 0.5:
                    person.home = new

    # --- Asking -------------------------------------------------------------------------------

    def actor(self, person: Person, assignments_: tuple[Assignment, ...] | None = None) -> Actor:
        home = get_unit(self.db, person.home)
        given = list_assignments(self.db, person.id, TODAY) if assignments_ is None else assignments_
        return Actor(person.id, UUID(int=1), "Nguyễn Văn An", "An", home.id, home.name, home.path, given)


class Oracle:
    """Slow and plain: parents as the rows say, roles as the rows say, nothing of paths."""

    def __init__(self, forest: Forest) -> None:
        rows = forest.db.execute(sa.select(units.c.id, units.c.parent_id, units.c.closed_on)).all()
        self.parent = {row.id: row.parent_id for row in rows}
        self.closed = {row.id for row in rows if row.closed_on is not None}
        self.roles = {row.id: row for row in forest.db.execute(sa.select(assignments)).all()}
        self.successor = forest.successor

    def above(self, unit_id: UUID) -> list[UUID]:
        """The unit and everything over it."""
        found: list[UUID] = []
        at: UUID | None = unit_id
        while at is not None:
            found.append(at)
            at = self.parent[at]
        return found

    def in_force(self, assignment_id: UUID) -> bool:
        row = self.roles[assignment_id]
        now = row.since <= TODAY and (row.until is None or row.until > TODAY)
        lender = self.roles.get(row.delegated_from)
        return now and (lender is None or (lender.since <= TODAY and (lender.until is None or lender.until > TODAY)))

    def may(self, person: Person, action: Action, unit_id: UUID) -> bool:
        if unit_id in self.closed and action not in AFTER_THE_END:
            return False
        while unit_id in self.successor:
            unit_id = self.successor[unit_id]
        above = self.above(unit_id)
        for row in self.roles.values():
            if (
                row.member_id != person.id
                or Role(row.role) not in UNIT_MAY.get(action, ())
                or not self.in_force(row.id)
            ):
                continue
            wide = row.reach == Reach.SUBTREE and self.wide(action, Role(row.role))
            if row.unit_id == unit_id or (wide and row.unit_id in above):
                return True
        if action in GOES_DOWN:
            return unit_id in self.above(person.home)
        return action is Action.UNIT_READ and person.home == unit_id

    @staticmethod
    def wide(action: Action, role: Role) -> bool:
        """Those that are not done in the name of the unit; written out once more, by hand."""
        if action in {"record_change", "record_private"} and role not in {"record_keeper", "admin"}:
            return False
        own = {"document_read", "news_read", "document_publish", "hand_down", "news_write", "task_read"}
        own |= {"task_confirm", "reports_read", "report_answer", "role_lend", "dues_mark", "arrears_read"}
        return action not in own
