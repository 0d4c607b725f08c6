"""The demonstration with a push service beside it, and a worker that is run when a test says so."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from server.audiences import OCCASIONS
from server.notifications.vapid import public_key
from server.notifications.work import Worker, make_worker
from tests.evening.people import Evening
from tests.house import House
from tests.notifications.push_service import Browser, PushService, push_service


@dataclass(slots=True)
class Told:
    """``evening`` has the people; ``service`` what reaches their browsers."""

    evening: Evening
    service: PushService

    @property
    def house(self) -> House:
        return self.evening.house

    def allow(self, origin: str) -> None:
        settings = self.house.installation.settings
        object.__setattr__(settings, "web_push_allow", settings.web_push_allow | {origin})

    def subscribe(self, part: str, mode: str = "ok") -> Browser:
        """This person turns reminders on, on the browser they have."""
        browser = self.service.subscribe(public_key(self.house.installation.settings.data), mode)
        assert self.evening.by(part).does("/me/reminders", **browser.fields()) == "done_push_on"
        return browser

    def worker(self) -> Worker:
        one = self.house.installation
        settings = replace(one.settings, web_push_allow=one.settings.web_push_allow)
        return make_worker(settings, one.database, one.writer, OCCASIONS)

    def work(self) -> None:
        """Everything that is due now, to its end."""
        self.worker().run_once()


@pytest.fixture
def service() -> Iterator[PushService]:
    with push_service() as found:
        yield found


@pytest.fixture
def told(house: House, service: PushService) -> Told:
    found = Told(Evening(house), service)
    found.allow(service.origin)
    return found
