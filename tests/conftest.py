"""Databases and worlds: one suite for SQLite and PostgreSQL."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests import servers
from tests.house import House, Templates
from tests.servers import Postgres


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with servers.own_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    return Templates(tmp_path_factory.mktemp("worlds"))


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest, templates: Templates) -> Iterator[House]:
    """A fresh copy of the demonstration, served; every test that asks for it runs on both databases."""
    if request.param == "postgresql":
        templates.postgres = request.getfixturevalue("postgres")
    with templates.house(request.param) as found:
        yield found


# An example may take as long as it takes: a busy machine must not turn a test red.
settings.register_profile("tests", deadline=None)
settings.load_profile("tests")
