"""Named reads of meetings, agendas, papers and those summoned."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection

from server.actor import Actor
from server.clock import local_date
from server.errors import NotFound
from server.ledger.transaction import Transaction
from server.meetings.rules import ItemClock, MeetingKind, MeetingState, Phase
from server.meetings.tables import agenda_items, guests, handed_down, meetings, papers, participants
from server.members.values import Standing
from server.units.queries import Asking
from server.units.rules import Action, MeetingRole, Resource, decide
from server.units.tables import units


@dataclass(frozen=True, slots=True)
class Meeting:
    id: UUID
    unit_id: UUID
    unit_name: str
    owner_id: UUID  # who answers for the unit: itself, or its successor
    owner_path: str
    kind: MeetingKind
    state: MeetingState
    title: str
    starts_at: datetime
    place: str
    link: str
    last_month: str
    this_month: str
    other_business: str
    draft_resolution: str
    chair_id: UUID
    recorder_id: UUID
    created_by: UUID
    published_at: datetime | None
    opened_at: datetime | None
    closed_at: datetime | None
    current_item_id: UUID | None
    hall_secret: bytes

    @property
    def address(self) -> str:
        return f"/meetings/{self.id}"


@dataclass(frozen=True, slots=True)
class Item:
    id: UUID
    position: int
    phase: Phase
    title: str
    planned_minutes: int
    started_at: datetime | None
    spent_seconds: int
    visited: bool
    conclusion: str
    handed_down_id: UUID | None = None
    task_meeting_id: UUID | None = None
    task_id: UUID | None = None

    @property
    def clock(self) -> ItemClock:
        return ItemClock(self.planned_minutes, self.spent_seconds, self.started_at)


@dataclass(frozen=True, slots=True)
class PaperRow:
    id: UUID
    item_id: UUID
    filename: str
    kind: str
    size: int
    pages: int | None
    readable: bool
    late: bool
    added_at: datetime
    sha256: str
    handed_down_id: UUID | None = None

    def address_in(self, meeting: str) -> str:
        """Where it is read: a DOCX as a page, a PDF in the phone's own reader."""
        return f"{meeting}/papers/{self.id}{'' if self.readable else '/file'}"


AHEAD_MOST = 5_000_000  # bytes of one meeting's papers that a phone fetches before they are asked for


def papers_ahead(meeting: str, papers: list[PaperRow]) -> list[str]:
    """The meeting's page and its papers, as far as they are small enough to be fetched unasked."""
    paths, size = [meeting], 0
    for paper in papers:
        if not paper.readable:
            size += paper.size
        if size <= AHEAD_MOST:
            paths.append(paper.address_in(meeting))
    return paths


@dataclass(frozen=True, slots=True)
class Participant:
    member_id: UUID
    name: str
    sort_key: str
    birth_year: int
    standing: str
    post: str
    answer: str
    answer_reason: str
    answered_at: datetime | None
    state: str
    state_reason: str
    state_via: str
    state_by: str
    state_at: datetime | None


@dataclass(frozen=True, slots=True)
class Guest:
    id: UUID
    member_id: UUID | None
    name: str
    organisation: str
    present: bool


_MEETING = sa.select(
    *(column for column in meetings.c if column.name != "created_at"),
    units.c.name.label("unit_name"),
    units.c.owner_id,
    units.c.owner_path,
).join(units, units.c.id == meetings.c.unit_id)


def _meeting(row: sa.Row[*tuple[Any, ...]]) -> Meeting:
    values = row._asdict()
    return Meeting(**{**values, "kind": MeetingKind(values["kind"]), "state": MeetingState(values["state"])})


def find_meeting(db: Connection, meeting_id: UUID) -> Meeting | None:
    row = db.execute(_MEETING.where(meetings.c.id == meeting_id)).one_or_none()
    return None if row is None else _meeting(row)


def get_meeting(db: Connection, meeting_id: UUID) -> Meeting:
    found = find_meeting(db, meeting_id)
    if found is None:
        raise NotFound
    return found


def lock_meetings(db: Connection, meeting_ids: Sequence[UUID]) -> None:
    """Many rooms at once, in the order of their ids: whoever else holds several takes them in the same order."""
    for start in range(0, len(meeting_ids), 500):
        some = meetings.c.id.in_(meeting_ids[start : start + 500])
        db.execute(sa.select(meetings.c.id).where(some).order_by(meetings.c.id).with_for_update())


def list_by_id(db: Connection, meeting_ids: Collection[UUID]) -> list[Meeting]:
    return [_meeting(row) for row in db.execute(_MEETING.where(meetings.c.id.in_(meeting_ids)).order_by(meetings.c.id))]


def lock_meeting(db: Connection, meeting_id: UUID) -> None:
    """Hold the meeting's row: from here on this transaction is alone in this room.

    On SQLite the writer already is. On PostgreSQL this orders commands of several processes,
    so that cast and close can never both see the other as not yet done.
    """
    db.execute(sa.select(meetings.c.id).where(meetings.c.id == meeting_id).with_for_update())


def _takes_part(member_id: UUID) -> sa.Select[UUID]:
    """Whose life in the organisation is suspended stands on the list and has no part (domain 3.1)."""
    takes_part = (participants.c.member_id == member_id) & (participants.c.standing != Standing.SUSPENDED)
    return sa.select(participants.c.meeting_id).where(takes_part)


def roles_in(db: Connection, meeting: Meeting, member_id: UUID) -> frozenset[MeetingRole]:
    """What a person is in this meeting; nobody is anything in a draft but its makers."""
    roles = set()
    if member_id == meeting.chair_id:
        roles.add(MeetingRole.CHAIR)
    if member_id == meeting.recorder_id:
        roles.add(MeetingRole.RECORDER)
    if db.execute(_takes_part(member_id).where(participants.c.meeting_id == meeting.id)).first():
        roles.add(MeetingRole.PARTICIPANT)
    invited = sa.select(guests.c.id).where(guests.c.meeting_id == meeting.id, guests.c.member_id == member_id)
    if db.execute(invited).first():
        roles.add(MeetingRole.GUEST)
    return frozenset(roles)


def resource_of(db: Connection, meeting: Meeting, member_id: UUID) -> Resource:
    return Resource(meeting.owner_id, meeting.owner_path, roles_in(db, meeting, member_id))


def meeting_for(context: Asking, meeting_id: UUID, action: Action) -> Meeting:
    """The only door to a meeting: outside the person's rights it is as if it did not exist."""
    context.authorised.add(action)
    if isinstance(context, Transaction):
        lock_meeting(context.db, meeting_id)
    meeting = get_meeting(context.db, meeting_id)
    if not may(context.db, context.actor, meeting, action, context.now):
        raise NotFound
    return meeting


def may(db: Connection, actor: Actor, meeting: Meeting, action: Action, now: datetime) -> bool:
    """A draft is read by those who prepare it: to anybody else, whatever their part will be, it is not there yet."""
    if meeting.state is MeetingState.DRAFT and action is Action.MEETING_READ:
        action = Action.MEETING_PREPARE
    return decide(actor, action, resource_of(db, meeting, actor.member_id), local_date(now))


def list_items(db: Connection, meeting_id: UUID) -> list[Item]:
    rows = db.execute(
        sa.select(*(column for column in agenda_items.c if column.name != "meeting_id"))
        .where(agenda_items.c.meeting_id == meeting_id)
        .order_by(agenda_items.c.position)
    )
    return [Item(**{**row._asdict(), "phase": Phase(row.phase)}) for row in rows]


def get_item(db: Connection, meeting_id: UUID, item_id: UUID) -> Item:
    found = next((item for item in list_items(db, meeting_id) if item.id == item_id), None)
    if found is None:
        raise NotFound
    return found


def list_papers(db: Connection, meeting_id: UUID) -> list[PaperRow]:
    rows = db.execute(
        sa.select(
            papers.c.id,
            papers.c.item_id,
            papers.c.filename,
            papers.c.kind,
            papers.c.size,
            papers.c.pages,
            sa.or_(papers.c.html.isnot(None), handed_down.c.html.isnot(None)).label("readable"),
            papers.c.late,
            papers.c.added_at,
            papers.c.sha256,
            papers.c.handed_down_id,
        )
        .join_from(papers, handed_down, handed_down.c.id == papers.c.handed_down_id, isouter=True)
        .where(papers.c.meeting_id == meeting_id)
        .order_by(papers.c.added_at, papers.c.id)
    )
    return [PaperRow(**row._asdict()) for row in rows]


def get_paper(db: Connection, meeting_id: UUID, paper_id: UUID) -> tuple[PaperRow, str | None]:
    """The paper and, for a DOCX, its text as a cleaned page."""
    found = next((paper for paper in list_papers(db, meeting_id) if paper.id == paper_id), None)
    if found is None:
        raise NotFound
    text = sa.func.coalesce(papers.c.html, handed_down.c.html)
    html = sa.select(text).join_from(papers, handed_down, handed_down.c.id == papers.c.handed_down_id, isouter=True)
    html = html.where(papers.c.meeting_id == meeting_id, papers.c.id == paper_id)
    return found, db.execute(html).scalar_one()


_PARTICIPANT = tuple(column for column in participants.c if column.name != "meeting_id")


def list_participants(db: Connection, meeting_id: UUID) -> list[Participant]:
    """In the order of Vietnamese lists: by given name."""
    rows = db.execute(
        sa.select(*_PARTICIPANT).where(participants.c.meeting_id == meeting_id).order_by(participants.c.sort_key)
    )
    return [Participant(**row._asdict()) for row in rows]


def find_participant(db: Connection, meeting_id: UUID, member_id: UUID) -> Participant | None:
    row = db.execute(
        sa.select(*_PARTICIPANT).where(participants.c.meeting_id == meeting_id, participants.c.member_id == member_id)
    ).one_or_none()
    return None if row is None else Participant(**row._asdict())


def get_participant(db: Connection, meeting_id: UUID, member_id: UUID) -> Participant:
    found = find_participant(db, meeting_id, member_id)
    if found is None:
        raise NotFound
    return found


def list_guests(db: Connection, meeting_id: UUID) -> list[Guest]:
    rows = db.execute(
        sa.select(*(column for column in guests.c if column.name != "meeting_id"))
        .where(guests.c.meeting_id == meeting_id)
        .order_by(guests.c.name)
    )
    return [Guest(**row._asdict()) for row in rows]


def of_person(member_id: UUID) -> sa.ColumnElement[bool]:
    """Published meetings in which this person is somebody: the same answer as `may` to MEETING_READ."""
    mine = sa.or_(
        meetings.c.id.in_(_takes_part(member_id)),
        meetings.c.id.in_(sa.select(guests.c.meeting_id).where(guests.c.member_id == member_id)),
        meetings.c.chair_id == member_id,
        meetings.c.recorder_id == member_id,
    )
    return sa.and_(meetings.c.state != MeetingState.DRAFT, mine)


def list_meetings_of(db: Connection, member_id: UUID, unit_ids: Iterable[UUID] = ()) -> list[Meeting]:
    """Everything the person was summoned or invited to, and drafts of units where they prepare."""
    prepared = sa.and_(meetings.c.state == MeetingState.DRAFT, meetings.c.unit_id.in_(list(unit_ids)))
    shown = sa.or_(prepared, of_person(member_id))
    rows = db.execute(_MEETING.where(shown).order_by(meetings.c.starts_at.desc()))
    return [_meeting(row) for row in rows]


def find_last_place(db: Connection, unit_id: UUID) -> str:
    """Where the unit met last: the next meeting is most likely there too."""
    newest = sa.select(meetings.c.place).where(meetings.c.unit_id == unit_id).order_by(meetings.c.starts_at.desc())
    return db.execute(newest.limit(1)).scalar_one_or_none() or ""
