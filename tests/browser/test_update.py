"""A new version waits to be taken, and a version that does harm can be taken away."""

import re
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests import stack
from tests.browser.meeting import hold
from tests.browser.people import People, gathered, until
from tests.browser.phone import CONTROLLED, keeps, kept, takes_charge, with_worker
from tests.browser.wire import Wire

WAITING = "async () => Boolean((await navigator.serviceWorker.getRegistration())?.waiting)"
ASK = "async () => { await (await navigator.serviceWorker.getRegistration()).update(); }"


def waits(page: Page) -> None:
    page.evaluate(ASK)
    assert until(page, lambda: bool(page.evaluate(WAITING)))


def test_a_new_version_waits_until_the_member_takes_it(far: People, wire: Wire) -> None:
    lan = with_worker(far, "member")
    keeps(lan.page, "/")
    wire.appended = b"\n// a later version\n"
    waits(lan.page)
    strip = lan.page.locator("#update")
    expect(strip).to_contain_text("Có bản mới của Sổ tay.")
    lan.open("/tasks")  # and goes on waiting
    expect(strip).to_be_visible()
    with lan.page.expect_event("load"):
        strip.get_by_role("button", name="Cập nhật").click()
    expect(strip).to_have_count(0)
    takes_charge(lan)
    assert not lan.page.evaluate(WAITING)
    assert "/" in kept(lan.page)["pages"]


def test_a_new_version_does_not_break_into_a_text_or_a_vote(far: People, wire: Wire) -> None:
    meeting = hold(far, "Cập nhật giữa lúc họp")
    lan = with_worker(far, "member")
    meeting.enter(lan)
    lan.page.locator("#say-text").fill("Viết dở")
    wire.appended = b"\n// a version in the middle of a meeting\n"
    waits(lan.page)
    strip = lan.page.locator("#update")
    expect(strip).to_have_count(1)
    expect(strip).to_be_hidden()
    lan.page.locator("#say-text").fill("")
    expect(strip).to_be_visible()
    meeting.put_to_the_vote("Thông qua nghị quyết")
    expect(lan.page.locator("form[data-review]")).to_be_visible()
    expect(strip).to_be_hidden()


def test_a_shell_that_cannot_be_had_whole_leaves_the_old_worker_in_charge(far: People, wire: Wire) -> None:
    lan = with_worker(far, "member")
    keeps(lan.page, "/")
    wire.appended = b'\nfacts.files.push("/static/nowhere.css");\n'
    lan.page.evaluate(ASK)
    lan.page.wait_for_timeout(1500)
    assert not lan.page.evaluate(WAITING)
    assert lan.page.evaluate(CONTROLLED)
    assert "/" in kept(lan.page)["pages"]


def test_the_worker_can_be_taken_away_from_every_phone(chromium: Browser, tmp_path: Path) -> None:
    with stack.embedded(tmp_path) as own, gathered(chromium, own) as people:
        lan = with_worker(people, "member")
        keeps(lan.page, "/")
        server = own.processes[0]
        server.stop()
        server.environ["SERVICE_WORKER"] = "off"
        server.start()
        lan.open("/tasks")
        registered = "async () => (await navigator.serviceWorker.getRegistrations()).length"
        assert until(lan.page, lambda: lan.page.evaluate(registered) == 0, 12)
        assert kept(lan.page) == {}
        lan.open("/").sees("Chào đồng chí Lan")
        expect(lan.page).to_have_url(re.compile("/$"))
        assert not lan.page.evaluate(CONTROLLED)
        server.environ.pop("SERVICE_WORKER")
