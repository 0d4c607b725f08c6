"""Recovery by two people and locking by one: the pages of the committee."""

from datetime import timedelta

from starlette.responses import Response

from server.accounts import queries, recoveries
from server.accounts.actions import NewCard
from server.accounts.cards import new_card
from server.accounts.rules import NothingToRecover
from server.errors import NotFound
from server.ledger.transaction import Answer, Transaction
from server.members.queries import get_member, list_members_of_unit
from server.units.queries import Asking, may_in_unit, unit_for
from server.units.rules import Action
from server.web.context import Parts, View
from server.web.endpoint import Call, command, view
from server.web.forms import Form
from server.web.pages import page

SHOWN_FOR = timedelta(days=90)


def start_recovery(tx: Transaction, call: Call) -> Answer:
    unit = unit_for(tx, call.uuid("unit_id"), Action.CARD_ISSUE)
    member = get_member(tx.db, call.form.uuid("member"))
    if member.unit_id != unit.id:
        raise NotFound
    if member.id == tx.actor.member_id or queries.find_pin_hash(tx.db, member.id) is None:
        raise NothingToRecover
    recoveries.start(tx, member.id)
    return Answer(f"/units/{unit.id}/cards", "done_recovery_started")


def show_recoveries(view: View) -> Response:
    return page(view, "accounts/recoveries.html", title="recoveries", waiting=recoveries.list_to_confirm(view))


def prepare_confirmation(view: View, _form: Form) -> NewCard | None:
    """None when it is not this person's to confirm, or done already: a repeat finds its answer in the ledger."""
    try:
        recovery = recoveries.recovery_for(view, view.uuid("recovery_id"))
    except NotFound:
        return None
    return new_card(view.parts.settings.secret_key, recovery.member_id)


def confirm_recovery(tx: Transaction, call: Call) -> Answer:
    recovery = recoveries.recovery_for(tx, call.uuid("recovery_id"))
    if call.prepared is None:
        raise NotFound
    parts: Parts = call.request.app.state.parts
    recoveries.confirm(tx, recovery, parts.settings.secret_key, call.prepared)
    return Answer("/recoveries", "done_recovery_confirmed")


def show_access(view: View) -> Response:
    unit = unit_for(view, view.uuid("unit_id"), Action.DEVICES_LOCK)
    members = list_members_of_unit(view.db, unit.id)
    return page(
        view,
        "accounts/access.html",
        title="access",
        unit=unit,
        members=members,
        machines=recoveries.count_devices(view.db, [one.id for one in members]),
        issued=recoveries.list_issued(view.db, unit.id, view.now - SHOWN_FOR),
        may_issue=may_in_unit(view, unit, Action.CARD_ISSUE),
    )


def lock_devices(tx: Transaction, call: Call) -> Answer:
    """One person is enough, and no PIN is asked: a lost phone is locked before anything else."""
    unit = unit_for(tx, call.uuid("unit_id"), Action.DEVICES_LOCK)
    member = get_member(tx.db, call.uuid("member_id"))
    if member.unit_id != unit.id:
        raise NotFound
    recoveries.lock_devices(tx, member.id)
    return Answer(f"/units/{unit.id}/access", "done_devices_locked")


def count_waiting(context: Asking) -> int:
    """For the person's own page; nobody without an office is asked for."""
    return len(recoveries.list_to_confirm(context)) if context.actor.is_officer else 0


_U = "/units/{unit_id:uuid}"
routes = [
    command(f"{_U}/recoveries", start_recovery, Action.CARD_ISSUE, fresh=True),
    view("/recoveries", show_recoveries, Action.RECOVERY_CONFIRM),
    command(
        "/recoveries/{recovery_id:uuid}/confirmation",
        confirm_recovery,
        Action.RECOVERY_CONFIRM,
        prepare=prepare_confirmation,
        fresh=True,
    ),
    view(f"{_U}/access", show_access, Action.DEVICES_LOCK),
    command(_U + "/members/{member_id:uuid}/devices/locking", lock_devices, Action.DEVICES_LOCK),
]
