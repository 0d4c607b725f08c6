"""Of the agendas and papers of many meetings at once, in one query each."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection

from server.meetings.rules import Phase
from server.meetings.tables import agenda_items, papers


def titles_of(db: Connection, meeting_ids: Collection[UUID]) -> dict[UUID, list[str]]:
    return _by_meeting(db, agenda_items.c.title, meeting_ids, agenda_items.c.position)


def phases_of(db: Connection, meeting_ids: Collection[UUID]) -> dict[UUID, list[Phase]]:
    found = _by_meeting(db, agenda_items.c.phase, meeting_ids, agenda_items.c.position)
    return {meeting_id: [Phase(one) for one in phases] for meeting_id, phases in found.items()}


def filenames_of(db: Connection, meeting_ids: Collection[UUID]) -> dict[UUID, list[str]]:
    return _by_meeting(db, papers.c.filename, meeting_ids, papers.c.added_at)


def _by_meeting(
    db: Connection, column: sa.Column[str], meeting_ids: Collection[UUID], order: sa.ColumnElement[Any]
) -> dict[UUID, list[str]]:
    of = column.table.c.meeting_id
    found: dict[UUID, list[str]] = {}
    for row in db.execute(sa.select(of, column).where(of.in_(meeting_ids)).order_by(of, order)):
        found.setdefault(row[0], []).append(row[1])
    return found
