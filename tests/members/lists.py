"""Member lists as offices keep them: titles, merged cells, notes and signatures around three cells of 20 people."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import xlsxwriter

Cell = str | int | float | date
CELLS = ("Chi bộ thôn Đông", "Chi bộ thôn Đoài", "Chi bộ Trường tiểu học")
HEADER = ("TT", "Họ và tên", "Ngày sinh", "Số CCCD", "Chi bộ", "Loại đảng viên", "Chức vụ", "Ngày vào Đảng")
HEADER += ("Ngày chính thức", "Số điện thoại", "Ghi chú")
TITLE = ("ĐẢNG BỘ XÃ TÂN LẬP", "DANH SÁCH ĐẢNG VIÊN", "(Tính đến ngày 31/10/2026)")
FIRST_ROW = len(TITLE) + 3  # of people, as Excel counts

FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng")
MIDDLE = ("Văn", "Thị", "Đức", "Minh")
GIVEN = ("An", "Bình", "Chiến", "Dũng", "Hạnh", "Hùng", "Khánh", "Lan", "Mai", "Nam", "Oanh", "Phúc")


def people(count: int = 60) -> list[list[Cell]]:
    """Rows under HEADER, each person with a name and a birth date of their own."""
    rows: list[list[Cell]] = []
    for number in range(count):
        name = f"{FAMILY[number % 5]} {MIDDLE[number % 4]} {GIVEN[number % 12]}"
        born = date(1950, 1, 1) + timedelta(days=number * 211)
        admitted = date(born.year + 25, 3, 5)
        row: list[Cell] = [number + 1, name, born, f"0340{number:08}", CELLS[number * 3 // count], "Chính thức"]
        role = ("Bí thư", "Phó bí thư", "Chi ủy viên")[number % 20] if number % 20 < 3 else ""
        official = date(admitted.year + 1, 3, 5)
        rows.append([*row, role, admitted, official, 912_000_000.0 + number, "ghi chú riêng"])
    return rows


@dataclass(slots=True)
class Page:
    """A worksheet: cells by place, merged ranges as (first row, first column, last row, last column, text)."""

    name: str = "Sheet1"
    rows: Sequence[Sequence[Cell]] = ()
    start: int = 0
    merged: Sequence[tuple[int, int, int, int, str]] = ()
    hidden: bool = False


@dataclass(slots=True)
class Book:
    pages: list[Page] = field(default_factory=list)

    def bytes(self) -> bytes:
        out = io.BytesIO()
        with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
            day = book.add_format({"num_format": "dd/mm/yyyy"})
            for page in self.pages:
                sheet = book.add_worksheet(page.name)
                for top, left, bottom, right, text in page.merged:
                    sheet.merge_range(top, left, bottom, right, text)
                for index, row in enumerate(page.rows, start=page.start):
                    for column, cell in enumerate(row):
                        if isinstance(cell, date):
                            sheet.write_datetime(index, column, cell, day)
                        elif cell != "":
                            sheet.write(index, column, cell)
                if page.hidden:
                    sheet.hide()
        return out.getvalue()


def sheet_of(*rows: Sequence[Cell], **about: object) -> bytes:
    return Book([Page(rows=rows, **about)]).bytes()  # type: ignore[arg-type]


def clean_list() -> bytes:
    """A merged title, a gap, the header, 60 people, a sum and two signatures."""
    width = len(HEADER) - 1
    titles = [(index, 0, index, width, text) for index, text in enumerate(TITLE)]
    foot: list[list[Cell]] = [
        ["", "Tổng cộng: 60 đồng chí"],
        [],
        ["", "NGƯỜI LẬP BIỂU", "", "", "", "", "T/M ĐẢNG ỦY"],
        ["", "Trần Thị Bích", "", "", "", "", "BÍ THƯ"],
    ]
    return sheet_of(HEADER, *people(), *foot, start=FIRST_ROW - 2, merged=titles)


# What is wrong, and how the row is made wrong.
FAULTS: dict[str, dict[str, Cell]] = {
    "import_reason_birth_missing": {"Ngày sinh": ""},
    "import_reason_date": {"Ngày sinh": "31/02/1970"},
    "import_reason_future": {"Ngày vào Đảng": "05/03/2031"},
    "import_reason_name": {"Họ và tên": "Nguyễn Văn 4n"},
    "import_reason_order": {"Ngày chính thức": "05/03/1995", "Ngày vào Đảng": "06/04/1995"},
    "import_reason_phone": {"Số điện thoại": "912 000 00"},
    "import_reason_post": {"Chức vụ": "Trưởng thôn"},
    "import_reason_standing": {"Loại đảng viên": "Cảm tình"},
    "import_reason_unit_unknown": {"Chi bộ": "Chi bộ thôn Bắc"},
    "import_reason_too_young": {"Ngày vào Đảng": "01/01/1960", "Ngày chính thức": ""},
}


def faulty_list() -> tuple[bytes, dict[int, str]]:
    """The same people with ten faults in ten rows; the faults by row number."""
    rows = people()
    faults = {}
    for place, (code, cells) in enumerate(FAULTS.items(), start=3):
        for column, cell in cells.items():
            rows[place * 4][HEADER.index(column)] = cell
        faults[place * 4 + 2] = code
    return sheet_of(HEADER, *rows), faults
