"""What is purged goes from the phone that kept it, at its next contact."""

import re

from tests.browser.people import LAPTOP, People, until
from tests.browser.phone import cut, keeps, kept, with_worker
from tests.browser.places import UUID
from tests.evening.says import PDF

TITLE = "Thông báo lịch trực Tết"


def made(people: People) -> str:
    editor = people.phone("editor")
    commune = re.findall(f"/units/{UUID}", editor.read("/documents"))[0]
    about = {"type": "other", "title": TITLE, "issuer": "Đảng ủy xã", "issued_on": "2026-11-02", "number": ""}
    sent = editor.client.post(
        f"{commune}/documents",
        data={"command_id": "0193b2c4-0000-7000-8000-00000000abcd", "symbol": "", **about},
        files={"file": ("lịch trực.pdf", PDF)},
        headers={"Accept": "application/json"},
    )
    return str(sent.json()["location"])


def test_two_people_purge_a_document_and_the_phone_forgets_it(people: People) -> None:
    document = made(people)
    lan = with_worker(people, "member")
    lan.open(document).sees(TITLE)
    keeps(lan.page, document)

    admin, operator = people.sign_in("admin", LAPTOP), people.sign_in("operator")
    admin.open("/").page.get_by_role("link", name="Đơn vị tôi phụ trách").click()
    admin.page.get_by_role("link", name="Xóa khẩn").click()
    purges = admin.page.url
    admin.page.get_by_label("Địa chỉ của nội dung").fill(document)
    admin.press("Gửi yêu cầu")
    admin.sees("Chờ người thứ hai")
    operator.open(purges).press("Xác nhận xóa, không lấy lại được")
    operator.sees("Bản sao lưu tạo trước lúc đó còn giữ nội dung này đến hết ngày")

    [worker] = lan.context.service_workers
    worker.evaluate("purgeAskedAt = 0")  # ten minutes later
    lan.open("/tasks")
    assert until(lan.page, lambda: document not in kept(lan.page).get("pages", []))
    cut(lan)
    lan.open(document)
    lan.does_not_see(TITLE)
    assert lan.complaints == admin.complaints == operator.complaints == []
