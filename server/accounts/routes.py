"""Ways in and out, and the person's own devices."""

import hmac
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from starlette.responses import RedirectResponse, Response

from server import clock
from server.accounts import actions, cards, confirm, queries, recovery_pages
from server.accounts.actions import COOKIE_AGE, NewCard
from server.accounts.cards import new_card, shown_card
from server.accounts.hashing import hash_secret, verify_secret
from server.accounts.queries import COOKIE, SECURE_COOKIE, Card
from server.accounts.rules import (
    CARD_TRIES,
    RECOVERY_TOLD,
    CardKind,
    CardNotKnown,
    check_card,
    check_new_pin,
    device_kind,
    locator,
    tidy_code,
)
from server.errors import NotFound, NotSignedIn
from server.ids import new_id
from server.ledger.transaction import Answer, Command, Transaction, execute
from server.members.queries import get_member
from server.notifications.queries import is_subscribed
from server.notifications.vapid import public_key
from server.units.queries import get_unit
from server.web.context import Parts, View
from server.web.endpoint import PUBLIC, Call, command, view
from server.web.forms import FieldNotUnderstood, Form, safe_next
from server.web.pages import page

ENTRY_COOKIE = "entry"
ENTRY_LIFE = timedelta(minutes=10)
SELF = "self"  # the person's own things: being signed in is the whole right


# --- getting in -----------------------------------------------------------------------------


def show_enter(view: View) -> Response:
    """Type a code; a QR's secret comes in the fragment and is put into the form by the page."""
    return page(view, "accounts/enter.html", title="enter", next=safe_next(view.request.query_params.get("next")))


def find_card(view: View, form: Form) -> Card:
    """By the QR's secret, or by the typed code (Argon2id, the same work whether it exists or not)."""
    key = view.parts.settings.secret_key
    if form.has("secret"):
        card = queries.find_card_by_secret(view.db, form.text("secret"))
    else:
        code = tidy_code(form.text("code", limit=40))
        near = queries.list_cards_by_locator(view.db, locator(key, code), view.now)
        hits = [one for one in near[:4] if verify_secret(one.code_hash, code)]
        if not near:
            verify_secret(None, code)
        card = hits[0] if hits else None
    if card is None:
        raise CardNotKnown(field="code")
    return card


def enter(tx: Transaction, call: Call) -> Answer:
    """Remember for ten minutes in a signed cookie which card is at the door; nothing is used up yet."""
    card: Card = call.prepared
    check_card(expires_at=card.expires_at, used_at=card.used_at, failures=card.failures, is_repeat=False, now=tx.now)
    parts: Parts = call.request.app.state.parts
    sealed = seal_entry(parts.settings.secret_key, card.id, tx.now + ENTRY_LIFE)
    call.set_cookie(ENTRY_COOKIE, sealed, int(ENTRY_LIFE.total_seconds()))
    onward = safe_next(call.form.fields.get("next"))
    return Answer("/enter/pin" + (f"?next={onward}" if onward != "/" else ""))


def show_pin(view: View) -> Response:
    card = card_at_the_door(view)
    member = get_member(view.db, card.member_id)
    return page(
        view,
        "accounts/pin.html",
        title="pin",
        member=member,
        unit=get_unit(view.db, member.unit_id),
        companion=card.kind is CardKind.COMPANION,
        tries_left=CARD_TRIES - card.failures,
        next=safe_next(view.request.query_params.get("next")),
    )


@dataclass(frozen=True, slots=True)
class AtTheDoor:
    card: Card
    pin_hash: str | None  # of a newly chosen PIN
    right: bool  # for a companion: was the known PIN right


def prepare_pin(view: View, form: Form) -> AtTheDoor:
    card = card_at_the_door(view)
    pin = form.fields.get("pin", "")
    if card.kind is CardKind.COMPANION:
        return AtTheDoor(card, None, verify_secret(queries.find_pin_hash(view.db, card.member_id), pin))
    check_new_pin(pin, form.fields.get("pin_again", ""), get_member(view.db, card.member_id).birth_date)
    return AtTheDoor(card, hash_secret(pin), right=True)


def finish_entry(tx: Transaction, call: Call) -> Answer:
    door: AtTheDoor = call.prepared
    card = queries.get_card(tx.db, door.card.id)
    if not door.right:
        actions.count_wrong_pin_on_card(tx, card)
        return Answer("/enter/pin", "not_done_pin_wrong")
    agent = device_kind(call.request.headers.get("user-agent", ""))
    secret = actions.enrol(tx, card, pin_hash=door.pin_hash, device_name=agent)
    set_session(call, secret)
    call.set_cookie(ENTRY_COOKIE, "", 0)
    return Answer(safe_next(call.form.fields.get("next")), "done_entered")


def card_at_the_door(view: View) -> Card:
    card_id = open_entry(view.parts.settings.secret_key, view.request.cookies.get(ENTRY_COOKIE, ""), view.now)
    if card_id is None:
        raise CardNotKnown
    return queries.get_card(view.db, card_id)


def seal_entry(key: bytes, card_id: UUID, until: datetime) -> str:
    text = f"{card_id.hex}.{clock.millis(until)}"
    return f"{text}.{hmac.digest(key, b'entry cookie' + text.encode(), 'sha256').hex()}"


def open_entry(key: bytes, cookie: str, now: datetime) -> UUID | None:
    if not re.fullmatch(r"[0-9a-f]{32}\.[0-9]{13}\.[0-9a-f]{64}", cookie):
        return None
    card, until, _ = cookie.split(".")
    good = seal_entry(key, UUID(card), clock.from_millis(int(until)))
    if not hmac.compare_digest(good, cookie) or clock.millis(now) > int(until):
        return None
    return UUID(card)


def set_session(call: Call, secret: str) -> None:
    parts: Parts = call.request.app.state.parts
    call.set_cookie(SECURE_COOKIE if parts.settings.secure_cookies else COOKIE, secret, COOKIE_AGE)


def enter_demo(view: View) -> Response:
    """A one-use path of the demonstration world; an ordinary installation makes no such cards."""
    token = view.request.path_params["token"]
    parts = view.parts

    def work(db: object, now: datetime) -> str:
        card = queries.find_card_by_secret(db, token)  # type: ignore[arg-type]
        if card is None or card.kind is not CardKind.DEMO:
            raise NotFound
        made: list[str] = []

        def act(tx: Transaction) -> Answer:
            agent = device_kind(view.request.headers.get("user-agent", ""))
            made.append(actions.enrol(tx, card, pin_hash=None, device_name=agent))
            return Answer("/")

        execute(db, now, Command(new_id(), None, b""), act, remembered=False)  # type: ignore[arg-type]
        return made[0]

    secret = parts.writer.run(work)
    response = RedirectResponse(safe_next(view.request.query_params.get("next")), status_code=303)
    name = SECURE_COOKIE if parts.settings.secure_cookies else COOKIE
    response.set_cookie(
        name,
        secret,
        max_age=COOKIE_AGE,
        httponly=True,
        samesite="lax",
        secure=parts.settings.secure_cookies,
        path="/",
    )
    return response


# --- the PIN again, and out -----------------------------------------------------------------


def show_unlock(view: View) -> Response:
    if view.visitor is None:
        return RedirectResponse("/enter", status_code=303)
    return page(view, "accounts/unlock.html", title="unlock", next=safe_next(view.request.query_params.get("next")))


def verify_pin(view: View, form: Form) -> bool:
    if view.visitor is None:
        raise NotSignedIn
    return confirm.verify_pin(view, view.visitor, form.fields.get("pin", ""))


def unlock(tx: Transaction, call: Call) -> Answer:
    if tx.command.actor is None:
        raise NotSignedIn
    secret = actions.unlock(tx, right=call.prepared)
    if secret is not None:
        set_session(call, secret)
        return Answer(safe_next(call.form.fields.get("next")))
    return Answer("/unlock", "not_done_pin_wrong")


def sign_out(tx: Transaction, call: Call) -> Answer:
    """Forgets everything here: the session, and with `storage` what the browser kept of the member."""
    if tx.command.actor is not None:
        actions.revoke_device(tx, tx.command.actor.device_id)
    parts: Parts = call.request.app.state.parts
    call.set_cookie(SECURE_COOKIE if parts.settings.secure_cookies else COOKIE, "", 0)
    call.headers["Clear-Site-Data"] = '"storage"'  # never "cache": it hangs Chromium for seconds
    return Answer("/enter", "done_signed_out")


# --- my devices -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reminders:
    """Whether this browser is told, and the key with which it may ask to be."""

    on: bool
    key: str


def show_me(view: View) -> Response:
    companion = queries.find_open_companion(view.db, view.actor.member_id, view.now)
    key = view.parts.settings.secret_key
    return page(
        view,
        "accounts/me.html",
        title="me",
        member=get_member(view.db, view.actor.member_id),
        devices=queries.list_devices(view.db, view.actor.member_id),
        this_device=view.actor.device_id,
        waiting=recovery_pages.count_waiting(view),
        recovered_at=queries.recovered_since(view.db, view.actor.member_id, view.now - RECOVERY_TOLD),
        hold_until=queries.vote_hold(view.db, view.actor.member_id, view.now),
        companion=shown_card(view, companion, key) if companion else None,
        reminders=Reminders(is_subscribed(view.db, view.actor.device_id), public_key(view.parts.settings.data)),
    )


def revoke_my_device(tx: Transaction, call: Call) -> Answer:
    device_id = call.uuid("device_id")
    if device_id not in {one.id for one in queries.list_devices(tx.db, tx.actor.member_id)}:
        raise NotFound
    actions.revoke_device(tx, device_id)
    return Answer("/me", "done_device_revoked")


def issue_companion(tx: Transaction, call: Call) -> Answer:
    actions.issue_cards(tx, _key(call), call.prepared, CardKind.COMPANION)
    return Answer("/me#companion")


def prepare_companion(view: View, _form: Form) -> list[NewCard]:
    return [new_card(view.parts.settings.secret_key, view.actor.member_id)]


def set_preferences(tx: Transaction, call: Call) -> Answer:
    values = {}
    for name, column, allowed in (
        ("theme", "theme", ("", "light", "dark")),
        ("text", "text_size", ("", "large", "larger")),
    ):
        if name in call.form.fields:
            if call.form.fields[name] not in allowed:
                raise FieldNotUnderstood(field=name)
            values[column] = call.form.fields[name]
    if values:
        actions.set_preferences(tx, values)
    return Answer(safe_next(call.form.fields.get("next")))


def _key(call: Call) -> bytes:
    parts: Parts = call.request.app.state.parts
    return parts.settings.secret_key


routes = [
    view("/enter", show_enter, PUBLIC),
    command("/enter", enter, PUBLIC, prepare=find_card, remembered=False),
    view("/enter/pin", show_pin, PUBLIC),
    command("/enter/pin", finish_entry, PUBLIC, prepare=prepare_pin, remembered=False),
    view("/enter/demo/{token}", enter_demo, PUBLIC),
    view("/unlock", show_unlock, PUBLIC),
    command("/unlock", unlock, PUBLIC, prepare=verify_pin, remembered=False),
    command("/sign-out", sign_out, PUBLIC, remembered=False),
    view("/me", show_me, SELF),
    command("/me/companion", issue_companion, SELF, prepare=prepare_companion),
    command("/me/devices/{device_id:uuid}/revocation", revoke_my_device, SELF),
    command("/preferences", set_preferences, SELF),
    *cards.routes,
    *confirm.routes,
    *recovery_pages.routes,
]
