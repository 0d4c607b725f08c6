"""The minutes as a PDF, set by Typst with the project's own faces: no machine's fonts are asked."""

import json
from dataclasses import asdict
from functools import cache

import typst

from server.minutes.document import MinutesDocument
from server.web.assets import ROOT

TEMPLATE = ROOT / "templates" / "documents" / "minutes.typ"


def to_pdf(document: MinutesDocument) -> bytes:
    """The text goes in as JSON and is never read as markup. The same document gives the same bytes."""
    data = json.dumps(asdict(document))
    try:
        return _compile(data, lasting=True)
    except typst.TypstError:
        # A sign that no face has, an emoji say, breaks the standards: printed as a box, without the claim.
        return _compile(data, lasting=False)


def _compile(data: str, *, lasting: bool) -> bytes:
    """``lasting``: PDF/A-2a, to be kept for decades, and PDF/UA-1, to be read aloud by a screen reader."""
    return typst.compile(
        TEMPLATE,
        root=TEMPLATE.parent,
        font_paths=_fonts(),
        sys_inputs={"document": data},
        pdf_standards=["a-2a", "ua-1"] if lasting else [],
    )


@cache
def _fonts() -> typst.Fonts:
    """Tinos for the text; the faces inside Typst stand in for a letter that Tinos lacks."""
    return typst.Fonts(include_system_fonts=False, font_paths=[TEMPLATE.parent / "fonts"])
