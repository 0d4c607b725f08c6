"""Empty databases with all tables, made once a session and copied for each test."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg

from server.db.engine import Database, open_database
from server.db.migrate import migrate
from server.migrations.schema import metadata
from tests.servers import Postgres

KINDS = ("sqlite", "postgresql")


def migrated(url: str) -> None:
    database = open_database(url)
    migrate(database)
    database.dispose()


class Fresh:
    """SQLite is a copied file. On PostgreSQL, where a new database takes long, one is emptied again and again."""

    def __init__(self, folder: Path) -> None:
        self._template = folder / "template.db"
        self._on_postgres = ""

    def sqlite(self) -> str:
        if not self._template.exists():
            migrated(f"sqlite:///{self._template}")
        copy = self._template.with_name(f"{uuid4().hex}.db")
        shutil.copy(self._template, copy)
        return f"sqlite:///{copy}"

    @contextmanager
    def postgresql(self, postgres: Postgres) -> Iterator[str]:
        if not self._on_postgres:
            self._on_postgres = uuid4().hex
            migrated(postgres.create(self._on_postgres))
        yield postgres.url(self._on_postgres)
        with psycopg.connect(postgres.conninfo(self._on_postgres), autocommit=True) as db:
            tables = ", ".join(name for name in metadata.tables if name != "facts")
            db.execute(f"TRUNCATE {tables}")  # type: ignore[arg-type]  # names of our own
            db.execute("DELETE FROM facts WHERE name <> 'epoch'")


@contextmanager
def opened(url: str) -> Iterator[Database]:
    database = open_database(url, readers=8)
    yield database
    database.dispose()
