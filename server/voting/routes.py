"""Motions: open, cast, record by hands, close, void."""

from uuid import UUID

from starlette.responses import Response

from server.errors import NotFound
from server.ledger.transaction import Answer, Transaction
from server.meetings.queries import meeting_for
from server.units.rules import Action
from server.voting import actions
from server.voting.rulebook import load_rulebooks
from server.voting.rules import Ballot, Choice, VoteForm
from server.web.context import View
from server.web.endpoint import PUBLIC, Call, command, view
from server.web.forms import FieldNotUnderstood, Form
from server.web.pages import page


def open_motion(tx: Transaction, call: Call) -> Answer:
    meeting = meeting_for(tx, call.uuid("meeting_id"), Action.ROOM_RECORD)
    actions.open_motion(
        tx,
        meeting,
        item_id=call.form.uuid("item"),
        title=call.form.text("title", limit=300),
        matter_id=call.form.text("matter", limit=40),
        form=call.form.choice("form", VoteForm),
    )
    return Answer(f"{meeting.address}/room#motion", "done_motion_opened")


def cast(tx: Transaction, call: Call) -> Answer:
    meeting = meeting_for(tx, call.uuid("meeting_id"), Action.ROOM_VOTE)
    actions.cast(tx, meeting, call.uuid("motion_id"), _ballot(call.form))
    return Answer(f"{meeting.address}/room#me", "done_voted")


def cast_on_behalf(tx: Transaction, call: Call) -> Answer:
    meeting = meeting_for(tx, call.uuid("meeting_id"), Action.ROOM_RECORD)
    actions.cast_on_behalf(tx, meeting, call.uuid("motion_id"), call.form.uuid("member"), _ballot(call.form))
    return Answer(f"{meeting.address}/room#desk", "done_voted_for")


def record_hands(tx: Transaction, call: Call) -> Answer:
    """Fields `vote_<member>` for everybody in the room; the chair's question is ticked in `asked`."""
    meeting = meeting_for(tx, call.uuid("meeting_id"), Action.ROOM_RECORD)
    actions.record_hands(
        tx, meeting, call.uuid("motion_id"), _exceptions(call.form), chair_asked=call.form.has("asked")
    )
    return Answer(f"{meeting.address}/room#motion", "done_motion_closed")


def close_motion(tx: Transaction, call: Call) -> Answer:
    meeting = meeting_for(tx, call.uuid("meeting_id"), Action.ROOM_RECORD)
    actions.close_motion(tx, meeting, call.uuid("motion_id"))
    return Answer(f"{meeting.address}/room#motion", "done_motion_closed")


def void_motion(tx: Transaction, call: Call) -> Answer:
    meeting = meeting_for(tx, call.uuid("meeting_id"), Action.ROOM_RECORD)
    actions.void_motion(tx, meeting, call.uuid("motion_id"), call.form.text("reason", limit=300))
    return Answer(f"{meeting.address}/room#motion", "done_motion_voided")


def show_rules(view: View) -> Response:
    """The rule file that a result rests on, in words and with its sources: for everybody to check."""
    wanted = view.request.path_params["rulebook_id"]
    book = next((one for one in load_rulebooks() if one.id == wanted), None)
    if book is None:
        raise NotFound
    return page(view, "voting/rules.html", title="rules", book=book)


def _ballot(form: Form) -> Ballot:
    choice = form.choice("choice", Choice)
    note = form.text("note", required=choice is Choice.OTHER, limit=1000) if choice is Choice.OTHER else ""
    return Ballot(choice, note)


def _exceptions(form: Form) -> dict[UUID, Choice | None]:
    """Only what differs from the default; "none" is a member in the room who did not vote."""
    found: dict[UUID, Choice | None] = {}
    for name, value in form.fields.items():
        if not name.startswith("vote_") or value == Choice.APPROVE:
            continue
        try:
            found[UUID(name.removeprefix("vote_"))] = None if value == "none" else Choice(value)
        except ValueError:
            raise FieldNotUnderstood(field=name) from None
    return found


_M = "/meetings/{meeting_id:uuid}/motions"
routes = [
    view("/rules/{rulebook_id}", show_rules, PUBLIC),
    command(_M, open_motion, Action.ROOM_RECORD),
    command(_M + "/{motion_id:uuid}/ballots", cast, Action.ROOM_VOTE),
    command(_M + "/{motion_id:uuid}/ballots/behalf", cast_on_behalf, Action.ROOM_RECORD),
    command(_M + "/{motion_id:uuid}/hands", record_hands, Action.ROOM_RECORD),
    command(_M + "/{motion_id:uuid}/closure", close_motion, Action.ROOM_RECORD),
    command(_M + "/{motion_id:uuid}/void", void_motion, Action.ROOM_RECORD),
]
