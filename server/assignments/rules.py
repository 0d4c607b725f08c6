"""Who may give which role to whom, and who may lend the own one. Standard library only."""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from server.actor import Assignment, Reach, Role
from server.errors import Conflict, Forbidden, Invalid
from server.units.rules import Resource, in_force, reaches

LONGEST_LOAN = timedelta(days=184)  # a stand-in is for an absence; for longer, a role is given by a decision
EARLIEST = timedelta(days=366)  # before today that a role may have begun: a paper that came late

POSTS = frozenset({Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.COMMITTEE_MEMBER})
MAY_GIVE: dict[Role, frozenset[Role]] = {
    Role.RECORD_KEEPER: POSTS | {Role.EDITOR},
    Role.ADMIN: frozenset(Role) - {Role.OPERATOR},  # who runs the machine is named on the machine
}


class NotToOneself(Forbidden):
    code = "role_not_to_oneself"


class RoleNotYours(Forbidden):
    """Not one of those that this person may give, take away or lend."""

    code = "role_not_yours"


class ReachTooWide(Forbidden):
    code = "role_reach_too_wide"


class AlreadyHolds(Conflict):
    code = "role_already_held"


class LentAlready(Forbidden):
    """What was lent to somebody is not lent on (design part 6)."""

    code = "role_lent_already"


class TermNotPossible(Invalid):
    code = "role_term_not_possible"


def givable(given: Iterable[Assignment], where: Resource, today: date) -> dict[Role, Reach]:
    """The roles that somebody may give in a unit, each with the widest reach: nobody gives what reaches further."""
    found: dict[Role, Reach] = {}
    for own in given:
        if not (in_force(own, today) and reaches(own, where)):
            continue
        for role in MAY_GIVE.get(own.role, frozenset()):
            if found.get(role) is not Reach.SUBTREE:
                found[role] = own.reach
    return found


def check_giving(
    may: dict[Role, Reach], *, role: Role, reach: Reach, giver: UUID, taker: UUID, held: Iterable[Role]
) -> None:
    if taker == giver:
        raise NotToOneself
    if role not in may:
        raise RoleNotYours
    if reach is Reach.SUBTREE and may[role] is not Reach.SUBTREE:
        raise ReachTooWide
    if role in held:
        raise AlreadyHolds


def check_term(since: date, until: date | None, today: date) -> None:
    """``until`` is the first day on which it is no longer held."""
    if since < today - EARLIEST or (until is not None and (until <= since or until <= today)):
        raise TermNotPossible


def check_ending(may: dict[Role, Reach], *, role: Role, holder: UUID, by: UUID) -> None:
    """Everybody may lay down the own role; others' only those who may give it."""
    if holder != by and role not in may:
        raise RoleNotYours


def check_loan(*, is_lent: bool, lender: UUID, holder: UUID, taker: UUID, until: date, today: date) -> None:
    if holder != lender:
        raise RoleNotYours
    if is_lent:
        raise LentAlready
    if taker == lender:
        raise NotToOneself
    if not today < until <= today + LONGEST_LOAN:
        raise TermNotPossible
