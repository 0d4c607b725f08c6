"""What a visit costs a member: bytes as they come over the wire, and how often the phone has to ask."""

from dataclasses import dataclass, field

import pytest
from playwright.sync_api import CDPSession

from tests.browser.people import People, Screen
from tests.browser.places import address_of, meetings_of

KB = 1_000
JS, CSS, FONTS = 35 * KB, 15 * KB, 21 * KB
FIRST_VISIT, REPEAT_VISIT, REQUESTS = 120 * KB, 15 * KB, 20


@dataclass(slots=True)
class Visit:
    """Bytes by kind of request; what came from the phone's own cache has none and is not counted."""

    kinds: dict[str, str] = field(default_factory=dict)
    cached: set[str] = field(default_factory=set)
    bytes: dict[str, float] = field(default_factory=dict)

    def listen(self, session: CDPSession) -> None:
        session.on("Network.responseReceived", lambda event: self.kinds.update({event["requestId"]: event["type"]}))
        session.on("Network.requestServedFromCache", lambda event: self.cached.add(event["requestId"]))
        session.on("Network.loadingFinished", lambda event: self._finished(event))
        session.send("Network.enable")

    def _finished(self, event: dict[str, object]) -> None:
        self.bytes[str(event["requestId"])] = float(str(event["encodedDataLength"]))

    def of(self, *kinds: str) -> int:
        return round(sum(size for name, size in self.bytes.items() if self.kinds.get(name) in kinds))

    @property
    def whole(self) -> int:
        return round(sum(self.bytes.values()))

    @property
    def requests(self) -> int:
        return len([name for name, size in self.bytes.items() if size and name not in self.cached])


def visited(screen: Screen, path: str) -> Visit:
    visit = Visit()
    session = screen.context.new_cdp_session(screen.page)
    visit.listen(session)
    screen.page.goto(path, wait_until="networkidle")
    session.detach()
    return visit


def say(name: str, visit: Visit) -> None:
    parts = ("Document", "Script", "Stylesheet", "Font", "Image")
    sizes = " · ".join(f"{part.lower()} {visit.of(part) / KB:.1f}" for part in parts)
    print(f"{name}: {visit.whole / KB:.1f} kB in {visit.requests} requests ({sizes})")


@pytest.mark.parametrize("name", ["first page", "summons", "room", "article", "documents"])
def test_a_visit_keeps_to_its_budget(lookers: People, name: str) -> None:
    places = meetings_of(lookers)
    path = {
        "first page": "/",
        "summons": places["coming"],
        "room": f"{places['running']}/room",
        "documents": "/documents",
    }
    path |= {"article": address_of(lookers.phone("member").read("/news"), "Xã Hòa An hoàn thành")}
    # Without the worker, which would answer the repeat from the phone: this is the dearest case.
    screen = lookers.sign_in("member", service_workers="block")
    first = visited(screen, path[name])
    say(f"{name}, first visit", first)
    assert first.of("Script") <= JS
    assert first.of("Stylesheet") <= CSS
    assert first.of("Font") <= FONTS
    assert first.whole <= FIRST_VISIT
    again = visited(screen, path[name])
    say(f"{name}, repeat visit", again)
    assert again.whole - again.of("Image") <= REPEAT_VISIT  # a picture that is the members' own stays with the worker
    assert first.requests <= REQUESTS
    assert again.requests <= 3
