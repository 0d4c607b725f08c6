"""The library on the screen: a document comes onto the shelf, is found, read, heard, taken along and withdrawn."""

import io
import re
from datetime import datetime

import docx
import pytest
import typst
from playwright.sync_api import Page, expect

from server.clock import ZONE
from tests.browser.people import LAPTOP, People, Screen
from tests.browser.phone import cut, is_kept_copy, with_worker
from tests.browser.test_news import VOICES, fits

COMMUNE = "Đảng bộ xã Hòa An"
WORDS = "Mỗi gia đình trồng ít nhất một cây bóng mát trước ngày 15 tháng Giêng."


def pdf() -> bytes:
    return bytes(typst.compile(f"#set page(width: 12cm)\n= Kế hoạch\n{WORDS}".encode()))


def word() -> bytes:
    document, out = docx.Document(), io.BytesIO()
    document.add_heading("Kế hoạch", 1)
    document.add_paragraph(WORDS)
    document.save(out)
    return out.getvalue()


def publish(people: People, title: str, name: str, data: bytes) -> Screen:
    """By the commune's editor, on the page made for it; gives the screen at the document."""
    editor = people.sign_in("editor", LAPTOP)
    page = editor.open("/documents").page
    page.get_by_role("link", name=f"Thêm văn bản của {COMMUNE}").click()
    page.get_by_label("Loại văn bản").select_option(label="Kế hoạch")
    page.get_by_label("Trích yếu").fill(title)
    page.get_by_label("Số", exact=False).first.fill("21")
    page.get_by_label("Ký hiệu").fill("KH/ĐU")
    expect(page.get_by_label("Cơ quan ban hành")).to_have_value(COMMUNE)
    page.get_by_label("Ngày ban hành").fill(datetime.now(ZONE).date().isoformat())
    page.get_by_label("Tệp văn bản").set_input_files({"name": name, "mimeType": "", "buffer": data})
    editor.press("Đưa vào thư viện")
    editor.sees("Đã đưa văn bản vào thư viện")
    return editor


def find(screen: Screen, title: str) -> Page:
    """By level and by type, as a person looks for it."""
    page = screen.open("/documents").page
    screen.unfold("Lọc: mọi cấp, mọi loại")
    page.get_by_role("navigation", name="Lọc theo cấp").get_by_role("link", name=COMMUNE).click()
    screen.unfold(f"Lọc: {COMMUNE}, mọi loại")
    page.get_by_role("navigation", name="Lọc theo loại văn bản").get_by_role("link", name="Kế hoạch").click()
    screen.does_not_see("12-NQ/TU")
    page.get_by_role("link", name=re.compile(title)).click()
    return page


@pytest.mark.parametrize(("kind", "data"), [("pdf", pdf()), ("docx", word())])
def test_a_document_is_published_found_and_read_on_a_phone(people: People, kind: str, data: bytes) -> None:
    title = f"Về trồng cây đầu xuân ({kind})"
    editor = publish(people, title, f"kế hoạch.{kind}", data)
    lan = people.sign_in("member")
    page = find(lan, re.escape(title))
    for words in ("21-KH/ĐU", "Kế hoạch", COMMUNE, "Đồng chí Dương Thu Thảo"):
        lan.sees(words)
    expect(page.locator("article.prose")).to_contain_text(WORDS)
    assert fits(page)
    with page.expect_download() as taken:
        page.get_by_role("link", name="Tải tệp gốc").click()
    assert taken.value.suggested_filename == f"kế hoạch.{kind}"
    assert taken.value.path().read_bytes() == data
    for screen in (editor, lan):
        assert screen.complaints == []


def test_a_document_is_heard(people: People) -> None:
    publish(people, "Về nghe văn bản", "nghe.docx", word())
    lan = people.sign_in("member")
    lan.context.add_init_script(VOICES.replace("LANG", "'vi-VN'"))
    page = find(lan, "Về nghe văn bản")
    page.get_by_role("button", name="Nghe đọc văn bản").click()
    page.evaluate("finish()")
    assert page.evaluate("said") == ["Kế hoạch", WORDS]


def test_a_saved_document_is_read_without_a_network(people: People) -> None:
    publish(people, "Về đọc khi mất mạng", "mất mạng.pdf", pdf())
    lan = with_worker(people, "member")
    page = find(lan, "Về đọc khi mất mạng")
    page.get_by_role("button", name="Lưu để đọc khi mất mạng").click()
    lan.sees("Đã lưu trên máy này.")
    address = page.url
    cut(lan)
    lan.open("/").page.goto(address)
    is_kept_copy(lan)
    expect(page.locator("article.prose")).to_contain_text(WORDS)
    with page.expect_download() as taken:
        page.get_by_role("link", name="Tải tệp gốc").click()
    assert taken.value.path().read_bytes().startswith(b"%PDF")
    lan.open("/offline").page.get_by_role("link", name="Về đọc khi mất mạng").first.click()
    expect(page.locator("article.prose")).to_contain_text(WORDS)


def test_a_withdrawn_document_is_gone_from_the_shelf(people: People) -> None:
    editor = publish(people, "Về việc rút lại", "rút.docx", word())
    lan = people.sign_in("member")
    lan.open("/documents").sees("Về việc rút lại")
    editor.unfold("Rút văn bản khỏi thư viện")
    editor.press("Rút văn bản")
    editor.sees("Đã rút văn bản khỏi thư viện.")
    lan.open("/documents").does_not_see("Về việc rút lại")
    assert editor.complaints == []
