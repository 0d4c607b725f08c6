"""Who may do what: one pure decision on loaded facts, deny by default, no negative rules.

No negative rules, because then taking an assignment away can never give a right.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from server.actor import Actor, Assignment, Reach, Role
from server.errors import Invalid


class UnitKind(StrEnum):
    """A label, never a level: the tree has any depth."""

    PROVINCE = "province"
    COMMUNE = "commune"
    GRASSROOTS = "grassroots"
    CELL = "cell"


class Action(StrEnum):
    UNIT_READ = "unit_read"
    UNIT_ADD = "unit_add"
    MEMBERS_READ = "members_read"
    MEMBERS_IMPORT = "members_import"
    CARD_ISSUE = "card_issue"
    MEETING_PREPARE = "meeting_prepare"
    MEETING_READ = "meeting_read"
    MEETING_ANSWER = "meeting_answer"
    ROOM_READ = "room_read"
    ROOM_LEAD = "room_lead"
    ROOM_RECORD = "room_record"
    ROOM_SPEAK = "room_speak"
    ROOM_VOTE = "room_vote"
    MINUTES_READ = "minutes_read"
    MINUTES_APPROVE = "minutes_approve"


class MeetingRole(StrEnum):
    """What a person is in one meeting; kept with the meeting, not in the tree."""

    CHAIR = "chair"
    RECORDER = "recorder"
    TELLER = "teller"
    PARTICIPANT = "participant"
    GUEST = "guest"


_OFFICERS = frozenset({Role.SECRETARY, Role.DEPUTY_SECRETARY})
_KEEPERS = frozenset({Role.RECORD_KEEPER, Role.ADMIN})

UNIT_MAY: dict[Action, frozenset[Role]] = {
    Action.UNIT_READ: frozenset(Role) - {Role.OPERATOR},
    Action.UNIT_ADD: _KEEPERS,
    Action.MEMBERS_READ: _OFFICERS | _KEEPERS | {Role.COMMITTEE_MEMBER},
    Action.MEMBERS_IMPORT: _KEEPERS,
    Action.CARD_ISSUE: _OFFICERS | _KEEPERS,
    # An upper officer prepares no meeting of a cell: reach is HERE for these roles in a cell.
    Action.MEETING_PREPARE: _OFFICERS,
}

_IN_THE_ROOM = frozenset(MeetingRole)
_MEMBERS = frozenset({MeetingRole.CHAIR, MeetingRole.RECORDER, MeetingRole.TELLER, MeetingRole.PARTICIPANT})
_DESK = frozenset({MeetingRole.CHAIR, MeetingRole.RECORDER})

MEETING_MAY: dict[Action, frozenset[MeetingRole]] = {
    Action.MEETING_READ: _IN_THE_ROOM,
    Action.MEETING_ANSWER: _MEMBERS,
    Action.ROOM_READ: _IN_THE_ROOM,
    Action.ROOM_LEAD: frozenset({MeetingRole.CHAIR}),
    Action.ROOM_RECORD: _DESK,
    Action.ROOM_SPEAK: _IN_THE_ROOM,
    Action.ROOM_VOTE: _MEMBERS,
    Action.MINUTES_READ: _MEMBERS,
    Action.MINUTES_APPROVE: _DESK,
}


@dataclass(frozen=True, slots=True)
class Resource:
    """What is acted on: its unit, and what the actor is in its meeting (if it has one)."""

    unit_id: UUID
    unit_path: str
    meeting_roles: frozenset[MeetingRole] = frozenset()


def decide(actor: Actor, action: Action, resource: Resource, today: date) -> bool:
    """Has the actor an assignment in force that reaches the unit, or a role in the meeting?"""
    if resource.meeting_roles & MEETING_MAY.get(action, frozenset()):
        return True
    roles = UNIT_MAY.get(action, frozenset())
    if any(given.role in roles and reaches(given, resource) and in_force(given, today) for given in actor.assignments):
        return True
    return action is Action.UNIT_READ and actor.unit_id == resource.unit_id


def in_force(given: Assignment, today: date) -> bool:
    return given.since <= today and (given.until is None or today < given.until)


def reaches(given: Assignment, resource: Resource) -> bool:
    if given.unit_id == resource.unit_id:
        return True
    return given.reach is Reach.SUBTREE and resource.unit_path.startswith(given.unit_path)


class DecisionIncomplete(Invalid):
    code = "decision_incomplete"


class UnitNameMissing(Invalid):
    code = "unit_name_missing"


class UnitAlreadyThere(Invalid):
    code = "unit_already_there"


def check_new_unit(name: str, siblings: Iterable[str]) -> None:
    """A name is needed, and no sibling may carry it already (they would be confused on import)."""
    if not name:
        raise UnitNameMissing
    if name.casefold() in {sibling.casefold() for sibling in siblings}:
        raise UnitAlreadyThere(name=name)


def check_decision(decision: str, valid_from: date | None) -> None:
    """Votes from afar stand on a decision that can be found again: number and date, or none (03-HD/TW)."""
    if bool(decision) != (valid_from is not None):
        raise DecisionIncomplete
