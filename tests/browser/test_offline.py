"""Without a network: what was kept for this member is there, with its age, and nothing of anybody else."""

import re

from playwright.sync_api import expect

from tests.browser.people import People
from tests.browser.phone import cut, is_kept_copy, keeps, kept, with_worker
from tests.browser.places import meetings_of
from tests.browser.wire import Wire


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


def test_the_papers_of_the_next_meeting_are_there_before_anybody_opened_them(people: People) -> None:
    nam = with_worker(people, "absent")
    running = meetings_of(people)["running"]
    papers = nam.open(running).page.locator(".paper a")
    paths = [one.get_attribute("href") or "" for one in papers.all()]
    assert {path.rpartition("/")[2] == "file" for path in paths} == {True, False}  # a PDF and a DOCX
    keeps(nam.page, running, *paths)
    cut(nam)
    nam.open(running)
    is_kept_copy(nam)
    page = next(path for path in paths if not path.endswith("/file"))
    nam.page.locator(f".paper a[href='{page}']").click()
    is_kept_copy(nam)
    expect(nam.page.locator("article.prose")).not_to_be_empty()
    file = next(path for path in paths if path.endswith("/file"))
    size = nam.page.evaluate("async (path) => (await (await caches.match(path)).blob()).size", file)
    assert size > 1000
    nam.open(running).page.locator(f".paper a[href='{file}']").click()  # the phone's own reader takes it
    nam.page.wait_for_url(f"**{file}")


def test_somebody_who_saves_data_fetches_nothing_ahead(people: People) -> None:
    nam = people.enter_anew("absent")
    nam.page.add_init_script("Object.defineProperty(navigator, 'connection', {value: {saveData: true}})")
    nam.open("/")
    keeps(nam.page, "/")
    nam.page.wait_for_timeout(4000)
    assert kept(nam.page)["pages"] == ["/"]


def test_a_paper_is_saved_on_purpose_and_taken_away_again(people: People) -> None:
    lan = with_worker(people, "member")
    running = meetings_of(people)["running"]
    lan.open(running).page.locator(".paper a:not([href$=file])").first.click()
    lan.page.get_by_role("button", name="Lưu để đọc khi mất mạng").click()
    lan.sees("Đã lưu trên máy này.")
    assert len(kept(lan.page)["saved"]) == 2
    lan.page.reload()
    expect(lan.page.get_by_role("button", name="Bỏ lưu")).to_be_visible()
    cut(lan)
    lan.open("/offline")
    saved = lan.page.locator("[data-kept-list=saved]")
    expect(saved.get_by_role("link")).to_have_count(1)  # the page stands for its file
    saved.get_by_role("button", name="Bỏ lưu").first.click()
    expect(saved).to_be_hidden()
    assert kept(lan.page)["saved"] == []
