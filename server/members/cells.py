"""Run as a child process: the cells of a spreadsheet as texts. Takes a file, gives JSON.

python -m server.members.cells
"""

import io
import json
import sys
from datetime import date, time, timedelta

from python_calamine import CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from server.confined import confinement
from server.i18n.text import clean

MAX_SHEETS = 30
MAX_ROWS = 5_000
MAX_COLUMNS = 60
MAX_MERGED = 5_000
MAX_TEXT = 300

Cell = int | float | str | bool | date | time | timedelta


def text_of(value: Cell) -> str:
    """As the person sees it, on one line; dates always as day/month/year."""
    match value:
        case str():
            return " ".join(clean(value).split())[:MAX_TEXT]
        case bool() | time() | timedelta():
            return ""
        case date():
            return f"{value:%d/%m/}{value.year:04}"
        case float() if value.is_integer():
            return str(int(value))
    return str(value)


def grid(sheet: CalamineSheet) -> list[list[str]]:
    """Rectangular and from the first cell of the sheet, so that row numbers are the office's."""
    rows = sheet.to_python(skip_empty_area=False)
    width = min(MAX_COLUMNS, max((len(row) for row in rows), default=0))
    return [[text_of(cell) for cell in row[:width]] for row in rows]


def merged(sheet: CalamineSheet, height: int, width: int) -> list[tuple[int, int, int, int]]:
    """Ranges inside the grid; ODS does not tell them."""
    found = []
    for (top, left), (bottom, right) in (sheet.merged_cell_ranges or [])[:MAX_MERGED]:
        if top < height and left < width:
            found.append((top, left, min(bottom, height - 1), min(right, width - 1)))
    return found


def sheets(data: bytes) -> list[dict[str, object]]:
    """Every sheet that is shown. One with too many rows is given without them."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    found: list[dict[str, object]] = []
    for number, about in enumerate(book.sheets_metadata[:MAX_SHEETS]):
        if about.visible != SheetVisibleEnum.Visible:
            continue
        sheet = book.get_sheet_by_index(number)
        too_long = sheet.end is not None and sheet.end[0] >= MAX_ROWS
        rows = [] if too_long else grid(sheet)
        ranges = merged(sheet, len(rows), len(rows[0]) if rows else 0)
        found.append({"too_long": too_long, "rows": rows, "merged": ranges})
    return found


def main() -> None:
    with confinement() as data:
        found = json.dumps(sheets(data))
    sys.stdout.write(found)


if __name__ == "__main__":
    main()
