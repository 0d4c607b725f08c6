"""One browser for all; a stack for each kind."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests import stack
from tests.browser.people import People, browsing, gathered
from tests.browser.wire import Wire
from tests.house import Phone
from tests.stack import Stack, free_port


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with browsing() as browser:
        yield browser


@pytest.fixture(scope="session")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with stack.embedded(tmp_path_factory.mktemp("embedded")) as found:
        yield found


@pytest.fixture(scope="session")
def production(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with stack.production(tmp_path_factory.mktemp("production")) as found:
        yield found


@pytest.fixture(scope="session")
def unchanged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The demonstration as it comes, for tests that only look."""
    with stack.embedded(tmp_path_factory.mktemp("unchanged")) as found:
        yield found


@pytest.fixture(scope="session")
def phones() -> Iterator[dict[str, Phone]]:
    found: dict[str, Phone] = {}
    yield found
    for phone in found.values():
        phone.client.close()


@pytest.fixture
def people(chromium: Browser, embedded: Stack, phones: dict[str, Phone]) -> Iterator[People]:
    """The demonstration's people before the embedded server."""
    with gathered(chromium, embedded, phones) as found:
        yield found


@pytest.fixture
def lookers(chromium: Browser, unchanged: Stack, phones: dict[str, Phone]) -> Iterator[People]:
    """The same people where nobody changes anything."""
    with gathered(chromium, unchanged, phones) as found:
        yield found


@pytest.fixture
def wire(embedded: Stack) -> Iterator[Wire]:
    """The line to the embedded server, in the test's hand."""
    found = Wire(free_port(), embedded.processes[0].port)
    found.start()
    yield found
    found.stop()


@pytest.fixture
def far(chromium: Browser, embedded: Stack, wire: Wire) -> Iterator[People]:
    """The demonstration's people at the other end of the wire."""
    with gathered(chromium, Stack(f"http://127.0.0.1:{wire.port}", embedded.environ, embedded.processes)) as found:
        yield found
