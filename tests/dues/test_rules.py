"""Months of dues, the limits of a mark, and when unpaid months are arrears."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from server.dues.rulebook import FOLDER, load_dues_rules
from server.dues.rules import (
    MonthNotKnown,
    MonthOutOfReach,
    PaidInFuture,
    ReasonShort,
    check_month,
    check_paid_on,
    check_reason,
    is_in_arrears,
    last_closed,
    month_of,
    months_later,
    parse_month,
    rules_for,
    unpaid,
)

TODAY = date(2026, 11, 26)


def month(text: str) -> date:
    return date.fromisoformat(f"{text}-01")


def test_a_month_is_its_first_day() -> None:
    assert month_of(TODAY) == month("2026-11")
    assert parse_month("2026-02") == month("2026-02")
    assert months_later(month("2026-12"), 1) == month("2027-01")
    assert months_later(month("2026-01"), -1) == month("2025-12")
    assert last_closed(date(2027, 1, 31)) == month("2026-12")


@pytest.mark.parametrize("text", ["", "2026", "2026-13", "2026-00", "2026-1", "26-01", "٢٠٢٦-01", "0001-01"])
def test_what_is_no_month(text: str) -> None:
    with pytest.raises(MonthNotKnown):
        parse_month(text)


def test_a_month_too_far_is_a_slip() -> None:
    for near in ("2024-11", "2026-11", "2027-11"):
        check_month(month(near), TODAY)
    for far in ("2024-10", "2027-12"):
        with pytest.raises(MonthOutOfReach):
            check_month(month(far), TODAY)


def test_nobody_has_paid_tomorrow() -> None:
    check_paid_on(TODAY, TODAY)
    with pytest.raises(PaidInFuture):
        check_paid_on(date(2026, 11, 27), TODAY)


def test_a_reason_has_words() -> None:
    check_reason("Nhắc nộp quý IV")
    with pytest.raises(ReasonShort):
        check_reason("Xem")


def test_unpaid_are_the_closed_months_of_the_year_from_where_the_book_begins() -> None:
    assert unpaid(set(), date(2026, 8, 20), TODAY) == [month("2026-08"), month("2026-09"), month("2026-10")]
    assert unpaid({month("2026-09")}, date(2026, 8, 1), TODAY) == [month("2026-08"), month("2026-10")]
    assert len(unpaid(set(), date(2020, 1, 1), TODAY)) == 10
    assert unpaid(set(), date(2026, 11, 1), TODAY) == []
    assert len(unpaid(set(), date(2020, 1, 1), date(2027, 1, 15))) == 12, "in January the year that has closed"


def test_a_standing_elsewhere_is_not_judged() -> None:
    missing = [month("2026-08"), month("2026-09"), month("2026-10")]
    assert is_in_arrears("official", missing, 3)
    assert not is_in_arrears("official", missing[:2], 3)
    assert not is_in_arrears("temporarily_away", missing, 3)
    assert not is_in_arrears("suspended", missing, 3)


def test_the_newest_file_in_force_holds() -> None:
    [book] = load_dues_rules()
    later = replace(book, id="later", valid_from=date(2027, 1, 1))
    assert rules_for((book, later), TODAY) is book
    assert rules_for((book, later), date(2027, 1, 1)) is later
    assert rules_for((book, later), date(2020, 1, 1)) is book


def test_the_files_are_named_after_their_day_and_cite_what_they_say() -> None:
    books = load_dues_rules()
    assert [file.stem for file in sorted(FOLDER.iterdir())] == [book.id for book in books]
    assert all(book.id.startswith(book.valid_from.isoformat()) for book in books)
    assert books[0].arrears_months == 3
    assert all(rate.sources for rate in books[0].rates)
    assert [rate.verified for rate in books[0].rates] == [True, True, False]


def test_a_source_that_nobody_cites_is_refused(tmp_path: Path) -> None:
    [file] = FOLDER.iterdir()
    more = '\n[[source]]\nid = "khong-ai-dan"\ntitle = "Không ai dẫn"\n'
    (tmp_path / file.name).write_text(file.read_text(encoding="utf-8") + more, encoding="utf-8")
    with pytest.raises(ValueError, match="khong-ai-dan"):
        load_dues_rules(tmp_path)
