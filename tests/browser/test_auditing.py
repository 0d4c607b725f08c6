"""The auditor asks the trace on a phone, and sees that the asking was traced."""

import re

from playwright.sync_api import expect

from tests.browser.people import People
from tests.browser.places import UUID


def test_an_auditor_asks_who_issued_cards_and_is_seen_asking(people: People) -> None:
    chair = people.phone("chair")
    cell = re.findall(f"/units/{UUID}", chair.read("/"))[0]
    member = re.findall(f'name="member" value="({UUID})"', chair.read(f"{cell}/cards"))[0]
    chair.does(f"{cell}/cards", kind="printed", member=member)
    auditor = people.sign_in("auditor")
    auditor.open("/").page.get_by_role("link", name="Đơn vị tôi phụ trách").click()
    auditor.page.get_by_role("link", name="Nhật ký việc đã làm").click()
    auditor.sees("Mỗi lần xem cũng được ghi vào nhật ký")
    auditor.page.get_by_label("Loại việc").select_option(label="Cấp thẻ vào")
    auditor.press("Xem nhật ký")
    auditor.sees("Lần xem này đã được ghi vào nhật ký")
    expect(auditor.page.locator("tbody tr", has_text="Nguyễn Đình Lâm").first).to_be_visible()
    auditor.unfold("Hỏi điều khác")
    auditor.page.get_by_label("Loại việc").select_option(label="Xem nhật ký việc đã làm")
    auditor.press("Xem nhật ký")
    expect(auditor.page.locator("tbody tr").first).to_contain_text("Tạ Văn Nghĩa")
    assert auditor.complaints == []
