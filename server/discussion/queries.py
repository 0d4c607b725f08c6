"""Named reads of statements and raised hands."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection

from server.discussion.rules import Channel
from server.discussion.tables import speech_requests, statements
from server.errors import NotFound


@dataclass(frozen=True, slots=True)
class Statement:
    id: UUID
    item_id: UUID
    member_id: UUID | None
    name: str
    channel: Channel
    text: str
    entered_by: UUID
    entered_by_name: str
    at: datetime
    read_out_at: datetime | None


@dataclass(frozen=True, slots=True)
class Hand:
    member_id: UUID
    name: str
    raised_at: datetime
    called_at: datetime | None


def list_statements(db: Connection, meeting_id: UUID) -> list[Statement]:
    """In the order they were recorded."""
    rows = db.execute(
        sa.select(*(column for column in statements.c if column.name != "meeting_id"))
        .where(statements.c.meeting_id == meeting_id)
        .order_by(statements.c.at, statements.c.id)
    )
    return [Statement(**{**row._asdict(), "channel": Channel(row.channel)}) for row in rows]


def get_statement(db: Connection, meeting_id: UUID, statement_id: UUID) -> Statement:
    found = next((one for one in list_statements(db, meeting_id) if one.id == statement_id), None)
    if found is None:
        raise NotFound
    return found


def list_hands(db: Connection, meeting_id: UUID) -> list[Hand]:
    """Who speaks now first, then those who wait: in the order they raised their hands."""
    rows = db.execute(
        sa.select(
            speech_requests.c.member_id,
            speech_requests.c.name,
            speech_requests.c.raised_at,
            speech_requests.c.called_at,
        )
        .where(speech_requests.c.meeting_id == meeting_id)
        .order_by(speech_requests.c.called_at.is_(None), speech_requests.c.raised_at)
    )
    return [Hand(*row) for row in rows]
