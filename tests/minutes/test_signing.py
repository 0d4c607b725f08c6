"""From the close of a meeting to the frozen paper, over HTTP and on both databases."""

import re
from io import BytesIO

import pytest
from docx import Document

from tests.house import House
from tests.minutes.reading import bare, docx_text, pdfium_pages


@pytest.fixture
def address(house: House) -> str:
    """The running meeting of the demonstration, closed by its chair."""
    found = f"/meetings/{house.meeting('open')}"
    assert house.sign_in("chair").does(f"{found}/state", step="close") == "done_meeting_close"
    return f"{found}/minutes"


def paragraph_ids(page: str) -> list[str]:
    return re.findall(r'id="p-([0-9a-f-]{36})"', page)


def test_from_draft_to_frozen(house: House, address: str) -> None:
    chair, recorder, member = house.sign_in("chair"), house.sign_in("recorder"), house.sign_in("member")
    place = paragraph_ids(recorder.read(address))[-1]
    assert "chưa được duyệt" in bare_pdf(member.get(f"{address}.pdf").content)

    assert recorder.is_refused(f"{address}/approval", role="recorder") == (409, "minutes_not_read_back")
    correction = {"seen": 0, "text": "Bế mạc hồi 21 giờ 00 #panic(1) {{ 7*7 }} <b>."}
    assert recorder.does(f"{address}/paragraphs/{place}", **correction) == "done_paragraph"
    assert chair.is_refused(f"{address}/paragraphs/{place}", **correction) == (409, "paragraph_changed")
    assert recorder.does(f"{address}/reading") == "done_read_back"
    assert recorder.does(f"{address}/approval", role="recorder") == "done_approved"
    assert recorder.is_refused(f"{address}/approval", role="chair") == (403, "not_a_signer")

    assert chair.does(f"{address}/paragraphs/{place}", seen=1, text="Bế mạc {{ 7*7 }}.") == "done_paragraph"
    assert chair.is_refused(f"{address}/approval", role="chair") == (409, "minutes_not_read_back")
    assert recorder.does(f"{address}/reading") == "done_read_back", "what was heard were other words"
    assert "Thư ký, đồng chí" in chair.read(address), "the recorder approved other words"
    assert chair.does(f"{address}/approval", role="chair") == "done_approved"
    assert "Dự thảo" in member.read(address)
    assert recorder.does(f"{address}/approval", role="recorder") == "done_approved"

    page = member.read(address)
    assert "Đã sửa 2 lần" in page
    assert "Mã băm này đối chiếu được với nhật ký cuộc họp" in page
    assert recorder.is_refused(f"{address}/paragraphs/{place}", seen=2, text="Khác.") == (409, "minutes_frozen")


def bare_pdf(pdf: bytes) -> str:
    return " ".join("".join(pdfium_pages(pdf)).split())


def test_both_files_come_with_their_kind_and_the_same_bytes_each_time(house: House, address: str) -> None:
    member = house.sign_in("member")
    pdf, docx = member.get(f"{address}.pdf"), member.get(f"{address}.docx")
    assert pdf.headers["content-type"] == "application/pdf"
    assert docx.headers["content-disposition"] == 'attachment; filename="bien-ban.docx"'
    assert Document(BytesIO(docx.content)).core_properties.title.startswith("Biên bản: ")
    assert bare("BIÊN BẢN") in docx_text(docx.content)
    assert (member.get(f"{address}.pdf").content, member.get(f"{address}.docx").content) == (pdf.content, docx.content)
    assert member.get(f"{address}.odt").status_code == 404


@pytest.mark.parametrize("role", ["guest", "outsider", "upper", "admin"])
def test_the_minutes_are_not_there_for_others(house: House, address: str, role: str) -> None:
    other = house.sign_in(role)
    for path in (address, f"{address}.pdf", f"{address}.docx"):
        assert other.get(path).status_code == 404
    assert other.is_refused(f"{address}/reading") == (404, "not_found")
