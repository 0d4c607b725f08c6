"""Named reads of tasks."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection

from server.meetings.tables import meetings
from server.tasks.tables import tasks


@dataclass(frozen=True, slots=True)
class Task:
    id: UUID
    meeting_id: UUID
    meeting_title: str
    item_id: UUID | None
    title: str
    assignee_id: UUID
    assignee_name: str
    due_on: date
    assigned_at: datetime


_TASK = sa.select(
    tasks.c.id,
    tasks.c.meeting_id,
    meetings.c.title.label("meeting_title"),
    tasks.c.item_id,
    tasks.c.title,
    tasks.c.assignee_id,
    tasks.c.assignee_name,
    tasks.c.due_on,
    tasks.c.assigned_at,
).join(meetings, meetings.c.id == tasks.c.meeting_id)


def list_tasks_of_meeting(db: Connection, meeting_id: UUID) -> list[Task]:
    rows = db.execute(_TASK.where(tasks.c.meeting_id == meeting_id).order_by(tasks.c.assigned_at, tasks.c.id))
    return [Task(**row._asdict()) for row in rows]


def find_task(db: Connection, meeting_id: UUID, task_id: UUID) -> Task | None:
    row = db.execute(_TASK.where(tasks.c.meeting_id == meeting_id, tasks.c.id == task_id)).one_or_none()
    return None if row is None else Task(**row._asdict())


def list_tasks_of_member(db: Connection, member_id: UUID) -> list[Task]:
    """Soonest due first."""
    rows = db.execute(_TASK.where(tasks.c.assignee_id == member_id).order_by(tasks.c.due_on, tasks.c.id))
    return [Task(**row._asdict()) for row in rows]
