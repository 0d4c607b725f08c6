"""One meeting with an empty log, on SQLite and on PostgreSQL."""

from collections.abc import Iterator

import pytest

from server.db.engine import Database
from tests.db.fresh import KINDS, Fresh, opened
from tests.ledger.room import Room


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Fresh:
    return Fresh(tmp_path_factory.mktemp("ledgers"))


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, fresh: Fresh) -> Iterator[str]:
    if request.param == "sqlite":
        yield fresh.sqlite()
    else:
        postgres = request.getfixturevalue("postgres")
        with fresh.postgresql(postgres) as address:
            yield address


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    with opened(url) as found:
        yield found


@pytest.fixture
def room(database: Database) -> Iterator[Room]:
    found = Room(database)
    yield found
    found.writer.stop()
