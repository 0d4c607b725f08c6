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
    TREE_CHANGE = "tree_change"
    TREE_CONFIRM = "tree_confirm"
    ROLES_READ = "roles_read"
    ROLE_GIVE = "role_give"
    ROLE_LEND = "role_lend"
    MEMBERS_READ = "members_read"
    MEMBERS_IMPORT = "members_import"
    RECORD_CHANGE = "record_change"
    RECORD_PRIVATE = "record_private"
    DUES_MARK = "dues_mark"
    ARREARS_READ = "arrears_read"
    CARD_ISSUE = "card_issue"
    RECOVERY_CONFIRM = "recovery_confirm"
    DEVICES_LOCK = "devices_lock"
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
    DOCUMENT_READ = "document_read"
    DOCUMENT_PUBLISH = "document_publish"
    HAND_DOWN = "hand_down"
    NEWS_READ = "news_read"
    NEWS_WRITE = "news_write"
    TASK_READ = "task_read"
    TASK_CONFIRM = "task_confirm"
    REPORT_SEND = "report_send"
    REPORTS_READ = "reports_read"
    REPORT_ANSWER = "report_answer"
    AUDIT_READ = "audit_read"
    PURGE = "purge"


class MeetingRole(StrEnum):
    """What a person is in one meeting; kept with the meeting, not in the tree."""

    CHAIR = "chair"
    RECORDER = "recorder"
    TELLER = "teller"
    PARTICIPANT = "participant"
    GUEST = "guest"


_OFFICERS = frozenset({Role.SECRETARY, Role.DEPUTY_SECRETARY})
_KEEPERS = frozenset({Role.RECORD_KEEPER, Role.ADMIN})

_EVERY_ROLE = frozenset(Role) - {Role.OPERATOR}

UNIT_MAY: dict[Action, frozenset[Role]] = {
    Action.UNIT_READ: _EVERY_ROLE,
    Action.UNIT_ADD: _KEEPERS,
    # The tree is changed by two: one of those who keep it, and another who answers for the unit above all concerned.
    Action.TREE_CHANGE: _KEEPERS,
    Action.TREE_CONFIRM: _KEEPERS | _OFFICERS,
    Action.ROLES_READ: _OFFICERS | _KEEPERS | {Role.COMMITTEE_MEMBER},
    Action.ROLE_GIVE: _KEEPERS,
    Action.ROLE_LEND: _OFFICERS | {Role.RECORD_KEEPER, Role.EDITOR},
    Action.MEMBERS_READ: _OFFICERS | _KEEPERS | {Role.COMMITTEE_MEMBER},
    Action.MEMBERS_IMPORT: _KEEPERS,
    Action.RECORD_CHANGE: _KEEPERS | _OFFICERS,
    Action.RECORD_PRIVATE: frozenset({Role.SECRETARY, Role.RECORD_KEEPER}),
    Action.DUES_MARK: _OFFICERS | {Role.COMMITTEE_MEMBER},
    Action.ARREARS_READ: frozenset({Role.SECRETARY}),
    Action.CARD_ISSUE: _OFFICERS | _KEEPERS,
    # Who may be the second person is judged by a rule of its own; locking a lost phone takes one, and quickly.
    Action.RECOVERY_CONFIRM: _OFFICERS | _KEEPERS | {Role.COMMITTEE_MEMBER},
    Action.DEVICES_LOCK: _OFFICERS | _KEEPERS | {Role.COMMITTEE_MEMBER},
    # An upper officer prepares no meeting of a cell: reach is HERE for these roles in a cell.
    Action.MEETING_PREPARE: _OFFICERS,
    Action.DOCUMENT_READ: _EVERY_ROLE,
    Action.DOCUMENT_PUBLISH: _OFFICERS | {Role.RECORD_KEEPER, Role.EDITOR},
    Action.HAND_DOWN: _OFFICERS,
    Action.NEWS_READ: _EVERY_ROLE,
    Action.NEWS_WRITE: frozenset({Role.EDITOR}),
    Action.TASK_READ: _OFFICERS | {Role.COMMITTEE_MEMBER, Role.RECORD_KEEPER},
    Action.TASK_CONFIRM: _OFFICERS,
    # Of what is addressed to this very unit; it opens no meeting of those that report.
    Action.REPORTS_READ: _OFFICERS | {Role.COMMITTEE_MEMBER},
    Action.REPORT_ANSWER: _OFFICERS,
    # Who did what to whom, never the content; nobody who acts is also the one who looks.
    Action.AUDIT_READ: frozenset({Role.AUDITOR}),
    # Opens nothing: what is to go is named by its address, and two people are needed.
    Action.PURGE: frozenset({Role.ADMIN, Role.OPERATOR}),
}

# What a unit publishes goes down the tree: to everybody whose own unit is it or hangs below it.
GOES_DOWN = frozenset({Action.DOCUMENT_READ, Action.NEWS_READ})
# In the name of a unit act only those who hold a role in that very unit; a reach over the subtree gives no right
# to sign for a lower one, and none to read what a lower one keeps for itself.
_OWN_UNIT_ONLY = GOES_DOWN | {
    *(Action.DOCUMENT_PUBLISH, Action.HAND_DOWN, Action.NEWS_WRITE),
    *(Action.TASK_READ, Action.TASK_CONFIRM, Action.REPORTS_READ, Action.REPORT_ANSWER, Action.ROLE_LEND),
    *(Action.DUES_MARK, Action.ARREARS_READ),
}
# Of records: those who keep them do so below their unit too; a cell's officers only in the own cell.
_ONLY_KEEPERS_FROM_ABOVE = frozenset({Action.RECORD_CHANGE, Action.RECORD_PRIVATE})
# What may still be done where a unit has ended; nothing new begins there.
AFTER_THE_END = frozenset(
    {
        *(Action.UNIT_READ, Action.MEMBERS_READ, Action.ROLES_READ, Action.DOCUMENT_READ, Action.NEWS_READ),
        *(Action.TASK_READ, Action.TASK_CONFIRM, Action.REPORTS_READ, Action.REPORT_ANSWER),
        *(Action.AUDIT_READ, Action.PURGE),
    }
)

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
    Action.REPORT_SEND: _DESK,
}


@dataclass(frozen=True, slots=True)
class Resource:
    """What is acted on: the unit that answers for it, and what the actor is in its meeting (if it has one)."""

    unit_id: UUID
    unit_path: str
    meeting_roles: frozenset[MeetingRole] = frozenset()
    is_closed: bool = False


def decide(actor: Actor, action: Action, resource: Resource, today: date) -> bool:
    """Has the actor an assignment in force that reaches the unit, or a role in the meeting?"""
    if resource.meeting_roles & MEETING_MAY.get(action, frozenset()):
        return True
    if resource.is_closed and action not in AFTER_THE_END:
        return False
    roles = UNIT_MAY.get(action, frozenset())
    held = (given for given in actor.assignments if given.role in roles and in_force(given, today))
    if any(reaches(given, resource) if is_wide(given, action) else _held_in(given, resource) for given in held):
        return True
    if action in GOES_DOWN:
        return actor.unit_path.startswith(resource.unit_path)
    return action is Action.UNIT_READ and actor.unit_id == resource.unit_id


def units_read_from(actor: Actor, today: date) -> frozenset[UUID]:
    """Every unit whose publications reach this person: the same answer as `decide`, for a whole list at once."""
    above = {UUID(part) for part in actor.unit_path.strip("/").split("/")}
    held = {one.unit_id for one in actor.assignments if one.role in _EVERY_ROLE and in_force(one, today)}
    return frozenset(above | held)


def in_force(given: Assignment, today: date) -> bool:
    return given.since <= today and (given.until is None or today < given.until)


def is_wide(given: Assignment, action: Action) -> bool:
    """Whether the role may do this below its unit too."""
    if action in _OWN_UNIT_ONLY or (action in _ONLY_KEEPERS_FROM_ABOVE and given.role not in _KEEPERS):
        return False
    return given.reach is Reach.SUBTREE


def _held_in(given: Assignment, resource: Resource) -> bool:
    return given.unit_id == resource.unit_id


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
