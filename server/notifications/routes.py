"""A person turns reminders on and off, each on the browser in hand."""

from server.ledger.transaction import Answer, Transaction
from server.notifications import actions
from server.notifications.rules import LONGEST_ENDPOINT, check_endpoint, read_auth, read_key
from server.web.context import Parts
from server.web.endpoint import Call, command

SELF = "self"  # one's own browser: being signed in on it is the whole right
PLACE = "/me#reminders"


def subscribe(tx: Transaction, call: Call) -> Answer:
    parts: Parts = call.request.app.state.parts
    endpoint = call.form.text("endpoint", limit=LONGEST_ENDPOINT)
    check_endpoint(endpoint, parts.settings.web_push_allow)
    key, auth = read_key(call.form.text("p256dh")), read_auth(call.form.text("auth"))
    actions.subscribe(tx, endpoint=endpoint, p256dh=key, auth=auth)
    return Answer(PLACE, "done_push_on")


def unsubscribe(tx: Transaction, _call: Call) -> Answer:
    actions.forget_device(tx, tx.actor.device_id)
    return Answer(PLACE, "done_push_off")


routes = [
    command("/me/reminders", subscribe, SELF),
    command("/me/reminders/removal", unsubscribe, SELF),
]
