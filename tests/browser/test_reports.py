"""From the approved minutes of a cell to the desk of the unit above, back with a note, and up again."""

import re

from playwright.sync_api import expect

from tests.browser.meeting import hold_to_the_end
from tests.browser.people import LAPTOP, People

TO = "Đảng bộ xã Hòa An"
NOTE = "Đề nghị ghi rõ hạn hoàn thành đoạn qua xóm Chùa."


def test_a_report_goes_up_comes_back_and_is_received(people: People) -> None:
    meeting = hold_to_the_end(people, "Họp để gửi báo cáo")
    secretary = people.sign_in("chair")
    page = secretary.open(f"{meeting.address}/minutes").page
    page.get_by_role("link", name="Xem và gửi báo cáo").click()
    secretary.sees("Dưới đây là toàn bộ nội dung sẽ gửi lên")
    secretary.sees("Chủ trì kết luận: Nhất trí làm đường liên thôn đoạn qua xóm Chùa.", "#summary")
    read = page.locator("#summary").inner_text()
    secretary.press(f"Gửi lên {TO}")
    secretary.sees("Đã gửi báo cáo lên cấp trên.")
    secretary.sees(f"Đã gửi lên {TO}", "#report")

    officer = people.sign_in("upper", LAPTOP)
    desk = officer.open("/").page
    desk.get_by_role("link", name="Xem báo cáo", exact=True).click()
    cells = desk.locator("#cells")
    expect(cells.get_by_role("link", name=re.compile("Chi bộ thôn Đông.*Chờ xem báo cáo", re.DOTALL))).to_be_visible()
    expect(cells.get_by_text("Chi bộ thôn Đoài")).to_be_visible()
    cells.get_by_role("link", name=re.compile("Chi bộ thôn Đông")).first.click()
    assert desk.locator("#summary").inner_text() == read
    officer.unfold("Trả lại kèm ghi chú")
    desk.get_by_label("Điều cần bổ sung").fill(NOTE)
    officer.press("Trả lại chi bộ")
    officer.sees("Đã trả lại báo cáo kèm ghi chú.")

    secretary.open("/").page.get_by_role("link", name="Xem ghi chú và gửi lại").click()
    secretary.sees(NOTE)
    page.get_by_label("Lời gửi kèm").fill("Đoạn qua xóm Chùa xong trước ngày 20.")
    secretary.press(f"Gửi lại lên {TO}")
    secretary.sees("Đã gửi báo cáo lên cấp trên.")

    desk.reload()
    officer.sees("Đoạn qua xóm Chùa xong trước ngày 20.")
    officer.press("Ghi là đã nhận")
    officer.sees("Đã ghi là đã nhận báo cáo.")
    secretary.open(f"{meeting.address}/minutes").sees("Đã được nhận", "#report")
    for screen in (secretary, officer):
        assert screen.complaints == []


def test_a_month_ago_the_late_ones_are_found_by_one_press(people: People) -> None:
    officer = people.sign_in("upper")
    page = officer.open("/").page
    page.get_by_role("link", name=re.compile("^Báo cáo của các chi bộ")).last.click()
    page.get_by_role("navigation", name="Các tháng").get_by_role("link").first.click()
    page.get_by_role("navigation", name="Lọc các chi bộ").get_by_role("link", name=re.compile("^Chậm")).click()
    officer.sees("Hết tháng chưa họp", "#cells")
    expect(page.locator("#cells").get_by_text("Chi bộ thôn Đoài")).to_be_visible()
    officer.unfold("Thế nào là chậm?")
    officer.sees("cần cấp ủy xác nhận")
    assert officer.complaints == []
