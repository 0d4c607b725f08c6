"""The history of a unit, and changes of the tree: proposed by one person, confirmed by another."""

from starlette.responses import Response

from server.clock import local_date
from server.errors import NotFound
from server.i18n.messages import sentence
from server.i18n.text import tokens
from server.ledger.transaction import Answer, Transaction
from server.members.queries import list_members_of_unit
from server.reorganisations import actions, queries
from server.reorganisations.actions import Wish
from server.reorganisations.preview import preview
from server.reorganisations.queries import authority, reorganisation_for, situation_of
from server.reorganisations.rules import NEEDS_ANOTHER, STANDS, Kind, State, find_hindrance
from server.units import actions as tree
from server.units.queries import (
    Asking,
    Unit,
    get_unit,
    list_ancestors,
    list_units,
    may_in_unit,
    search_units,
    unit_for,
)
from server.units.rules import Action, UnitKind, decide
from server.web.context import View
from server.web.endpoint import Call, command, view
from server.web.pages import page

PROPOSED = tuple(kind for kind in Kind if kind is not Kind.CREATED)
FOUND = 40


def keeper_of(context: Asking, unit: Unit, *others: Unit) -> bool:
    """Whoever keeps the tree above all of these may propose to change them; a unit does not change itself."""
    above = authority(context.db, unit.id, *(one.id for one in others))
    return decide(context.actor, Action.TREE_CHANGE, above, local_date(context.now))


def _unit_to_change(context: Asking, unit: Unit, *others: Unit) -> Unit:
    context.authorised.add(Action.TREE_CHANGE)
    if unit.closed_on is not None or not keeper_of(context, unit, *others):
        raise NotFound
    return unit


def show_history(view: View) -> Response:
    unit = unit_for(view, view.uuid("unit_id"), Action.UNIT_READ)
    changes = queries.list_of_unit(view.db, unit.id)
    return page(
        view,
        "reorganisations/history.html",
        title="tree_history",
        unit=unit,
        changes=changes,
        names=_names(view, changes),
        opens={one.id for one in changes if queries.may(view, one, Action.TREE_CONFIRM)},
        may_change=unit.closed_on is None and keeper_of(view, unit),
        may_add=may_in_unit(view, unit, Action.UNIT_ADD),
        kinds=[kind for kind in PROPOSED if kind is not Kind.SPLIT or unit.kind is UnitKind.CELL],
        unit_kinds=list(UnitKind),
    )


def _names(view: View, changes: list[queries.Reorganisation]) -> dict[str, str]:
    ids = {one for change in changes for one in (change.to_unit_id, change.from_unit_id, change.new_unit_id) if one}
    return {str(unit.id): unit.name for unit in list_units(view.db, ids)}


def show_form(view: View) -> Response:
    unit = _unit_to_change(view, get_unit(view.db, view.uuid("unit_id")))
    kind = next((one for one in PROPOSED if one == view.request.query_params.get("kind")), None)
    if kind is None:
        raise NotFound
    words = view.request.query_params.get("q", "")[:60]
    return page(
        view,
        "reorganisations/new.html",
        title="tree_change",
        heading=sentence(f"title_tree_{kind}"),
        unit=unit,
        kind=kind,
        words=words,
        choices=_choices(view, unit, kind, words),
        members=list_members_of_unit(view.db, unit.id) if kind is Kind.SPLIT else [],
        today=local_date(view.now),
        needs_another=kind in NEEDS_ANOTHER,
    )


def _choices(view: View, unit: Unit, kind: Kind, words: str) -> list[Unit]:
    """Where the unit may go: within what this person keeps, by the words typed."""
    if kind not in (Kind.MOVED, Kind.MERGED):
        return []
    top = next(one for one in list_ancestors(view.db, unit) if may_in_unit(view, one, Action.TREE_CHANGE))
    fits = search_units(
        view.db,
        top.path,
        tokens(words),
        kinds=[unit.kind] if kind is Kind.MERGED else [one for one in UnitKind if one is not UnitKind.CELL],
        outside=unit,
        limit=FOUND,
    )
    return [one for one in fits if kind is Kind.MERGED or one.id != unit.parent_id]


def propose(tx: Transaction, call: Call) -> Answer:
    unit = get_unit(tx.db, call.uuid("unit_id"))
    to_id = call.form.uuid_or_none("to")
    to = get_unit(tx.db, to_id) if to_id else None
    _unit_to_change(tx, unit, *([to] if to else []))
    kind = call.form.choice("kind", Kind)
    if kind is Kind.CREATED:
        raise NotFound
    change_id = actions.propose(
        tx,
        Wish(
            kind=kind,
            unit=unit,
            to=to,
            name=call.form.text("name", required=False, limit=120),
            decision=call.form.text("decision", required=False, limit=80),
            decided_on=call.form.date("decided_on") if call.form.has("decided_on") else None,
            effective_on=call.form.date("effective_on"),
            chosen=tuple(call.form.uuids("member")) if call.form.has("member") else (),
        ),
    )
    return Answer(f"/reorganisations/{change_id}", "done_tree_proposed" if kind in NEEDS_ANOTHER else "done_tree_kept")


def show_change(view: View) -> Response:
    change = reorganisation_for(view, view.uuid("reorganisation_id"), Action.TREE_CONFIRM)
    stands = change.state in STANDS
    hindrance = find_hindrance(change.kind, situation_of(view.db, change)) if stands else None
    return page(
        view,
        "reorganisations/show.html",
        title="tree_change",
        heading=sentence(f"title_tree_{change.kind}"),
        change=change,
        unit=get_unit(view.db, change.unit_id),
        names=_names(view, [change]),
        preview=preview(view.db, change, local_date(view.now)) if stands and not hindrance else None,
        hindrance=hindrance,
        stands=stands,
        may_confirm=change.state is State.PROPOSED and change.proposed_by != view.actor.member_id,
        mine=change.proposed_by == view.actor.member_id,
        today=local_date(view.now),
    )


def confirm(tx: Transaction, call: Call) -> Answer:
    change = reorganisation_for(tx, call.uuid("reorganisation_id"), Action.TREE_CONFIRM)
    state = actions.confirm(tx, change.id)
    return Answer(change.address, "done_tree_changed" if state is State.DONE else "done_tree_confirmed")


def withdraw(tx: Transaction, call: Call) -> Answer:
    change = reorganisation_for(tx, call.uuid("reorganisation_id"), Action.TREE_CONFIRM)
    actions.withdraw(tx, change.id)
    return Answer(change.address, "done_tree_withdrawn")


def add_unit(tx: Transaction, call: Call) -> Answer:
    """A unit below: the tree has any depth, so the kind is a word for people and nothing more."""
    parent = unit_for(tx, call.uuid("unit_id"), Action.UNIT_ADD)
    unit_id = tree.add_unit(
        tx.db,
        parent_id=parent.id,
        kind=call.form.choice("kind", UnitKind),
        name=call.form.text("name", limit=120),
        place=call.form.text("place", required=False, limit=120) or parent.place,
        today=local_date(tx.now),
    )
    decided_on = call.form.date("decided_on") if call.form.has("decided_on") else None
    decision = call.form.text("decision", required=False, limit=80)
    actions.note_created(tx, get_unit(tx.db, unit_id), decision, decided_on)
    tx.trace("unit_added", unit_id, unit_id=parent.id)
    return Answer(f"/units/{unit_id}", "done_unit_added")


_U, _R = "/units/{unit_id:uuid}", "/reorganisations/{reorganisation_id:uuid}"
routes = [
    view(f"{_U}/history", show_history, Action.UNIT_READ),
    view(f"{_U}/changes/new", show_form, Action.TREE_CHANGE),
    command(f"{_U}/changes", propose, Action.TREE_CHANGE, fresh=True),
    command(f"{_U}/units", add_unit, Action.UNIT_ADD),
    view(_R, show_change, Action.TREE_CONFIRM),
    command(f"{_R}/confirmation", confirm, Action.TREE_CONFIRM, fresh=True),
    command(f"{_R}/withdrawal", withdraw, Action.TREE_CONFIRM),
]
