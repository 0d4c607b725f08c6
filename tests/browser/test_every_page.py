"""Every page as each person sees it: nothing too wide, too small, too pale, or unnamed for those who cannot see."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.people import HALL, LAPTOP, PHONE, People, Screen, gathered
from tests.browser.phone import SAFARI, ZALO_ANDROID, ZALO_IPHONE, cut, keeps, takes_charge
from tests.browser.places import Place, build
from tests.house import Phone
from tests.look.shoot import complaints
from tests.stack import ROOT, Stack

AXE = ROOT / "node_modules/axe-core/axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

PAGES = [
    Place("today", "member", "/"),
    Place("today of the chair", "chair", "/"),
    Place("today with nothing to do", "outsider", "/"),
    Place("meetings", "chair", "/meetings"),
    Place("no meetings", "outsider", "/meetings"),
    Place("new meeting", "chair", "{cell}/meetings/new"),
    Place("step occasion", "chair", "{draft}/prepare/occasion"),
    Place("step content", "chair", "{draft}/prepare/content"),
    Place("step agenda", "chair", "{draft}/prepare/agenda"),
    Place("step papers", "chair", "{draft}/prepare/papers"),
    Place("step check", "chair", "{draft}/prepare/check"),
    Place("papers later", "chair", "{coming}/prepare/papers"),
    Place("summons", "absent", "{coming}"),
    Place("summons answered", "member", "{coming}"),
    Place("summons of the chair", "chair", "{coming}"),
    Place("meeting held", "member", "{archived}"),
    Place("paper", "member", "{paper}"),
    Place("room", "member", "{running}/room"),
    Place("room of the absent", "absent", "{running}/room"),
    Place("room of the guest", "guest", "{running}/room"),
    Place("room of the chair", "chair", "{running}/room"),
    Place("room of the recorder", "recorder", "{running}/room"),
    Place("room before", "member", "{summoned}/room"),
    Place("desk before", "recorder", "{summoned}/room"),
    Place("room with a vote", "member", "{named}/room"),
    Place("vote of the probationary", "probationary", "{named}/room"),
    Place("desk with a vote", "recorder", "{named}/room"),
    Place("desk with hands", "recorder", "{hands}/room"),
    Place("room closed", "member", "{closed}/room"),
    Place("screen", "chair", "{running}/screen", HALL),
    Place("screen before", "chair", "{summoned}/screen", HALL),
    Place("screen with a vote", "chair", "{named}/screen", HALL),
    Place("minutes to be read", "recorder", "{closed}/minutes"),
    Place("minutes being corrected", "recorder", "{closed}/minutes?edit={paragraph}"),
    Place("minutes of the member", "member", "{closed}/minutes"),
    Place("minutes frozen", "member", "{archived}/minutes"),
    Place("minutes reported", "chair", "{reported}/minutes"),
    Place("minutes with a report returned", "recorder", "{returned}/minutes"),
    Place("report to be sent", "chair", "{archived}/report"),
    Place("report sent", "chair", "{reported}/report"),
    Place("report returned", "recorder", "{returned}/report"),
    Place("today of the upper", "upper", "/"),
    Place("unit of the upper", "upper", "{commune}"),
    Place("unit of a member", "member", "{cell}"),
    Place("unit searched", "upper", "{commune}?q=nguyen"),
    Place("history of a unit", "admin", "{commune}/history"),
    Place("history read by a member", "member", "{cell}/history"),
    Place("new name", "admin", "{other_cell}/changes/new?kind=renamed"),
    Place("move", "admin", "{other_cell}/changes/new?kind=moved"),
    Place("split", "admin", "{other_cell}/changes/new?kind=split"),
    Place("merger to be confirmed", "keeper", "{merger}"),
    Place("merger proposed", "admin", "{merger}"),
    Place("today with a change to confirm", "keeper", "/"),
    Place("officers", "chair", "{cell}/officers"),
    Place("officers of the keeper", "keeper", "{cell}/officers"),
    Place("role to give", "admin", "{commune}/officers/new?q=tran"),
    Place("role to lend", "chair", "{cell}/officers/loan?q=tran"),
    Place("reports of a month", "upper", "{commune}/reports"),
    Place("late ones of a month", "upper", "{commune}/reports?show=late"),
    Place("report above", "upper", "{above}"),
    Place("report given back", "upper", "{back}"),
    Place("documents", "member", "/documents"),
    Place("documents of an officer", "upper", "/documents?type=plan"),
    Place("documents of meetings", "member", "/documents/meetings"),
    Place("document as a page", "member", "{plan}"),
    Place("document as a file", "upper", "{resolution}"),
    Place("document of the cell", "member", "{own}"),
    Place("new document", "editor", "{commune}/documents/new"),
    Place("hand down a document", "upper", "{resolution}/hand-down"),
    Place("hand down an item", "upper", "{commune}/hand-down"),
    Place("news", "member", "/news"),
    Place("news of the editor", "editor", "/news"),
    Place("news of one level", "member", "/news?unit={commune_id}"),
    Place("article being begun", "editor", "{commune}/news/new"),
    Place("article", "member", "{article}"),
    Place("article of the editor", "editor", "{article}"),
    Place("article being written", "editor", "{article}/edit"),
    Place("public news", "", "/public"),
    Place("public article", "", "{public}"),
    Place("search", "member", "/search"),
    Place("found", "member", "/search?q=kenh+muong"),
    Place("found nothing", "member", "/search?q=khongcogi"),
    Place("tasks", "member", "/tasks"),
    Place("tasks of the secretary", "chair", "/tasks"),
    Place("no tasks", "outsider", "/tasks"),
    Place("tasks of the cell", "chair", "{cell}/tasks"),
    Place("task", "member", "{task}"),
    Place("task to confirm", "chair", "{to_confirm}"),
    Place("task done", "member2", "{to_confirm}"),
    Place("task confirmed", "member", "{finished}"),
    Place("unit", "chair", "{cell}"),
    Place("unit of the member", "member", "{cell}"),
    Place("commune", "admin", "{commune}"),
    Place("purges", "admin", "{commune}/purges"),
    Place("question to the trace", "auditor", "{commune}/audit"),
    Place("trace", "auditor", "{trace}"),
    Place("cards", "chair", "{cell}/cards"),
    Place("import", "admin", "{commune}/import"),
    Place("plan refused", "admin", "{refused}"),
    Place("plan accepted", "admin", "{accepted}"),
    Place("dues", "chair", "{cell}/dues"),
    Place("arrears", "chair", "{cell}/dues/arrears"),
    Place("own dues", "member", "/me/dues"),
    Place("me", "member", "/me"),
    Place("own record", "member", "/me/record"),
    Place("record", "chair", "{record}"),
    Place("record above", "upper", "{record}"),
    Place("private record to be opened", "keeper", "{record}/private"),
    Place("private record", "chair", "{record}/private"),
    Place("rules", "member", "/rules/2025-10-28-sinh-hoat-chi-bo"),
    Place("enter", "", "/enter"),
    Place("how to install", "", "/install"),
    Place("what is kept", "", "/privacy"),
    Place("without a network", "", "/offline"),
    Place("unlock", "member", "/unlock"),
    Place("confirm", "chair", "/confirm"),
    Place("recoveries", "recorder", "/recoveries"),
    Place("no recoveries", "member", "/recoveries"),
    Place("devices and cards", "recorder", "{cell}/access"),
    Place("missing", "member", "/meetings/0193b2c4-0000-7000-8000-000000000000"),
]


QUIET = {"bypass_csp": True, "reduced_motion": "reduce"}


@dataclass(slots=True)
class Looking:
    """One browser for each person, used for all their pages."""

    people: People
    places: dict[str, str]
    screens: dict[str, Screen] = field(default_factory=dict)

    def at(self, place: Place) -> Screen:
        if place.role not in self.screens:
            screen = self.people.sign_in(place.role, **QUIET) if place.role else self.people.stranger(**QUIET)
            self.screens[place.role] = screen
        screen = self.screens[place.role]
        screen.page.set_viewport_size({"width": place.size[0], "height": place.size[1]})
        return screen.open(place.path.format(**self.places))


@pytest.fixture(scope="module")
def looking(chromium: Browser, unchanged: Stack, phones: dict[str, Phone]) -> Iterator[Looking]:
    with gathered(chromium, unchanged, phones) as people:
        yield Looking(people, build(people))


def axe(page: Page) -> list[str]:
    """On a window as high as the page: a bar that stays at its foot then covers nothing."""
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": page.evaluate("innerWidth"), "height": height})
    page.add_script_tag(path=AXE)
    found = page.evaluate("(tags) => axe.run(document, { runOnly: tags, resultTypes: ['violations'] })", TAGS)
    return [f"axe {one['id']}: {node['target'][0]}" for one in found["violations"] for node in one["nodes"][:3]]


def measured(page: Page, kind: str, size: tuple[int, int], theme: str = "light", text: str = "") -> list[str]:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    page.evaluate("(text) => (document.documentElement.dataset.text = text)", text)
    return [f"{kind}: {one}" for one in complaints(page)]


def twice_the_text(page: Page) -> list[str]:
    """WCAG 1.4.4 and 1.4.10: 320 px wide, text at 200 %, and nothing to scroll sideways."""
    page.evaluate("document.documentElement.style.fontSize = '250%'")
    return [one for one in measured(page, "320 at 200 %", (320, 640)) if "too wide" in one]


def found_on(screen: Screen, *, in_the_hall: bool = False) -> list[str]:
    page = screen.page
    page.evaluate("document.querySelectorAll('details').forEach((fold) => (fold.open = true))")
    if in_the_hall:
        return axe(page) + measured(page, "hall", HALL) + page.evaluate(CUT)
    found = axe(page) + measured(page, "light", PHONE) + measured(page, "dark", PHONE, "dark")
    found += measured(page, "larger", PHONE, text="larger") + measured(page, "laptop", LAPTOP)
    return found + twice_the_text(page)


# The hall screen cannot be scrolled: what stands below its edge is not there.
CUT = """() => {
  const main = document.querySelector('.screen-main');
  const foot = document.querySelector('.screen-foot').getBoundingClientRect();
  const side = [...document.querySelectorAll('.screen-side > *')].map((one) => one.getBoundingClientRect().bottom);
  return [
    ...(main.scrollHeight > main.clientHeight ? ['cut: the middle'] : []),
    ...(Math.max(...side) > foot.top ? ['cut: the side'] : []),
    ...(foot.bottom > innerHeight ? ['cut: the foot'] : []),
  ];
}"""


@pytest.mark.parametrize("place", PAGES, ids=lambda place: place.name.replace(" ", "-"))
def test_a_page(looking: Looking, place: Place) -> None:
    assert found_on(looking.at(place), in_the_hall=place.size == HALL) == []


def test_the_page_of_the_pin(looking: Looking) -> None:
    cards = looking.people.phone("chair").read(f"{looking.places['cell']}/cards")
    code = cards.split('<p class="code">')[1][:9]
    screen = looking.people.stranger(**QUIET)
    screen.open("/enter").page.get_by_label("Mã trên thẻ").fill(code)
    screen.press("Tiếp tục")
    screen.sees("Đặt mã PIN sáu số")
    assert found_on(screen) == []


def test_a_kept_page_with_a_text_that_waits_and_the_page_that_lists_both(looking: Looking) -> None:
    """The strips, the lines of what waits and the lists are drawn by the script."""
    nam = looking.people.enter_anew("absent", **QUIET)
    takes_charge(nam)
    coming = looking.places["coming"]
    nam.open(coming)
    keeps(nam.page, "/", coming)
    nam.page.get_by_role("link", name=re.compile(r"\.docx$")).first.click()
    nam.page.get_by_role("button", name="Lưu để đọc khi mất mạng").click()
    nam.sees("Đã lưu trên máy này.")
    cut(nam)
    nam.open(coming)
    nam.page.locator("#advance textarea").fill("Đề nghị chi bộ xem lại lịch tổng vệ sinh. " * 6)
    nam.press("Gửi ý kiến")
    nam.sees("Chờ mạng")
    assert found_on(nam) == []
    nam.open("/me").sees("Chờ gửi")
    expect(nam.page.locator("[data-kept-list=saved] .row")).to_have_count(1)
    assert found_on(nam) == []
    nam.press("Xóa", "[data-waiting-list]")


def test_a_window_inside_another_app(looking: Looking) -> None:
    for agent in (ZALO_ANDROID, ZALO_IPHONE):
        screen = looking.people.sign_in("member", user_agent=agent, **QUIET)
        assert found_on(screen.open("/tasks")) == []
    iphone = looking.people.sign_in("member", user_agent=SAFARI, **QUIET)
    assert found_on(iphone.open("/")) == []


def test_a_refused_form(looking: Looking) -> None:
    screen = looking.at(Place("summons", "absent", "{coming}"))
    screen.page.get_by_role("radio", name="Vắng").check(force=True)
    screen.press("Gửi trả lời")
    screen.sees("Đồng chí ghi lý do vắng để chi bộ biết.")
    assert found_on(screen) == []
