"""Tasks: given in the room, worked on by the person, confirmed by the officers of the cell."""

from dataclasses import dataclass

from starlette.responses import Response

from server.clock import local_date
from server.ledger.transaction import Answer, Transaction
from server.meetings.queries import get_meeting, may, meeting_for
from server.tasks import actions, queries
from server.tasks.rules import NoteKind, TaskState
from server.units.queries import Unit, get_unit, held_units, may_in_unit, unit_for
from server.units.rules import Action
from server.web.context import View
from server.web.endpoint import Call, command, view
from server.web.pages import WEEK, page

LONGEST_NOTE = 2_000
AHEAD = 8  # pages of tasks that a phone fetches unasked


def assign(tx: Transaction, call: Call) -> Answer:
    meeting = meeting_for(tx, call.uuid("meeting_id"), Action.ROOM_RECORD)
    actions.assign_task(
        tx,
        meeting,
        item_id=call.form.uuid_or_none("item"),
        title=call.form.text("title", limit=300),
        assignee_id=call.form.uuid("assignee"),
        due_on=call.form.date("due_on"),
    )
    return Answer(f"{meeting.address}/room#tasks", "done_task")


# --- The person's own -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Office:
    """A unit whose tasks the person follows; ``waiting`` counts those to be confirmed."""

    unit: Unit
    waiting: int


def offices_of(view: View, action: Action) -> list[Office]:
    return [Office(unit, queries.count_done(view.db, unit.id)) for unit in held_units(view, action)]


def my_tasks(view: View) -> Response:
    running = queries.list_running_of_member(view.db, view.actor.member_id)
    return page(
        view,
        "tasks/list.html",
        title="tasks",
        tab="tasks",
        keep=WEEK,
        running=running,
        finished=queries.list_finished_of_member(view.db, view.actor.member_id),
        offices=offices_of(view, Action.TASK_READ),
        ahead=[one.address for one in running[:AHEAD]],
        today=local_date(view.now),
    )


def show_task(view: View) -> Response:
    task = queries.task_for(view, view.uuid("meeting_id"), view.uuid("task_id"))
    meeting = get_meeting(view.db, task.meeting_id)
    has_minutes = view.parts.extras["minutes"](view.db, meeting.id) is not None
    notes = queries.list_notes(view.db, task)
    steps = [one for one in notes if one.kind is not NoteKind.NOTE]
    return page(
        view,
        "tasks/show.html",
        title="task",
        heading=task.title,
        tab="tasks",
        keep=WEEK,
        task=task,
        meeting=meeting,
        reads_minutes=has_minutes and may(view.db, view.actor, meeting, Action.MINUTES_READ, view.now),
        reads_meeting=may(view.db, view.actor, meeting, Action.MEETING_READ, view.now),
        notes=notes,
        last_step=steps[-1] if steps else None,
        mine=task.assignee_id == view.actor.member_id,
        may_confirm=may_in_unit(view, get_unit(view.db, task.unit_id), Action.TASK_CONFIRM),
        longest=LONGEST_NOTE,
        today=local_date(view.now),
    )


def note(tx: Transaction, call: Call) -> Answer:
    task = queries.own_task_for(tx, call.uuid("meeting_id"), call.uuid("task_id"))
    actions.write(tx, task, NoteKind.NOTE, call.form.text("text", limit=LONGEST_NOTE))
    return Answer(task.address, "done_task_note")


def finish(tx: Transaction, call: Call) -> Answer:
    task = queries.own_task_for(tx, call.uuid("meeting_id"), call.uuid("task_id"))
    actions.write(tx, task, NoteKind.DONE)
    return Answer(task.address, "done_task_done")


# --- The officers of the cell ---------------------------------------------------------------


def unit_tasks(view: View) -> Response:
    unit = unit_for(view, view.uuid("unit_id"), Action.TASK_READ)
    today = local_date(view.now)
    found = queries.list_unconfirmed_of_unit(view.db, unit.id)
    return page(
        view,
        "tasks/unit.html",
        title="unit_tasks",
        tab="tasks",
        unit=unit,
        waiting=[one for one in found if one.state is TaskState.DONE],
        overdue=[one for one in found if one.overdue(today)],
        running=[one for one in found if one.state is TaskState.GIVEN and not one.overdue(today)],
        confirmed=queries.list_confirmed_of_unit(view.db, unit.id),
        today=today,
    )


def confirm(tx: Transaction, call: Call) -> Answer:
    task = queries.task_to_confirm_for(tx, call.uuid("meeting_id"), call.uuid("task_id"))
    actions.write(tx, task, NoteKind.CONFIRMED)
    return Answer(task.address, "done_task_confirmed")


def give_back(tx: Transaction, call: Call) -> Answer:
    """Not finished yet: what is still to be done is part of it."""
    task = queries.task_to_confirm_for(tx, call.uuid("meeting_id"), call.uuid("task_id"))
    actions.write(tx, task, NoteKind.RETURNED, call.form.text("text", limit=LONGEST_NOTE))
    return Answer(task.address, "done_task_returned")


_T = "/meetings/{meeting_id:uuid}/tasks/{task_id:uuid}"
routes = [
    command("/meetings/{meeting_id:uuid}/tasks", assign, Action.ROOM_RECORD),
    view("/tasks", my_tasks, "self"),
    view("/units/{unit_id:uuid}/tasks", unit_tasks, Action.TASK_READ),
    view(_T, show_task, "self"),
    command(f"{_T}/notes", note, "self"),
    command(f"{_T}/done", finish, "self"),
    command(f"{_T}/confirmation", confirm, Action.TASK_CONFIRM),
    command(f"{_T}/return", give_back, Action.TASK_CONFIRM),
]
