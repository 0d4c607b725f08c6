"""The live room, the hall screen, the log as JSON, and what the chair does with the meeting."""

from datetime import timedelta

import segno
from starlette.responses import HTMLResponse, JSONResponse, Response

from server import clock
from server.attendance.actions import remote_allowed
from server.errors import NotFound
from server.ledger import read
from server.ledger.transaction import Answer, Transaction
from server.meetings import actions, queries
from server.meetings.queries import meeting_for
from server.meetings.rules import HALL_CODE_LIFE, MeetingState, Step, hall_code
from server.news.routes import newest_for
from server.protocol.tickets import seal
from server.reports.queries import list_desks, list_returned
from server.room.actions import close_meeting
from server.room.desk import load_desk
from server.room.render import personal_block
from server.room.state import RoomState, asked_for, audiences_for, cursors, load_me, load_state
from server.tasks.queries import list_running_of_member
from server.tasks.routes import offices_of
from server.units.queries import Unit, held_units
from server.units.rules import Action
from server.web.context import View
from server.web.endpoint import Call, command, view
from server.web.forms import LONG
from server.web.pages import WEEK, page


def show_room(view: View) -> Response:
    meeting = meeting_for(view, view.uuid("meeting_id"), Action.ROOM_READ)
    if meeting.state is MeetingState.DRAFT:
        raise NotFound
    state = load_state(view.db, meeting, view.now)
    roles = queries.roles_in(view.db, meeting, view.actor.member_id)
    audiences = audiences_for(roles)
    return page(
        view,
        "room/room.html",
        title="room",
        heading=meeting.title,
        state=state,
        me=load_me(view.db, state, view.actor.member_id),
        desk=load_desk(view.db, state, roles, remote_allowed=remote_allowed(view.db, meeting, view.now)),
        cursor=",".join(str(one) for one in cursors(view.db, meeting.id, audiences)),
        epoch=read.epoch(view.db),
        live=True,
    )


def show_me(view: View) -> Response:
    """The person's own block alone, after a command of theirs."""
    meeting = meeting_for(view, view.uuid("meeting_id"), Action.ROOM_READ)
    state = load_state(view.db, meeting, view.now)
    html = personal_block(state, load_me(view.db, state, view.actor.member_id))["room-me"]
    return HTMLResponse(html, headers={"Cache-Control": "no-store"})


def show_screen(view: View) -> Response:
    """Read-only, huge type, for the wall; opened by the chair or the recorder on the hall's machine."""
    meeting = meeting_for(view, view.uuid("meeting_id"), Action.ROOM_RECORD)
    state = load_state(view.db, meeting, view.now)
    origin = view.parts.settings.public_origin or str(view.request.base_url).rstrip("/")
    qr = segno.make(f"{origin}{meeting.address}/room", error="m", boost_error=False)
    return page(
        view,
        "room/screen.html",
        title="room",
        heading=meeting.title,
        state=state,
        shows_result=_is_fresh(state),
        code=hall_code(meeting.hall_secret, view.now),
        code_changes_at=_next_minute(view),
        qr=qr.svg_inline(scale=1, border=2, omitsize=True, svgclass="qr", lineclass=None),
        cursor=",".join(str(one) for one in cursors(view.db, meeting.id, ("all",))),
        epoch=read.epoch(view.db),
    )


RESULT_SHOWN = timedelta(minutes=2)


def _is_fresh(state: RoomState) -> bool:
    """A result stays on the wall long enough to be read aloud, then the item comes back."""
    result = state.latest_result
    return result is not None and result.closed_at is not None and state.now - result.closed_at < RESULT_SHOWN


def _next_minute(view: View) -> str:
    life = int(HALL_CODE_LIFE.total_seconds())
    left = life - int(view.now.timestamp()) % life
    return (view.now + timedelta(seconds=left)).isoformat()


def show_events(view: View) -> Response:
    """The log since N as JSON, to whoever may listen to that audience."""
    meeting = meeting_for(view, view.uuid("meeting_id"), Action.ROOM_READ)
    audience = view.request.query_params.get("audience", "all")
    roles = queries.roles_in(view.db, meeting, view.actor.member_id)
    after = view.request.query_params.get("after", "0")
    if audience not in audiences_for(roles) or not (after.isascii() and after.isdigit()) or len(after) > 12:
        raise NotFound
    found = read.read_after(view.db, meeting.id, audience, int(after), limit=500)
    events = [
        {"seq": one.seq, "hash": one.hash.hex(), "type": one.type, "at": one.at_ms, "body": one.body} for one in found
    ]
    content = {"meeting": str(meeting.id), "audience": audience, "epoch": read.epoch(view.db), "events": events}
    return JSONResponse(content, headers={"Cache-Control": "no-store"})


def give_ticket(view: View) -> Response:
    """A 30-second, one-use proof that opens a socket: the socket itself carries no cookie's rights."""
    meeting = meeting_for(view, view.uuid("meeting_id"), Action.ROOM_READ)
    roles = queries.roles_in(view.db, meeting, view.actor.member_id)
    sealed = seal(
        view.parts.settings.secret_key,
        meeting_id=meeting.id,
        member_id=view.actor.member_id,
        device_id=view.actor.device_id,
        audiences=asked_for(audiences_for(roles), view.request.query_params.get("audience", "")),
        now_ms=clock.millis(view.now),
    )
    return JSONResponse({"ticket": sealed}, headers={"Cache-Control": "no-store"})


def move_meeting(tx: Transaction, call: Call) -> Answer:
    """The chair opens, suspends, resumes and closes."""
    meeting = meeting_for(tx, call.uuid("meeting_id"), Action.ROOM_LEAD)
    step = call.form.choice("step", Step)
    acts = {
        Step.OPEN: actions.open_meeting,
        Step.SUSPEND: actions.suspend_meeting,
        Step.RESUME: actions.resume_meeting,
        Step.CLOSE: close_meeting,
    }
    if step not in acts:
        raise NotFound
    acts[step](tx, meeting)
    onward = "/minutes" if step is Step.CLOSE else "/room"
    return Answer(f"{meeting.address}{onward}", f"done_meeting_{step}")


def start_item(tx: Transaction, call: Call) -> Answer:
    meeting = meeting_for(tx, call.uuid("meeting_id"), Action.ROOM_RECORD)
    actions.start_item(tx, meeting, call.form.uuid("item"))
    return Answer(f"{meeting.address}/room", "done_item_started")


def conclude_item(tx: Transaction, call: Call) -> Answer:
    meeting = meeting_for(tx, call.uuid("meeting_id"), Action.ROOM_RECORD)
    actions.conclude_item(tx, meeting, call.uuid("item_id"), call.form.text("text", limit=LONG))
    return Answer(f"{meeting.address}/room", "done_concluded")


def renew_hall_code(tx: Transaction, call: Call) -> Answer:
    meeting = meeting_for(tx, call.uuid("meeting_id"), Action.ROOM_RECORD)
    actions.renew_hall_code(tx, meeting)
    return Answer(f"{meeting.address}/room", "done_hall_code")


TASKS_SHOWN = 3


def show_today(view: View) -> Response:
    """The first page answers: what must I do today?"""
    found = queries.list_meetings_of(view.db, view.actor.member_id)
    open_ = [one for one in found if one.state in (MeetingState.OPEN, MeetingState.SUSPENDED)]
    coming = [one for one in reversed(found) if one.state is MeetingState.PUBLISHED]
    mine = list_running_of_member(view.db, view.actor.member_id)
    return page(
        view,
        "room/today.html",
        title="today",
        tab="today",
        keep=WEEK,
        running=open_,
        coming=coming,
        ahead=[
            path
            for one in (*open_, *coming)[:1]
            for path in queries.papers_ahead(one.address, queries.list_papers(view.db, one.id))
        ]
        + [one.address for one in mine[:TASKS_SHOWN]],
        answers={
            one.id: person.answer
            for one in coming
            if (person := queries.find_participant(view.db, one.id, view.actor.member_id))
        },
        past=[one for one in found if one.state is MeetingState.CLOSED][:3],
        news=newest_for(view, 3),
        tasks=mine[:TASKS_SHOWN],
        to_confirm=[one for one in offices_of(view, Action.TASK_CONFIRM) if one.waiting],
        returned=list_returned(view),
        desks=list_desks(view),
        tree_changes=view.parts.extras["tree_changes"](view),
        offices=_offices(view),
        today=clock.local_date(view.now),
    )


def _offices(view: View) -> list[Unit]:
    """Units where the person has a role, other than the own one."""
    return [unit for unit in held_units(view, Action.UNIT_READ) if unit.id != view.actor.unit_id]


_M = "/meetings/{meeting_id:uuid}"
routes = [
    view("/", show_today, "self"),
    view(f"{_M}/room", show_room, Action.ROOM_READ),
    view(f"{_M}/me", show_me, Action.ROOM_READ, name="show_my_block"),
    view(f"{_M}/screen", show_screen, Action.ROOM_RECORD),
    view(f"{_M}/events", show_events, Action.ROOM_READ),
    view(f"{_M}/ticket", give_ticket, Action.ROOM_READ, methods=("GET", "POST")),
    command(f"{_M}/state", move_meeting, Action.ROOM_LEAD),
    command(f"{_M}/current-item", start_item, Action.ROOM_RECORD),
    command(_M + "/items/{item_id:uuid}/conclusion", conclude_item, Action.ROOM_RECORD),
    command(f"{_M}/hall-code", renew_hall_code, Action.ROOM_RECORD),
]
