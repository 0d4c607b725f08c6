"""The cell's book of dues on a phone, without JavaScript too."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.people import People
from tests.browser.places import UUID


@pytest.mark.parametrize("script", [True, False])
def test_dues_are_marked_taken_back_and_read_by_the_member(people: People, script: bool) -> None:
    minh, tuyet = (people.sign_in(part, java_script_enabled=script) for part in ("recorder", "teller"))
    cell = re.findall(f"/units/{UUID}", people.phone("recorder").read("/me"))
    book = (cell or re.findall(f"/units/{UUID}", people.phone("chair").read("/")))[0] + "/dues"
    minh.open(book).page.get_by_label("Đỗ Thị Tuyết", exact=True).check(force=True)
    minh.press("Ghi những đồng chí đã chọn")
    minh.sees("Đã ghi nộp đảng phí.", "#notice")
    minh.sees("Đỗ Thị Tuyết", "#paid")
    tuyet.open("/me").page.get_by_role("link", name="Đảng phí của tôi").click()
    tuyet.sees("Đã nộp")
    tuyet.sees("đ/c Lê Đức Minh ghi")
    minh.press("Ghi nhầm, bỏ dấu nộp của đồng chí Đỗ Thị Tuyết")
    minh.sees("Đã bỏ dấu nộp ghi nhầm.", "#notice")
    expect(tuyet.open("/me/dues").page.get_by_text("Chưa ghi tháng nào")).to_be_visible()
    assert minh.complaints == tuyet.complaints == []
