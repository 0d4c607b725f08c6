"""Tasks: given in the room, listed for the person."""

from starlette.responses import Response

from server.clock import local_date
from server.ledger.transaction import Answer, Transaction
from server.meetings.queries import meeting_for
from server.tasks import actions
from server.tasks.queries import list_tasks_of_member
from server.units.rules import Action
from server.web.context import View
from server.web.endpoint import Call, command, view
from server.web.pages import WEEK, page


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


def my_tasks(view: View) -> Response:
    return page(
        view,
        "tasks/list.html",
        title="tasks",
        tab="tasks",
        keep=WEEK,
        tasks=list_tasks_of_member(view.db, view.actor.member_id),
        today=local_date(view.now),
    )


routes = [
    command("/meetings/{meeting_id:uuid}/tasks", assign, Action.ROOM_RECORD),
    view("/tasks", my_tasks, "self"),
]
