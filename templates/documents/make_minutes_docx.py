"""Writes minutes.docx anew: the layout of 36-HD/VPTW with the places that docxtpl fills. Only for a fresh start,
`python -m templates.documents.make_minutes_docx`: what an office changes, it changes in minutes.docx with Word."""

from datetime import UTC, datetime
from io import BytesIO

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from server.minutes.docx import TEMPLATE, pack


def element(tag, text=None, **attributes):
    made = OxmlElement(tag)
    made.text = text
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    return made


def write(place, text, *, size=14, align=WD_ALIGN_PARAGRAPH.CENTER, before=0, after=2, rule=None, **marks):
    """One paragraph in one run, so that the places stay whole; ``rule``: a line below, so much shorter at each end."""
    paragraph = place.add_paragraph()
    font = paragraph.add_run(text).font
    font.size, font.bold, font.italic, font.underline = Pt(size), *map(marks.get, ("bold", "italic", "underline"))
    form = paragraph.paragraph_format
    form.alignment, form.first_line_indent, form.line_spacing = align, 0, 1.0
    form.space_before, form.space_after = map(Pt, (before, after))
    if rule is not None:
        form.left_indent = form.right_indent = Mm(rule)
        border = element("w:pBdr")
        border.append(element("w:bottom", val="single", sz=6, space=1, color="000000"))
        paragraph._p.pPr.insert_element_before(border, "w:spacing", "w:ind", "w:jc")


def columns(document, *widths):
    """Empty cells side by side, without lines; the row never breaks over two pages."""
    table = document.add_table(rows=1, cols=len(widths))
    table.autofit = False
    table.rows[0]._tr.get_or_add_trPr().append(element("w:cantSplit"))
    for column, cell, width in zip(table.columns, table.rows[0].cells, widths, strict=True):
        column.width = cell.width = Mm(width)
        cell._tc.remove(cell.paragraphs[0]._p)
    return table.rows[0].cells


def page(document):
    section = document.sections[0]
    section.page_width, section.page_height, section.footer_distance = Mm(210), Mm(297), Mm(8)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = map(Mm, (20, 20, 30, 15))
    footer = section.footer.paragraphs[0]
    footer.style, footer.paragraph_format.first_line_indent = document.styles["Normal"], 0
    footer.paragraph_format.tab_stops.add_tab_stop(Mm(165), WD_TAB_ALIGNMENT.RIGHT)
    for text, code in (("{{ footer }}\tTrang ", "PAGE"), ("/", "NUMPAGES")):
        run = footer.add_run(text)
        run.font.size = Pt(10)
        run._r.append(element("w:fldChar", fldCharType="begin"))
        run._r.append(element("w:instrText", code))
        run._r.append(element("w:fldChar", fldCharType="end"))


def styles(document):
    for name, bold in (("Normal", False), ("Heading 1", True)):
        style = document.styles[name]
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        fonts.attrib.clear()
        for script in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts.set(qn(f"w:{script}"), "Times New Roman")
        style.font.size, style.font.bold, style.font.color.rgb = Pt(14), bold, RGBColor(0, 0, 0)
        form = style.paragraph_format
        form.first_line_indent, form.line_spacing = Mm(12.5), 1.15
        form.space_before, form.space_after = Pt(6 * bold), Pt(6)
    document.styles.element.find(f".//{qn('w:lang')}").set(qn("w:val"), "vi-VN")


def text(document):
    left, right = columns(document, 77, 88)
    for line in ("{%p if superior %}", "{{ superior|upper }}", "{%p endif %}"):
        write(left, line)
    write(left, "{{ issuer|upper }}", bold=True)
    write(left, "*")
    write(left, "{{ number }}")
    write(right, "{{ party|upper }}", size=15, bold=True, rule=2)
    write(right, "{{ place_and_date }}", italic=True, before=8)
    write(document, "{{ title|upper }}", size=16, bold=True, before=20)
    write(document, "{{ subject }}", bold=True)
    write(document, "", size=4, after=14, rule=68)
    write(document, "{%p for section in sections %}")
    document.add_paragraph("{{ section.heading }}", style="Heading 1")
    write(document, "{%p for line in section.lines %}")
    document.add_paragraph("{{ line }}").alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    for line in ("{%p endfor %}", "{%p endfor %}", ""):
        write(document, line, size=8)
    for whose, cell in zip(("signatures[0]", "signatures[1]"), columns(document, 82.5, 82.5), strict=True):
        write(cell, "{{ " + whose + ".role|upper }}", bold=True, after=66)
        for line in ("{%p if " + whose + ".note %}", "{{ " + whose + ".note }}", "{%p endif %}"):
            write(cell, line, size=11, italic=True)
        write(cell, "{{ " + whose + ".name }}", bold=True)
    write(document, "Nơi nhận:", size=12, underline=True, align=WD_ALIGN_PARAGRAPH.LEFT, before=10)
    for line in ("{%p for one in recipients %}", "- {{ one }}", "{%p endfor %}"):
        write(document, line, size=12, align=WD_ALIGN_PARAGRAPH.LEFT)


def make():
    made, saved = Document(), BytesIO()
    for part in (styles, page, text):
        part(made)
    made.core_properties.author = made.core_properties.comments = ""
    made.core_properties.created = made.core_properties.modified = datetime(2026, 1, 1, tzinfo=UTC)
    made.save(saved)
    return pack(saved.getvalue())


if __name__ == "__main__":
    TEMPLATE.write_bytes(make())
