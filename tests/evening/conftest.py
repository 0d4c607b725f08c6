"""Every evening is heard: whatever a test sends, none of it may be found in the server's log."""

from collections.abc import Iterator

import pytest

from server.seeds.cast import CAST
from server.seeds.world import PIN
from tests.evening.people import Ear, Evening, hearing
from tests.house import House, Templates, open_house, serve


@pytest.fixture
def ear(house: House) -> Iterator[Ear]:
    """Listens once the house is open: uvicorn arranges its loggers when it starts."""
    with hearing() as found:
        yield found


@pytest.fixture
def evening(house: House, ear: Ear) -> Iterator[Evening]:
    found = Evening(house)
    yield found
    nothing_private(found, ear)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def lasting(request: pytest.FixtureRequest, templates: Templates) -> Iterator[Evening]:
    """One evening for all tests of a file that read, or write what disturbs no other."""
    if request.param == "postgresql":
        templates.postgres = request.getfixturevalue("postgres")
    with templates.house(request.param) as house, hearing() as ear:
        found = Evening(house)
        yield found
        nothing_private(found, ear)


def nothing_private(evening: Evening, ear: Ear) -> None:
    heard = "\n".join(ear.heard)
    private = {PIN, *(one.name for one in CAST), *evening.sent}
    assert [one for one in private if one in heard] == []


@pytest.fixture
def doors(evening: Evening) -> Iterator[list[str]]:
    """Where requests may arrive: with PostgreSQL at two processes' doors, as in production."""
    settings = evening.house.installation.settings
    if settings.embedded:
        yield [evening.house.address]
        return
    with serve(open_house(settings)) as other:
        yield [evening.house.address, other.address]
