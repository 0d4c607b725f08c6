"""Papers of the demonstration's meetings, made on the spot: real DOCX and PDF files."""

import io

import docx
import typst

from server.db.files import store_file
from server.meetings.papers import Paper, accept
from server.settings import Settings
from server.web.assets import ROOT


def word_paper(settings: Settings, name: str, title: str, paragraphs: list[str]) -> Paper:
    document = docx.Document()
    document.add_heading(title, level=1)
    for text in paragraphs:
        document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return _keep(settings, out.getvalue(), name)


def pdf_paper(settings: Settings, name: str, title: str, paragraphs: list[str]) -> Paper:
    """The texts are ours: nothing in them is markup for the typesetter."""
    body = "\n\n".join([f"= {title}", *paragraphs])
    source = f'#set page("a4")\n#set text(size: 14pt, lang: "vi", font: "Tinos")\n{body}'
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[ROOT / "templates/documents/fonts"])
    data = typst.compile(source.encode(), font_paths=fonts)
    return _keep(settings, data, name)


def _keep(settings: Settings, data: bytes, name: str) -> Paper:
    paper = accept(data, name)
    store_file(settings.files, paper.sha256, data)
    return paper
