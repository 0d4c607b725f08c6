"""A commune's own spreadsheet: read, shown row by row, accepted at once, or refused with reasons."""

from datetime import date
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.people import LAPTOP, People, Screen
from tests.members.lists import Cell, sheet_of

HEADER = ("TT", "Họ và tên", "Ngày sinh", "Số CCCD", "Chi bộ", "Ngày vào Đảng", "Ngày chính thức", "Số điện thoại")
CELL = "Chi bộ thôn Đoài"
ROWS: list[list[Cell]] = [
    [
        1,
        "Quách Thị Thu Hương",
        date(1978, 4, 15),
        "034078000111",
        CELL,
        date(2005, 9, 2),
        date(2006, 9, 2),
        "0912555666",
    ],
    [2, "Tạ Hữu Vinh", "03/02/1969", "034069000222", CELL, "19/05/1994", "19/05/1995", ""],
]


def uploaded(people: People, folder: Path, *rows: list[Cell]) -> Screen:
    """The administrator of the province, in front of what the file would change."""
    path = folder / "Danh sách đảng viên xã Hòa An.xlsx"
    path.write_bytes(sheet_of(HEADER, *rows))
    admin = people.enter_anew("admin", size=LAPTOP)
    page = admin.open("/").page
    page.locator("a[href^='/units/']", has_text="Đảng bộ tỉnh Sông Thanh").click()
    page.get_by_role("link", name="Đảng bộ xã Hòa An").click()
    page.get_by_role("link", name="Nhập danh sách từ Excel").click()
    page.locator("input[type=file]").set_input_files(path)
    admin.press("Xem trước")
    return admin


def test_a_list_is_shown_accepted_and_then_there(people: People, tmp_path: Path) -> None:
    admin = uploaded(people, tmp_path, *ROWS)
    page = admin.page
    admin.sees("Danh sách nhập được")
    admin.sees("Thêm mới (2)")
    row = page.locator("tr", has_text="Quách Thị Thu Hương")
    for words in ("15/04/1978", CELL, "Chính thức"):
        expect(row).to_contain_text(words)
    assert "034078000111" not in page.content()  # the number of the identity card is nobody's business here
    admin.press("Nhập danh sách")
    admin.sees("Đã nhập danh sách.")
    page.get_by_role("link", name=CELL).click()
    for words in ("Quách Thị Thu Hương", "Tạ Hữu Vinh", "0912 555 666"):
        expect(page.locator(".table")).to_contain_text(words)
    again = uploaded(people, tmp_path, *ROWS)
    again.sees("Mọi dòng trong tệp đều đã có và không có gì khác.")


def test_a_faulty_list_names_each_row_and_why(people: People, tmp_path: Path) -> None:
    faulty = [list(row) for row in ROWS]
    faulty[0][2] = "31/02/1970"
    faulty[1][4] = "Chi bộ thôn Bắc"
    admin = uploaded(people, tmp_path, *faulty)
    admin.sees("Còn dòng chưa nhập được")
    admin.sees("Chưa nhập được (2)")
    row = admin.page.locator("tr", has_text="Quách Thị Thu Hương")
    expect(row).to_contain_text("Dòng 2")
    expect(row).to_contain_text("“31/02/1970” chưa phải một ngày")
    expect(admin.page.locator("tr", has_text="Tạ Hữu Vinh")).to_contain_text("Không có chi bộ “Chi bộ thôn Bắc”")
    expect(admin.page.get_by_role("button", name="Nhập danh sách")).to_have_count(0)


def test_what_is_no_list_is_refused_in_words(people: People, tmp_path: Path) -> None:
    admin = uploaded(people, tmp_path)
    path = tmp_path / "ghi chú.xlsx"
    path.write_text("không phải bảng tính")
    admin.page.go_back()
    admin.page.locator("input[type=file]").set_input_files(path)
    admin.press("Xem trước")
    admin.sees("Không đọc được tệp này. Đồng chí lưu lại thành Excel (.xlsx) rồi tải lên lần nữa.")
