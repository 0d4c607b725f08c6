"""Run as a child process: pages and text of a PDF, or a DOCX as HTML. Takes a file, gives JSON.

python -m server.meetings.convert pdf|docx|front
"""

import contextlib
import io
import json
import re
import sys
import zipfile
from html import unescape

import mammoth
import pypdfium2

from server.confined import confinement

# One level down, because the page around it has the h1.
_STYLES = "\n".join(
    f"p[style-name='{name}'] => {tag}:fresh"
    for names, tag in (
        (("Title", "Heading 1", "heading 1"), "h2"),
        (("Subtitle", "Heading 2", "heading 2"), "h3"),
        (("Heading 3", "heading 3", "Heading 4", "heading 4", "Heading 5", "heading 5"), "h4"),
    )
    for name in names
)


MOST_TEXT = 200_000


def pdf(data: bytes) -> dict[str, int | str]:
    """PDFium is not thread-safe, and a broken file can end its process: the child's, here."""
    document = pypdfium2.PdfDocument(data)
    try:
        return {"pages": len(document), "text": text(document)}
    finally:
        document.close()


def text(document: pypdfium2.PdfDocument) -> str:
    """For the search, as far as it goes: a page that cannot be read has none."""
    found = ""
    for number in range(len(document)):
        with contextlib.suppress(pypdfium2.PdfiumError):
            found += document[number].get_textpage().get_text_range() + "\n"
        if len(found) > MOST_TEXT:
            break
    return found[:MOST_TEXT]


def html(data: bytes) -> str:
    """Pictures are left out: a phone reads text, and the file itself is one press away.

    Nothing that the document links to is fetched.
    """
    result = mammoth.convert_to_html(
        io.BytesIO(data),
        style_map=_STYLES,
        include_embedded_style_map=False,
        external_file_access=False,
        convert_image=lambda _image: [],
    )
    return str(result.value)


_PARTS = re.compile(r"word/(document|header\d*|footer\d*)\.xml")
_PARAGRAPH = re.compile(r"</?w:p\b[^>]*>")
_SAID = re.compile(r"<w:(tab|br)\b[^>]*>|<w:t(?:\s[^>]*)?>([^<]*)</w:t>")


def front(data: bytes) -> str:
    """The text of every part that is printed, a line for each paragraph: nothing here is drawn, so no box is missed."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [archive.read(name).decode(errors="replace") for name in archive.namelist() if _PARTS.fullmatch(name)]
    lines = (
        "".join({"tab": "\t", "br": "\n"}.get(mark, unescape(text)) for mark, text in _SAID.findall(one))
        for part in parts
        for one in _PARAGRAPH.split(part)
    )
    return "\n".join(line for line in lines if line.strip())[:MOST_TEXT]


def read(kind: str, data: bytes) -> dict[str, int | str]:
    match kind:
        case "pdf":
            return pdf(data)
        case "front":
            return {"text": front(data)}
        case _:
            return {"html": html(data)}


def main(kind: str) -> None:
    with confinement() as data:
        found = json.dumps(read(kind, data))
    sys.stdout.write(found)


if __name__ == "__main__":
    main(sys.argv[1])
