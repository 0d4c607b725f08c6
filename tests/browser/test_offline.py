"""Without a network: what was kept for this member is there, with its age, and nothing of anybody else."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.people import People, gathered
from tests.browser.phone import cut, is_kept_copy, keeps, kept, with_worker
from tests.browser.places import meetings_of
from tests.browser.wire import Wire
from tests.stack import Stack, free_port


@pytest.fixture
def wire(embedded: Stack) -> Iterator[Wire]:
    found = Wire(free_port(), embedded.processes[0].port)
    found.start()
    yield found
    found.stop()


@pytest.fixture
def far(chromium: Browser, embedded: Stack, wire: Wire) -> Iterator[People]:
    """The demonstration's people at the other end of the wire."""
    with gathered(chromium, Stack(f"http://127.0.0.1:{wire.port}", embedded.environ, embedded.processes)) as found:
        yield found


def test_a_page_seen_before_opens_without_a_network_and_says_how_old_it_is(people: People) -> None:
    lan = with_worker(people, "member")
    lan.open("/tasks").open("/meetings")
    keeps(lan.page, "/tasks", "/meetings")
    cut(lan)
    lan.open("/tasks")
    is_kept_copy(lan)
    lan.open("/")
    is_kept_copy(lan)
    lan.sees("Chào đồng chí Lan")
    lan.context.set_offline(False)
    lan.press("Tải bản mới")
    expect(lan.page.locator("#kept")).to_have_count(0)


def test_the_first_page_that_came_before_the_worker_is_kept_too(people: People) -> None:
    lan = with_worker(people, "member")
    keeps(lan.page, "/")
    cut(lan)
    lan.open("/?n=done_entered").sees("Chào đồng chí Lan")
    lan.does_not_see("Đồng chí đã vào")


def test_a_page_never_seen_leads_to_what_can_be_read(people: People) -> None:
    lan = with_worker(people, "member")
    keeps(lan.page, "/")
    lan.open("/tasks")
    keeps(lan.page, "/tasks")
    cut(lan)
    lan.open("/me").sees("trang đồng chí vừa mở chưa được lưu trên máy này")
    lan.page.locator("[data-kept-list=pages]").get_by_role("link", name="Việc của tôi").click()
    is_kept_copy(lan)


def test_pages_that_do_not_ask_for_it_are_not_kept(people: People) -> None:
    lan = with_worker(people, "member")
    running = meetings_of(people)["running"]
    for path in ("/me", f"{running}/room", "/unlock"):
        lan.open(path)
    lan.open("/tasks")
    keeps(lan.page, "/tasks")
    assert not {"/me", f"{running}/room", "/unlock"} & set(kept(lan.page)["pages"])


def test_a_server_that_takes_too_long_is_not_waited_for(far: People, wire: Wire) -> None:
    lan = with_worker(far, "member")
    lan.open("/tasks")
    keeps(lan.page, "/tasks")
    wire.delay = 8
    lan.open("/tasks")
    is_kept_copy(lan)
    wire.heal()


def test_a_broken_server_shows_the_kept_copy_and_else_its_own_words(far: People, wire: Wire) -> None:
    lan = with_worker(far, "member")
    lan.open("/tasks")
    keeps(lan.page, "/tasks")
    wire.broken = True
    lan.open("/tasks")
    is_kept_copy(lan)
    lan.open("/me").sees("busy")


def test_another_member_on_the_same_phone_finds_nothing_of_the_first(people: People) -> None:
    lan = with_worker(people, "member")
    lan.open("/tasks").open("/documents")
    keeps(lan.page, "/", "/tasks", "/documents")
    lan.page.goto(people.way_in("member2"))  # without signing out
    keeps(lan.page, "/")
    assert kept(lan.page)["pages"] == ["/"]
    cut(lan)
    lan.open("/tasks").sees("trang đồng chí vừa mở chưa được lưu trên máy này")
    lan.open("/").does_not_see("Chào đồng chí Lan")
    lan.sees("Chào đồng chí Khánh")


def test_who_signs_in_over_a_slow_line_is_not_shown_the_page_of_the_one_before(far: People, wire: Wire) -> None:
    lan = with_worker(far, "member")
    keeps(lan.page, "/")
    path = far.way_in("member2")
    wire.delay = 4
    lan.page.goto(path, timeout=30_000)
    lan.sees("Chào đồng chí Khánh")
    wire.heal()


def test_a_session_that_has_ended_leaves_nothing_to_read(people: People) -> None:
    lan = with_worker(people, "member")
    keeps(lan.page, "/")
    lan.context.clear_cookies()
    lan.open("/tasks")
    expect(lan.page).to_have_url(re.compile("/enter"))
    cut(lan)
    lan.open("/").sees("Chưa có trang nào")
    assert "pages" not in kept(lan.page)


def test_a_file_of_the_meeting_opens_without_a_network(people: People) -> None:
    lan = with_worker(people, "member")
    archived = meetings_of(people)["archived"]
    lan.open(archived)
    links = lan.page.locator(".paper a")
    path = links.first.get_attribute("href") or ""
    assert path.startswith(f"{archived}/papers/")
