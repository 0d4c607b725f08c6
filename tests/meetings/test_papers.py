"""Papers as they really come: DOCX from Word, PDF from anywhere, and files that mean harm."""

import hashlib
import io
import zipfile
from pathlib import Path
from types import SimpleNamespace

import docx
import pypdf
import pytest
import typst
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from server.confined import CannotOpen, names_in_zip, run_confined
from server.i18n.messages import sentence
from server.meetings import convert, papers
from server.meetings.papers import (
    MAX_NAME,
    MAX_PAGES,
    MAX_SIZE,
    PaperBroken,
    PaperEmpty,
    PaperKind,
    PaperTooLarge,
    PaperTooManyPages,
    accept,
    clean_html,
)
from server.web.assets import ROOT
from server.web.errors import status_of, words_of
from server.web.templates import render

PICTURE = ROOT / "static/icons/badge-96.png"


def word(*paragraphs: str, title: str = "Báo cáo tháng 10") -> docx.document.Document:
    document = docx.Document()
    if title:
        document.add_heading(title, level=1)
    for text in paragraphs:
        document.add_paragraph(text)
    return document


def saved(document: docx.document.Document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def pdf(source: str) -> bytes:
    made = typst.compile(source.encode())
    assert isinstance(made, bytes)
    return made


def zipped(entries: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


def with_link(document: docx.document.Document, address: str, text: str) -> None:
    """A hyperlink as Word writes it."""
    relation = document.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = parse_xml(f'<w:hyperlink {nsdecls("w", "r")} r:id="{relation}"><w:r><w:t>{text}</w:t></w:r></w:hyperlink>')
    document.add_paragraph()._p.append(link)


# --- DOCX -----------------------------------------------------------------------------------


def test_a_word_file_becomes_a_page_and_keeps_its_size_and_digest() -> None:
    data = saved(word("Chi bộ đã làm xong đường thôn."))
    paper = accept(data, "Báo cáo.docx")
    assert (paper.filename, paper.kind, paper.pages) == ("Báo cáo.docx", "docx", None)
    assert (paper.size, paper.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    assert paper.html == "<h2>Báo cáo tháng 10</h2><p>Chi bộ đã làm xong đường thôn.</p>"


def test_headings_go_one_level_down_because_the_page_has_its_own() -> None:
    document = word(title="")
    for level in range(6):
        document.add_heading(f"Mục {level}", level=level)
    html = accept(saved(document), "a.docx").html or ""
    assert "<h1" not in html
    assert "<h2>Mục 0</h2><h2>Mục 1</h2><h3>Mục 2</h3><h4>Mục 3</h4><h4>Mục 4</h4><h4>Mục 5</h4>" in html


def test_lists_tables_and_stress_stay() -> None:
    document = word(title="")
    document.add_paragraph("Việc thứ nhất", style="List Bullet")
    document.add_paragraph("").add_run("Quan trọng").bold = True
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "Thu đảng phí"
    html = accept(saved(document), "a.docx").html or ""
    assert "<ul><li>Việc thứ nhất</li></ul>" in html
    assert "<strong>Quan trọng</strong>" in html
    assert '<div class="table-scroll"><table class="table">' in html
    assert '<td colspan="2"><p>Thu đảng phí</p></td>' in html
    assert html.count("<div") == html.count("</div>") == 1


def test_what_looks_like_markup_in_the_text_stays_text() -> None:
    html = accept(saved(word("<script>alert(1)</script> & <img src=x onerror=alert(1)>")), "a.docx").html or ""
    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;img src=x onerror=alert(1)&gt;" in html


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "http://vi-du.vn", "data:text/html,x", "/sign-out", "file:///etc"]
)
def test_a_link_that_is_not_https_leads_nowhere(address: str) -> None:
    document = word()
    with_link(document, address, "Xem ở đây")
    html = accept(saved(document), "a.docx").html or ""
    assert "Xem ở đây" in html
    assert "href" not in html


def test_a_safe_link_tells_the_other_side_nothing() -> None:
    document = word()
    with_link(document, "https://vi-du.vn/van-ban", "Văn bản")
    html = accept(saved(document), "a.docx").html or ""
    assert '<a href="https://vi-du.vn/van-ban" rel="noopener noreferrer nofollow">Văn bản</a>' in html


def test_pictures_are_left_out_of_the_page() -> None:
    document = word("Có ảnh kèm theo.")
    document.add_picture(str(PICTURE))
    assert accept(saved(document), "a.docx").html == "<h2>Báo cáo tháng 10</h2><p>Có ảnh kèm theo.</p>"


def test_a_scan_in_a_word_file_is_kept_as_a_file_only() -> None:
    document = word(title="")
    document.add_picture(str(PICTURE))
    assert accept(saved(document), "ảnh chụp.docx").html is None


def test_a_text_too_long_for_a_phone_is_kept_as_a_file_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(papers, "MAX_HTML", 100)
    assert accept(saved(word("dài " * 100)), "a.docx").html is None


def test_a_word_file_without_content_is_refused() -> None:
    with pytest.raises(PaperEmpty):
        accept(saved(word("  ", title="")), "trống.docx")


def test_cleaning_what_is_clean_changes_nothing() -> None:
    html = '<h2>A</h2><p>b <strong>c</strong><br> <a href="https://d.vn">e</a></p>'
    assert clean_html(clean_html(html)) == clean_html(html)
    assert clean_html('<p class="x" style="y" onclick="z" hx-get="/">t</p><style>u</style>') == "<p>t</p>"


# --- PDF ------------------------------------------------------------------------------------


def test_a_pdf_is_known_by_its_bytes_and_its_pages_are_counted() -> None:
    paper = accept(pdf("Một #pagebreak() Hai #pagebreak() Ba"), "Nghị quyết.docx")
    assert (paper.filename, paper.kind, paper.pages, paper.html) == ("Nghị quyết.pdf", "pdf", 3, None)


def test_a_pdf_with_a_mark_before_it_is_still_a_pdf() -> None:
    assert accept(b"\xef\xbb\xbf\r\n" + pdf("Một"), "a.pdf").pages == 1


def test_a_pdf_of_too_many_pages_is_refused_with_both_numbers() -> None:
    with pytest.raises(PaperTooManyPages) as refused:
        accept(pdf("#for _ in range(501) [x #pagebreak(weak: true)]"), "dày.pdf")
    assert refused.value.details == {"name": "dày.pdf", "pages": 501, "limit": MAX_PAGES}


def test_a_pdf_with_a_password_is_refused() -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf("Kín")))
    writer.encrypt("mat-khau", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(PaperBroken):
        accept(out.getvalue(), "khóa.pdf")


def test_a_pdf_without_pages_is_refused() -> None:
    out = io.BytesIO()
    pypdf.PdfWriter().write(out)
    with pytest.raises((PaperEmpty, PaperBroken)):
        accept(out.getvalue(), "trống.pdf")


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.7\n" + b"\x00" * 4096, b"%PDF-" + b"<<" * 50_000])
def test_a_pdf_that_is_none_is_refused(data: bytes) -> None:
    with pytest.raises(PaperBroken):
        accept(data, "hỏng.pdf")


# --- Other files ----------------------------------------------------------------------------


def test_an_old_word_file_renamed_is_refused_with_what_to_do() -> None:
    with pytest.raises(PaperKind) as refused:
        accept(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512, "C:\\Users\\Bich\\báo cáo.docx")
    assert words_of(refused.value) == sentence("paper_kind", name="báo cáo.docx")
    assert status_of(refused.value) == 422


def test_a_word_file_with_a_password_is_told_apart_from_an_old_one() -> None:
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512 + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(PaperBroken):
        accept(locked, "kín.docx")


@pytest.mark.parametrize("data", [b"<html><script>", b"GIF89a", b"<?xml version='1.0'?><svg/>", b"MZ\x90"])
def test_other_kinds_are_refused_whatever_they_are_called(data: bytes) -> None:
    with pytest.raises(PaperKind):
        accept(data, "tài liệu.pdf")


def test_another_zip_is_no_word_file() -> None:
    with pytest.raises(PaperKind):
        accept(zipped({"xl/workbook.xml": b"<workbook/>"}), "danh sách.docx")


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(PaperEmpty):
        accept(b"", "a.pdf")


def test_a_file_that_is_too_large_is_refused_with_its_size() -> None:
    with pytest.raises(PaperTooLarge) as refused:
        accept(b"%PDF-" + b"x" * (MAX_SIZE + 3 * 512 * 1024), "ảnh.pdf")
    assert refused.value.details == {"name": "ảnh.pdf", "size": "21,5", "limit": 20}
    assert status_of(refused.value) == 413


def test_a_word_file_cut_in_half_is_refused() -> None:
    data = saved(word("Nội dung"))
    with pytest.raises(PaperBroken):
        accept(data[: len(data) // 2], "a.docx")


def test_a_word_file_with_broken_text_is_refused() -> None:
    with pytest.raises(PaperBroken):
        accept(zipped({"word/document.xml": b"<w:document"}), "a.docx")


def test_a_zip_bomb_is_refused_by_its_own_table_of_contents() -> None:
    bomb = zipped({"word/document.xml": b"<a/>", "word/media/image1.png": b"\x00" * (61 * 1024 * 1024)})
    assert len(bomb) < 100_000
    with pytest.raises(PaperBroken):
        accept(bomb, "bom.docx")


def test_a_zip_with_too_many_entries_is_refused() -> None:
    with pytest.raises(CannotOpen):
        names_in_zip(zipped({str(number): b"" for number in range(2_001)}), 1_000)


def test_a_laughing_document_takes_only_the_child_along() -> None:
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    body = f'<!DOCTYPE w [<!ENTITY a0 "ha">{levels}]><w:document {nsdecls("w")}><w:body>&a11;</w:body></w:document>'
    with pytest.raises((PaperBroken, PaperEmpty)):
        accept(zipped({"word/document.xml": body.encode()}), "cười.docx")


def test_the_child_has_no_environment_and_little_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "probe.py").write_text(
        "import os, sys\n"
        "from server.confined import confinement\n"
        "with confinement() as data:\n"
        "    if data == b'all':\n"
        "        bytearray(2**30)\n"
        "    sys.stdout.write(' '.join(os.environ))\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("SECRET_KEY_FILE", "/somewhere")
    assert b"SECRET_KEY_FILE" not in run_confined("probe", b"")
    with pytest.raises(CannotOpen):
        run_confined("probe", b"all")


# --- Names and the page -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Tài liệu\\Báo cáo.PDF", "Báo cáo.pdf"),
        ("Báo cáo tháng 10.2026", "Báo cáo tháng 10.2026.pdf"),
        ("Ke\u0302\u0301 hoạch\n\x00 \u202efdp.doc", "Kế hoạch fdp.pdf"),
        ("", "Tài liệu.pdf"),
        ("..", "Tài liệu.pdf"),
        ("a" * 300 + ".pdf", "a" * (MAX_NAME - 4) + ".pdf"),
    ],
)
def test_the_name_is_one_line_without_a_path_and_says_what_the_file_is(given: str, kept: str) -> None:
    assert accept(pdf("x"), given).filename == kept


def test_the_converter_does_the_same_when_it_is_called_directly() -> None:
    found = convert.pdf(pdf("a #pagebreak() b"))
    assert (found["pages"], str(found["text"]).split()) == (2, ["a", "b"])
    assert convert.html(saved(word(title="Chương trình"))) == "<h2>Chương trình</h2>"


def test_the_page_shows_the_text_and_leads_to_the_file() -> None:
    page = render(
        "meetings/paper.html",
        title="Báo cáo.docx",
        tab="meetings",
        viewer=None,
        notice=None,
        meeting=SimpleNamespace(address="/meetings/m", title="Sinh hoạt tháng 10"),
        paper=SimpleNamespace(id="p", kind="docx", size=48_000, late=True),
        paper_html="<h2>Phần một</h2>",
    )
    assert '<article class="prose"><h2>Phần một</h2></article>' in page
    assert 'href="/meetings/m/papers/p/file"' in page
    assert page.count("<h1") == 1
