"""Statements and the order of speakers."""

from server.discussion import actions
from server.discussion.rules import Channel
from server.ledger.transaction import Answer, Transaction
from server.meetings.queries import Meeting, meeting_for
from server.units.rules import Action
from server.web.endpoint import Call, command
from server.web.forms import LONG


def say(tx: Transaction, call: Call) -> Answer:
    meeting = meeting_for(tx, call.uuid("meeting_id"), Action.ROOM_SPEAK)
    actions.say(tx, meeting, call.form.uuid("item"), call.form.text("text", required=False, limit=LONG))
    return Answer(_back(meeting, call), "done_statement")


def note(tx: Transaction, call: Call) -> Answer:
    """The recorder writes for somebody: a member without a phone, a spoken word, a guest."""
    meeting = meeting_for(tx, call.uuid("meeting_id"), Action.ROOM_RECORD)
    actions.note_for(
        tx,
        meeting,
        call.form.uuid("item"),
        call.form.uuid("member"),
        call.form.choice("channel", Channel),
        call.form.text("text", required=False, limit=LONG),
    )
    return Answer(_back(meeting, call), "done_statement")


def read_out(tx: Transaction, call: Call) -> Answer:
    meeting = meeting_for(tx, call.uuid("meeting_id"), Action.ROOM_RECORD)
    actions.mark_read_out(tx, meeting, call.uuid("statement_id"), read=call.form.text("read", limit=3) == "yes")
    return Answer(_back(meeting, call), "done_read_out")


def raise_hand(tx: Transaction, call: Call) -> Answer:
    meeting = meeting_for(tx, call.uuid("meeting_id"), Action.ROOM_SPEAK)
    actions.raise_hand(tx, meeting)
    return Answer(_back(meeting, call), "done_hand_raised")


def lower_hand(tx: Transaction, call: Call) -> Answer:
    meeting = meeting_for(tx, call.uuid("meeting_id"), Action.ROOM_SPEAK)
    actions.lower_hand(tx, meeting, tx.actor.member_id)
    return Answer(_back(meeting, call), "done_hand_lowered")


def call_speaker(tx: Transaction, call: Call) -> Answer:
    meeting = meeting_for(tx, call.uuid("meeting_id"), Action.ROOM_RECORD)
    actions.call_speaker(tx, meeting, call.form.uuid("member"))
    return Answer(_back(meeting, call), "done_speaker_called")


def remove_speaker(tx: Transaction, call: Call) -> Answer:
    meeting = meeting_for(tx, call.uuid("meeting_id"), Action.ROOM_RECORD)
    actions.lower_hand(tx, meeting, call.form.uuid("member"))
    return Answer(_back(meeting, call), "done_speaker_removed")


def _back(meeting: Meeting, call: Call) -> str:
    return meeting.address if call.form.fields.get("back") == "page" else f"{meeting.address}/room"


_M = "/meetings/{meeting_id:uuid}"
routes = [
    command(f"{_M}/statements", say, Action.ROOM_SPEAK),
    command(f"{_M}/statements/noted", note, Action.ROOM_RECORD),
    command(_M + "/statements/{statement_id:uuid}/reading", read_out, Action.ROOM_RECORD),
    command(f"{_M}/hand", raise_hand, Action.ROOM_SPEAK),
    command(f"{_M}/hand/lowering", lower_hand, Action.ROOM_SPEAK),
    command(f"{_M}/speakers", call_speaker, Action.ROOM_RECORD),
    command(f"{_M}/speakers/removal", remove_speaker, Action.ROOM_RECORD),
]
