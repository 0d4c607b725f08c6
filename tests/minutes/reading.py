"""What stands in a printed file, read by libraries that had no part in making it."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

import pypdfium2
from docx import Document
from docx.table import Table
from docx.text.paragraph import Paragraph
from pypdf import PdfReader

MM = 72 / 25.4


def bare(text: str) -> str:
    """Without white space: where a line ends is the printer's business."""
    return "".join(text.split())


@contextmanager
def opened(pdf: bytes) -> Iterator[pypdfium2.PdfDocument]:
    document = pypdfium2.PdfDocument(pdf)
    yield document
    document.close()


def pdfium_pages(pdf: bytes) -> list[str]:
    with opened(pdf) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def pypdf_pages(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


def without_footers(pages: list[str], footer: str) -> str:
    count = len(pages)
    found = []
    for number, page in enumerate(map(bare, pages), 1):
        end = bare(f"{footer} Trang {number}/{count}")
        assert page.endswith(end), page[-200:]
        found.append(page.removesuffix(end))
    return "".join(found)


def docx_text(docx: bytes) -> str:
    """The body in reading order, cells of tables from left to right."""
    found: list[str] = []
    for block in Document(BytesIO(docx)).iter_inner_content():
        if isinstance(block, Paragraph):
            found.append(block.text)
        elif isinstance(block, Table):
            found += [paragraph.text for cell in block.rows[0].cells for paragraph in cell.paragraphs]
    return bare(" ".join(found))


def inked(pdf: bytes) -> list[tuple[float, float, float, float]]:
    """By page, how far the letters reach, in millimetres: left, bottom, right, top."""
    found = []
    with opened(pdf) as document:
        for page in document:
            text = page.get_textpage()
            boxes = [text.get_charbox(n) for n in range(text.count_chars()) if text.get_text_range(n, 1).strip()]
            left, bottom, right, top = zip(*boxes, strict=True)
            found.append((min(left) / MM, min(bottom) / MM, max(right) / MM, max(top) / MM))
    return found
