"""Emergency purge: asked by one, confirmed by another. And what phones are to forget."""

from starlette.responses import JSONResponse, Response

from server.ledger.transaction import Answer, Transaction
from server.purging import actions, queries
from server.purging.rules import Reason, target_of
from server.units.queries import unit_for
from server.units.rules import Action
from server.web.context import View
from server.web.endpoint import PUBLIC, Call, command, view
from server.web.pages import page


def show_purges(view: View) -> Response:
    unit = unit_for(view, view.uuid("unit_id"), Action.PURGE)
    return page(
        view,
        "purging/list.html",
        title="purges",
        unit=unit,
        purges=queries.list_purges(view.db, unit.id),
        me=view.actor.member_id,
        reasons=list(Reason),
    )


def ask(tx: Transaction, call: Call) -> Answer:
    unit = unit_for(tx, call.uuid("unit_id"), Action.PURGE)
    target = target_of(call.form.text("address", limit=300))
    queries.unit_of_target(tx, target)
    actions.ask(tx, unit, target, call.form.choice("why", Reason))
    return Answer(f"/units/{unit.id}/purges", "done_purge_asked")


def confirm(tx: Transaction, call: Call) -> Answer:
    unit = unit_for(tx, call.uuid("unit_id"), Action.PURGE)
    purge = queries.lock_purge(tx.db, unit.id, call.uuid("purge_id"))
    actions.confirm(tx, purge, call.request.app.state.parts.settings.files)
    return Answer(f"/units/{unit.id}/purges", "done_purged")


def tell_phones(view: View) -> Response:
    """Asked by the worker of every phone, signed in or not: what was kept is to go from all of them."""
    return JSONResponse({"purged": queries.list_purged(view.db, view.now)}, headers={"Cache-Control": "no-store"})


_U = "/units/{unit_id:uuid}/purges"
routes = [
    view(_U, show_purges, Action.PURGE),
    command(_U, ask, Action.PURGE, name="ask_purge", fresh=True),
    command(_U + "/{purge_id:uuid}/confirmation", confirm, Action.PURGE, name="confirm_purge", fresh=True),
    view("/purged", tell_phones, PUBLIC),
]
