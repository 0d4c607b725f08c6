"""What both databases promise alike: times, order of text, snapshots, one writer, tables once."""

import threading
from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from server import clock
from server.db.engine import Database, database_now, open_database
from server.db.migrate import migrate
from server.ids import new_id
from server.ledger.read import find_fact
from server.ledger.tables import audit, facts
from server.units.tables import assignments, units
from tests.servers import Postgres


def store_moment(database: Database, at: datetime) -> datetime:
    row_id = new_id()
    with database.writing.begin() as db:
        db.execute(sa.insert(audit).values(id=row_id, at=at, action="test", digest=bytes(32)))
    with database.read() as db:
        return db.execute(sa.select(audit.c.at).where(audit.c.id == row_id)).scalar_one()


# --- Times ----------------------------------------------------------------------------------


def test_a_moment_comes_back_as_the_same_moment_in_utc(database: Database) -> None:
    local = datetime(2026, 11, 22, 0, 5, 30, 123456, tzinfo=clock.ZONE)
    found = store_moment(database, local)
    assert found == local
    assert found.tzinfo is UTC


def test_moments_of_all_zones_are_compared_as_moments(database: Database) -> None:
    early = datetime(2026, 11, 21, 20, 0, tzinfo=timezone(timedelta(hours=9)))
    late = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
    for one in (late, early):
        store_moment(database, one)
    with database.read() as db:
        found = db.execute(sa.select(audit.c.at).where(audit.c.at < late)).scalars().all()
    assert found == [early]


def test_a_time_without_zone_is_not_stored(database: Database) -> None:
    with pytest.raises(StatementError, match="zone"):
        store_moment(database, datetime(2026, 11, 21, 12, 0))  # noqa: DTZ001


def test_the_clock_of_the_database_is_ours_on_one_machine(database: Database) -> None:
    with database.read() as db:
        now = database_now(db)
    assert now.utcoffset() == timedelta(0)
    assert abs(now - clock.now()) < timedelta(minutes=1)


# --- Order ----------------------------------------------------------------------------------


def add_unit(database: Database, number: int, path: str) -> None:
    with database.writing.begin() as db:
        values = {"id": UUID(int=number), "kind": "cell", "name": path, "path": path, "opened_on": date(2025, 7, 1)}
        values |= {"folded": path, "owner_id": UUID(int=number), "owner_path": path}
        db.execute(sa.insert(units).values(values))


def test_paths_and_sort_keys_are_compared_byte_by_byte(database: Database) -> None:
    paths = ["a/", "a/b/", "a/b/c/", "a0", "aB", "a\x01b", "ab", "Z", "đ", "~"]
    for number, path in enumerate(paths):
        add_unit(database, number, path)
    with database.read() as db:
        found = db.execute(sa.select(units.c.path).order_by(units.c.path)).scalars().all()
        below = db.execute(sa.select(units.c.path).where(units.c.path >= "a/", units.c.path < "a0")).scalars().all()
    assert found == sorted(paths, key=str.encode)
    assert sorted(below) == ["a/", "a/b/", "a/b/c/"]


# --- Reading and writing --------------------------------------------------------------------


def test_whoever_reads_cannot_write(database: Database) -> None:
    with database.read() as db, pytest.raises(DBAPIError):
        db.execute(sa.insert(facts).values(name="a", value="b"))
    with database.read() as db:
        assert find_fact(db, "a") is None


def test_everything_read_inside_one_read_belongs_to_the_same_moment(database: Database) -> None:
    with database.read() as db:
        assert find_fact(db, "a") is None
        with database.writing.begin() as writing:
            writing.execute(sa.insert(facts).values(name="a", value="b"))
        assert find_fact(db, "a") is None
    with database.read() as db:
        assert find_fact(db, "a") == "b"


def test_constraints_hold_on_both(database: Database) -> None:
    add_unit(database, 1, "a/")
    orphan = {
        "id": new_id(),
        "member_id": new_id(),
        "unit_id": UUID(int=1),
        "role": "admin",
        "reach": "here",
        "since": date(2026, 1, 1),
    }
    with pytest.raises(IntegrityError), database.writing.begin() as db:
        db.execute(sa.insert(assignments).values(orphan))
    with pytest.raises(IntegrityError):
        add_unit(database, 2, "a/")


# --- Migrating ------------------------------------------------------------------------------


def test_migrating_again_changes_nothing(database: Database) -> None:
    with database.read() as db:
        epoch = find_fact(db, "epoch")
    migrate(database)
    with database.read() as db:
        assert find_fact(db, "epoch") == epoch != ""


def test_two_new_databases_have_two_epochs(tmp_path) -> None:
    epochs = set()
    for name in ("a", "b"):
        database = open_database(f"sqlite:///{tmp_path}/{name}.db")
        migrate(database)
        with database.read() as db:
            epochs.add(find_fact(db, "epoch"))
        database.dispose()
    assert len(epochs) == 2


def test_processes_that_start_at_once_migrate_once(postgres: Postgres) -> None:
    url = postgres.create("started_at_once")
    databases = [open_database(url) for _ in range(3)]
    failed: list[Exception] = []

    def start(database: Database) -> None:
        try:
            migrate(database)
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=start, args=[one]) for one in databases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    with databases[0].read() as db:
        assert find_fact(db, "epoch")
    for one in databases:
        one.dispose()
    postgres.drop("started_at_once")
