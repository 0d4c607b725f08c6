"""Papers of a meeting: what a file really is, how long it is, and a DOCX as a page that a phone reads.

A file is known by its first bytes, never by its name. Pictures of a DOCX are not shown on the page: the file
itself stays one press away.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from html import unescape
from pathlib import PurePosixPath, PureWindowsPath

import nh3

from server.confined import CannotOpen, names_in_zip, run_confined
from server.errors import Invalid, TooLarge
from server.i18n.messages import sentence
from server.i18n.text import clean
from server.web.secrecy import check_text

MAX_SIZE = 20 * 1024 * 1024
MAX_PAGES = 500
MAX_UNPACKED = 60 * 1024 * 1024
MAX_HTML = 2_000_000  # a longer text is no page for a phone; the file stays
MAX_NAME = 200
MIB = 1024 * 1024

_LOCKED = "EncryptedPackage".encode("utf-16-le")  # how Office wraps a file that has a password
_CONVERTER = "server.meetings.convert"
_EXTENSIONS = (".pdf", ".docx", ".doc")
_TEXT_TAGS = {"h2", "h3", "h4", "p", "br", "strong", "em", "sub", "sup", "ul", "ol", "li", "a"}
_TABLE_TAGS = {"table", "thead", "tbody", "tr", "th", "td"}
_ATTRIBUTES = {"a": {"href"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}


class PaperKind(Invalid):
    code = "paper_kind"


class PaperTooLarge(TooLarge):
    code = "paper_too_large"


class PaperBroken(Invalid):
    code = "paper_broken"


class PaperTooManyPages(Invalid):
    code = "paper_too_many_pages"


class PaperEmpty(Invalid):
    code = "paper_empty"


@dataclass(frozen=True, slots=True)
class Paper:
    """A file that was looked at: ``html`` of a DOCX that can be read as a page, ``pages`` of a PDF.

    ``text`` is what a PDF says, for the search only.
    """

    filename: str
    kind: str
    size: int
    sha256: str
    pages: int | None
    html: str | None
    text: str = ""

    @property
    def words(self) -> str:
        """What can be found of it, without what makes it a page."""
        return self.text or text_of(self.html or "")


def accept(data: bytes, filename: str) -> Paper:
    """Look at a file as it came in, or refuse it with what to do about it. Slow: never in a transaction."""
    shown = _bare_name(filename)
    if not data:
        raise PaperEmpty(name=shown)
    if len(data) > MAX_SIZE:
        megabytes = f"{len(data) / MIB:.1f}".replace(".", ",")
        raise PaperTooLarge(name=shown, size=megabytes, limit=MAX_SIZE // MIB)
    kind = _kind(data, shown)
    name = _with_extension(shown, kind)
    try:
        pages, text = _pdf(data, name) if kind == "pdf" else (None, "")
        html = _html(data, name) if kind == "docx" else None
        if kind == "docx":
            check_text(_front(data), name)
    except CannotOpen:
        raise PaperBroken(name=name) from None
    return Paper(name, kind, len(data), hashlib.sha256(data).hexdigest(), pages, html, text)


def _kind(data: bytes, name: str) -> str:
    if data[:1024].lstrip(b"\xef\xbb\xbf\r\n\t ").startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return "docx"
    if _LOCKED in data:
        raise PaperBroken(name=name)
    raise PaperKind(name=name)


def _pdf(data: bytes, name: str) -> tuple[int, str]:
    found = json.loads(run_confined(_CONVERTER, data, "pdf"))
    pages = int(found["pages"])
    if not pages:
        raise PaperEmpty(name=name)
    if pages > MAX_PAGES:
        raise PaperTooManyPages(name=name, pages=pages, limit=MAX_PAGES)
    check_text(str(found["text"]), name)
    return pages, clean(str(found["text"]))


def _front(data: bytes) -> str:
    """Everything a DOCX says, in its headers and text boxes too, where stamps stand."""
    return str(json.loads(run_confined(_CONVERTER, data, "front"))["text"])


def _html(data: bytes, name: str) -> str | None:
    """None where there is a document but nothing to read on a page: scans, or a book."""
    inside = names_in_zip(data, MAX_UNPACKED)
    if "word/document.xml" not in inside:
        raise PaperKind(name=name)
    found = json.loads(run_confined(_CONVERTER, data, "docx"))["html"]
    html = clean_html(str(found))
    if len(html) > MAX_HTML:
        return None
    if re.sub(r"<[^>]*>|\s|&nbsp;|\xa0", "", html):
        return html
    if any(entry.startswith("word/media/") for entry in inside):
        return None
    raise PaperEmpty(name=name)


def clean_html(html: str) -> str:
    """A short list of tags; links lead out by https only; a wide table scrolls by itself."""
    cleaned = nh3.clean(
        html,
        tags=_TEXT_TAGS | _TABLE_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"https"},
        url_relative="deny",
        link_rel="noopener noreferrer nofollow",
    )
    cleaned = cleaned.replace("<table>", '<div class="table-scroll"><table class="table">')
    return cleaned.replace("</table>", "</table></div>")


def text_of(html: str) -> str:
    """The words of a cleaned page, a line for each of its blocks."""
    lines = re.sub(r"</(p|h[2-4]|li|tr|blockquote)>|<br>", "\n", html)
    return clean(unescape(re.sub(r"<[^>]*>", " ", lines)))


def _bare_name(filename: str) -> str:
    """Without a path of either kind of system, on one line."""
    name = " ".join(clean(filename).split())
    return PureWindowsPath(PurePosixPath(name).name).name.strip(". ") or sentence("title_paper")


def _with_extension(name: str, kind: str) -> str:
    path = PurePosixPath(name)
    bare = path.stem if path.suffix.lower() in _EXTENSIONS else name
    extension = f".{kind}"
    return bare[: MAX_NAME - len(extension)].rstrip() + extension
