"""Entry cards: made, shown on a screen, and printed several to a page."""

from dataclasses import dataclass
from uuid import UUID

import segno
from starlette.responses import Response

from server.accounts import actions, queries
from server.accounts.actions import NewCard
from server.accounts.hashing import hash_secret
from server.accounts.queries import Card
from server.accounts.rules import CardKind, RecoveryNeeded, derive_code, derive_secret, locator
from server.errors import NotFound
from server.ids import new_id
from server.ledger.transaction import Answer, Transaction
from server.members.queries import get_member, list_members_of_unit
from server.units.queries import unit_for
from server.units.rules import Action
from server.web.context import Parts, View
from server.web.endpoint import Call, command, view
from server.web.forms import FieldNotUnderstood, Form
from server.web.pages import page


@dataclass(frozen=True, slots=True)
class ShownCard:
    """A card as it is printed or shown: its QR as SVG, its code in two groups of four."""

    card: Card
    name: str
    birth_year: int
    code: str
    qr: str
    address: str


def new_card(key: bytes, member_id: UUID) -> NewCard:
    card_id = new_id()
    code = derive_code(key, card_id)
    return NewCard(card_id, member_id, locator(key, code), hash_secret(code))


def shown_card(view: View, card: Card, key: bytes) -> ShownCard:
    member = get_member(view.db, card.member_id)
    code = derive_code(key, card.id)
    origin = view.parts.settings.public_origin or str(view.request.base_url).rstrip("/")
    address = f"{origin}/enter"
    qr = segno.make(f"{address}#t={derive_secret(key, card.id)}", error="m", boost_error=False)
    svg = qr.svg_inline(scale=1, border=2, omitsize=True, svgclass="qr", lineclass=None)
    return ShownCard(card, member.name, member.birth_date.year, f"{code[:4]} {code[4:]}", svg, address)


def show_cards(view: View) -> Response:
    unit = unit_for(view, view.uuid("unit_id"), Action.CARD_ISSUE)
    key = view.parts.settings.secret_key
    cards = [shown_card(view, card, key) for card in queries.list_open_cards(view.db, unit.id, view.now)]
    return page(
        view,
        "accounts/cards.html",
        title="cards",
        unit=unit,
        cards=cards,
        members=list_members_of_unit(view.db, unit.id),
        entered=queries.members_with_accounts(view.db, unit.id),
    )


def prepare_cards(view: View, form: Form) -> list[NewCard]:
    unit = unit_for(view, view.uuid("unit_id"), Action.CARD_ISSUE)
    wanted = form.uuids("member")
    if not set(wanted) <= {member.id for member in list_members_of_unit(view.db, unit.id)}:
        raise NotFound
    if not queries.members_with_accounts(view.db, unit.id).isdisjoint(wanted):
        raise RecoveryNeeded
    return [new_card(view.parts.settings.secret_key, member_id) for member_id in wanted]


def issue_cards(tx: Transaction, call: Call) -> Answer:
    unit = unit_for(tx, call.uuid("unit_id"), Action.CARD_ISSUE)
    kind = call.form.choice("kind", CardKind)
    if kind not in (CardKind.SCREEN, CardKind.PRINTED):
        raise FieldNotUnderstood(field="kind")
    parts: Parts = call.request.app.state.parts
    actions.issue_cards(tx, parts.settings.secret_key, call.prepared, kind)
    return Answer(f"/units/{unit.id}/cards", "done_cards_issued")


_CARDS = "/units/{unit_id:uuid}/cards"
routes = [
    view(_CARDS, show_cards, Action.CARD_ISSUE),
    command(_CARDS, issue_cards, Action.CARD_ISSUE, prepare=prepare_cards, fresh=True),
]
