"""What a document of the library must say, and when it may leave."""

from datetime import date

import pytest

from server.documents.rules import (
    DocumentWithdrawn,
    IssuedInTheFuture,
    NumberedOnPaper,
    ResolutionStays,
    check_issued,
    check_not_withdrawn,
    check_numbering,
    check_withdrawal,
    goes_below,
    mark_of,
    page_of,
)

TODAY = date(2026, 11, 21)


def test_a_document_is_issued_today_or_before() -> None:
    check_issued(TODAY, TODAY)
    with pytest.raises(IssuedInTheFuture):
        check_issued(date(2026, 11, 22), TODAY)


def test_a_document_is_withdrawn_once_and_a_resolution_never() -> None:
    check_withdrawal(withdrawn=False, of_meeting=False)
    with pytest.raises(DocumentWithdrawn):
        check_withdrawal(withdrawn=True, of_meeting=False)
    for withdrawn in (False, True):
        with pytest.raises(ResolutionStays):
            check_withdrawal(withdrawn=withdrawn, of_meeting=True)


def test_only_a_resolution_gets_its_number_afterwards() -> None:
    check_numbering(of_meeting=True)
    with pytest.raises(NumberedOnPaper):
        check_numbering(of_meeting=False)


def test_what_was_withdrawn_is_not_handed_down() -> None:
    check_not_withdrawn(withdrawn=False)
    with pytest.raises(DocumentWithdrawn):
        check_not_withdrawn(withdrawn=True)


@pytest.mark.parametrize(
    ("number", "symbol", "mark"),
    [("12", "NQ/TU", "12-NQ/TU"), ("12", "", "12"), ("", "NQ/TU", "NQ/TU"), ("", "", "")],
)
def test_number_and_symbol_are_written_as_on_paper(number: str, symbol: str, mark: str) -> None:
    assert mark_of(number, symbol) == mark


def test_a_unit_hands_down_its_own_and_what_came_from_above() -> None:
    assert goes_below("/p/", "/p/c/")
    assert goes_below("/p/c/", "/p/c/")
    assert not goes_below("/p/c/x/", "/p/c/")
    assert not goes_below("/p/d/", "/p/c/")


def test_the_lines_of_a_printed_page_become_paragraphs_again() -> None:
    printed = (
        "Số 12-NQ/TU\n"
        "Đến năm 2030, mọi thôn có đường bê tông, nhà văn hóa và điểm\n"
        "thu gom rác do nhân dân cùng quản lý.\n"
        "1. Mỗi chi bộ chọn một việc cụ thể mỗi quý, giao đảng viên phụ\n"
        "trách và báo cáo kết quả\n"
        "- Làm trước ngày 20\n"
        "Điều 5. Các chi bộ và đảng viên trong toàn Đảng bộ chịu trách\n"
        "nhiệm thi hành nghị quyết này từ\n"
        "a) ngày ký\n"
        "\n"
        "17\n"
        "Nơi nhận <các chi bộ>"
    )
    assert page_of(printed) == (
        "<p>Số 12-NQ/TU</p>"
        "<p>Đến năm 2030, mọi thôn có đường bê tông, nhà văn hóa và điểm thu gom rác do nhân dân cùng quản lý.</p>"
        "<p>1. Mỗi chi bộ chọn một việc cụ thể mỗi quý, giao đảng viên phụ trách và báo cáo kết quả</p>"
        "<p>- Làm trước ngày 20</p>"
        "<p>Điều 5. Các chi bộ và đảng viên trong toàn Đảng bộ chịu trách nhiệm thi hành nghị quyết này từ</p>"
        "<p>a) ngày ký</p>"
        "<p>Nơi nhận &lt;các chi bộ&gt;</p>"
    )


def test_a_scan_has_no_words_and_no_page() -> None:
    assert page_of("") == ""
