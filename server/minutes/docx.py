"""The minutes as a Word file, from a template that the office edits in Word itself."""

import re
from dataclasses import asdict
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docxtpl import DocxTemplate
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup, escape

from server.minutes.document import MinutesDocument
from server.web.assets import ROOT

TEMPLATE = ROOT / "templates" / "documents" / "minutes.docx"
_MOST = 255  # characters of a property, as the format sets it
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_docx(document: MinutesDocument) -> bytes:
    """What people wrote is text and nothing else. The same document gives the same bytes."""
    template = DocxTemplate(TEMPLATE)
    template.render(asdict(document), Environment(autoescape=True, finalize=_as_text, undefined=StrictUndefined))
    properties = template.docx.core_properties
    properties.title = _legal(f"{document.title}: {document.subject}")[:_MOST]
    properties.author = _legal(document.issuer)[:_MOST]
    saved = BytesIO()
    template.save(saved)
    return pack(saved.getvalue())


def _as_text(value: object) -> Markup:
    """Braces travel as character references: docxtpl reads some of them a second time."""
    return escape(_legal(str(value))).replace("{", Markup("&#123;")).replace("}", Markup("&#125;"))


def _legal(text: str) -> str:
    return _NOT_XML.sub("", text)


def pack(archive: bytes) -> bytes:
    """The same parts with the same date each."""
    packed = BytesIO()
    with ZipFile(BytesIO(archive)) as before, ZipFile(packed, "w", ZIP_DEFLATED) as after:
        for name in before.namelist():
            after.writestr(ZipInfo(name), before.read(name), ZIP_DEFLATED)
    return packed.getvalue()
