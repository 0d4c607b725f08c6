"""Screens of the evening: who holds which, and what a person does on it."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from server.console.control import ask
from tests.house import Phone
from tests.stack import Stack

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PHONE, LAPTOP, HALL = (360, 780), (1280, 900), (1920, 1080)
LIVE = re.compile("^(live)$")


@contextmanager
def browsing() -> Iterator[Browser]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@dataclass(slots=True)
class Screen:
    """One browser of one person. Anything the page complains of is kept in ``complaints``."""

    context: BrowserContext
    page: Page
    complaints: list[str]

    def complain(self, kind: str, text: str) -> None:
        """A refusal that the test asked for is no complaint."""
        if kind == "error" and "status of 4" not in text and "DISCONNECTED" not in text:
            self.complaints.append(text)

    def open(self, path: str) -> "Screen":
        self.page.goto(path)
        return self

    def press(self, words: str, within: str = "body") -> None:
        self.page.locator(within).get_by_role("button", name=words, exact=True).first.click()

    def unfold(self, words: str, within: str = "body") -> None:
        """Open a fold, if it is not open."""
        fold = self.page.locator(f"{within} details", has=self.page.locator("summary", has_text=words)).first
        if fold.get_attribute("open") is None:
            fold.locator("summary").first.click()

    def is_live(self) -> None:
        expect(self.page.locator("#room-status")).to_have_attribute("data-state", LIVE)

    def sees(self, words: str, within: str = "body") -> None:
        expect(self.page.locator(within).get_by_text(words).first).to_be_visible()

    def does_not_see(self, words: str, within: str = "body") -> None:
        expect(self.page.locator(within).get_by_text(words)).to_have_count(0)

    def says(self, item: int, text: str) -> None:
        """Write an opinion on an item and send it."""
        say = self.page.locator("#room-say")
        say.locator("select[name=item]").select_option(index=item - 1)
        say.locator("textarea").fill(text)
        say.get_by_role("button", name="Gửi ý kiến").click()

    def votes(self, words: str, note: str = "") -> None:
        """Choose, look once more, send."""
        me = self.page.locator("#room-me")
        me.get_by_label(words, exact=True).check(force=True)
        if note:
            me.locator("input[name=note]").fill(note)
        me.locator("form[data-review] > button[type=submit]").click()
        self.press("Gửi phiếu", "#room-me [data-reviewing]")
        expect(me.get_by_text("Đã ghi phiếu của đồng chí").first).to_be_visible()


def until(page: Page, holds: Callable[[], bool], seconds: float = 6) -> bool:
    """Whether it comes to hold; looked at a few times a second."""
    for _ in range(int(seconds * 20)):
        if holds():
            return True
        page.wait_for_timeout(50)
    return holds()


@dataclass(slots=True)
class People:
    """Opens a screen for each person of the evening on one stack.

    ``phones`` keeps who has signed in already: the next screen of the same person takes the session over. ``seen``
    are those of this test: who comes into it signs in anew when the PIN was given minutes ago, so that no test
    depends on how long the others took.
    """

    browser: Browser
    stack: Stack
    screens: list[Screen]
    phones: dict[str, Phone] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    def phone(self, role: str) -> Phone:
        """Signed in without a browser, for what is done beside the thing under test."""
        known = f"{self.stack.address} {role}"
        if known not in self.phones or (role not in self.seen and self.phones[known].is_old):
            address = self.stack.address
            client = httpx.Client(base_url=address, headers={"Origin": address}, timeout=20)
            assert client.get(self.way_in(role)).status_code == 303
            if known in self.phones:
                self.phones[known].client.close()
            self.phones[known] = Phone(client)
        self.seen.add(role)
        return self.phones[known]

    def way_in(self, role: str) -> str:
        """The one-use path of a demo person: asked of the embedded server itself, which is quicker than a command."""
        return ask(Path(self.stack.environ["DATA"]), "demo_login", {"role": role}) or self.stack.login(role)

    def stranger(self, size: tuple[int, int] = PHONE, **options: Any) -> Screen:
        """A browser that nobody has signed in with."""
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            base_url=self.stack.address,
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            **options,
        )
        page = context.new_page()
        screen = Screen(context, page, [])
        page.on("pageerror", lambda error: screen.complaints.append(str(error)))
        page.on("console", lambda said: screen.complain(said.type, said.text))
        self.screens.append(screen)
        return screen

    def sign_in(self, role: str, size: tuple[int, int] = PHONE, **options: Any) -> Screen:
        """This person on a browser of their own, with no page open yet."""
        screen = self.stranger(size, **options)
        url = self.stack.address
        cookies = self.phone(role).client.cookies.jar
        screen.context.add_cookies([{"name": one.name, "value": one.value or "", "url": url} for one in cookies])
        return screen

    def enter_anew(self, role: str, **options: Any) -> Screen:
        """On a browser that this test may sign out or lock."""
        screen = self.stranger(**options)
        screen.page.goto(self.way_in(role))
        return screen

    def close(self) -> None:
        for screen in self.screens:
            screen.context.close()


@contextmanager
def gathered(browser: Browser, stack: Stack, phones: dict[str, Phone] | None = None) -> Iterator[People]:
    """People whose screens close at the end, and whose phones too unless others go on using them."""
    found = People(browser, stack, [], {} if phones is None else phones)
    try:
        yield found
    finally:
        found.close()
        for phone in found.phones.values() if phones is None else ():
            phone.client.close()
