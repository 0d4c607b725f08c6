"""Who may do what in the tree and in a meeting: deny by default, no negative rules."""

from dataclasses import replace
from datetime import date
from itertools import product
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.actor import Actor, Assignment, Reach, Role
from server.units.rules import (
    AFTER_THE_END,
    GOES_DOWN,
    MEETING_MAY,
    UNIT_MAY,
    Action,
    DecisionIncomplete,
    MeetingRole,
    Resource,
    UnitAlreadyThere,
    UnitNameMissing,
    check_decision,
    check_new_unit,
    decide,
    in_force,
    is_wide,
    reaches,
    units_read_from,
)

TODAY = date(2026, 11, 21)


def place(number: int, above: Resource | None = None) -> Resource:
    own = UUID(int=number)
    return Resource(own, f"{above.unit_path if above else ''}{own.hex}/")


PROVINCE = place(1)
COMMUNE = place(2, PROVINCE)
DONG, DOAI = place(3, COMMUNE), place(4, COMMUNE)
OTHER_COMMUNE = place(5, PROVINCE)
PLACES = (PROVINCE, COMMUNE, DONG, DOAI, OTHER_COMMUNE)


def task(
    role: Role, where: Resource, reach: Reach = Reach.HERE, since: date = TODAY, until: date | None = None
) -> Assignment:
    return Assignment(role, where.unit_id, where.unit_path, reach, since, until)


def person(*assignments: Assignment, home: Resource = DONG) -> Actor:
    return Actor(
        member_id=UUID(int=100),
        device_id=UUID(int=200),
        name="Nguyễn Văn An",
        given_name="An",
        unit_id=home.unit_id,
        unit_name="Chi bộ thôn Đông",
        unit_path=home.unit_path,
        assignments=assignments,
    )


def in_meeting(*roles: MeetingRole) -> Resource:
    return Resource(DONG.unit_id, DONG.unit_path, frozenset(roles))


def rights(actor: Actor, where: Resource, day: date = TODAY) -> set[Action]:
    return {action for action in Action if decide(actor, action, where, day)}


AN = person(task(Role.SECRETARY, DONG))
BINH = person()
CHI = person(task(Role.RECORD_KEEPER, COMMUNE, Reach.SUBTREE), home=COMMUNE)
OANH = person(task(Role.OPERATOR, PROVINCE, Reach.SUBTREE), home=PROVINCE)


SIGNS = {Action.DOCUMENT_PUBLISH, Action.HAND_DOWN}
TASKS = {Action.TASK_READ, Action.TASK_CONFIRM}
BOOK = {Action.DUES_MARK, Action.ARREARS_READ}
IS_REPORTED_TO = {Action.REPORTS_READ, Action.REPORT_ANSWER}
HELPS_IN = {Action.MEMBERS_READ, Action.RECOVERY_CONFIRM, Action.DEVICES_LOCK}
KEEPS = {*HELPS_IN, Action.UNIT_ADD, Action.MEMBERS_IMPORT, Action.CARD_ISSUE}
KEEPS |= {Action.RECORD_CHANGE}
KEEPS |= {Action.TREE_CHANGE, Action.TREE_CONFIRM, Action.ROLES_READ, Action.ROLE_GIVE}
OFFICES = {*HELPS_IN, Action.CARD_ISSUE, Action.MEETING_PREPARE, Action.RECORD_CHANGE}
OFFICES |= {Action.DUES_MARK}
COMMITTEE = {*HELPS_IN, Action.TASK_READ, Action.REPORTS_READ, Action.ROLES_READ, Action.DUES_MARK}
LEADS = {Action.TREE_CONFIRM, Action.ROLES_READ, Action.ROLE_LEND}


# --- In the tree ----------------------------------------------------------------------------


def test_a_member_without_assignment_reads_the_own_unit_and_what_comes_down_to_it() -> None:
    assert rights(BINH, DONG) == {Action.UNIT_READ, *GOES_DOWN}
    assert rights(BINH, COMMUNE) == rights(BINH, PROVINCE) == GOES_DOWN
    assert rights(BINH, DOAI) == rights(BINH, OTHER_COMMUNE) == set()


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (
            Role.SECRETARY,
            {*OFFICES, Action.RECORD_PRIVATE, Action.ARREARS_READ, *SIGNS, *TASKS, *IS_REPORTED_TO, *LEADS},
        ),
        (
            Role.DEPUTY_SECRETARY,
            {*OFFICES, *SIGNS, *TASKS, *IS_REPORTED_TO, *LEADS},
        ),
        (Role.COMMITTEE_MEMBER, COMMITTEE),
        (
            Role.RECORD_KEEPER,
            {*KEEPS, Action.RECORD_PRIVATE, Action.DOCUMENT_PUBLISH, Action.TASK_READ, Action.ROLE_LEND},
        ),
        (Role.ADMIN, {*KEEPS, Action.PURGE}),
        (Role.AUDITOR, {Action.AUDIT_READ}),
        (Role.EDITOR, {Action.DOCUMENT_PUBLISH, Action.NEWS_WRITE, Action.ROLE_LEND}),
    ],
)
def test_each_role_has_its_rights_in_its_unit(role: Role, allowed: set[Action]) -> None:
    away = place(9)
    assert rights(person(task(role, DONG), home=away), DONG) == allowed | {Action.UNIT_READ, *GOES_DOWN}


@pytest.mark.parametrize(
    "action", sorted({*SIGNS, *TASKS, *GOES_DOWN, *IS_REPORTED_TO, Action.NEWS_WRITE, Action.ROLE_LEND, *BOOK})
)
def test_in_the_name_of_a_unit_acts_nobody_from_above(action: Action) -> None:
    above = person(*(task(role, COMMUNE, Reach.SUBTREE) for role in Role), home=PROVINCE)
    assert action in rights(above, COMMUNE)
    assert action not in rights(above, DONG)


@pytest.mark.parametrize("action", [Action.RECORD_CHANGE, Action.RECORD_PRIVATE])
def test_records_are_changed_from_above_by_their_keepers_only(action: Action) -> None:
    leads = person(*(task(role, COMMUNE, Reach.SUBTREE) for role in Role if role not in _KEEPERS), home=PROVINCE)
    assert action in rights(leads, COMMUNE)
    assert action not in rights(leads, DONG)
    keeper = person(task(Role.RECORD_KEEPER, COMMUNE, Reach.SUBTREE), home=PROVINCE)
    assert action in rights(keeper, DONG)


_KEEPERS = {Role.RECORD_KEEPER, Role.ADMIN}


def test_the_operator_of_the_machine_reads_nothing_about_people() -> None:
    assert all(rights(OANH, where) == {Action.PURGE} for where in (COMMUNE, DONG, DOAI))
    away = person(task(Role.OPERATOR, COMMUNE, Reach.SUBTREE), home=OTHER_COMMUNE)
    assert rights(away, COMMUNE) == {Action.PURGE}


def test_where_a_unit_has_ended_one_still_reads_and_nothing_begins() -> None:
    ended = replace(DONG, is_closed=True)
    assert rights(AN, ended) == rights(AN, DONG) & AFTER_THE_END
    assert rights(AN, ended) != rights(AN, DONG)


def test_what_is_done_in_the_name_of_a_unit_is_not_done_below_it() -> None:
    wide = task(Role.SECRETARY, COMMUNE, Reach.SUBTREE)
    assert is_wide(wide, Action.MEMBERS_READ)
    assert not is_wide(wide, Action.TASK_CONFIRM)
    assert not is_wide(task(Role.SECRETARY, COMMUNE), Action.MEMBERS_READ)


def test_no_assignment_in_the_tree_opens_a_meeting() -> None:
    everything = [task(role, PROVINCE, Reach.SUBTREE) for role in Role]
    assert rights(person(*everything, home=place(9)), DONG).isdisjoint(MEETING_MAY)


def test_a_role_reaches_the_units_below_only_with_reach_over_the_subtree() -> None:
    assert Action.MEMBERS_IMPORT in rights(CHI, DONG)
    here_only = person(task(Role.RECORD_KEEPER, COMMUNE), home=COMMUNE)
    assert Action.MEMBERS_IMPORT in rights(here_only, COMMUNE)
    assert rights(here_only, DONG) == set()


def test_a_role_never_reaches_up_or_sideways() -> None:
    assert rights(CHI, PROVINCE) == GOES_DOWN
    assert rights(CHI, OTHER_COMMUNE) == set()
    assert rights(person(task(Role.ADMIN, DONG, Reach.SUBTREE)), DOAI) == set()


@pytest.mark.parametrize(
    ("since", "until", "day", "holds"),
    [
        (date(2026, 1, 1), None, TODAY, True),
        (TODAY, None, TODAY, True),
        (date(2026, 11, 22), None, TODAY, False),
        (date(2026, 1, 1), date(2026, 11, 22), TODAY, True),
        (date(2026, 1, 1), TODAY, TODAY, False),
    ],
)
def test_an_assignment_counts_from_its_first_day_and_no_longer_on_its_last(
    since: date, until: date | None, day: date, holds: bool
) -> None:
    given_ = task(Role.SECRETARY, DONG, since=since, until=until)
    assert in_force(given_, day) is holds
    assert decide(person(given_), Action.CARD_ISSUE, DONG, day) is holds


# --- In a meeting ---------------------------------------------------------------------------

LISTENS = {Action.MEETING_READ, Action.ROOM_READ, Action.ROOM_SPEAK}
TAKES_PART = LISTENS | {Action.MEETING_ANSWER, Action.ROOM_VOTE, Action.MINUTES_READ}
DESK = {Action.ROOM_RECORD, Action.MINUTES_APPROVE, Action.REPORT_SEND}


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (MeetingRole.GUEST, LISTENS),
        (MeetingRole.PARTICIPANT, TAKES_PART),
        (MeetingRole.TELLER, TAKES_PART),
        (MeetingRole.RECORDER, TAKES_PART | DESK),
        (MeetingRole.CHAIR, TAKES_PART | DESK | {Action.ROOM_LEAD}),
    ],
)
def test_each_part_in_a_meeting_has_its_rights(role: MeetingRole, allowed: set[Action]) -> None:
    stranger = person(home=OTHER_COMMUNE)
    assert rights(stranger, in_meeting(role)) == allowed


def test_a_part_in_one_meeting_is_no_right_in_the_unit() -> None:
    chairs = in_meeting(MeetingRole.CHAIR)
    assert rights(person(home=OTHER_COMMUNE), chairs).isdisjoint(UNIT_MAY)


def test_whoever_is_not_summoned_has_no_right_in_the_meeting_of_the_own_cell() -> None:
    assert rights(BINH, in_meeting()) == {Action.UNIT_READ, *GOES_DOWN}


# --- Properties -----------------------------------------------------------------------------

assignments = st.builds(
    task,
    st.sampled_from(Role),
    st.sampled_from(PLACES),
    st.sampled_from(Reach),
    st.dates(date(2026, 11, 1), date(2026, 12, 10)),
    st.none() | st.dates(date(2026, 11, 1), date(2026, 12, 10)),
)


@given(
    st.lists(assignments, max_size=4), st.integers(0, 3), st.sampled_from(PLACES), st.sets(st.sampled_from(MeetingRole))
)
def test_taking_an_assignment_away_never_gives_a_right(
    held: list[Assignment], taken: int, where: Resource, parts: set[MeetingRole]
) -> None:
    resource = Resource(where.unit_id, where.unit_path, frozenset(parts))
    fewer = [one for number, one in enumerate(held) if number != taken]
    assert rights(person(*fewer), resource) <= rights(person(*held), resource)


@given(st.lists(assignments, max_size=4), st.sampled_from(PLACES), st.sampled_from(Action))
def test_every_right_goes_back_to_one_assignment_or_to_being_at_home(
    held: list[Assignment], where: Resource, action: Action
) -> None:
    alone = [decide(person(one, home=OTHER_COMMUNE), action, where, TODAY) for one in held]
    at_home = where is OTHER_COMMUNE if action is Action.UNIT_READ else where in (OTHER_COMMUNE, PROVINCE)
    at_home = at_home and action in {Action.UNIT_READ, *GOES_DOWN}
    assert decide(person(*held, home=OTHER_COMMUNE), action, where, TODAY) is (any(alone) or at_home)


@given(st.lists(assignments, max_size=4), st.sampled_from(PLACES), st.sampled_from(PLACES))
def test_the_list_of_units_read_from_is_the_point_check_on_each(
    held: list[Assignment], home: Resource, where: Resource
) -> None:
    actor = person(*held, home=home)
    for action in GOES_DOWN:
        assert (where.unit_id in units_read_from(actor, TODAY)) is decide(actor, action, where, TODAY)


@pytest.mark.parametrize(("above", "where"), list(product(PLACES, PLACES)))
def test_a_subtree_is_the_unit_and_what_hangs_below_it(above: Resource, where: Resource) -> None:
    below = {PROVINCE: PLACES, COMMUNE: (COMMUNE, DONG, DOAI)}.get(above, (above,))
    assert reaches(task(Role.ADMIN, above, Reach.SUBTREE), where) is (where in below)


# --- Units themselves -----------------------------------------------------------------------


def test_a_new_unit_needs_a_name_that_no_sibling_carries() -> None:
    check_new_unit("Chi bộ thôn Tây", ["Chi bộ thôn Đông", "Chi bộ thôn Đoài"])
    with pytest.raises(UnitNameMissing):
        check_new_unit("", [])
    with pytest.raises(UnitAlreadyThere) as refused:
        check_new_unit("chi bộ thôn ĐÔNG", ["Chi bộ thôn Đông"])
    assert refused.value.details == {"name": "chi bộ thôn ĐÔNG"}


@pytest.mark.parametrize(("number", "day"), [("", None), ("12-QĐ/ĐU", TODAY)])
def test_a_decision_has_number_and_date_or_neither(number: str, day: date | None) -> None:
    check_decision(number, day)


@pytest.mark.parametrize(("number", "day"), [("12-QĐ/ĐU", None), ("", TODAY)])
def test_half_a_decision_is_refused(number: str, day: date | None) -> None:
    with pytest.raises(DecisionIncomplete):
        check_decision(number, day)
