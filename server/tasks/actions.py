"""Give a task in the meeting, and write on it until it is confirmed."""

from datetime import date
from uuid import UUID

import sqlalchemy as sa

from server.clock import local_date
from server.ids import new_id
from server.ledger.transaction import Transaction
from server.meetings import queries as meetings
from server.meetings.queries import Meeting
from server.meetings.rules import check_running
from server.notifications.actions import schedule
from server.notifications.rules import Kind, task_time
from server.protocol.events import TaskAssigned
from server.tasks.queries import Task
from server.tasks.rules import NoteKind, TaskState, check_due, step
from server.tasks.tables import task_notes, tasks


def assign_task(
    tx: Transaction, meeting: Meeting, *, item_id: UUID | None, title: str, assignee_id: UUID, due_on: date
) -> UUID:
    check_running(meeting.state)
    check_due(due_on, local_date(tx.now))
    person = meetings.get_participant(tx.db, meeting.id, assignee_id)
    if item_id is not None:
        meetings.get_item(tx.db, meeting.id, item_id)
    task_id = new_id()
    tx.db.execute(
        sa.insert(tasks).values(
            meeting_id=meeting.id,
            id=task_id,
            item_id=item_id,
            title=title,
            assignee_id=person.member_id,
            assignee_name=person.name,
            due_on=due_on,
            assigned_by=tx.actor.member_id,
            assigned_at=tx.now,
            state=TaskState.GIVEN,
        )
    )
    tx.emit(
        meeting.id,
        TaskAssigned(
            task_id=str(task_id),
            item_id=str(item_id or ""),
            title=title,
            assignee_id=str(person.member_id),
            assignee_name=person.name,
            due=due_on.isoformat(),
        ),
    )
    remind_at = task_time(due_on, tx.now)
    if remind_at is not None:
        schedule(tx, Kind.TASK_DUE, task_id, remind_at, meeting_id=meeting.id)
    return task_id


def write(tx: Transaction, task: Task, kind: NoteKind, text: str = "") -> None:
    """One note more, and where it leads."""
    after = step(task.state, kind)
    tx.db.execute(
        sa.insert(task_notes).values(
            meeting_id=task.meeting_id,
            task_id=task.id,
            id=new_id(),
            person_id=tx.actor.member_id,
            person_name=tx.actor.name,
            kind=kind,
            text=text,
            at=tx.now,
            command_id=tx.command.id,
        )
    )
    here = (tasks.c.meeting_id == task.meeting_id) & (tasks.c.id == task.id)
    tx.db.execute(sa.update(tasks).where(here).values(state=after))
    tx.trace(f"task_{kind}", task.id, unit_id=task.unit_id)
