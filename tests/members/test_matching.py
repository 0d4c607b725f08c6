"""Cells by the names that lists give them."""

from uuid import UUID

import pytest

from server.members.matching import KnownUnit, NoUnit, Units

PROVINCE, LAP, MINH = "Đảng bộ tỉnh Sông Thanh", "Đảng bộ xã Tân Lập", "Đảng bộ xã Tân Minh"


def unit(number: int, name: str, *above: str, kind: str = "cell") -> KnownUnit:
    return KnownUnit(UUID(int=number), name, kind, above)


UNITS = [
    unit(1, PROVINCE, kind="province"),
    unit(2, LAP, PROVINCE, kind="commune"),
    unit(3, MINH, PROVINCE, kind="commune"),
    unit(4, "Chi bộ thôn Đông", PROVINCE, LAP),
    unit(5, "Chi bộ thôn Đông", PROVINCE, MINH),
    unit(6, "Chi bộ thôn Đồng", PROVINCE, LAP),
    unit(7, "Chi bộ thôn Đoài", PROVINCE, LAP),
    unit(8, "Chi bộ Trường THCS Tân Minh", PROVINCE, MINH),
]


def found(text: str) -> int | str:
    answer = Units(UNITS).find(text)
    return answer.code.removeprefix("import_reason_unit_") if isinstance(answer, NoUnit) else answer.id.int


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Chi bộ thôn Đoài", 7),
        ("CHI BỘ THÔN ĐOÀI", 7),
        ("thôn Đoài", 7),
        ("Thon Doai", 7),
        ("Chi bộ: thôn  Đoài", 7),
        ("Trường THCS Tân Minh", 8),
        ("thôn Đồng", 6),
        ("Chi bộ thôn Đông", "ambiguous"),
        ("thon dong", "ambiguous"),
        ("Chi bộ thôn Đông, xã Tân Lập", 4),
        ("thôn Đông - Đảng bộ xã Tân Minh", 5),
        ("thon dong (xa Tan Minh)", 5),
        ("thôn Đông, xã Tân", "ambiguous"),
        ("thôn Đông, xã Tân Bình", "unknown"),
        ("thôn Bắc", "unknown"),
        ("Đảng bộ xã Tân Lập", "not_a_cell"),
        ("", "missing"),
    ],
)
def test_a_cell_is_found_by_its_name_and_if_needed_its_commune(text: str, answer: int | str) -> None:
    assert found(text) == answer


def test_an_empty_name_means_the_only_cell_there_is() -> None:
    only = unit(7, "Chi bộ thôn Đoài")
    assert Units([only]).find("") == only


def test_the_same_text_has_the_same_answer() -> None:
    units = Units(UNITS)
    assert units.find("thôn Đoài") is units.find("thôn Đoài")
