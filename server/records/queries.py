"""Named reads of one member's record: the door to it, its history, who has looked at it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection

from server.clock import local_date
from server.errors import NotFound
from server.meetings.tables import meetings, participants
from server.members.queries import Member
from server.members.tables import members, standings
from server.records.rules import Entry
from server.records.tables import looks
from server.units.queries import Asking, Unit, get_unit, may_in_unit
from server.units.rules import Action, decide
from server.units.tables import units

LOOKS_SHOWN = 100
ABSENCES_BACK = timedelta(days=365)  # reasons are kept for as long


@dataclass(frozen=True, slots=True)
class Record:
    """A member with the unit that answers for the record."""

    member: Member
    unit: Unit
    left_on: date | None

    @property
    def address(self) -> str:
        return f"/members/{self.member.id}"


_MEMBER = tuple(column for column in members.c if column.name not in ("folded", "created_at", "left_on"))


def get_record(db: Connection, member_id: UUID) -> Record:
    row = db.execute(sa.select(*_MEMBER, members.c.left_on).where(members.c.id == member_id)).one_or_none()
    if row is None:
        raise NotFound
    values = row._asdict()
    left_on = values.pop("left_on")
    return Record(Member(**values), get_unit(db, row.unit_id), left_on)


def record_for(context: Asking, member_id: UUID, action: Action) -> Record:
    """The only door to a record. Of those who have left only who keeps the list sees it still."""
    context.authorised.add(action)
    record = get_record(context.db, member_id)
    allowed = decide(context.actor, action, record.unit.resource, local_date(context.now))
    if not allowed or (record.left_on and not may_in_unit(context, record.unit, Action.RECORD_CHANGE)):
        raise NotFound
    return record


def lock_member(db: Connection, member_id: UUID) -> None:
    """Two who record at one moment come one after the other."""
    db.execute(sa.select(members.c.id).where(members.c.id == member_id).with_for_update())


def list_standings(db: Connection, member_id: UUID) -> list[Entry]:
    """In the order of their days, withdrawn ones too."""
    recorder = members.alias("recorder")
    entry = standings.c
    rows = db.execute(
        sa.select(
            *(entry[name] for name in ("id", "standing", "since", "until", "decision", "place", "recorded_by")),
            recorder.c.name.label("recorder"),
            *(entry[name] for name in ("recorded_at", "applied_at", "withdrawn_at")),
        )
        .outerjoin(recorder, recorder.c.id == entry.recorded_by)
        .where(entry.member_id == member_id)
        .order_by(entry.since, entry.id)
    )
    return [Entry(**row._asdict()) for row in rows]


@dataclass(frozen=True, slots=True)
class Due:
    """A change whose day has come."""

    id: UUID
    member_id: UUID


def list_due(db: Connection, which: sa.ColumnElement[bool]) -> list[Due]:
    rows = db.execute(sa.select(standings.c.id, standings.c.member_id).where(which).order_by(standings.c.since))
    return [Due(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Look:
    """One opening of a record, with the unit in which the officer is a member."""

    name: str
    unit_name: str
    kind: str
    reason: str
    at: datetime


def list_looks(db: Connection, member_id: UUID) -> list[Look]:
    rows = db.execute(
        sa.select(members.c.name, units.c.name.label("unit_name"), looks.c.kind, looks.c.reason, looks.c.at)
        .join_from(looks, members, members.c.id == looks.c.by_id)
        .join(units, units.c.id == members.c.unit_id)
        .where(looks.c.member_id == member_id)
        .order_by(looks.c.at.desc(), looks.c.id.desc())
        .limit(LOOKS_SHOWN)
    )
    return [Look(**row._asdict()) for row in rows]


def asked_at(db: Connection, member_id: UUID, by_id: UUID) -> datetime | None:
    """When this officer last gave a reason for reading what is private."""
    mine = (looks.c.member_id == member_id) & (looks.c.by_id == by_id) & (looks.c.kind == "private")
    return db.execute(sa.select(sa.func.max(looks.c.at)).where(mine)).scalar_one_or_none()


@dataclass(frozen=True, slots=True)
class Absence:
    """A meeting that the member missed or answered that they would miss, and why."""

    title: str
    starts_at: datetime
    reason: str


def list_absences(db: Connection, member_id: UUID, now: datetime) -> list[Absence]:
    """Of the last twelve months: what the roll says, or else the member's own answer."""
    one = participants.c
    given = sa.case((one.state_reason != "", one.state_reason), else_=one.answer_reason)
    rows = db.execute(
        sa.select(meetings.c.title, meetings.c.starts_at, given.label("reason"))
        .join(meetings, meetings.c.id == one.meeting_id)
        .where(one.member_id == member_id, given != "", meetings.c.starts_at > now - ABSENCES_BACK)
        .order_by(meetings.c.starts_at.desc())
    )
    return [Absence(**row._asdict()) for row in rows]


def list_departed(db: Connection, unit_ids: Sequence[UUID], since: date) -> list[Member]:
    """Who left the list of these units, by name."""
    gone = members.c.unit_id.in_(unit_ids) & (members.c.left_on >= since)
    return [Member(**row._asdict()) for row in db.execute(sa.select(*_MEMBER).where(gone).order_by(members.c.sort_key))]
