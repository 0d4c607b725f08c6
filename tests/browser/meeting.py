"""A meeting of a test's own, summoned and opened without going through the pages."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.sync_api import Page, expect

from server.clock import ZONE
from tests.browser.people import People, Screen, until
from tests.house import Phone


@dataclass(slots=True)
class Meeting:
    """``chair`` and ``recorder`` act on it without pages of their own."""

    address: str
    chair: Phone
    recorder: Phone
    items: list[str]
    ids: dict[str, str]  # of the cell's people, by name

    @property
    def room(self) -> str:
        return f"{self.address}/room"

    def start(self, number: int) -> None:
        self.chair.does(f"{self.address}/current-item", item=self.items[number - 1])

    def is_here(self, name: str, state: str = "present_in_room", reason: str = "") -> None:
        self.recorder.does(f"{self.address}/attendance", member=self.ids[name], state=state, reason=reason)

    def put_to_the_vote(self, title: str, form: str = "named", matter: str = "resolution") -> str:
        """Gives the address of the motion."""
        item = self.items[4]
        self.recorder.does(f"{self.address}/motions", item=item, title=title, matter=matter, form=form)
        return re.findall(r"[^\"]+/motions/[0-9a-f-]{36}", self.recorder.read(self.room))[0]

    def enter(self, *screens: Screen) -> None:
        for screen in screens:
            screen.open(self.room).is_live()


def summon(people: People, title: str) -> Meeting:
    chair, recorder = people.phone("chair"), people.phone("recorder")
    link = re.findall(r"/units/[0-9a-f-]{36}", chair.read("/"))[0]
    ids = {name: found for found, name in OPTION.findall(chair.read(f"{link}/meetings/new"))}
    start = (datetime.now(UTC) + timedelta(hours=2)).astimezone(ZONE)
    made = chair.post(
        f"{link}/meetings",
        kind="regular",
        title=title,
        day=start.date().isoformat(),
        hour=f"{start:%H:%M}",
        place="Nhà văn hóa thôn Đông",
        chair=ids["Nguyễn Đình Lâm"],
        recorder=ids["Lê Đức Minh"],
    )
    address = made.json()["location"].removesuffix("/prepare/content")
    chair.does(f"{address}/publication")
    items = [found for found, _ in OPTION.findall(chair.read(address))]
    return Meeting(address, chair, recorder, items, ids)


def give_task(meeting: Meeting, title: str, name: str, *, in_days: int = 0) -> None:
    """By the recorder, in a meeting that is open."""
    due_on = (datetime.now(ZONE) + timedelta(days=in_days)).date().isoformat()
    fields = {"item": meeting.items[4], "title": title, "assignee": meeting.ids[name], "due_on": due_on}
    meeting.recorder.does(f"{meeting.address}/tasks", **fields)


OPTION = re.compile(r'<option value="([0-9a-f-]{36})"[^>]*>([^<]+)<')


def hold(people: People, title: str, item: int = 5) -> Meeting:
    """Opened, with everybody present, at this item."""
    meeting = summon(people, title)
    meeting.chair.does(f"{meeting.address}/state", step="open")
    meeting.recorder.does(f"{meeting.address}/attendance/all")
    meeting.start(item)
    return meeting


def hold_to_the_end(people: People, title: str) -> Meeting:
    """Held, decided, closed, and its minutes approved by both."""
    meeting = hold(people, title)
    motion = meeting.put_to_the_vote("Thông qua nghị quyết về đường liên thôn", form="hands")
    meeting.recorder.does(f"{motion}/hands", asked="yes")
    conclusion = {"text": "Nhất trí làm đường liên thôn đoạn qua xóm Chùa."}
    meeting.chair.does(f"{meeting.address}/items/{meeting.items[4]}/conclusion", **conclusion)
    meeting.chair.does(f"{meeting.address}/state", step="close")
    meeting.recorder.does(f"{meeting.address}/minutes/reading")
    for phone, role in ((meeting.recorder, "recorder"), (meeting.chair, "chair")):
        phone.does(f"{meeting.address}/minutes/approval", role=role)
    return meeting


def report(people: People, meeting: Meeting) -> str:
    """Sent by the chair; gives where the unit above reads it."""
    path = f"{meeting.address}/report"
    seen = re.findall('name="seen" value="([^"]+)"', meeting.chair.read(path))[0]
    meeting.chair.does(path, seen=seen, accompanying="Kính gửi Đảng ủy xã.")
    upper = people.phone("upper")
    desk = re.findall(r'href="(/units/[0-9a-f-]{36}/reports)"', upper.read("/"))[0]
    return re.findall(rf'href="({desk}/[0-9a-f-]{{36}})"', upper.read(desk))[0]


# What differs each time a page is drawn (ids of commands, clocks) or is the person's own (open folds).
SECTIONS = """(html) => {
  const page = html ? new DOMParser().parseFromString(html, 'text/html') : document;
  const found = {};
  for (const section of page.querySelectorAll('#room section[id]')) {
    const one = section.cloneNode(true);
    one.querySelectorAll('[name=command_id]').forEach((field) => field.remove());
    one.querySelectorAll('[data-countdown]').forEach((clock) => (clock.textContent = ''));
    one.querySelectorAll('.clock').forEach((clock) => (clock.className = 'clock'));
    for (const name of ['open', 'data-touched', 'aria-disabled']) {
      one.querySelectorAll(`[${name}]`).forEach((part) => part.removeAttribute(name));
    }
    found[one.id] = one.outerHTML.replace(/ (class|data-command)=""/g, ' $1').replace(/\\s+/g, ' ');
  }
  return found;
}"""


def is_exact(page: Page) -> None:
    """Every block of the open room is, letter by letter, what a page fetched now says."""

    def differing() -> dict[str, tuple[Any, Any]]:
        fresh = page.evaluate(SECTIONS, page.context.request.get(page.url).text())
        shown = page.evaluate(SECTIONS, "")
        names = fresh.keys() | shown.keys()
        return {name: (shown.get(name), fresh.get(name)) for name in names if shown.get(name) != fresh.get(name)}

    until(page, lambda: not differing())
    assert differing() == {}
    expect(page.locator(".new-line")).to_have_count(0)
