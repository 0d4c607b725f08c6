"""The sample pages in a browser: nothing too wide, too small to press, too pale or too small to read."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.look.shoot import (
    CHROMIUM,
    HALL,
    LAPTOP,
    MEMBERS_PAGES,
    PHONE,
    browsing,
    complaints,
    serving,
    too_wide_at_twice_the_text,
)

pytestmark = pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="needs Chromium")


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    with serving() as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browsing() as browser:
        yield browser


def measured(browser: Browser, address: str, size: tuple[int, int]) -> list[str]:
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(address)
    found = complaints(page) + [text for text in said if "Content Security Policy" in text]
    page.close()
    return found


@pytest.mark.parametrize("asked", ["", "text=larger", "theme=dark"])
@pytest.mark.parametrize("name", MEMBERS_PAGES)
def test_a_page_on_a_phone(browser: Browser, base: str, name: str, asked: str) -> None:
    assert measured(browser, f"{base}{name}?{asked}", PHONE) == []


@pytest.mark.parametrize("name", MEMBERS_PAGES)
def test_a_page_on_a_laptop(browser: Browser, base: str, name: str) -> None:
    assert measured(browser, f"{base}{name}", LAPTOP) == []


@pytest.mark.parametrize("name", MEMBERS_PAGES)
def test_text_twice_as_large_on_the_narrowest_phone(browser: Browser, base: str, name: str) -> None:
    assert too_wide_at_twice_the_text(browser, f"{base}{name}") == []


@pytest.mark.parametrize("name", ["screen_vote", "screen_calm"])
def test_the_hall_screen_fits_without_scrolling(browser: Browser, base: str, name: str) -> None:
    page = browser.new_page(viewport={"width": HALL[0], "height": HALL[1]})
    page.goto(f"{base}{name}")
    sizes = page.evaluate("""() => {
      const size = (one) => parseFloat(getComputedStyle(one).fontSize);
      return {
        foot: document.querySelector('.screen-foot').getBoundingClientRect().bottom,
        over: document.querySelector('.screen-main').scrollHeight - document.querySelector('.screen-main').clientHeight,
        numbers: Math.min(...[...document.querySelectorAll('.screen-number, .screen-code, .bar-count')].map(size)),
      } }""")
    page.close()
    assert sizes["foot"] <= HALL[1]
    assert sizes["over"] <= 0
    assert sizes["numbers"] >= 96
