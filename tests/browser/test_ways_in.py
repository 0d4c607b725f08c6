"""Getting in and out: printed cards, a PIN, a second browser, and nothing left behind."""

import re
import sqlite3
from pathlib import Path
from uuid import UUID

import segno
from playwright.sync_api import expect
from pypdf import PdfReader

from server.accounts.rules import derive_secret
from tests.browser.people import LAPTOP, People, Screen
from tests.stack import Stack

PIN = "730184"


def printed(people: People, name: str) -> Screen:
    """The secretary's page of cards, with one for this member."""
    chair = people.enter_anew("chair", size=LAPTOP)
    chair.open("/").page.get_by_role("link", name="Chi bộ thôn Đông Đơn vị của tôi").click()
    chair.page.get_by_role("link", name="Cấp thẻ vào").click()
    if not chair.page.locator(".entry-card", has_text=name).count():
        chair.page.get_by_role("radio", name="Thẻ in").check(force=True)
        chair.page.get_by_role("checkbox", name=name).check(force=True)
        chair.press("Cấp thẻ")
        chair.sees("Đã cấp thẻ.")
    return chair


def code_of(people: People, name: str) -> str:
    return printed(people, name).page.locator(".entry-card", has_text=name).locator(".code").inner_text()


def drawn_address(stack: Stack, name: str, page: str) -> str:
    """What the card's drawing says, made again from the key; and that the page draws just that."""
    data = Path(stack.environ["DATA"])
    with sqlite3.connect(data / "sotay.db") as db:
        question = "SELECT c.id FROM entry_cards c JOIN members m ON m.id = c.member_id WHERE m.name = ? AND c.kind = ?"
        found = db.execute(f"{question} ORDER BY c.expires_at DESC", (name, "printed")).fetchone()
    db.close()
    secret = derive_secret((data / "secret.key").read_bytes(), UUID(found[0]))
    address = f"{stack.address}/enter#t={secret}"
    drawing = segno.make(address, error="m", boost_error=False)
    path = re.findall(r'\bd="([^"]+)"', drawing.svg_inline(scale=1, border=2, omitsize=True))[0]
    assert path in page
    return address


def set_pin(screen: Screen, pin: str, again: str = "") -> None:
    screen.page.locator("#f-pin").fill(pin)
    if again:
        screen.page.locator("#f-pin_again").fill(again)
    screen.press("Vào Sổ tay")


def test_cards_are_printed_six_to_a_page(people: People, tmp_path: Path) -> None:
    chair = printed(people, "Đinh Xuân Nghĩa")
    chair.page.get_by_role("button", name="Cấp thẻ in cho").click()
    chair.sees("Đã cấp thẻ.")
    cards = chair.page.locator(".entry-card")
    count = cards.count()
    assert count >= 20
    expect(cards.first.locator("svg")).to_be_visible()
    assert re.fullmatch("[2-9A-Z]{4} [2-9A-Z]{4}", cards.first.locator(".code").inner_text())
    paper = tmp_path / "cards.pdf"
    chair.page.pdf(path=paper, prefer_css_page_size=True)
    pages = [one.extract_text() for one in PdfReader(paper).pages]
    assert len(pages) == -(-count // 6)
    assert [text.count("Dùng một lần") for text in pages[:-1]] == [6] * (len(pages) - 1)
    assert "Cấp thẻ mới" not in "".join(pages)
    assert "Gọi giúp" not in "".join(pages)


def test_a_new_member_gets_in_by_the_drawing_and_stays_in(people: People) -> None:
    name = "Lê Ngọc Mai"
    address = drawn_address(people.stack, name, printed(people, name).page.content())
    mai = people.stranger()
    mai.open(address)
    expect(mai.page).to_have_url(re.compile("/enter/pin$"))  # the secret stands in no address any more
    mai.sees(name)
    set_pin(mai, "123456", "123456")
    mai.sees("Mã PIN này dễ đoán.")
    mai.page.get_by_role("link", name="Nhập lại").click()
    set_pin(mai, PIN, "730185")
    mai.sees("Hai lần nhập mã PIN không giống nhau.")
    mai.page.get_by_role("link", name="Nhập lại").click()
    set_pin(mai, PIN, PIN)
    mai.sees("Đồng chí đã vào Sổ tay. Máy này được ghi nhớ.")
    mai.sees("Chào đồng chí Mai")
    again = people.stranger(storage_state=mai.context.storage_state())
    again.open("/").sees("Chào đồng chí Mai")
    other = people.stranger()
    other.open(address).sees("Thẻ này đã dùng rồi hoặc đã hết hạn.")


def test_the_code_is_typed_as_people_type_and_a_second_browser_gets_in(people: People) -> None:
    code = code_of(people, "Trần Đức Tâm")
    tam = people.stranger()
    tam.open("/").page.get_by_label("Mã trên thẻ").fill("2222 2222")
    tam.press("Tiếp tục")
    tam.sees("Không có thẻ nào với mã này")
    tam.page.get_by_role("link", name="Nhập lại").click()
    tam.page.get_by_label("Mã trên thẻ").fill(f" {code.lower()} ")
    tam.press("Tiếp tục")
    tam.sees("Trần Đức Tâm")
    set_pin(tam, PIN, PIN)
    tam.sees("Chào đồng chí Tâm")
    tam.open("/me").press("Lấy mã mười phút")
    second = people.stranger(LAPTOP)
    second.open("/enter").page.get_by_label("Mã trên thẻ").fill(tam.page.locator("p.code").inner_text())
    second.press("Tiếp tục")
    second.sees("Mã PIN đồng chí đang dùng trên máy kia.")
    set_pin(second, "111222")
    second.sees("Mã PIN chưa đúng.")
    set_pin(second, PIN)
    second.sees("Chào đồng chí Tâm")
    # From the first, the second is shut out; it has to sign in again.
    tam.open("/me").press("Khóa máy này")
    tam.sees("Đã khóa máy đó.")
    second.open("/tasks")
    expect(second.page).to_have_url(re.compile(r"/enter\?next=/tasks$"))


KEPT = """async () => ({
  local: localStorage.length, session: sessionStorage.length, caches: await caches.keys(),
  stores: await indexedDB.databases(), workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""


def test_signing_out_leaves_nothing(people: People) -> None:
    lan = people.enter_anew("member")
    page = lan.open("/me").page
    lan.sees("0912 000 111")
    page.evaluate("caches.open('kept').then((one) => one.put('/tasks', new Response('Việc của Lan')))")
    page.evaluate("localStorage.setItem('draft', 'Viết dở')")
    second = lan.context.new_page()
    second.goto("/tasks")
    lan.press("Đăng xuất khỏi máy này")
    expect(page).to_have_url(re.compile("/enter"))
    lan.sees("Đã đăng xuất. Sổ tay không còn giữ gì trên máy này.")
    assert [one["name"] for one in lan.context.cookies() if one["value"]] == []
    assert page.evaluate(KEPT) == {"local": 0, "session": 0, "caches": [], "stores": [], "workers": 0}
    page.go_back()
    expect(page).to_have_url(re.compile("/enter"))
    lan.does_not_see("0912 000 111")
    second.reload()
    expect(second).to_have_url(re.compile("/enter"))


def test_after_signing_out_the_way_back_shows_nothing(people: People) -> None:
    """Not from the browser's own cache either, with the worker and without."""
    for workers in ("allow", "block"):
        lan = people.enter_anew("member", service_workers=workers)
        lan.open("/tasks").open("/me").press("Đăng xuất khỏi máy này")
        expect(lan.page).to_have_url(re.compile("/enter"))
        for _ in range(3):
            lan.page.go_back()
            expect(lan.page).to_have_url(re.compile("/enter"))
            lan.does_not_see("Chào đồng chí Lan")


def test_wrong_pins_make_this_device_wait_and_no_other(people: People) -> None:
    khanh, other = people.enter_anew("member2"), people.enter_anew("member2")
    khanh.open("/unlock?next=/tasks")
    for _ in range(5):
        khanh.page.locator("#f-pin").fill("000111")
        khanh.press("Mở khóa")
        khanh.sees("Mã PIN chưa đúng.")
    khanh.page.locator("#f-pin").fill("482615")
    khanh.press("Mở khóa")
    khanh.sees("Máy này nhập sai nhiều lần nên phải chờ thêm 1 phút.")
    other.open("/unlock?next=/tasks").page.locator("#f-pin").fill("482615")
    other.press("Mở khóa")
    expect(other.page).to_have_url(re.compile("/tasks"))


def test_two_people_give_a_card_again_and_one_locks_a_lost_phone(people: People) -> None:
    name = "Đỗ Thị Tuyết"
    lost = people.enter_anew("teller")
    lost.open("/tasks")
    chair = people.enter_anew("chair", size=LAPTOP)
    chair.open("/").page.get_by_role("link", name="Chi bộ thôn Đông Đơn vị của tôi").click()
    chair.page.get_by_role("link", name="Cấp thẻ vào").click()
    chair.page.get_by_label("Cấp lại cho").select_option(label=f"{name}, sinh năm 1966")
    chair.press("Đề nghị cấp lại thẻ")
    chair.sees("Một đồng chí khác mở Sổ tay, mục Tôi, và xác nhận trong 15 phút.")
    chair.open("/me").does_not_see("đề nghị cấp lại thẻ chờ đồng chí xác nhận")
    minh = people.enter_anew("recorder")
    minh.open("/me").page.get_by_role("link", name="đề nghị cấp lại thẻ chờ đồng chí xác nhận").click()
    card = minh.page.locator("section.card", has_text=name)
    card.get_by_role("button", name="Xác nhận cấp lại thẻ").click()
    minh.sees("Đã xác nhận. Thẻ hiện trên trang Thẻ vào của người đề nghị")
    cards = chair.page.url.partition("/me")[0] + re.findall("/units/[0-9a-f-]{36}", chair.open("/").page.content())[0]
    chair.open(f"{cards}/cards")
    code = chair.page.locator(".entry-card", has_text=name).locator(".code").inner_text()
    new = people.stranger()
    new.open("/enter").page.get_by_label("Mã trên thẻ").fill(code)
    new.press("Tiếp tục")
    set_pin(new, PIN, PIN)
    new.sees("Chào đồng chí Tuyết")
    new.open("/me").sees("chưa biểu quyết được trên điện thoại")
    lost.open("/me").sees("Không phải đồng chí yêu cầu thì gọi ngay cho bí thư")
    minh.open(f"{cards}/access")
    minh.sees("Nguyễn Đình Lâm đề nghị cấp lại, Lê Đức Minh xác nhận")
    minh.press(f"Khóa các máy của đồng chí {name}")
    minh.sees("Đã khóa các máy của đồng chí ấy.")
    for screen in (lost, new):
        screen.open("/tasks")
        expect(screen.page).to_have_url(re.compile(r"/enter\?next=/tasks$"))
