"""A member's record: for officers, who leave a trace by opening it, and for the member, who reads that trace."""

from functools import partial

from starlette.responses import RedirectResponse, Response

from server.clock import local_date
from server.ledger.transaction import Answer, Transaction
from server.records import actions, queries
from server.records.queries import Record, record_for
from server.records.rules import (
    WITH_A_PLACE,
    History,
    Wish,
    is_granted,
    standing_kind,
)
from server.units.queries import may_in_unit
from server.units.rules import Action
from server.web.context import View
from server.web.endpoint import Call, command, view
from server.web.forms import FieldNotUnderstood
from server.web.pages import page

SELF = "self"


def show_record(view: View) -> Response:
    """Shown only once it is written that this officer opened it; if that fails, nothing is shown."""
    record = record_for(view, view.uuid("member_id"), Action.MEMBERS_READ)
    if record.member.id == view.actor.member_id:
        return RedirectResponse("/me/record", status_code=303)
    view.parts.writer.run(partial(actions.note_look, actor=view.actor, member_id=record.member.id, kind="record"))
    return page(
        view,
        "records/show.html",
        title="record",
        heading=record.member.name,
        record=record,
        may_change=may_in_unit(view, record.unit, Action.RECORD_CHANGE),
        may_private=may_in_unit(view, record.unit, Action.RECORD_PRIVATE),
        history=_history(view, record),
    )


def show_own(view: View) -> Response:
    record = queries.get_record(view.db, view.actor.member_id)
    return page(
        view,
        "records/own.html",
        title="own_record",
        record=record,
        looks=queries.list_looks(view.db, record.member.id),
        absences=queries.list_absences(view.db, record.member.id, view.now),
        history=_history(view, record),
    )


def _history(view: View, record: Record) -> History:
    return History(queries.list_standings(view.db, record.member.id), local_date(view.now))


def record_standing(tx: Transaction, call: Call) -> Answer:
    record = record_for(tx, call.uuid("member_id"), Action.RECORD_CHANGE)
    form = call.form
    standing = standing_kind(form.text("standing"))
    if standing is None:
        raise FieldNotUnderstood(field="standing")
    wish = Wish(
        standing=standing,
        since=form.date("since"),
        until=form.date("until") if form.has("until") else None,
        open_ended=form.has("open_ended"),
        place=form.text("elsewhere", required=standing in WITH_A_PLACE, limit=200),
    )
    now = actions.record_standing(tx, record, wish, decision=form.text("decision", limit=80), seen=form.uuid("seen"))
    return Answer(record.address, "done_standing" if now else "done_standing_waits")


def withdraw_standing(tx: Transaction, call: Call) -> Answer:
    record = record_for(tx, call.uuid("member_id"), Action.RECORD_CHANGE)
    actions.withdraw_standing(tx, record, call.uuid("standing_id"))
    return Answer(record.address, "done_standing_withdrawn")


def show_private(view: View) -> Response:
    """Only within five minutes of a reason that the member can read."""
    record = record_for(view, view.uuid("member_id"), Action.RECORD_PRIVATE)
    if record.member.id == view.actor.member_id:
        return RedirectResponse("/me/record", status_code=303)
    asked = queries.asked_at(view.db, record.member.id, view.actor.member_id)
    granted = is_granted(asked, view.now)
    return page(
        view,
        "records/private.html",
        title="private_record",
        heading=record.member.name,
        record=record,
        granted=granted,
        absences=queries.list_absences(view.db, record.member.id, view.now) if granted else [],
    )


def ask_private(tx: Transaction, call: Call) -> Answer:
    record = record_for(tx, call.uuid("member_id"), Action.RECORD_PRIVATE)
    actions.ask_private(tx, record, call.form.text("reason", limit=300))
    return Answer(f"{record.address}/private")


_M = "/members/{member_id:uuid}"
routes = [
    view("/me/record", show_own, SELF),
    view(_M, show_record, Action.MEMBERS_READ, fresh=True),
    command(f"{_M}/standings", record_standing, Action.RECORD_CHANGE),
    command(f"{_M}/standings/{{standing_id:uuid}}/withdrawal", withdraw_standing, Action.RECORD_CHANGE),
    view(f"{_M}/private", show_private, Action.RECORD_PRIVATE),
    command(f"{_M}/private", ask_private, Action.RECORD_PRIVATE, fresh=True),
]
