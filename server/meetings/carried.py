"""Unfinished tasks of earlier meetings on the agenda of a new one. What a task is, meetings do not know."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from server.ids import new_id
from server.ledger.transaction import Transaction
from server.meetings.queries import list_items
from server.meetings.rules import Phase, place_for_tasks
from server.meetings.tables import agenda_items

MINUTES_EACH = 5


@dataclass(frozen=True, slots=True)
class Carried:
    """``meeting_id`` is where the task was given, ``title`` how the agenda calls it."""

    meeting_id: UUID
    task_id: UUID
    title: str


def put_on_agenda(tx: Transaction, meeting_id: UUID, carried: Sequence[Carried]) -> None:
    """One item each, in this order, before the rest of the content."""
    if not carried:
        return
    place = place_for_tasks([item.phase for item in list_items(tx.db, meeting_id)])
    behind = (agenda_items.c.meeting_id == meeting_id) & (agenda_items.c.position >= place)
    tx.db.execute(sa.update(agenda_items).where(behind).values(position=agenda_items.c.position + len(carried)))
    rows = [
        {
            "meeting_id": meeting_id,
            "id": new_id(),
            "position": position,
            "phase": Phase.CONTENT,
            "title": one.title,
            "planned_minutes": MINUTES_EACH,
            "spent_seconds": 0,
            "visited": False,
            "conclusion": "",
            "task_meeting_id": one.meeting_id,
            "task_id": one.task_id,
        }
        for position, one in enumerate(carried, start=place)
    ]
    tx.db.execute(sa.insert(agenda_items), rows)
