"""The PIN once more, in a browser: what was chosen stays chosen, with scripts and without."""

import sqlite3
from pathlib import Path

import pytest
from playwright.sync_api import expect

from server.seeds.world import PIN
from tests.browser.people import People, Screen
from tests.stack import Stack


def time_passes(stack: Stack) -> None:
    """Nobody has given a PIN for ten minutes."""
    with sqlite3.connect(Path(stack.environ["DATA"]) / "sotay.db", timeout=10) as db:
        db.execute("UPDATE devices SET confirmed_at = datetime(confirmed_at, '-10 minutes')")
    db.close()


def choose_a_card(chair: Screen, name: str) -> None:
    chair.open("/").page.get_by_role("link", name="Chi bộ thôn Đông Đơn vị của tôi").click()
    chair.page.get_by_role("link", name="Cấp thẻ vào").click()
    chair.page.get_by_role("radio", name="Thẻ in").check(force=True)
    chair.page.get_by_role("checkbox", name=name).check(force=True)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_the_pin_is_asked_and_what_was_chosen_goes_on(people: People, scripts: bool) -> None:
    chair = people.enter_anew("chair", java_script_enabled=scripts)
    choose_a_card(chair, "Ngô Văn Tuất" if scripts else "Đinh Thị Sâm")
    time_passes(people.stack)
    chair.press("Cấp thẻ")
    chair.sees("Việc này cần biết chắc là chính đồng chí đang cầm máy.")
    chair.page.locator("#f-confirm_pin").fill("111999")
    chair.press("Xác nhận")
    chair.sees("Chưa đúng. Chưa có gì bị thay đổi")
    chair.page.locator("#f-confirm_pin").fill(PIN)
    chair.press("Xác nhận")
    chair.sees("Đã cấp thẻ.")
    expect(chair.page.locator(".entry-card", has_text="Ngô Văn Tuất" if scripts else "Đinh Thị Sâm")).to_be_visible()
    chair.open("/tasks")  # the new cookie holds
    expect(chair.page).to_have_url(chair.page.url)
    chair.sees("Việc")
