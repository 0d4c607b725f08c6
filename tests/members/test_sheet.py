"""Lists of every make: what is read, what is left out, and what is refused."""

import io
import unicodedata
import zipfile
from datetime import date, datetime

import pytest

from server.members.cells import MAX_ROWS, sheets, text_of
from server.members.columns import SheetColumnTwice, find_header
from server.members.reading import SheetRow
from server.members.sheet import (
    MAX_SIZE,
    SheetEmpty,
    SheetNoHeader,
    SheetNotRead,
    SheetTooLarge,
    read_sheet,
)
from server.web.errors import words_of
from tests.members.lists import FIRST_ROW, Book, Cell, Page, clean_list, people, sheet_of

HEAD = ("Họ và tên", "Ngày sinh", "Chi bộ")
AN = ("Nguyễn Văn An", "05/09/1975", "Chi bộ thôn Đông")
BINH = ("Trần Thị Bình", "06/09/1976", "Chi bộ thôn Đoài")


def names(data: bytes) -> list[str]:
    return [row.name for row in read_sheet(data, "danh sách.xlsx")]


def read(*rows: tuple[Cell, ...], **about: object) -> list[SheetRow]:
    return read_sheet(sheet_of(*rows, **about), "danh sách.xlsx")


# --- Header ---------------------------------------------------------------------------------


def test_a_list_of_sixty_is_read_with_the_row_numbers_of_the_office() -> None:
    rows = read_sheet(clean_list(), "danh sách.xlsx")
    assert len(rows) == 60
    assert rows[0] == SheetRow(
        number=FIRST_ROW,
        name="Nguyễn Văn An",
        birth_date="01/01/1950",
        unit="Chi bộ thôn Đông",
        standing="Chính thức",
        role="Bí thư",
        admission_decision_date="05/03/1975",
        official_date="05/03/1976",
        phone="912000000",
    )
    assert rows[-1].number == FIRST_ROW + 59


def test_what_nobody_asked_for_is_not_taken() -> None:
    told = repr(read_sheet(clean_list(), "a.xlsx"))
    assert "0340" not in told
    assert "ghi chú riêng" not in told


@pytest.mark.parametrize(
    ("name", "born", "unit"),
    [
        ("Họ và tên", "Ngày sinh", "Chi bộ"),
        ("HỌ VÀ TÊN ĐẢNG VIÊN", "NGÀY, THÁNG, NĂM SINH", "SINH HOẠT TẠI CHI BỘ"),
        ("ho ten", "ngay sinh", "chi bo"),
        ("  Họ \n và   tên ", "Ngày sinh (dd/mm/yyyy)", "Chi\u00a0bộ:"),
        (*(unicodedata.normalize("NFD", text) for text in HEAD),),
    ],
)
def test_headers_in_every_spelling_are_the_same_columns(name: str, born: str, unit: str) -> None:
    [row] = read(("Ghi chú", unit, born, name), ("x", AN[2], AN[1], AN[0]))
    assert (row.name, row.birth_date, row.unit) == AN


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Diện", "standing"),
        ("Đảng viên", "standing"),
        ("Chức vụ trong Đảng", "role"),
        ("Ngày quyết định kết nạp", "admission_decision_date"),
        ("Ngày kết nạp", "admission_ceremony_date"),
        ("Ngày lễ kết nạp", "admission_ceremony_date"),
        ("Ngày công nhận chính thức", "official_date"),
        ("SĐT", "phone"),
        ("Điện thoại", "phone"),
    ],
)
def test_other_columns_have_several_names(header: str, field: str) -> None:
    [row] = read((*HEAD, header), (*AN, "giá trị"))
    assert getattr(row, field) == "giá trị"


def test_the_closer_of_two_spellings_wins() -> None:
    [row] = read((*HEAD, "Chức vụ", "Chức vụ Đảng"), (*AN, "Trưởng thôn", "Bí thư"))
    assert row.role == "Bí thư"
    [row] = read((*HEAD, "Chức vụ Đảng", "Chức vụ"), (*AN, "Bí thư", "Trưởng thôn"))
    assert row.role == "Bí thư"


def test_one_column_twice_is_refused_by_its_name() -> None:
    with pytest.raises(SheetColumnTwice) as refused:
        read((*HEAD, "Ngày sinh"), (*AN, "1/1/1970"))
    assert words_of(refused.value) == "Cột “Ngày sinh” có hai lần trong tệp. Đồng chí bỏ bớt một cột."


def test_a_name_in_two_columns_is_put_together() -> None:
    split = (("Họ và tên đệm", "Tên", "Ngày sinh"), ("Nguyễn Văn", "An", AN[1]))
    assert read(*split)[0].name == "Nguyễn Văn An"
    beside = (("Họ và tên", "", "Ngày sinh"), ("Nguyễn Văn", "An", AN[1]))
    assert read(*beside)[0].name == "Nguyễn Văn An"
    merged = (("", "", "Ngày sinh"), ("Nguyễn Văn", "An", AN[1]))
    assert read(*merged, merged=[(0, 0, 0, 1, "Họ và tên")])[0].name == "Nguyễn Văn An"


def test_a_header_of_two_rows_is_read_together() -> None:
    rows = read(
        ("", "", "", ""),
        ("", "", "Dự bị", "Chính thức"),
        ("(1)", "(2)", "(3)", "(4)"),
        (AN[0], AN[1], "01/02/2000", "01/02/2001"),
        merged=[(0, 0, 1, 0, "Họ và tên"), (0, 1, 1, 1, "Ngày sinh"), (0, 2, 0, 3, "Ngày vào Đảng")],
    )
    assert [(row.number, row.admission_decision_date, row.official_date) for row in rows] == [
        (4, "01/02/2000", "01/02/2001")
    ]


def test_a_second_header_row_that_names_nothing_more_is_left_out() -> None:
    rows = read(
        ("Họ và tên", "", ""),
        ("", "Nam", "Nữ"),
        ("Nguyễn Văn An", "05/09/1975", ""),
        ("Trần Thị Bình", "", "06/09/1976"),
        merged=[(0, 1, 0, 2, "Ngày sinh")],
    )
    assert [row.birth_date for row in rows] == ["05/09/1975", "06/09/1976"]


def test_columns_named_only_in_the_second_row_count_too() -> None:
    [row] = read(("Họ và tên", "Ngày sinh", ""), ("", "", "Chi bộ"), AN)
    assert row.unit == AN[2]


def test_a_person_directly_below_the_header_is_no_header() -> None:
    [row] = read((*HEAD, "Trạng thái"), (*AN, "Chính thức"))
    assert row.number == 2


def test_a_header_on_a_later_sheet_is_found_and_hidden_sheets_are_not_looked_at() -> None:
    book = Book(
        [
            Page("Cũ", rows=[HEAD, BINH], hidden=True),
            Page("Bìa", rows=[("Danh sách đảng viên",)]),
            Page("Danh sách", rows=[HEAD, AN], start=12),
        ]
    )
    # The first sheet of a workbook cannot be hidden unless another is active.
    book.pages = [book.pages[1], book.pages[0], book.pages[2]]
    [row] = read_sheet(book.bytes(), "a.xlsx")
    assert (row.name, row.number) == (AN[0], 14)


def test_a_header_too_far_down_is_no_header() -> None:
    with pytest.raises(SheetNoHeader):
        read(HEAD, AN, start=20)
    assert find_header([], []) is None
    assert find_header([HEAD], []) is not None


# --- Rows -----------------------------------------------------------------------------------


def test_gaps_sums_repeated_headers_and_signatures_are_no_people() -> None:
    rows = read(
        HEAD,
        ("(1)", "(2)", "(3)"),
        AN,
        (),
        ("Cộng: 1",),
        HEAD,
        BINH,
        ("", "Tân Lập, ngày 3 tháng 2 năm 2026"),
        (),
        ("NGƯỜI LẬP",),
        ("Lê Văn Ký",),
    )
    assert [row.name for row in rows] == ["Nguyễn Văn An", "Trần Thị Bình"]


def test_the_last_person_without_a_date_is_not_taken_for_a_signature() -> None:
    assert names(sheet_of(HEAD, AN, ("Lê Văn Ký", "", AN[2]), (), ("Người lập",))) == ["Nguyễn Văn An", "Lê Văn Ký"]


def test_a_numbered_person_after_a_gap_is_kept_to_be_refused_and_a_trade_is_no_sum() -> None:
    rows = read(
        ("TT", *HEAD, "Nghề"),
        (1, *AN, "Giáo viên"),
        (2, "Công Văn Hải", "", "", "Công nhân"),
        (),
        (3, "Lê Văn Ký"),
        ("Cộng: 3",),
        ("", "Trần Văn Sáu"),
    )
    assert [row.name for row in rows] == ["Nguyễn Văn An", "Công Văn Hải", "Lê Văn Ký"]


def test_a_row_with_a_date_and_no_name_is_kept_to_be_refused() -> None:
    [_, row] = read(HEAD, AN, ("", "06/09/1976", ""))
    assert (row.number, row.name, row.birth_date) == (3, "", "06/09/1976")


def test_the_cell_may_stand_above_its_people() -> None:
    rows = read(
        ("TT", "Họ và tên", "Ngày sinh"),
        ("I. Chi bộ thôn Đông (1 đồng chí)", "", ""),
        (1, *AN[:2]),
        ("II", "Chi bộ thôn Đoài", ""),
        (2, *BINH[:2]),
    )
    assert [row.unit for row in rows] == ["Chi bộ thôn Đông", "Chi bộ thôn Đoài"]


def test_the_cell_may_be_merged_over_its_people_or_repeated_by_a_mark() -> None:
    rows = read(
        ("Chi bộ", "Họ và tên", "Ngày sinh"),
        ("", *AN[:2]),
        ("", *BINH[:2]),
        ("nt", "Lê Thị Lan", "01/01/1980"),
        ('"', "Lê Thị Mai", "01/01/1981"),
        ("", "Lê Thị Nga", "01/01/1982"),
        merged=[(1, 0, 2, 0, "Chi bộ thôn Đông")],
    )
    assert [row.unit for row in rows] == ["Chi bộ thôn Đông"] * 4 + [""]


def test_cells_are_cleaned_and_their_numbers_kept_as_they_are_seen() -> None:
    [row] = read((*HEAD, "SĐT"), (unicodedata.normalize("NFD", "  Nguyễn\u00a0Văn\n An\u200b"), *AN[1:], 912345678.0))
    assert (row.name, row.phone) == ("Nguyễn Văn An", "912345678")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (date(1975, 9, 5), "05/09/1975"),
        (datetime(1975, 9, 5, 7, 30), "05/09/1975"),  # noqa: DTZ001 - as a spreadsheet has it
        (27642, "27642"),
        ("5/9/1975", "5/9/1975"),
        ("không rõ", "không rõ"),
    ],
)
def test_dates_of_every_kind_come_through(cell: Cell, text: str) -> None:
    assert read(HEAD, (AN[0], cell, AN[2]))[0].birth_date == text


def test_cells_that_are_no_text_number_or_date_are_empty() -> None:
    assert [text_of(True), text_of(datetime(2026, 1, 1, 8).time())] == ["", ""]  # noqa: DTZ001
    assert text_of(27642.5) == "27642.5"


def test_a_list_from_libreoffice_is_read_too() -> None:
    def row(*cells: str) -> str:
        texts = "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in cells
        )
        return f"<table:table-row>{texts}</table:table-row>"

    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    body = f'<table:table table:name="A">{row("Danh sách")}{row(*HEAD)}{row(*AN)}</table:table>'
    content = (
        f"<office:document-content {spaces}><office:body><office:spreadsheet>{body}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", '<manifest:manifest xmlns:manifest="m"/>')
        archive.writestr("content.xml", content)
    [found] = read_sheet(out.getvalue(), "danh sách.ods")
    assert (found.number, found.name, found.birth_date, found.unit) == (3, *AN)


# --- Refused --------------------------------------------------------------------------------


def test_a_list_without_people_is_refused() -> None:
    with pytest.raises(SheetEmpty):
        read(HEAD)
    with pytest.raises(SheetEmpty):
        read(HEAD, ("Tổng cộng: 0",))


@pytest.mark.parametrize("rows", [[("Họ tên", "Chi bộ"), AN], [("Danh sách",)], []])
def test_a_list_without_a_header_is_refused(rows: list[tuple[str, ...]]) -> None:
    with pytest.raises(SheetNoHeader):
        read(*rows)


@pytest.mark.parametrize("data", [b"", b"Ho ten,Ngay sinh\n", b"PK\x03\x04 rest", b"%PDF-1.7", clean_list()[:3_000]])
def test_what_is_no_spreadsheet_is_refused(data: bytes) -> None:
    with pytest.raises(SheetNotRead):
        read_sheet(data, "a.xlsx")


def test_a_file_over_five_megabytes_is_refused() -> None:
    with pytest.raises(SheetTooLarge):
        read_sheet(b"PK" + b"\x00" * MAX_SIZE, "a.xlsx")


def test_a_list_with_too_many_rows_is_refused() -> None:
    with pytest.raises(SheetTooLarge):
        read(HEAD, *[("Nguyễn Văn An",)] * MAX_ROWS)


def packed_again(data: bytes, name: str, content: bytes) -> bytes:
    """The workbook with one part replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            new.writestr(entry, content if entry == name else old.read(entry))
    return out.getvalue()


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = packed_again(sheet_of(HEAD, AN), "xl/worksheets/sheet1.xml", b" " * (65 * 1024 * 1024))
    assert len(bomb) < 100_000
    with pytest.raises(SheetNotRead):
        read_sheet(bomb, "bom.xlsx")


def test_a_bomb_that_lies_about_its_size_takes_only_the_child_along() -> None:
    size = 65 * 1024 * 1024
    bomb = packed_again(sheet_of(HEAD, AN), "xl/worksheets/sheet1.xml", b" " * size)
    said = size.to_bytes(4, "little")
    assert bomb.count(said) == 2, "once before the content, once in the table of contents"
    with pytest.raises(SheetNotRead):
        read_sheet(bomb.replace(said, (100).to_bytes(4, "little")), "bom.xlsx")


def test_a_cell_at_the_far_corner_does_not_fill_the_memory() -> None:
    cells = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    head = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    far = packed_again(sheet_of(HEAD, AN), "xl/worksheets/sheet1.xml", head + cells + b"</sheetData></worksheet>")
    with pytest.raises((SheetNotRead, SheetTooLarge)):
        read_sheet(far, "góc.xlsx")


def test_the_child_reads_what_it_reads_when_it_is_called_directly() -> None:
    [found] = sheets(clean_list())
    assert found["too_long"] is False
    assert found["merged"] == [(0, 0, 0, 10), (1, 0, 1, 10), (2, 0, 2, 10)]
    assert sheets(Book([Page(rows=people(10)), Page("Trống")]).bytes())[1] == {
        "too_long": False,
        "rows": [],
        "merged": [],
    }
