"""The trace of acts: sealed in order without holes, every change of it found, details erasable."""

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from server.console.verify import read_anchor, verify_audit
from server.errors import Busy, Conflict
from server.ids import new_id
from server.ledger.audit import ERASED, erase_details_of, seal, seal_all, shred_before, write_trace
from server.ledger.check import AuditCheck, check_audit, find_anchor
from server.ledger.tables import audit, audit_anchors, audit_chains, audit_details
from server.ledger.transaction import Answer, Transaction
from server.units.tables import units
from tests.evening.people import at_once
from tests.ledger.room import AN, BINH, CELL, Room

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
ROWS = 30


def act(number: int, subject: UUID | None = None, unit: UUID | None = None) -> Callable[[Transaction], Answer]:
    def run(tx: Transaction) -> Answer:
        tx.trace("card_issued", subject or UUID(int=500 + number % 3), f"việc {number}", unit_id=unit)
        return Answer("/")

    return run


def sealed(room: Room) -> None:
    room.change(lambda db: None)
    room.writer.run(seal_all)


def check(room: Room, before: datetime = LONG_AGO, typed: tuple[tuple[date, str], ...] = ()) -> AuditCheck:
    with room.database.read() as db:
        return check_audit(db, before, typed)


@pytest.fixture
def written(room: Room) -> Room:
    """Thirty acts of two people in a cell, sealed in three turns, and one day's head."""
    with_units(room)
    for number in range(ROWS):
        room.does(act(number), AN if number % 2 else BINH)
        if number % 10 == 9:
            sealed(room)
    room.writer.run(lambda db, now: seal(db, now + timedelta(days=1)))
    return room


def with_units(room: Room) -> None:
    """The unit of the two, below another: the chain is that one's."""

    def add(db: Connection) -> None:
        root = UUID(int=6)
        for unit, parent in ((root, None), (CELL, root)):
            path = f"/{root.hex}/" if parent is None else f"/{root.hex}/{unit.hex}/"
            row = {"id": unit, "parent_id": parent, "kind": "cell", "name": str(unit), "folded": "", "path": path}
            row |= {"owner_id": unit, "owner_path": path}
            db.execute(sa.insert(units).values(**row, opened_on=date(2026, 1, 1)))

    room.change(add)


def free_of_triggers(db: Connection) -> None:
    """As whoever owns the database can."""
    for name, table in (
        ("audit_kept", "audit"),
        ("audit_unchanged", "audit"),
        ("audit_details_unchanged", "audit_details"),
        ("audit_anchors_kept", "audit_anchors"),
        *((("audit_anchors_unchanged", "audit_anchors"),) if db.dialect.name == "sqlite" else ()),
    ):
        on = f" ON {table}" if db.dialect.name == "postgresql" else ""
        db.exec_driver_sql(f"DROP TRIGGER {name}{on}")


T = TypeVar("T")


def undone(room: Room, doing: Callable[[Connection], T]) -> T:
    """What it gave, in a transaction of which nothing stays."""
    given: list[T] = []

    def work(db: Connection) -> None:
        free_of_triggers(db)
        given.append(doing(db))
        raise Conflict

    with pytest.raises(Conflict):
        room.change(work)
    return given[0]


# --- Sealing --------------------------------------------------------------------------------


def test_rows_are_numbered_without_holes_and_hold(written: Room) -> None:
    with written.database.read() as db:
        rows = db.execute(sa.select(audit.c.root_id, audit.c.seq).order_by(audit.c.seq)).all()
    assert [(row.root_id, row.seq) for row in rows] == [(UUID(int=6), number) for number in range(1, ROWS + 1)]
    found = check(written)
    assert (found.whole, found.line) == (
        True,
        f"AUDIT rows={ROWS} breaks=0 anchors=1 unmatched=0 unsealed=0 erased=0",
    )


def test_what_waits_is_counted_and_comes_into_the_chain_at_the_next_turn(written: Room) -> None:
    written.does(act(1))
    assert (check(written).rows, check(written).unsealed, check(written).whole) == (ROWS, 1, True)
    sealed(written)
    assert (check(written).rows, check(written).unsealed) == (ROWS + 1, 0)


def test_what_belongs_to_no_unit_has_a_chain_of_its_own(written: Room) -> None:
    written.does(act(1), by=None)
    sealed(written)
    with written.database.read() as db:
        assert db.execute(sa.select(audit.c.seq).where(audit.c.root_id == UUID(int=0))).scalar_one() == 1
    assert check(written).whole


def test_several_sealers_and_writers_at_once_leave_no_hole(room: Room) -> None:
    with_units(room)
    doings = [lambda number=number: room.does(act(number)) for number in range(40)]
    at_once([*doings, *([lambda: room.writer.submit("audit", seal).result(60)] * 6)])
    sealed(room)
    found = check(room)
    assert (found.rows, found.unsealed, found.whole) == (40, 0, True)


# --- Tampering ------------------------------------------------------------------------------

Change = Callable[[Connection, random.Random], object]


def _any(db: Connection, table: sa.Table, dice: random.Random) -> sa.Row[tuple[object, ...]]:
    rows = db.execute(sa.select(table).order_by(*table.primary_key.columns)).all()
    return dice.choice(rows)


def set_column(name: str, value: object) -> Change:
    return lambda db, dice: db.execute(
        sa.update(audit).where(audit.c.id == _any(db, audit, dice).id).values({name: value})
    )


def remove_row(db: Connection, dice: random.Random) -> None:
    db.execute(sa.delete(audit).where(audit.c.id == _any(db, audit, dice).id))


def remove_row_with_its_details(db: Connection, dice: random.Random) -> None:
    one = _any(db, audit, dice).id
    db.execute(sa.delete(audit).where(audit.c.id == one))
    db.execute(sa.delete(audit_details).where(audit_details.c.audit_id == one))


def remove_the_end(db: Connection, dice: random.Random) -> None:
    db.execute(sa.delete(audit).where(audit.c.seq > ROWS - dice.randint(1, 5)))


def remove_details(db: Connection, dice: random.Random) -> None:
    db.execute(sa.delete(audit_details).where(audit_details.c.audit_id == _any(db, audit, dice).id))


def change_details(db: Connection, dice: random.Random) -> None:
    one = _any(db, audit_details, dice).audit_id
    db.execute(sa.update(audit_details).where(audit_details.c.audit_id == one).values(detail="khác"))


def change_key(db: Connection, dice: random.Random) -> None:
    one = _any(db, audit_details, dice).audit_id
    db.execute(sa.update(audit_details).where(audit_details.c.audit_id == one).values(k=dice.randbytes(32)))


def swap_two(db: Connection, dice: random.Random) -> None:
    low = dice.randint(1, ROWS - 1)
    for seq, to in ((low, 900), (low + 1, low), (900, low + 1)):
        db.execute(sa.update(audit).where(audit.c.seq == seq).values(seq=to))


def add_one_between(db: Connection, dice: random.Random) -> None:
    place = dice.randint(1, ROWS)
    db.execute(sa.update(audit).where(audit.c.seq >= place).values(seq=audit.c.seq + 1000))
    db.execute(sa.update(audit).where(audit.c.seq > 1000).values(seq=audit.c.seq - 999))
    row = {"id": new_id(), "at": datetime.now(UTC), "action": "card_issued", "digest": bytes(32), "hash": bytes(32)}
    db.execute(sa.insert(audit).values(**row, root_id=UUID(int=6), seq=place))


def move_the_head(db: Connection, dice: random.Random) -> None:
    db.execute(sa.update(audit_chains).where(audit_chains.c.seq > 0).values(tail=dice.randbytes(32)))


def forget_the_head(db: Connection, dice: random.Random) -> None:
    db.execute(sa.delete(audit_chains).where(audit_chains.c.seq > 0))


def change_anchor(db: Connection, dice: random.Random) -> None:
    db.execute(sa.update(audit_anchors).values(hash=dice.randbytes(32)))


CHANGES: tuple[Change, ...] = (
    set_column("at", datetime(2026, 1, 1, tzinfo=UTC)),
    set_column("actor_id", UUID(int=99)),
    set_column("action", "card_issueD"),
    set_column("subject_id", UUID(int=98)),
    set_column("unit_id", UUID(int=97)),
    set_column("digest", bytes(32)),
    set_column("hash", bytes(32)),
    set_column("seq", None),
    set_column("root_id", UUID(int=96)),
    remove_row,
    remove_row_with_its_details,
    remove_the_end,
    remove_details,
    change_details,
    change_key,
    swap_two,
    add_one_between,
    move_the_head,
    forget_the_head,
    change_anchor,
)


def test_a_hundred_changes_are_a_hundred_finds(written: Room) -> None:
    """Each on the whole chain, and undone again: nothing of it is ever committed."""
    dice, found = random.Random(20261126), 0
    for number in range(100):
        change = CHANGES[number % len(CHANGES)]

        def tamper(db: Connection, change: Change = change) -> AuditCheck:
            change(db, dice)
            return check_audit(db, LONG_AGO)

        assert not undone(written, tamper).whole, change
        found += 1
    assert found == 100
    assert check(written).whole


def test_the_first_row_that_does_not_hold_is_named(written: Room) -> None:
    def change(db: Connection) -> AuditCheck:
        db.execute(sa.update(audit).where(audit.c.seq == 17).values(actor_id=None))
        return check_audit(db, LONG_AGO)

    found = undone(written, change)
    assert len(found.broken) == 1
    assert " seq=17 " in found.broken[0]


@pytest.mark.parametrize(
    "statement",
    [
        sa.update(audit).where(audit.c.seq == 3).values(action="other"),
        sa.delete(audit).where(audit.c.seq == 3),
        sa.update(audit_details).values(detail="khác"),
        sa.update(audit_anchors).values(hash=bytes(32)),
        sa.delete(audit_anchors),
    ],
    ids=["change a row", "remove a row", "change details", "change a head", "remove a head"],
)
def test_the_database_itself_refuses_what_only_adding_allows(written: Room, statement: sa.Executable) -> None:
    with pytest.raises((Busy, DBAPIError)):
        written.change(lambda db: db.execute(statement))
    assert check(written).whole


# --- Heads of days --------------------------------------------------------------------------


def test_the_head_of_a_day_is_what_stood_when_it_was_over(written: Room) -> None:
    now = datetime.now(UTC)
    with written.database.read() as db:
        later = find_anchor(db, UUID(int=6), now + timedelta(days=2))
        assert find_anchor(db, UUID(int=6), now - timedelta(days=1)) is None
        assert find_anchor(db, UUID(int=5), now + timedelta(days=2)) is None
        kept = db.execute(sa.select(audit_anchors)).one()
    assert later is not None
    assert (later.day, kept.seq) == (kept.day, ROWS)
    assert check(written, typed=((later.day, later.mark.lower()),)).line.endswith(
        "anchors=2 unmatched=0 unsealed=0 erased=0"
    )


def test_a_typed_mark_that_no_chain_has_is_found(written: Room) -> None:
    with written.database.read() as db:
        anchor = find_anchor(db, UUID(int=6), datetime.now(UTC) + timedelta(days=2))
    assert anchor is not None
    wrong = (anchor.day, "2222-2222-2222-2222"), (anchor.day - timedelta(days=1), anchor.mark)
    found = check(written, typed=wrong)
    assert (found.unmatched, found.whole) == (2, False)


def test_a_chain_that_was_rewritten_as_a_whole_is_found_by_paper_alone(written: Room) -> None:
    """The operator drops the rows, writes others and seals them with our own sealer: only the printed mark speaks."""
    with written.database.read() as db:
        anchor = find_anchor(db, UUID(int=6), datetime.now(UTC) + timedelta(days=2))
    assert anchor is not None

    def rewrite(db: Connection) -> tuple[bool, bool]:
        for table in (audit, audit_details, audit_chains, audit_anchors):
            db.execute(sa.delete(table))
        now = datetime.now(UTC)
        said = {"actor_id": AN.member_id, "device_id": None, "subject_id": None, "detail": "", "unit_id": CELL}
        write_trace(db, now, action="card_issued", **said)  # type: ignore[arg-type]
        seal_all(db, now)
        seal_all(db, now + timedelta(days=1))
        return check_audit(db, LONG_AGO).whole, check_audit(db, LONG_AGO, [(anchor.day, anchor.mark)]).whole

    assert undone(written, rewrite) == (True, False)


# --- Erasing --------------------------------------------------------------------------------


def test_details_of_a_person_go_and_the_chain_stays_whole(written: Room) -> None:
    def erase(tx: Transaction) -> Answer:
        assert erase_details_of(tx.db, AN.member_id) == ROWS / 2
        tx.trace(ERASED, AN.member_id)
        return Answer("/")

    written.does(erase, by=BINH)
    sealed(written)
    found = check(written)
    assert (found.whole, found.erased, found.rows) == (True, ROWS / 2, ROWS + 1)


def test_what_is_old_is_shredded_and_the_chain_stays_whole(written: Room) -> None:
    limit = datetime.now(UTC) + timedelta(hours=1)
    written.change(lambda db: shred_before(db, limit))
    assert written.count(audit_details) == 0
    assert (check(written, before=limit).whole, check(written, before=limit).erased) == (True, ROWS)
    assert not check(written).whole, "younger than the limit, and nobody erased them"


# --- The command ----------------------------------------------------------------------------


def test_the_command_says_one_line_and_names_what_is_broken(written: Room) -> None:
    assert verify_audit(written.database) == (
        f"AUDIT rows={ROWS} breaks=0 anchors=1 unmatched=0 unsealed=0 erased=0",
        True,
    )
    text, whole = verify_audit(written.database, [read_anchor("2026-01-01=ABCD-ABCD-ABCD-ABCD")])
    assert (whole, "unmatched=1" in text) == (False, True)
    for wrong in ("2026-01-01", "2026-01-01=", "gestern=ABCD"):
        with pytest.raises(ValueError):
            read_anchor(wrong)
