"""A database of its own for each test, on SQLite and on PostgreSQL."""

from collections.abc import Iterator

import pytest

from server.db.engine import Database
from tests.db.fresh import KINDS, Fresh, opened


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Fresh:
    return Fresh(tmp_path_factory.mktemp("databases"))


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, fresh: Fresh) -> Iterator[str]:
    if request.param == "sqlite":
        yield fresh.sqlite()
    else:
        with fresh.postgresql(request.getfixturevalue("postgres")) as address:
            yield address


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    with opened(url) as found:
        yield found


@pytest.fixture
def on_postgres(fresh: Fresh, request: pytest.FixtureRequest) -> Iterator[Database]:
    """For what SQLite with its one writer has not."""
    with fresh.postgresql(request.getfixturevalue("postgres")) as address, opened(address) as found:
        yield found
