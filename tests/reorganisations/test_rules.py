"""What hinders a change of the tree, who must confirm it, and who gains or loses by it."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from server.actor import Assignment, Reach, Role
from server.reorganisations.rules import (
    FURTHEST,
    DayNotPossible,
    DecisionNeeded,
    Group,
    Kind,
    Office,
    Place,
    ReorganisationDone,
    SecondPersonNeeded,
    Situation,
    State,
    check_confirmation,
    check_dates,
    check_stands,
    common_path,
    effects,
    find_hindrance,
    moved_assignment,
    moved_path,
)
from server.units.rules import Resource, UnitKind

TODAY = date(2026, 11, 26)
AN, BINH = UUID(int=100), UUID(int=101)


def place(number: int, above: Place | None = None, kind: UnitKind = UnitKind.CELL, name: str = "") -> Place:
    own = UUID(int=number)
    return Place(own, f"{above.path if above else '/'}{own.hex}/", kind, name or f"Chi bộ {number}")


PROVINCE = place(1, kind=UnitKind.PROVINCE)
COMMUNE = place(2, PROVINCE, UnitKind.COMMUNE)
WARD = place(3, PROVINCE, UnitKind.COMMUNE)
DONG, DOAI = place(4, COMMUNE), place(5, COMMUNE)
FINE = Situation(unit=DONG, parent=COMMUNE, members=28)
ENDED = replace(DOAI, is_closed=True)


@pytest.mark.parametrize(
    ("kind", "now", "expected"),
    [
        (Kind.RENAMED, replace(FINE, new_name="Chi bộ thôn Đông 1"), None),
        (Kind.RENAMED, FINE, "hindered_name_missing"),
        (Kind.RENAMED, replace(FINE, new_name="chi bộ 5", siblings=frozenset({"Chi bộ 5"})), "hindered_name_taken"),
        (Kind.MOVED, replace(FINE, to=WARD), None),
        (Kind.MOVED, FINE, "hindered_root"),
        (Kind.MOVED, replace(FINE, unit=PROVINCE, parent=None, to=WARD), "hindered_root"),
        (Kind.MOVED, replace(FINE, to=WARD, siblings=frozenset({"Chi bộ 4"})), "hindered_name_taken"),
        (Kind.MOVED, replace(FINE, unit=COMMUNE, parent=PROVINCE, to=DONG), "hindered_below_itself"),
        (Kind.MOVED, replace(FINE, to=COMMUNE), "hindered_already_there"),
        (Kind.MOVED, replace(FINE, to=DOAI), "hindered_cell_has_no_units"),
        (Kind.MERGED, replace(FINE, to=DOAI), None),
        (Kind.MERGED, FINE, "hindered_root"),
        (Kind.MERGED, replace(FINE, unit=PROVINCE, parent=None, to=WARD), "hindered_root"),
        (Kind.MERGED, replace(FINE, to=COMMUNE), "hindered_below_itself"),
        (Kind.MERGED, replace(FINE, unit=COMMUNE, to=DONG), "hindered_below_itself"),
        (Kind.MERGED, replace(FINE, to=WARD), "hindered_other_kind"),
        (Kind.MERGED, replace(FINE, to=DOAI, open_meetings=1), "hindered_meeting_open"),
        (Kind.MERGED, replace(FINE, to=DOAI, in_both=1), "hindered_people_in_both"),
        (Kind.MERGED, replace(FINE, to=DOAI, units_in_both=1), "hindered_units_in_both"),
        (Kind.MERGED, replace(FINE, to=ENDED), "hindered_unit_ended"),
        (Kind.MERGED, replace(FINE, unit=ENDED, to=DONG), "hindered_unit_ended"),
        (Kind.SPLIT, replace(FINE, new_name="Chi bộ mới", chosen=9), None),
        (Kind.SPLIT, replace(FINE, new_name="", chosen=9), "hindered_name_missing"),
        (Kind.SPLIT, replace(FINE, unit=COMMUNE, new_name="Xã mới", chosen=9), "hindered_only_cells_split"),
        (Kind.SPLIT, replace(FINE, parent=None, new_name="Chi bộ mới", chosen=9), "hindered_only_cells_split"),
        (Kind.SPLIT, replace(FINE, new_name="Chi bộ mới"), "hindered_nobody_chosen"),
        (Kind.SPLIT, replace(FINE, new_name="Chi bộ mới", chosen=28), "hindered_everybody_chosen"),
        (Kind.SPLIT, replace(FINE, new_name="Chi bộ mới", chosen=9, open_meetings=1), "hindered_meeting_open"),
        (Kind.DISSOLVED, replace(FINE, members=0), None),
        (Kind.DISSOLVED, FINE, "hindered_has_members"),
        (Kind.DISSOLVED, replace(FINE, members=0, children=1), "hindered_has_units"),
        (Kind.DISSOLVED, replace(FINE, members=0, open_meetings=1), "hindered_meeting_open"),
        (Kind.DISSOLVED, replace(FINE, members=0, parent=None), "hindered_root"),
        (Kind.CREATED, FINE, None),
    ],
)
def test_what_stands_in_the_way(kind: Kind, now: Situation, expected: str | None) -> None:
    assert find_hindrance(kind, now) == expected


def test_a_change_that_moves_rights_needs_a_decision_with_its_day() -> None:
    check_dates(Kind.RENAMED, "", None, TODAY, TODAY)
    check_dates(Kind.MERGED, "45-QĐ/ĐU", TODAY, TODAY, TODAY)
    for decision, day in (("", TODAY), ("45-QĐ/ĐU", None)):
        with pytest.raises(DecisionNeeded):
            check_dates(Kind.MERGED, decision, day, TODAY, TODAY)


def test_a_decision_is_not_of_tomorrow_and_takes_effect_within_a_year() -> None:
    with pytest.raises(DayNotPossible):
        check_dates(Kind.MERGED, "45-QĐ/ĐU", TODAY + timedelta(days=1), TODAY, TODAY)
    for far in (FURTHEST, -FURTHEST):
        check_dates(Kind.MERGED, "45-QĐ/ĐU", TODAY, TODAY + far, TODAY)
        with pytest.raises(DayNotPossible):
            check_dates(Kind.MERGED, "45-QĐ/ĐU", TODAY, TODAY + far + timedelta(days=1 if far > -far else -1), TODAY)


def test_nobody_confirms_the_own_proposal() -> None:
    check_confirmation(Kind.MERGED, State.PROPOSED, proposer=AN, confirmer=BINH)
    with pytest.raises(SecondPersonNeeded):
        check_confirmation(Kind.MERGED, State.PROPOSED, proposer=AN, confirmer=AN)
    check_confirmation(Kind.RENAMED, State.PROPOSED, proposer=AN, confirmer=AN)
    for state in (State.CONFIRMED, State.DONE, State.WITHDRAWN):
        with pytest.raises(ReorganisationDone):
            check_confirmation(Kind.MERGED, state, proposer=AN, confirmer=BINH)


def test_what_is_done_or_withdrawn_is_not_withdrawn_again() -> None:
    check_stands(State.PROPOSED)
    check_stands(State.CONFIRMED)
    for state in (State.DONE, State.WITHDRAWN):
        with pytest.raises(ReorganisationDone):
            check_stands(state)


def test_both_sides_answer_to_the_lowest_unit_above_them() -> None:
    assert common_path(DONG.path, DOAI.path) == COMMUNE.path
    assert common_path(DONG.path, WARD.path) == PROVINCE.path
    assert common_path(DONG.path) == DONG.path
    assert common_path(COMMUNE.path, DONG.path) == COMMUNE.path


def given(role: Role, where: Place, reach: Reach = Reach.HERE) -> Assignment:
    return Assignment(role, where.id, where.path, reach, TODAY, None)


def at(where: Place) -> Resource:
    return Resource(where.id, where.path)


def test_a_move_takes_members_from_the_old_commune_and_gives_them_to_the_new() -> None:
    new = moved_path(DONG.path, DONG, WARD)
    group = Group(28, at(DONG), Resource(DONG.id, new))
    offices = [
        Office(name, "", before, moved_assignment(before, DONG, WARD))
        for name, before in (
            ("Hạnh", given(Role.COMMITTEE_MEMBER, COMMUNE, Reach.SUBTREE)),
            ("Vân", given(Role.COMMITTEE_MEMBER, WARD, Reach.SUBTREE)),
            ("Lâm", given(Role.SECRETARY, DONG)),
            ("Hải", given(Role.ADMIN, PROVINCE, Reach.SUBTREE)),
            ("Sơn", given(Role.SECRETARY, WARD)),
        )
    ]
    found = {one.office.holder: (one.gained, one.lost) for one in effects(offices, [group])}
    assert found == {"Hạnh": (0, 28), "Vân": (28, 0)}


def test_an_office_that_ends_is_told_even_where_it_reached_nobody() -> None:
    office = Office("Lâm", "Chi bộ 4", given(Role.SECRETARY, DONG), None)
    (told,) = effects([office], [])
    assert (told.gained, told.lost, told.role) == (0, 0, Role.SECRETARY)


def test_a_path_elsewhere_stays_as_it_is() -> None:
    assert moved_path(DOAI.path, DONG, WARD) == DOAI.path
    assert moved_path(f"{DONG.path}{AN.hex}/", DONG, WARD) == f"{WARD.path}{DONG.id.hex}/{AN.hex}/"
