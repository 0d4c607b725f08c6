"""A member list as an office keeps it, XLSX, XLS or ODS: rows of people under a header, whatever stands around.

Only the columns that the product knows are taken; a national id or a note in the next column is never looked at.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace

from server.confined import CannotOpen, names_in_zip, run_confined
from server.errors import Invalid, TooLarge
from server.i18n.text import fold
from server.members.columns import Header, Range, Rows, find_header, is_header_text
from server.members.reading import SheetRow as SheetRow
from server.members.values import parse_date
from server.web.secrecy import check_text

MAX_SIZE = 5 * 1024 * 1024
MAX_UNPACKED = 64 * 1024 * 1024

_COLUMNS = tuple(one.name for one in fields(SheetRow) if one.name != "number")
_NUMBERING = re.compile(r"\(?(?:[0-9]{1,2}|[a-z])\)?")  # the row "(1) (2) (3)" that forms have under the header
_FOOTER = re.compile(r"(?:tong (?:cong|so)|danh sach (?:nay|gom|co)|nguoi lap|t[/.]? ?m)\b|cong *(?:[:0-9]|$)")
_SECTION = re.compile(r"(?:[ivx]{1,5}|[0-9]{1,3})?[ .)/:-]*(?=chi bo )")
_HEADCOUNT = re.compile(r"\s*[(:,][^(:,]*[0-9][^(:,]*$")
_DITTO = re.compile(r"-?\s*(?:nt|n/t|nhu tren)\s*-?|[\"”“']+|//")


class SheetTooLarge(TooLarge):
    code = "sheet_too_large"


class SheetNotRead(Invalid):
    code = "sheet_not_read"


class SheetNoHeader(Invalid):
    code = "sheet_no_header"


class SheetEmpty(Invalid):
    code = "sheet_empty"


@dataclass(frozen=True, slots=True)
class _Sheet:
    too_long: bool
    rows: Rows
    merged: Sequence[Range]


def read_sheet(data: bytes, filename: str) -> list[SheetRow]:
    """The people of the first sheet that has a header. Slow: never in a transaction."""
    if len(data) > MAX_SIZE:
        raise SheetTooLarge(name=filename)
    sheets = _sheets(data, filename)
    for sheet in sheets:
        header = find_header(sheet.rows, sheet.merged)
        if header is not None:
            _refuse_stamps(sheet.rows[: header.first_row - 1])
            people = list(_people(_filled_down(sheet, header), header))
            if not people:
                raise SheetEmpty(name=filename)
            return people
    raise SheetTooLarge(name=filename) if any(one.too_long for one in sheets) else SheetNoHeader(name=filename)


def _refuse_stamps(above: Rows) -> None:
    """Where a list carries its stamp: over the people. Among them it is somebody's name."""
    for cells in above:
        check_text("\t".join(cells))


def _sheets(data: bytes, filename: str) -> list[_Sheet]:
    try:
        if data.startswith(b"PK"):
            names_in_zip(data, MAX_UNPACKED)
        found = json.loads(run_confined("server.members.cells", data))
    except CannotOpen:
        raise SheetNotRead(name=filename) from None
    return [_Sheet(one["too_long"], one["rows"], [tuple(place) for place in one["merged"]]) for one in found]


def _filled_down(sheet: _Sheet, header: Header) -> Rows:
    """The name of a cell is often written once, in a cell merged over all its people."""
    rows = [list(cells) for cells in sheet.rows]
    for top, left, bottom, _ in sheet.merged:
        if top >= header.first_row and left in header.columns.get("unit", ()):
            for index in range(top + 1, bottom + 1):
                rows[index][left] = rows[top][left]
    return rows


def _people(rows: Rows, header: Header) -> Iterator[SheetRow]:
    """Rows with a name or a date of birth, but not what forms put between, above and below people."""
    listed = [(index, _row(index + 1, rows[index], header)) for index in range(header.first_row, len(rows))]
    last = max((index for index, row in listed if row.name and row.birth_date), default=-1)
    section = above = ""
    ended = False
    for index, row in listed:
        ended = ended or (index > last and _ends_the_list(rows[index]))
        if ended and not (row.name and _first(rows[index]).isdigit()):
            continue
        if not row.birth_date and (heading := _section(rows[index])):
            section = heading
        elif not _is_furniture(rows[index], row):
            above = above if _DITTO.fullmatch(fold(row.unit)) else row.unit or section
            yield replace(row, unit=above)


def _row(number: int, cells: Sequence[str], header: Header) -> SheetRow:
    """A column of several places (a name in two parts) is joined; a merged text counts once."""
    texts = {
        column: " ".join(dict.fromkeys(cells[place] for place in header.columns.get(column, ()) if cells[place]))
        for column in _COLUMNS
    }
    return SheetRow(number, **texts)


def _ends_the_list(cells: Sequence[str]) -> bool:
    """Below the last whole person, an empty row or a sum: what follows are signatures, unless it has a number."""
    first = _first(cells)
    return not first or _FOOTER.match(fold(first)) is not None


def _first(cells: Sequence[str]) -> str:
    return next(filter(None, cells), "")


def _section(cells: Sequence[str]) -> str:
    """ "I. Chi bo thon Dong" on a row of its own, over the people of that cell."""
    said = [cell for cell in cells if len(cell) > 5]
    found = _SECTION.match(fold(said[0])) if len(said) == 1 else None
    return _HEADCOUNT.sub("", said[0][found.end() :]) if found else ""


def _is_furniture(cells: Sequence[str], row: SheetRow) -> bool:
    if not row.name and parse_date(row.birth_date) is None:
        return True
    if is_header_text(row.name) or (not row.birth_date and _FOOTER.match(fold(row.name))):
        return True
    return all(_NUMBERING.fullmatch(fold(cell)) for cell in cells if cell)
