"""Engines for SQLite and PostgreSQL: one that writes, one that reads snapshots."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine, event

from server import clock


@dataclass(frozen=True, slots=True)
class Database:
    """Two engines on one database. Only ``db.writer`` uses ``writing``."""

    writing: Engine
    reading: Engine

    @property
    def is_sqlite(self) -> bool:
        return self.writing.dialect.name == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One read-only snapshot: everything read inside belongs to the same moment."""
        with self.reading.connect() as connection, connection.begin():
            yield connection

    def dispose(self) -> None:
        self.reading.dispose()
        self.writing.dispose()


def open_database(url: str, *, readers: int = 40) -> Database:
    if url.startswith("sqlite"):
        return Database(writing=_sqlite(url, writes=True), reading=_sqlite(url, writes=False, readers=readers))
    url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    options = "-c statement_timeout=5000 -c idle_in_transaction_session_timeout=10000 -c lock_timeout=3000"
    writing = sa.create_engine(url, pool_size=4, connect_args={"options": options}, hide_parameters=True)
    reading = sa.create_engine(
        url,
        pool_size=readers // 2,
        max_overflow=readers // 2,
        isolation_level="REPEATABLE READ",
        execution_options={"postgresql_readonly": True},
        connect_args={"options": options},
        hide_parameters=True,
    )
    return Database(writing=writing, reading=reading)


def _sqlite(url: str, *, writes: bool, readers: int = 1) -> Engine:
    engine = sa.create_engine(
        url,
        poolclass=sa.pool.QueuePool,
        pool_size=readers,
        max_overflow=0 if writes else 4,
        connect_args={"check_same_thread": False, "timeout": 5.0},
        hide_parameters=True,  # an error in the log must not carry what people wrote
    )

    @event.listens_for(engine, "connect")
    def set_up(raw: Any, _record: Any) -> None:
        raw.isolation_level = None  # the driver must not begin by itself; see `begin` below
        raw.execute("PRAGMA foreign_keys=ON")
        raw.execute("PRAGMA journal_mode=WAL")
        if writes:
            raw.execute("PRAGMA synchronous=FULL")  # NORMAL may lose acknowledged commits on power loss
        else:
            # Only the writer checkpoints, so two connections never race for the WAL's reset.
            raw.execute("PRAGMA wal_autocheckpoint=0")
            raw.execute("PRAGMA query_only=ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def database_now(connection: Connection) -> datetime:
    """The clock that judges deadlines: the database's own, read in the transaction.

    On SQLite the database is this machine.
    """
    if connection.dialect.name == "sqlite":
        return clock.now()
    moment = connection.exec_driver_sql("SELECT clock_timestamp()").scalar_one()
    return clock.shifted(moment.astimezone(UTC))
