"""The search box: without tone marks or with them, the words are found, shown and opened, by whoever may read them."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.people import People
from tests.browser.test_news import fits

RESOLUTION = "Về xây dựng nông thôn mới giai đoạn 2026–2030"


@pytest.mark.parametrize("typed", ["nghi quyet", "Nghị quyết", "NGHI QUYẾT", "12-nq/tu"])
def test_it_is_found_with_or_without_tone_marks(lookers: People, typed: str) -> None:
    lan = lookers.sign_in("member")
    page = lan.open("/").page
    page.get_by_role("link", name=re.compile("Tìm văn bản, tin, cuộc họp")).click()
    page.get_by_role("searchbox").fill(typed)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=*")
    found = page.get_by_role("link", name=re.compile(RESOLUTION))
    expect(found).to_be_visible()
    assert "nq" in typed or {"Nghị", "quyết"} <= set(found.locator("mark").all_inner_texts())
    assert fits(page)
    found.click()
    lan.sees("12-NQ/TU")
    assert lan.complaints == []


def test_news_documents_and_meetings_stand_in_one_list_and_can_be_parted(lookers: People) -> None:
    lan = lookers.sign_in("member")
    page = lan.open("/search?q=sinh+hoat").page
    for name in ("Tin tức", "Văn bản", "Cuộc họp"):
        page.get_by_role("navigation", name="Lọc theo loại").get_by_role("link", name=name).click()
        kinds = page.locator(".rows .row .muted:first-of-type").all_inner_texts()
        assert all(one.startswith(name) for one in kinds), kinds
        expect(page.get_by_role("searchbox")).to_have_value("sinh hoat")
    page.get_by_role("link", name=re.compile("^Sinh hoạt chi bộ tháng")).first.click()
    expect(page).to_have_url(re.compile("/meetings/"))


def test_what_one_may_not_read_one_does_not_find(lookers: People) -> None:
    own = "/search?q=hien+dat+mo+duong"
    lookers.sign_in("member").open(own).sees("Chi bộ thôn Đông vận động")
    lookers.sign_in("outsider").open(own).sees("Không tìm thấy")
    lookers.stranger().open(own).sees("Mã trên thẻ")


def test_the_answer_is_there_without_a_script(lookers: People) -> None:
    lan = lookers.sign_in("member", java_script_enabled=False)
    page = lan.open("/documents").page
    page.get_by_role("searchbox").fill("kenh muong")
    page.get_by_role("button", name="Tìm").click()
    page.get_by_role("link", name=re.compile("Xã Hòa An hoàn thành nạo vét")).click()
    lan.sees("Bốn tuyến kênh nội đồng")
