"""Named reads of tasks, and the doors to one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection

from server.clock import local_date
from server.errors import NotFound
from server.i18n.formats import day
from server.i18n.messages import sentence
from server.ledger.transaction import Transaction
from server.meetings.carried import Carried
from server.meetings.queries import Item, Meeting
from server.meetings.rules import MeetingKind
from server.meetings.tables import agenda_items, meetings
from server.tasks.rules import NoteKind, TaskState, is_overdue, shortened
from server.tasks.tables import task_notes, tasks
from server.units.queries import Asking, get_unit, may_in_unit, unit_for
from server.units.rules import Action
from server.units.tables import units


@dataclass(frozen=True, slots=True)
class Task:
    id: UUID
    meeting_id: UUID
    meeting_title: str
    unit_id: UUID
    item_id: UUID | None
    title: str
    assignee_id: UUID
    assignee_name: str
    due_on: date
    assigned_at: datetime
    state: TaskState

    @property
    def address(self) -> str:
        return f"/meetings/{self.meeting_id}/tasks/{self.id}"

    def overdue(self, today: date) -> bool:
        return is_overdue(self.state, self.due_on, today)


@dataclass(frozen=True, slots=True)
class TaskNote:
    id: UUID
    person_id: UUID
    person_name: str
    kind: NoteKind
    text: str
    at: datetime


_TASK = sa.select(
    tasks.c.id,
    tasks.c.meeting_id,
    meetings.c.title.label("meeting_title"),
    meetings.c.unit_id,
    tasks.c.item_id,
    tasks.c.title,
    tasks.c.assignee_id,
    tasks.c.assignee_name,
    tasks.c.due_on,
    tasks.c.assigned_at,
    tasks.c.state,
).join(meetings, meetings.c.id == tasks.c.meeting_id)


def _task(row: sa.Row[*tuple[Any, ...]]) -> Task:
    return Task(**{**row._asdict(), "state": TaskState(row.state)})


def list_tasks_of_meeting(db: Connection, meeting_id: UUID) -> list[Task]:
    rows = db.execute(_TASK.where(tasks.c.meeting_id == meeting_id).order_by(tasks.c.assigned_at, tasks.c.id))
    return [_task(row) for row in rows]


def find_task(db: Connection, meeting_id: UUID, task_id: UUID) -> Task | None:
    row = db.execute(_TASK.where(tasks.c.meeting_id == meeting_id, tasks.c.id == task_id)).one_or_none()
    return None if row is None else _task(row)


def list_notes(db: Connection, task: Task) -> list[TaskNote]:
    """In the order in which they were recorded."""
    rows = db.execute(
        sa.select(
            task_notes.c.id,
            task_notes.c.person_id,
            task_notes.c.person_name,
            task_notes.c.kind,
            task_notes.c.text,
            task_notes.c.at,
        )
        .where(task_notes.c.meeting_id == task.meeting_id, task_notes.c.task_id == task.id)
        .order_by(task_notes.c.id)
    )
    return [TaskNote(**{**row._asdict(), "kind": NoteKind(row.kind)}) for row in rows]


# --- Lists ----------------------------------------------------------------------------------

FINISHED_SHOWN = 20


def list_running_of_member(db: Connection, member_id: UUID) -> list[Task]:
    """What this person has still to do: overdue first, since the soonest due stands first."""
    mine = _TASK.where(tasks.c.assignee_id == member_id, tasks.c.state == TaskState.GIVEN)
    return [_task(row) for row in db.execute(mine.order_by(tasks.c.due_on, tasks.c.id))]


def list_finished_of_member(db: Connection, member_id: UUID) -> list[Task]:
    """The newest of what this person has done."""
    mine = _TASK.where(tasks.c.assignee_id == member_id, tasks.c.state != TaskState.GIVEN)
    newest = mine.order_by(tasks.c.due_on.desc(), tasks.c.id.desc()).limit(FINISHED_SHOWN)
    return [_task(row) for row in db.execute(newest)]


def _given_by(unit_id: UUID) -> sa.ColumnElement[bool]:
    """In meetings of the unit, and of those that were merged into it."""
    return meetings.c.unit_id.in_(sa.select(units.c.id).where(units.c.owner_id == unit_id))


def list_unconfirmed_of_unit(db: Connection, unit_id: UUID) -> list[Task]:
    """Everything that meetings of this unit gave and nobody has confirmed yet; soonest due first."""
    here = _TASK.where(_given_by(unit_id), tasks.c.state != TaskState.CONFIRMED)
    return [_task(row) for row in db.execute(here.order_by(tasks.c.due_on, tasks.c.id))]


def list_confirmed_of_unit(db: Connection, unit_id: UUID) -> list[Task]:
    here = _TASK.where(_given_by(unit_id), tasks.c.state == TaskState.CONFIRMED)
    newest = here.order_by(tasks.c.due_on.desc(), tasks.c.id.desc()).limit(FINISHED_SHOWN)
    return [_task(row) for row in db.execute(newest)]


def count_done(db: Connection, unit_id: UUID) -> int:
    """How many wait for a confirmation."""
    here = sa.select(sa.func.count()).select_from(tasks).join(meetings, meetings.c.id == tasks.c.meeting_id)
    return db.execute(here.where(_given_by(unit_id), tasks.c.state == TaskState.DONE)).scalar_one()


# --- The next agenda ------------------------------------------------------------------------

MOST_CARRIED = 20  # an agenda has room for so many beside its own order; the oldest go first
LONGEST_TITLE = 300


def list_unfinished(db: Connection, unit_id: UUID, kind: MeetingKind, starts_at: datetime) -> list[Carried]:
    """What is due by a coming meeting of the unit and not confirmed.

    What a committee gave in its own meeting stays among its members: it comes before its own next meeting only.
    """
    is_committee = meetings.c.kind == MeetingKind.COMMITTEE
    rows = db.execute(
        _TASK.where(_given_by(unit_id), is_committee if kind is MeetingKind.COMMITTEE else ~is_committee)
        .where(tasks.c.state != TaskState.CONFIRMED, tasks.c.due_on <= local_date(starts_at))
        .order_by(tasks.c.due_on, tasks.c.id)
        .limit(MOST_CARRIED)
    )
    return [Carried(one.meeting_id, one.id, _as_item(one)) for one in map(_task, rows)]


def _as_item(task: Task) -> str:
    said = {"name": task.assignee_name, "due": day(task.due_on)}
    room = LONGEST_TITLE - len(sentence("agenda_task", title="", **said))
    return sentence("agenda_task", title=shortened(task.title, room), **said)


def links_on_agenda(context: Asking, meeting: Meeting, items: Iterable[Item]) -> dict[UUID, str]:
    """Where those items lead that are tasks, by the item's id; only what this person may open."""
    if not any(item.task_id for item in items):
        return {}
    shown = _TASK.add_columns(agenda_items.c.id.label("here")).join(
        agenda_items,
        sa.and_(agenda_items.c.task_id == tasks.c.id, agenda_items.c.task_meeting_id == tasks.c.meeting_id),
    )
    shown = shown.where(agenda_items.c.meeting_id == meeting.id)
    if not may_in_unit(context, get_unit(context.db, meeting.unit_id), Action.TASK_READ):
        shown = shown.where(tasks.c.assignee_id == context.actor.member_id)
    return {row.here: f"/meetings/{row.meeting_id}/tasks/{row.id}" for row in context.db.execute(shown)}


# --- Doors ----------------------------------------------------------------------------------


def task_for(context: Asking, meeting_id: UUID, task_id: UUID) -> Task:
    """To read: whoever was given the task, and the officers of the unit that gave it."""
    task = find_task(context.db, meeting_id, task_id)
    if task is None:
        raise NotFound
    mine = task.assignee_id == context.actor.member_id
    if not mine and not may_in_unit(context, get_unit(context.db, task.unit_id), Action.TASK_READ):
        raise NotFound
    return task


def own_task_for(tx: Transaction, meeting_id: UUID, task_id: UUID) -> Task:
    """To write on: whoever was given it, nobody for them."""
    task = _locked(tx, meeting_id, task_id)
    if task.assignee_id != tx.actor.member_id:
        raise NotFound
    return task


def task_to_confirm_for(tx: Transaction, meeting_id: UUID, task_id: UUID) -> Task:
    task = _locked(tx, meeting_id, task_id)
    unit_for(tx, task.unit_id, Action.TASK_CONFIRM)
    return task


def _locked(tx: Transaction, meeting_id: UUID, task_id: UUID) -> Task:
    """Two steps at one moment come one after the other: the later one sees where the first has led."""
    here = sa.select(tasks.c.id).where(tasks.c.meeting_id == meeting_id, tasks.c.id == task_id)
    tx.db.execute(here.with_for_update())
    task = find_task(tx.db, meeting_id, task_id)
    if task is None:
        raise NotFound
    return task
