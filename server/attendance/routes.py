"""The roll: the recorder's list, everybody at once, the own check-in, guests."""

from server.attendance import actions
from server.attendance.rules import State
from server.ledger.transaction import Answer, Transaction
from server.meetings.queries import meeting_for
from server.meetings.rules import HallCodeWrong
from server.units.rules import Action
from server.web.context import Parts
from server.web.endpoint import Call, command


def record(tx: Transaction, call: Call) -> Answer:
    meeting = meeting_for(tx, call.uuid("meeting_id"), Action.ROOM_RECORD)
    member_id = call.form.uuid("member")
    actions.record(
        tx, meeting, member_id, call.form.choice("state", State), call.form.text("reason", required=False, limit=300)
    )
    return Answer(f"{meeting.address}/room#roll-{member_id}", "done_attendance")


def all_present(tx: Transaction, call: Call) -> Answer:
    meeting = meeting_for(tx, call.uuid("meeting_id"), Action.ROOM_RECORD)
    actions.all_present(tx, meeting)
    return Answer(f"{meeting.address}/room#roll", "done_all_present")


def check_in(tx: Transaction, call: Call) -> Answer:
    meeting = meeting_for(tx, call.uuid("meeting_id"), Action.MEETING_ANSWER)
    parts: Parts = call.request.app.state.parts
    guesser = (meeting.id, tx.actor.member_id)  # four digits are few: who is at home must not find them by trying
    parts.tries.check(guesser, tx.now)
    try:
        actions.check_in(tx, meeting, call.form.text("code", limit=10))
    except HallCodeWrong:
        parts.tries.wrong(guesser, tx.now)
        raise
    return Answer(f"{meeting.address}/room", "done_checked_in")


def guest_presence(tx: Transaction, call: Call) -> Answer:
    meeting = meeting_for(tx, call.uuid("meeting_id"), Action.ROOM_RECORD)
    actions.record_guest(tx, meeting, call.uuid("guest_id"), present=call.form.text("present", limit=3) == "yes")
    return Answer(f"{meeting.address}/room#roll", "done_attendance")


_M = "/meetings/{meeting_id:uuid}"
routes = [
    command(f"{_M}/attendance", record, Action.ROOM_RECORD),
    command(f"{_M}/attendance/all", all_present, Action.ROOM_RECORD),
    command(f"{_M}/check-in", check_in, Action.MEETING_ANSWER),
    command(_M + "/guests/{guest_id:uuid}/presence", guest_presence, Action.ROOM_RECORD),
]
