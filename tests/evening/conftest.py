"""Every evening is heard: whatever a test sends, none of it may be found in the server's log."""

import logging
from collections.abc import Iterator

import pytest

from server.seeds.cast import CAST
from server.seeds.world import PIN
from tests.evening.people import Ear, Evening
from tests.house import House


@pytest.fixture
def evening(house: House) -> Iterator[Evening]:
    root, ear = logging.getLogger(), Ear()
    before = root.level
    root.addHandler(ear)
    root.setLevel(logging.DEBUG)
    found = Evening(house)
    try:
        yield found
    finally:
        root.removeHandler(ear)
        root.setLevel(before)
    heard = "\n".join(ear.heard)
    private = {PIN, *(one.name for one in CAST), *found.sent}
    assert [one for one in private if one in heard] == []
