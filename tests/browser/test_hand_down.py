"""A document from the commune's shelf into the meeting of a cell, in three presses."""

import re

from tests.browser.people import LAPTOP, People

PLAN = re.compile("Thực hiện Nghị quyết về xây dựng nông thôn mới")


def test_a_document_is_put_before_the_coming_meetings_and_read_there(people: People) -> None:
    officer = people.sign_in("upper", LAPTOP)
    page = officer.open("/documents").page
    page.get_by_role("link", name=PLAN).click()
    page.get_by_role("link", name="Đưa xuống các chi bộ").click()
    officer.sees("Vào ngay cuộc họp sắp tới")
    page.get_by_label("Tên mục trong chương trình").fill("Bàn việc làm đường theo kế hoạch của xã")
    page.get_by_role("button", name=re.compile("^Đưa xuống [0-9]+ chi bộ$")).click()
    officer.sees("Đã đưa vào cuộc họp sắp tới của các chi bộ.")
    member = people.sign_in("member")
    meetings = member.open("/meetings").page.locator("a[href^='/meetings/']")
    addresses = [one.get_attribute("href") or "" for one in meetings.all()]
    coming = [one for one in addresses if "Bàn việc làm đường theo kế hoạch của xã" in people.phone("member").read(one)]
    assert len(set(coming)) == 1
    member.open(coming[0]).sees("Bàn việc làm đường theo kế hoạch của xã")
    member.page.get_by_role("link", name="Kế hoạch 08-KH-ĐU.docx").first.click()
    member.sees("Mỗi chi bộ bàn và ra nghị quyết về một tuyến đường")
    page.get_by_role("link", name="Đưa xuống các chi bộ").click()
    officer.sees("Tất cả các chi bộ đã nhận nội dung này cho cuộc họp sắp tới.")
    for screen in (officer, member):
        assert screen.complaints == []
