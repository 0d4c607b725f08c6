"""Empty databases with all tables, made once a session and copied for each test."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from server.db.engine import Database, open_database
from server.db.migrate import migrate
from tests.servers import Postgres

KINDS = ("sqlite", "postgresql")


def migrated(url: str) -> None:
    database = open_database(url)
    migrate(database)
    database.dispose()


class Fresh:
    """``postgres`` is asked for only when a test wants a database there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: set[str] = set()

    def sqlite(self) -> str:
        template = self._folder / "template.db"
        if "sqlite" not in self._made:
            migrated(f"sqlite:///{template}")
            self._made.add("sqlite")
        copy = self._folder / f"{uuid4().hex}.db"
        shutil.copy(template, copy)
        return f"sqlite:///{copy}"

    @contextmanager
    def postgresql(self, postgres: Postgres) -> Iterator[str]:
        if "postgresql" not in self._made:
            migrated(postgres.create("template_empty"))
            self._made.add("postgresql")
        name = uuid4().hex
        yield postgres.create(name, "template_empty")
        postgres.drop(name)


@contextmanager
def opened(url: str) -> Iterator[Database]:
    database = open_database(url, readers=8)
    yield database
    database.dispose()
