"""Without a network: what was kept for this member is there, with its age, and nothing of anybody else."""

from playwright.sync_api import expect

from tests.browser.people import People
from tests.browser.phone import cut, is_kept_copy, keeps, kept, with_worker
from tests.browser.places import meetings_of


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
