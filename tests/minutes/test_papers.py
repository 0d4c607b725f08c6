"""PDF and Word: the same words, the layout of the office, and nothing executed."""

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pytest
import time_machine
from docx import Document
from pypdf import PdfReader

from server.minutes import docx
from server.minutes.document import MinutesDocument, Section, document_of
from server.minutes.docx import to_docx
from server.minutes.pdf import to_pdf
from templates.documents.make_minutes_docx import make
from tests.minutes.reading import bare, docx_text, inked, pdfium_pages, pypdf_pages, without_footers
from tests.minutes.sample import CHAIR_SIGNED, HEADER, RECORDER_SIGNED, minutes

FROZEN = document_of(minutes(None, HEADER, CHAIR_SIGNED, RECORDER_SIGNED, frozen=True))
DRAFT = document_of(minutes())
EMPTY = replace(DRAFT, superior="", sections=(), recipients=())
LONG = replace(
    DRAFT,
    sections=tuple(
        Section(f"{item}. Mục dài", tuple(f"Đồng chí số {n} phát biểu: " + "ý kiến dài " * 273 for n in range(30)))
        for item in (1, 2)
    ),
)
HOSTILE_LINES = (
    '#panic("x") *sao* _gạch_ $x$ \\ "kép" \'đơn\' `mã` <script>alert(1)</script> @x -- ... ~ // /* c',
    '#include "/etc/passwd" #sys.inputs = tiêu đề - mục + mục [ngoặc] <nhãn> https://example.org/a?b=c&d=e',
    "{{ 7*7 }} {% for x in y %} {# z #} {_{ a }_} {_% b %_} {%p if x %} {{r d }} ]]> &amp; &#33; <w:p/> 100%",
    "x" * 400,
)
HOSTILE = replace(
    FROZEN,
    superior="Đảng bộ <b>xã</b> & #upper",
    subject='Họp "{{ title }}" & $y$ #panic("subject") *đậm*',
    sections=(Section("1. Mục #eval(\"1\") {{ x }} & '<i>'", HOSTILE_LINES),),
)
LETTERS = "ăâđêôơư" + "".join(
    letter
    for letter in map(chr, (*range(0xC0, 0x1B1), *range(0x1EA0, 0x1EFA)))
    if letter.lower() in "àảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵăâđêôơư"
)
ALL = [FROZEN, DRAFT, EMPTY, LONG, HOSTILE]
NAMES = ["frozen", "draft", "empty", "long", "hostile"]
every = pytest.mark.parametrize("document", ALL, ids=NAMES)


@every
def test_word_and_pdf_say_the_same(document: MinutesDocument) -> None:
    assert docx_text(to_docx(document)) == without_footers(pdfium_pages(to_pdf(document)), document.footer)


@every
def test_two_readers_of_the_pdf_agree(document: MinutesDocument) -> None:
    pdf = to_pdf(document)
    assert bare("".join(pypdf_pages(pdf))) == bare("".join(pdfium_pages(pdf)))


def test_everything_of_the_document_is_printed() -> None:
    text = docx_text(to_docx(FROZEN))
    wanted = [FROZEN.superior.upper(), FROZEN.issuer.upper(), "*", FROZEN.number, "ĐẢNG CỘNG SẢN VIỆT NAM"]
    wanted += [FROZEN.place_and_date, "BIÊN BẢN", FROZEN.subject]
    for section in FROZEN.sections:
        wanted += [section.heading, *section.lines]
    for one in FROZEN.signatures:
        wanted += [one.role.upper(), one.note, one.name]
    wanted += ["Nơi nhận:", *(f"- {one}" for one in FROZEN.recipients)]
    assert text == bare("".join(wanted))


def test_what_people_wrote_is_text_and_nothing_else() -> None:
    text = without_footers(pdfium_pages(to_pdf(HOSTILE)), HOSTILE.footer)
    for words in (*HOSTILE_LINES, HOSTILE.subject, HOSTILE.sections[0].heading):
        assert bare(words) in text


def test_a_line_break_inside_a_name_breaks_neither_file() -> None:
    document = replace(DRAFT, subject="Họp bất thường\ntháng 12")
    assert "Họpbấtthườngtháng12" in bare("".join(pdfium_pages(to_pdf(document))))
    assert "Họpbấtthườngtháng12" in docx_text(to_docx(document))


def test_a_sign_that_no_face_has_does_not_stop_the_printing() -> None:
    document = replace(DRAFT, sections=(Section("1. Mục", ("Nhất trí 👍 với chi ủy 漢.",)),))
    assert "vớichiủy" in bare("".join(pdfium_pages(to_pdf(document))))
    assert "Nhấttrí👍vớichiủy漢." in docx_text(to_docx(document))


def test_signs_that_xml_cannot_hold_are_left_out_of_word() -> None:
    document = replace(
        DRAFT, issuer="Chi bộ\x01 một", subject="Họp\uffff", sections=(Section("1.\ufffe", ("a\x0bb",)),)
    )
    file = to_docx(document)
    assert "Họp1.ab" in docx_text(file)
    assert Document(BytesIO(file)).core_properties.author == "Chi bộ một"


@pytest.mark.parametrize("document", [FROZEN, EMPTY, HOSTILE], ids=["frozen", "empty", "hostile"])
def test_the_same_minutes_give_the_same_bytes_on_another_day(document: MinutesDocument) -> None:
    with time_machine.travel(datetime(2026, 11, 22, tzinfo=UTC)):
        first = to_pdf(document), to_docx(document)
    with time_machine.travel(datetime(2031, 1, 1, tzinfo=UTC)):
        assert (to_pdf(document), to_docx(document)) == first


@every
def test_the_page_is_a4_with_the_margins_of_the_office(document: MinutesDocument) -> None:
    pdf = to_pdf(document)
    for page in PdfReader(BytesIO(pdf)).pages:
        assert (round(float(page.mediabox.width)), round(float(page.mediabox.height))) == (595, 842)
    for left, bottom, right, top in inked(pdf):
        assert 29.5 <= left <= 31
        assert right <= 195.2
        assert bottom >= 8
        assert 272 <= top <= 278.5  # marks on capitals rise above the line


@every
def test_the_faces_are_tinos_and_travel_with_the_file(document: MinutesDocument) -> None:
    for page in PdfReader(BytesIO(to_pdf(document))).pages:
        for font in page["/Resources"]["/Font"].values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            assert "Tinos" in inner["/BaseFont"]
            assert "/FontFile2" in inner["/FontDescriptor"].get_object()


@every
def test_the_pdf_lasts_and_can_be_read_aloud(document: MinutesDocument) -> None:
    reader = PdfReader(BytesIO(to_pdf(document)))
    root = reader.root_object
    assert root["/Lang"] == "vi-VN"
    assert root["/MarkInfo"]["/Marked"]
    assert reader.metadata is not None
    assert reader.metadata.title == f"Biên bản: {document.subject}"
    described = root["/Metadata"].get_object().get_data()
    assert b"pdfuaid:part" in described
    assert b"pdfaid:part" in described


def test_every_vietnamese_letter_comes_out_in_every_face() -> None:
    assert len(LETTERS) >= 134
    document = replace(
        DRAFT, place_and_date=LETTERS, subject=LETTERS, sections=(Section("1. Mục", (" ".join(LETTERS),)),)
    )
    pdf = to_pdf(document)
    assert bare("".join(pdfium_pages(pdf))).count(LETTERS) == 3
    assert b"pdfuaid:part" in PdfReader(BytesIO(pdf)).root_object["/Metadata"].get_object().get_data(), (
        "a letter without a drawing takes the claim away"
    )


def test_nobody_signs_a_page_without_text() -> None:
    for count in range(1, 45):
        sections = (Section("1. Mục", tuple(f"Dòng {n}." for n in range(count))), Section("Kết thúc", ("Bế mạc.",)))
        pages = pdfium_pages(to_pdf(replace(DRAFT, sections=sections)))
        signed = next(page for page in pages if "THƯ KÝ" in page)
        assert "Kết thúc" in signed
        assert "Bế mạc." in signed


def test_the_word_file_has_the_same_page_and_counts_its_pages() -> None:
    document = Document(BytesIO(to_docx(FROZEN)))
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    margins = section.top_margin, section.bottom_margin, section.left_margin, section.right_margin
    assert [round(one.mm) for one in margins] == [20, 20, 30, 15]
    footer = section.footer.paragraphs[0]
    assert footer.text == f"{FROZEN.footer}\tTrang /"
    assert [one.text for one in footer._p.iter() if one.tag.endswith("}instrText")] == ["PAGE", "NUMPAGES"]
    assert document.core_properties.title == f"Biên bản: {FROZEN.subject}"
    assert document.styles["Normal"].font.name == "Times New Roman"


def test_the_template_is_what_its_maker_writes() -> None:
    assert docx.TEMPLATE.read_bytes() == make()
