"""Rights over random trees that are moved, merged, split and ended: path, query and oracle give one answer."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from server.actor import Actor, Assignment, Reach, Role
from server.ids import new_id
from server.units.actions import put_under
from server.units.queries import Unit, get_unit, list_assignments, list_subtree, list_units, scope
from server.units.rules import GOES_DOWN, UNIT_MAY, Action, Resource, decide
from server.units.tables import assignments, units
from tests.units.forest import TODAY, Forest, Oracle, Person

TREES, CHANGES = 500, 12
ACTIONS = tuple(UNIT_MAY)


@pytest.fixture(scope="module")
def db() -> Iterator[Connection]:
    """The two tables alone: people stand in none, so no key to them is asked for."""
    engine = sa.create_engine("sqlite://")
    with engine.connect() as connection:
        for table in (units, assignments):
            connection.execute(sa.schema.CreateTable(table, include_foreign_key_constraints=[]))
        yield connection
    engine.dispose()


def planted(db: Connection, seed: int) -> Forest:
    for table in (assignments, units):
        db.execute(sa.delete(table))
    forest = Forest(db, random.Random(seed))
    forest.grow(forest.chance.randrange(2, 41))
    forest.settle(6)
    return forest


def resources(db: Connection) -> dict[UUID, Resource]:
    return {unit.id: unit.resource for unit in list_units(db, list(db.execute(sa.select(units.c.id)).scalars()))}


def sample(forest: Forest) -> list[Action]:
    """Those that go down or are asked for one's own, and some of the others."""
    return [*GOES_DOWN, Action.UNIT_READ, Action.MEMBERS_READ, *forest.chance.sample(ACTIONS, 3)]


def disagreements(forest: Forest) -> list[tuple[object, ...]]:
    """Where the decision on the path, the condition of a query and the oracle do not give one answer (P1, P5)."""
    oracle, where = Oracle(forest), resources(forest.db)
    found: list[tuple[object, ...]] = []
    for person in forest.people:
        actor = forest.actor(person)
        for action in sample(forest):
            listed = set(forest.db.execute(sa.select(units.c.id).where(scope(actor, action, TODAY))).scalars())
            for unit_id in forest.ids:
                answers = (
                    decide(actor, action, where[unit_id], TODAY),
                    unit_id in listed,
                    oracle.may(person, action, unit_id),
                )
                if len(set(answers)) > 1:
                    found.append((action, unit_id, answers))
    return found


def rights(actor: Actor, where: dict[UUID, Resource]) -> set[tuple[Action, UUID]]:
    return {(action, one) for action in ACTIONS for one, place in where.items() if decide(actor, action, place, TODAY)}


@pytest.mark.parametrize("first", range(0, TREES, 25))
def test_lists_and_points_and_parents_give_one_answer_through_every_change(db: Connection, first: int) -> None:
    for seed in range(first, first + 25):
        forest = planted(db, seed)
        assert disagreements(forest) == [], seed
        for _ in range(CHANGES):
            forest.change()
        assert disagreements(forest) == [], seed
        assert orphans(db) == [], seed


def orphans(db: Connection) -> list[object]:
    """Paths that do not spell the parents, and successors whose place is not the one written down."""
    known = {unit.id: unit for unit in list_units(db, list(db.execute(sa.select(units.c.id)).scalars()))}
    above = {unit.id: known[unit.parent_id].path if unit.parent_id else "/" for unit in known.values()}
    return [
        unit.id
        for unit in known.values()
        if unit.path != f"{above[unit.id]}{unit.id.hex}/" or unit.owner_path != known[unit.owner_id].path
    ]


@pytest.mark.parametrize("seed", range(40))
def test_taking_a_role_away_never_gives_a_right(db: Connection, seed: int) -> None:
    forest = planted(db, seed)
    where = resources(db)
    for person in forest.people:
        given = forest.actor(person).assignments
        everything = rights(forest.actor(person, given), where)
        for index in range(len(given)):
            fewer = given[:index] + given[index + 1 :]
            assert rights(forest.actor(person, fewer), where) <= everything


@pytest.mark.parametrize("seed", range(40))
def test_what_is_over_or_to_come_gives_as_much_as_nothing(db: Connection, seed: int) -> None:
    forest = planted(db, seed)
    where = resources(db)
    for person in forest.people:
        kept = forest.actor(person).assignments
        stale = [replace(one, since=TODAY + timedelta(days=1), until=None) for one in kept]
        over = [replace(one, since=TODAY - timedelta(days=9), until=TODAY) for one in kept]
        nothing = rights(forest.actor(person, ()), where)
        assert rights(forest.actor(person, (*stale, *over)), where) == nothing


@pytest.mark.parametrize("seed", range(40))
def test_who_stands_in_never_has_more_than_whom_he_stands_in_for(db: Connection, seed: int) -> None:
    forest = planted(db, seed)
    where = resources(db)
    rows = {row.id: row for row in db.execute(sa.select(assignments)).all()}
    lent = [row for row in rows.values() if row.delegated_from]
    for row in lent:
        home = forest.people[0]
        alone = [one for one in list_assignments(db, row.member_id, TODAY) if same(one, row)]
        lender = rows[row.delegated_from]
        theirs = [one for one in list_assignments(db, lender.member_id, TODAY) if same(one, lender)]
        if alone and not any(other.delegated_from is None and same_row(other, row) for other in rows.values()):
            assert rights(forest.actor(home, tuple(alone)), where) <= rights(forest.actor(home, tuple(theirs)), where)
            assert theirs, "a lent role lives no longer than the lender's own"


def same(given: Assignment, row: sa.Row[tuple[object, ...]]) -> bool:
    return (given.role, given.unit_id, given.reach) == (row.role, row.unit_id, row.reach)


def same_row(one: sa.Row[tuple[object, ...]], other: sa.Row[tuple[object, ...]]) -> bool:
    return (one.member_id, one.role, one.unit_id, one.reach) == (
        other.member_id,
        other.role,
        other.unit_id,
        other.reach,
    )


@pytest.mark.parametrize("seed", range(60))
def test_after_a_move_the_units_above_before_see_nothing_new(db: Connection, seed: int) -> None:
    forest = planted(db, seed)
    people = {person.id: (person, rights(forest.actor(person), resources(db))) for person in forest.people}
    one, other = (get_unit(db, forest.chance.choice(forest.ids)) for _ in range(2))
    if one.parent_id is None or other.path.startswith(one.path):
        return
    moved = {unit.id for unit in list_subtree(db, one.path)}
    put_under(db, one, other)
    where = resources(db)
    for person, before in people.values():
        new = rights(forest.actor(person), where) - before
        assert {unit_id for _, unit_id in new} <= moved | set(Oracle(forest).above(other.id))
        reached = {given.unit_id for given in forest.actor(person).assignments} | {person.home}
        # Whoever gains, gains by a role on the new way up, or stands himself among those that were moved.
        assert not new or reached & (set(Oracle(forest).above(other.id)) | moved)


@pytest.mark.parametrize("seed", range(40))
def test_neighbours_never_read_each_others_people(db: Connection, seed: int) -> None:
    forest = planted(db, seed)
    where = resources(db)
    oracle = Oracle(forest)
    for one in forest.ids:
        officer = forest.actor(Person(new_id(), one), everything_in(get_unit(db, one)))
        beside = [other for other in forest.ids if other not in oracle.above(one) and one not in oracle.above(other)]
        assert [other for other in beside if decide(officer, Action.MEMBERS_READ, where[other], TODAY)] == []


def everything_in(unit: Unit) -> tuple[Assignment, ...]:
    return tuple(Assignment(role, unit.id, unit.path, Reach.SUBTREE, TODAY, None) for role in Role)
