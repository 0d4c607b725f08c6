"""Who acts: facts loaded once a request and judged by pure rules."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    """A role in a unit. Roles in a meeting (chair, recorder, teller) live in the meeting."""

    SECRETARY = "secretary"
    DEPUTY_SECRETARY = "deputy_secretary"
    COMMITTEE_MEMBER = "committee_member"
    RECORD_KEEPER = "record_keeper"
    EDITOR = "editor"
    ADMIN = "admin"
    OPERATOR = "operator"
    AUDITOR = "auditor"


class Reach(StrEnum):
    HERE = "here"
    SUBTREE = "subtree"


@dataclass(frozen=True, slots=True)
class Assignment:
    """A role in a unit, with reach and dates (``until`` exclusive, None for open)."""

    role: Role
    unit_id: UUID
    unit_path: str
    reach: Reach
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Session:
    """How the request proved itself: the digest of its cookie, and what is to be done about it."""

    digest: bytes
    rights: str  # of whom the cookie is now; another than at its making asks for a new cookie
    is_offered: bool  # the browser shows the new cookie for the first time: the old one ends
    due: bool  # a new cookie is to be offered


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person on one enrolled device."""

    member_id: UUID
    device_id: UUID
    name: str
    given_name: str
    unit_id: UUID
    unit_name: str
    unit_path: str
    assignments: tuple[Assignment, ...] = ()
    unused_for: timedelta = timedelta(0)  # since the device's last noted use
    locked: bool = False
    preferences: tuple[str, str] = field(default=("", ""))
    help_phone: str | None = None
    confirmed_until: datetime | None = None  # the PIN was given on this device a few minutes ago
    session: "Session | None" = None

    @property
    def is_officer(self) -> bool:
        return bool(self.assignments)
