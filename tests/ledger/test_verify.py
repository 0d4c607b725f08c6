"""Whoever changes the log afterwards is found at the first number that does not hold."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from server.ids import new_id
from server.ledger.read import epoch, find_fact, verify
from server.ledger.tables import bodies, events, streams
from tests.ledger.room import Room, due, hand

LAST = 6


@pytest.fixture
def written(room: Room) -> Room:
    """Six events for everybody, two for the desk, and another meeting beside them."""
    for number in range(1, LAST + 1):
        room.says(hand(f"người {number}") if number % 2 else due(f"việc {number}"))
    room.says(hand("bàn thư ký"), hand("bàn thư ký"), audience="staff")
    return room


def only(table: sa.Table, seq: int) -> sa.ColumnElement[bool]:
    return (table.c.audience == "all") & (table.c.seq == seq)


def set_event(seq: int, **values: object) -> Callable[[Connection], object]:
    return lambda db: db.execute(sa.update(events).where(only(events, seq)).values(**values))


def set_body(seq: int, **values: object) -> Callable[[Connection], object]:
    return lambda db: db.execute(sa.update(bodies).where(only(bodies, seq)).values(**values))


def remove(table: sa.Table, *numbers: int) -> Callable[[Connection], object]:
    return lambda db: db.execute(sa.delete(table).where(table.c.audience == "all", table.c.seq.in_(numbers)))


def remove_event(*numbers: int) -> Callable[[Connection], object]:
    return lambda db: (remove(events, *numbers)(db), remove(bodies, *numbers)(db))


def swap(table: sa.Table, one: int, other: int) -> Callable[[Connection], object]:
    def act(db: Connection) -> None:
        for now, then in ((one, -1), (other, one), (-1, other)):
            db.execute(sa.update(table).where(only(table, now)).values(seq=then))

    return act


def swap_events(one: int, other: int) -> Callable[[Connection], object]:
    return lambda db: (swap(events, one, other)(db), swap(bodies, one, other)(db))


def pull_forward(db: Connection) -> None:
    """Number 3 is removed and those after it move up: no hole is left to see."""
    remove_event(3)(db)
    for table in (events, bodies):
        for seq in range(4, LAST + 1):
            db.execute(sa.update(table).where(only(table, seq)).values(seq=seq - 1))


def insert_between(db: Connection) -> None:
    """The last event once more, as number 7."""
    for table in (events, bodies):
        row = db.execute(sa.select(table).where(only(table, LAST))).one()._asdict()
        db.execute(sa.insert(table).values({**row, "seq": LAST + 1}))


def set_stream(**values: object) -> Callable[[Connection], object]:
    return lambda db: db.execute(sa.update(streams).where(streams.c.audience == "all").values(**values))


def test_an_untouched_log_holds(written: Room) -> None:
    checked = written.verify()
    assert (checked.audience, checked.events, checked.broken_at) == ("all", LAST, None)
    assert written.verify("staff").broken_at is None


def test_an_empty_log_holds(room: Room) -> None:
    assert (room.verify().events, room.verify().broken_at) == (0, None)


TAMPERING = {
    "words changed": (set_body(4, body={"name": "người khác"}), 4),
    "words changed into what no event can say": (set_body(4, body={"name": 1.5}), 4),
    "words emptied": (set_body(4, body=None), 4),
    "salt changed": (set_body(4, salt=bytes(16)), 4),
    "words put in place of an erased body": (set_body(4, body={"name": "x"}, erased_at=datetime.now(UTC)), 4),
    "body removed": (remove(bodies, 4), 4),
    "kind changed": (set_event(2, type="hand_lowered"), 2),
    "time changed": (set_event(2, at_ms=1), 2),
    "person changed": (set_event(2, actor_id=UUID(int=9)), 2),
    "person taken off": (set_event(2, actor_id=None), 2),
    "command changed": (set_event(2, command_id=new_id()), 2),
    "hash of the words changed": (set_event(2, body_hash=bytes(32)), 2),
    "hash changed": (set_event(5, hash=bytes(32)), 5),
    "the first removed": (remove_event(1), 1),
    "one in the middle removed": (remove_event(3), 3),
    "one removed and the others moved up": (pull_forward, 3),
    "two swapped": (swap_events(2, 4), 2),
    "the words of two swapped": (swap(bodies, 2, 4), 2),
    "the last removed": (remove_event(LAST), LAST),
    "the tail cut": (remove_event(5, 6), 5),
    "everything removed": (remove_event(*range(1, LAST + 1)), 1),
    "one more put behind the last": (insert_between, LAST + 1),
    "the stream's number changed": (set_stream(seq=5), LAST + 1),
    "the stream's hash changed": (set_stream(tail=bytes(32)), LAST + 1),
}


@pytest.mark.parametrize("name", TAMPERING)
def test_tampering_is_found_at_its_first_number(written: Room, name: str) -> None:
    tamper, broken_at = TAMPERING[name]
    written.change(tamper)
    assert written.verify().broken_at == broken_at
    assert written.verify("staff").broken_at is None


def test_a_log_moved_into_another_meeting_does_not_hold(written: Room) -> None:
    other = new_id()

    def move(db: Connection) -> None:
        for table in (events, bodies, streams):
            db.execute(sa.update(table).values(meeting_id=other))

    written.change(move)
    with written.database.read() as db:
        assert verify(db, other, "all").broken_at == 1


def test_an_erased_body_leaves_the_chain_whole(written: Room) -> None:
    written.change(set_body(4, body=None, salt=b"", erased_at=datetime.now(UTC)))
    assert written.verify().broken_at is None
    assert [one.body is None for one in written.log()] == [False, False, False, True, False, False]
    written.change(set_event(4, at_ms=1))
    assert written.verify().broken_at == 4


# --- Facts of the installation --------------------------------------------------------------


def test_the_epoch_is_the_same_until_the_database_is_another(written: Room) -> None:
    with written.database.read() as db:
        first, own = epoch(db), find_fact(db, "epoch")
        assert epoch(db) == first
        assert first.startswith(str(own))
        assert find_fact(db, "nothing") is None


def test_on_postgresql_the_epoch_names_cluster_and_timeline(written: Room) -> None:
    with written.database.read() as db:
        parts = epoch(db).split("-")
    assert len(parts) == (1 if written.database.is_sqlite else 3)
