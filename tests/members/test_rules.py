"""The plan of an import: what each row would do, and why a row is refused."""

from collections import Counter
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.i18n.messages import sentence
from server.members.imports import explain
from server.members.matching import KnownUnit
from server.members.reading import SheetRow
from server.members.rules import Change, Create, FieldChange, ImportPlan, KnownMember, MemberRow, Refuse, Same, plan
from server.members.sheet import read_sheet
from tests.members.lists import CELLS, clean_list, faulty_list

TODAY = date(2026, 11, 21)
COMMUNE = KnownUnit(UUID(int=1), "Đảng bộ xã Tân Lập", "commune", ())
UNITS = [COMMUNE] + [KnownUnit(UUID(int=number), name, "cell", (COMMUNE.name,)) for number, name in enumerate(CELLS, 2)]
DONG, DOAI = UNITS[1], UNITS[2]

ROW = SheetRow(
    number=7,
    name="Nguyễn Văn An",
    birth_date="05/09/1975",
    unit="Chi bộ thôn Đông",
    standing="Chính thức",
    role="Bí thư",
    admission_decision_date="01/02/2000",
    admission_ceremony_date="10/02/2000",
    official_date="10/02/2001",
    phone="0912345678",
)
AN = KnownMember(
    id=UUID(int=100),
    name="Nguyễn Văn An",
    birth_date=date(1975, 9, 5),
    unit_id=DONG.id,
    standing="official",
    role="secretary",
    admission_decision_date=date(2000, 2, 1),
    admission_ceremony_date=date(2000, 2, 10),
    official_date=date(2001, 2, 10),
    phone="0912 345 678",
)
NAME_ONLY = replace(SheetRow(7), name=ROW.name, birth_date=ROW.birth_date, unit=ROW.unit)


def planned(*rows: SheetRow, known: tuple[KnownMember, ...] = (), units: list[KnownUnit] = UNITS) -> ImportPlan:
    return plan(rows, known, units, TODAY)


def decision(row: SheetRow, *known: KnownMember) -> Create | Change | Same | Refuse:
    [one] = planned(row, known=known).rows
    return one.decision


def created(row: SheetRow, *known: KnownMember) -> MemberRow:
    found = decision(row, *known)
    assert isinstance(found, Create), found
    return found.row


def changes(row: SheetRow, *known: KnownMember) -> dict[str, tuple[object, object]]:
    found = decision(row, *known)
    assert isinstance(found, Change), found
    return {one.field: (one.old, one.new) for one in found.changes}


def reasons(row: SheetRow, *known: KnownMember) -> list[str]:
    found = decision(row, *known)
    assert isinstance(found, Refuse), found
    return [explain(reason) for reason in found.reasons]


# --- Whole lists ----------------------------------------------------------------------------


def test_a_clean_list_of_sixty_creates_sixty_in_three_cells() -> None:
    found = plan(read_sheet(clean_list(), "a.xlsx"), [], UNITS, TODAY)
    assert (found.created, found.changed, found.unchanged, found.refused) == (60, 0, 0, 0)
    assert found.acceptable
    per_unit = Counter(one.decision.unit_id for one in found.rows if isinstance(one.decision, Create))
    assert list(per_unit.values()) == [20, 20, 20]


def test_ten_faults_are_found_by_row_and_kind_and_keep_the_whole_list_out() -> None:
    data, faults = faulty_list()
    found = plan(read_sheet(data, "a.xlsx"), [], UNITS, TODAY)
    refused = {one.row.number: one.decision for one in found.rows if isinstance(one.decision, Refuse)}
    assert {number: [one.code for one in kept.reasons] for number, kept in refused.items()} == {
        number: [code] for number, code in faults.items()
    }
    assert (found.created, found.refused) == (50, 10)
    assert not found.acceptable


def test_the_same_list_again_changes_nothing() -> None:
    rows = read_sheet(clean_list(), "a.xlsx")
    first = plan(rows, [], UNITS, TODAY)
    known = [
        KnownMember(
            id=UUID(int=1000 + number),
            unit_id=one.decision.unit_id,
            **{name: getattr(one.decision.row, name) for name in MemberRow.__slots__},
        )
        for number, one in enumerate(first.rows)
        if isinstance(one.decision, Create)
    ]
    again = plan(rows, known, UNITS, TODAY)
    assert (again.created, again.changed, again.unchanged, again.refused) == (0, 0, 60, 0)
    assert not again.acceptable


def test_the_fingerprint_says_whether_the_plan_is_the_one_that_was_seen() -> None:
    assert planned(ROW).fingerprint == planned(ROW).fingerprint
    assert planned(ROW).fingerprint != planned(replace(ROW, role="")).fingerprint
    assert planned(ROW).fingerprint != planned(ROW, known=(AN,)).fingerprint


def test_an_empty_list_is_nothing_to_accept() -> None:
    assert not planned().acceptable


# --- New people -----------------------------------------------------------------------------


def test_a_new_person_is_created_as_the_row_says() -> None:
    assert decision(ROW) == Create(
        DONG.id,
        MemberRow(
            name="Nguyễn Văn An",
            birth_date=date(1975, 9, 5),
            standing="official",
            role="secretary",
            phone="0912 345 678",
            admission_decision_date=date(2000, 2, 1),
            admission_ceremony_date=date(2000, 2, 10),
            official_date=date(2001, 2, 10),
        ),
    )
    [row] = planned(ROW).rows
    assert (row.row, row.unit_name) == (ROW, "Chi bộ thôn Đông")


def test_a_row_with_only_what_is_needed_is_an_official_member_without_a_post() -> None:
    assert created(NAME_ONLY) == MemberRow("Nguyễn Văn An", date(1975, 9, 5), "official", "member")


def test_two_people_of_one_name_are_told_apart_by_the_birth_date() -> None:
    found = planned(ROW, replace(NAME_ONLY, number=8, birth_date="06/09/1975"), known=(AN,))
    assert [type(one.decision) for one in found.rows] == [Same, Create]


def test_an_empty_cell_for_the_unit_means_the_only_cell_of_the_office() -> None:
    [row] = planned(replace(ROW, unit=""), units=[DOAI]).rows
    assert isinstance(row.decision, Create)
    assert row.decision.unit_id == DOAI.id


@pytest.mark.parametrize(
    ("cells", "standing"),
    [
        ({}, "official"),
        ({"official_date": "10/02/2001", "admission_ceremony_date": "10/02/2000"}, "official"),
        ({"admission_ceremony_date": "22/11/2025"}, "probationary"),
        ({"admission_decision_date": "22/11/2025"}, "probationary"),
        ({"admission_decision_date": "10/11/2025", "admission_ceremony_date": "22/11/2025"}, "probationary"),
    ],
)
def test_an_empty_standing_is_read_from_the_dates(cells: dict[str, str], standing: str) -> None:
    assert created(replace(NAME_ONLY, **cells)).standing == standing


def test_a_standing_that_would_be_a_guess_at_the_right_to_vote_is_asked_for() -> None:
    row = replace(NAME_ONLY, admission_ceremony_date="21/11/2025")
    assert reasons(row) == [sentence("import_reason_standing_unclear")]
    assert created(replace(row, standing="dự bị")).standing == "probationary"


# --- Known people ---------------------------------------------------------------------------


def test_a_row_that_says_what_is_known_changes_nothing() -> None:
    assert decision(ROW, AN) == Same(AN.id)


def test_empty_cells_never_erase_what_is_known() -> None:
    assert decision(NAME_ONLY, AN) == Same(AN.id)
    assert decision(NAME_ONLY, replace(AN, standing="exempt", role="committee_member")) == Same(AN.id)


def test_filled_cells_change_what_is_known_field_by_field() -> None:
    row = replace(
        ROW,
        name="Nguyễn Văn Ân",
        standing="Miễn sinh hoạt",
        role="Đảng viên",
        phone="0987 654 321",
        admission_decision_date="02/02/2000",
        admission_ceremony_date="11/02/2000",
        official_date="11/02/2001",
    )
    assert changes(row, AN) == {
        "name": ("Nguyễn Văn An", "Nguyễn Văn Ân"),
        "standing": ("official", "exempt"),
        "role": ("secretary", "member"),
        "phone": ("0912 345 678", "0987 654 321"),
        "admission_decision_date": (date(2000, 2, 1), date(2000, 2, 2)),
        "admission_ceremony_date": (date(2000, 2, 10), date(2000, 2, 11)),
        "official_date": (date(2001, 2, 10), date(2001, 2, 11)),
    }


def test_what_was_missing_is_filled_in() -> None:
    assert decision(ROW, replace(AN, phone=None)) == Change(AN.id, (FieldChange("phone", None, "0912 345 678"),))


def test_capitals_and_another_way_of_writing_a_number_are_no_change() -> None:
    assert decision(replace(ROW, name="NGUYỄN VĂN AN"), AN) == Same(AN.id)
    assert decision(ROW, replace(AN, phone="+84912345678")) == Same(AN.id)


def test_the_date_of_recognition_makes_a_probationary_member_official() -> None:
    probationary = replace(AN, standing="probationary", official_date=None)
    row = replace(ROW, standing="")
    assert changes(row, probationary) == {
        "standing": ("probationary", "official"),
        "official_date": (None, date(2001, 2, 10)),
    }
    assert decision(row, replace(AN, standing="exempt")) == Same(AN.id)


def test_old_dates_that_do_not_fit_are_not_asked_about_when_nothing_changes() -> None:
    odd = replace(AN, admission_decision_date=date(2005, 1, 1))
    assert decision(NAME_ONLY, odd) == Same(AN.id)
    assert len(reasons(replace(NAME_ONLY, role="Phó bí thư"), odd)) == 2


# --- One person, two cells ------------------------------------------------------------------


def test_a_list_moves_nobody_to_another_cell() -> None:
    assert reasons(replace(ROW, unit="thôn Đoài"), AN) == [sentence("import_reason_elsewhere", unit=DONG.name)]


def test_a_temporary_member_stays_a_member_of_the_home_cell() -> None:
    guest = replace(ROW, unit="thôn Đoài", standing="Tạm thời đến")
    assert created(guest, AN).standing == "temporarily_here"
    here = replace(AN, id=UUID(int=101), unit_id=DOAI.id, standing="temporarily_here")
    assert decision(guest, AN, here) == Same(here.id)
    assert decision(ROW, AN, here) == Same(AN.id)
    assert created(ROW, here).standing == "official"


def test_a_temporary_member_does_not_become_a_second_full_member() -> None:
    here = replace(AN, id=UUID(int=101), unit_id=DOAI.id, standing="temporarily_here")
    assert reasons(replace(ROW, unit="thôn Đoài"), AN, here) == [sentence("import_reason_elsewhere", unit=DONG.name)]
    school = replace(ROW, unit="Trường tiểu học", standing="Tạm thời đến")
    assert reasons(school, AN, here) == [sentence("import_reason_elsewhere", unit=DOAI.name)]


def test_one_person_twice_in_a_list_is_refused_in_both_rows() -> None:
    found = planned(ROW, replace(ROW, number=9, name="NGUYEN VAN AN"), replace(NAME_ONLY, number=12, unit="thôn Đoài"))
    assert [explain(one.decision.reasons[0]) for one in found.rows if isinstance(one.decision, Refuse)] == [
        sentence("import_reason_twice", rows=rows) for rows in ("9, 12", "7, 12", "7, 9")
    ]


def test_one_person_at_home_and_as_a_temporary_member_may_stand_in_one_list() -> None:
    away = replace(ROW, standing="Tạm thời nơi khác")
    here = replace(ROW, number=9, unit="thôn Đoài", standing="Tạm thời đến")
    assert planned(away, here).created == 2
    assert planned(away, replace(here, unit=ROW.unit)).refused == 2


# --- Refused --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"name": ""}, "Thiếu họ và tên."),
        ({"name": "A B" + "c" * 120}, "Họ và tên dài quá 120 ký tự."),
        ({"name": "034075001234"}, "Họ và tên “034075001234” có chữ số hoặc ký hiệu. Chỉ ghi họ và tên."),
        ({"birth_date": ""}, "Thiếu ngày sinh."),
        (
            {"birth_date": "1975"},
            "Cột “Ngày sinh”: “1975” chưa phải một ngày. Ghi đủ ngày, tháng, năm, ví dụ 05/09/1975.",
        ),
        ({"official_date": "22/11/2026"}, "Cột “Ngày chính thức”: 22/11/2026 là ngày chưa tới."),
        ({"birth_date": "20/11/1915"}, "Sinh 20/11/1915, tức là đã quá 110 tuổi. Kiểm tra ngày sinh."),
        (
            {"birth_date": "02/02/1982"},
            "Sinh 02/02/1982, đến 01/02/2000 chưa đủ 18 tuổi. Kiểm tra ngày sinh và ngày vào Đảng.",
        ),
        (
            {"admission_ceremony_date": "31/01/2000"},
            "“Ngày lễ kết nạp” 31/01/2000 lại trước “Ngày vào Đảng” 01/02/2000. Kiểm tra hai ngày này.",
        ),
        (
            {"admission_decision_date": "", "official_date": "01/01/2000"},
            "“Ngày chính thức” 01/01/2000 lại trước “Ngày lễ kết nạp” 10/02/2000. Kiểm tra hai ngày này.",
        ),
        (
            {"standing": "Dự bị"},
            "Ghi là dự bị nhưng đã có ngày chính thức 10/02/2001. Sửa loại đảng viên hoặc ngày chính thức.",
        ),
        ({"unit": ""}, "Thiếu tên chi bộ."),
        ({"unit": "thôn Bắc"}, "Không có chi bộ “thôn Bắc” trong đơn vị này. Kiểm tra tên chi bộ."),
        (
            {"unit": COMMUNE.name},
            "“Đảng bộ xã Tân Lập” không phải chi bộ. Ghi chi bộ nơi đồng chí này sinh hoạt.",
        ),
        ({"phone": "0123"}, "Điện thoại “0123” chưa đúng. Ghi một số, ví dụ 0912 345 678."),
    ],
)
def test_a_row_that_cannot_be_right_is_refused_with_the_cell_and_what_to_do(cells: dict[str, str], reason: str) -> None:
    assert reasons(replace(ROW, **cells)) == [reason]


def test_unknown_words_for_standing_and_post_are_refused_with_the_words() -> None:
    assert "“Cảm tình”" in reasons(replace(ROW, standing="Cảm tình"))[0]
    assert "“Trưởng thôn”" in reasons(replace(ROW, role="Trưởng thôn"))[0]


def test_a_child_without_any_date_is_no_member() -> None:
    assert "đến 21/11/2026 chưa đủ 18 tuổi" in reasons(replace(NAME_ONLY, birth_date="22/11/2008"))[0]


def test_a_row_says_all_that_is_wrong_at_once() -> None:
    assert len(reasons(SheetRow(5, standing="?", role="?", phone="?", official_date="?"))) == 7


TEXTS = st.text(alphabet="0123456789/.- aăđêôơưnNtT(\"'’=+", max_size=14)


@given(st.lists(st.builds(SheetRow, st.integers(2, 9), *[TEXTS] * 9), max_size=6))
def test_any_cells_give_a_plan_whose_sentences_exist(rows: list[SheetRow]) -> None:
    found = planned(*rows, known=(AN,))
    assert found.created + found.changed + found.unchanged + found.refused == len(rows)
    for one in found.rows:
        if isinstance(one.decision, Refuse):
            assert all(explain(reason) for reason in one.decision.reasons)
