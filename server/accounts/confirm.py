"""Step-up: the person proves once more who they are before an act that gives or takes rights."""

from datetime import datetime

from sqlalchemy import Connection
from starlette.responses import Response

from server.accounts import actions, queries
from server.accounts.actions import COOKIE_AGE
from server.accounts.hashing import verify_secret
from server.accounts.queries import COOKIE, SECURE_COOKIE
from server.accounts.rules import check_wait
from server.actor import Actor
from server.ledger.transaction import Answer, Transaction
from server.web.context import Proof, View
from server.web.endpoint import Call, command, view
from server.web.forms import safe_next
from server.web.pages import page

SELF = "self"


def verify_pin(view: View, actor: Actor, pin: str) -> bool:
    """Outside the transaction; a device that must wait gets no hash computed for it."""
    for device in queries.list_devices(view.db, actor.member_id):
        if device.id == actor.device_id:
            check_wait(device.wait_until, view.now)
    return verify_secret(queries.find_pin_hash(view.db, actor.member_id), pin)


class StepUp:
    """What the endpoints need of the accounts; handed to them by the composition root."""

    def verify(self, view: View, proof: Proof) -> bool:
        return verify_pin(view, view.actor, proof.get("pin", ""))

    def settle(self, tx: Transaction, *, right: bool) -> str | None:
        return actions.unlock(tx, right=right)

    def offer(self, db: Connection, key: bytes, actor: Actor) -> str | None:
        return actions.offer_session(db, key, actor)

    def accept(self, db: Connection, now: datetime, actor: Actor) -> None:
        actions.accept_session(db, now, actor)

    def cookie(self, secure: bool) -> tuple[str, int]:
        return (SECURE_COOKIE if secure else COOKIE), COOKIE_AGE


def show_confirm(view: View) -> Response:
    onward = safe_next(view.request.query_params.get("next"))
    return page(view, "accounts/confirm.html", title="confirm", kept=[("next", onward)], post_to="/confirm")


def confirm(_tx: Transaction, call: Call) -> Answer:
    """Nothing more than the proof, for a page that is to be read."""
    return Answer(safe_next(call.form.fields.get("next")))


routes = [
    view("/confirm", show_confirm, SELF),
    command("/confirm", confirm, SELF, fresh=True),
]
