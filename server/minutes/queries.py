"""Named reads of the minutes."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection

from server.errors import NotFound
from server.ledger import read
from server.ledger.append import AUDIENCES
from server.ledger.check import Anchor, find_anchor
from server.ledger.rules import root_of
from server.meetings.queries import Meeting
from server.minutes.compose import Header
from server.minutes.rules import MinutesState
from server.minutes.tables import approvals, minutes, paragraphs, revisions
from server.protocol.events import Event, event_from

_ALL = 1_000_000


@dataclass(frozen=True, slots=True)
class ParagraphRow:
    id: UUID
    heading: str
    text: str
    revision: int


@dataclass(frozen=True, slots=True)
class Approval:
    role: str
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Revision:
    revision: int
    text: str
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Minutes:
    meeting_id: UUID
    state: MinutesState
    header: Header
    composed_at: datetime
    read_back_at: datetime | None
    read_back_by: str
    frozen_at: datetime | None
    frozen_seq: int | None
    frozen_hash: str
    paragraphs: Sequence[ParagraphRow]
    approvals: Sequence[Approval]


def header_values(header: Header) -> dict[str, str]:
    return asdict(header)


def read_log(db: Connection, meeting_id: UUID) -> list[tuple[str, Event]]:
    """(audience, event) of both audiences, each in its order; what was erased is passed over."""
    return [
        (audience, event_from(one.type, one.body))
        for audience in AUDIENCES
        for one in read.read_after(db, meeting_id, audience, 0, limit=_ALL)
        if one.body is not None
    ]


def find_minutes(db: Connection, meeting_id: UUID) -> Minutes | None:
    row = db.execute(sa.select(minutes).where(minutes.c.meeting_id == meeting_id)).one_or_none()
    if row is None:
        return None
    values = row._asdict()
    texts = db.execute(
        sa.select(paragraphs.c.id, paragraphs.c.heading, paragraphs.c.text, paragraphs.c.revision)
        .where(paragraphs.c.meeting_id == meeting_id)
        .order_by(paragraphs.c.position)
    )
    signed = db.execute(
        sa.select(approvals.c.role, approvals.c.name, approvals.c.at).where(approvals.c.meeting_id == meeting_id)
    )
    return Minutes(
        **{**values, "state": MinutesState(values["state"]), "header": Header(**values["header"])},
        paragraphs=[ParagraphRow(*one) for one in texts],
        approvals=[Approval(*one) for one in signed],
    )


def get_minutes(db: Connection, meeting_id: UUID) -> Minutes:
    found = find_minutes(db, meeting_id)
    if found is None:
        raise NotFound
    return found


def anchor_of(db: Connection, meeting: Meeting, minutes: Minutes) -> Anchor | None:
    """The mark of the trace that was known when the minutes were frozen: the same on every print of them."""
    return find_anchor(db, root_of(meeting.owner_path), minutes.frozen_at) if minutes.frozen_at else None


def corrected(db: Connection, meeting_id: UUID) -> dict[UUID, list[Revision]]:
    """Every paragraph that was corrected, with all its wordings."""
    rows = db.execute(
        sa.select(revisions.c.paragraph_id, revisions.c.revision, revisions.c.text, revisions.c.by_name, revisions.c.at)
        .where(revisions.c.meeting_id == meeting_id)
        .order_by(revisions.c.revision)
    )
    found: dict[UUID, list[Revision]] = {}
    for paragraph_id, *rest in rows:
        found.setdefault(paragraph_id, []).append(Revision(*rest))
    return {one: wordings for one, wordings in found.items() if len(wordings) > 1}
