"""Who gives which role to whom, how long, and who stands in for whom."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from server.actor import Assignment, Reach, Role
from server.assignments.rules import (
    EARLIEST,
    LONGEST_LOAN,
    POSTS,
    AlreadyHolds,
    LentAlready,
    NotToOneself,
    ReachTooWide,
    RoleNotYours,
    TermNotPossible,
    check_ending,
    check_giving,
    check_loan,
    check_term,
    givable,
)
from server.units.rules import Resource

TODAY, DAY = date(2026, 11, 26), timedelta(days=1)
HAI, LAN = UUID(int=100), UUID(int=101)
TOP, CELL = UUID(int=1), UUID(int=2)
PROVINCE = Resource(TOP, f"/{TOP.hex}/")
DONG = Resource(CELL, f"/{TOP.hex}/{CELL.hex}/")


def holds(
    role: Role, reach: Reach = Reach.SUBTREE, until: date | None = None, where: Resource = PROVINCE
) -> Assignment:
    return Assignment(role, where.unit_id, where.unit_path, reach, TODAY - DAY, until)


def test_a_record_keeper_gives_posts_and_an_admin_everything_but_the_machine() -> None:
    assert givable([holds(Role.RECORD_KEEPER)], DONG, TODAY) == dict.fromkeys([*POSTS, Role.EDITOR], Reach.SUBTREE)
    assert set(givable([holds(Role.ADMIN)], DONG, TODAY)) == set(Role) - {Role.OPERATOR}
    assert givable([holds(Role.SECRETARY)], DONG, TODAY) == {}


def test_nothing_is_given_where_the_role_does_not_reach_or_is_over() -> None:
    assert givable([holds(Role.ADMIN, Reach.HERE)], DONG, TODAY) == {}
    assert givable([holds(Role.ADMIN, until=TODAY)], DONG, TODAY) == {}


def test_of_two_roles_the_wider_counts() -> None:
    both = [holds(Role.RECORD_KEEPER), holds(Role.ADMIN, Reach.HERE, where=DONG)]
    may = givable(both, DONG, TODAY)
    assert may[Role.SECRETARY] is Reach.SUBTREE
    assert may[Role.ADMIN] is Reach.HERE
    assert givable(reversed(both), DONG, TODAY) == may


def test_nobody_gives_to_himself_or_more_than_he_has() -> None:
    may = {Role.EDITOR: Reach.HERE}
    check_giving(may, role=Role.EDITOR, reach=Reach.HERE, giver=HAI, taker=LAN, held=[])
    with pytest.raises(NotToOneself):
        check_giving(may, role=Role.EDITOR, reach=Reach.HERE, giver=HAI, taker=HAI, held=[])
    with pytest.raises(RoleNotYours):
        check_giving(may, role=Role.ADMIN, reach=Reach.HERE, giver=HAI, taker=LAN, held=[])
    with pytest.raises(ReachTooWide):
        check_giving(may, role=Role.EDITOR, reach=Reach.SUBTREE, giver=HAI, taker=LAN, held=[])
    with pytest.raises(AlreadyHolds):
        check_giving(may, role=Role.EDITOR, reach=Reach.HERE, giver=HAI, taker=LAN, held=[Role.EDITOR])


@pytest.mark.parametrize(
    ("since", "until", "possible"),
    [
        (TODAY, None, True),
        (TODAY, TODAY + DAY, True),
        (TODAY + DAY, None, True),
        (TODAY - EARLIEST, None, True),
        (TODAY - EARLIEST - DAY, None, False),
        (TODAY, TODAY, False),
        (TODAY - DAY * 9, TODAY, False),
    ],
)
def test_a_term_ends_after_it_begins_and_after_today(since: date, until: date | None, possible: bool) -> None:
    if possible:
        check_term(since, until, TODAY)
    else:
        with pytest.raises(TermNotPossible):
            check_term(since, until, TODAY)


def test_everybody_lays_down_the_own_role_and_nobody_another_s() -> None:
    check_ending({}, role=Role.SECRETARY, holder=LAN, by=LAN)
    check_ending({Role.SECRETARY: Reach.HERE}, role=Role.SECRETARY, holder=LAN, by=HAI)
    with pytest.raises(RoleNotYours):
        check_ending({}, role=Role.SECRETARY, holder=LAN, by=HAI)


def test_a_role_is_lent_for_a_time_by_its_holder_to_another_and_not_lent_on() -> None:
    fine = {"is_lent": False, "lender": HAI, "holder": HAI, "taker": LAN, "until": TODAY + LONGEST_LOAN, "today": TODAY}
    check_loan(**fine)
    for change, refusal in (
        ({"holder": LAN}, RoleNotYours),
        ({"is_lent": True}, LentAlready),
        ({"taker": HAI}, NotToOneself),
        ({"until": TODAY}, TermNotPossible),
        ({"until": TODAY + LONGEST_LOAN + DAY}, TermNotPossible),
    ):
        with pytest.raises(refusal):
            check_loan(**(fine | change))
