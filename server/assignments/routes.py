"""The officers of a unit: who holds which role, since when and by which decision; giving, lending and ending one."""

from datetime import date
from uuid import UUID

from starlette.responses import Response

from server.actor import Reach, Role
from server.assignments import actions, queries
from server.assignments.rules import givable
from server.clock import local_date
from server.errors import NotFound
from server.i18n.text import tokens
from server.ledger.transaction import Answer, Transaction
from server.members.queries import Found, get_member, search_members
from server.units.queries import Asking, get_unit, may_in_unit, scope, unit_for
from server.units.rules import Action
from server.web.context import View
from server.web.endpoint import Call, command, view
from server.web.pages import page

FOUND = 30


def show_officers(view: View) -> Response:
    unit = unit_for(view, view.uuid("unit_id"), Action.ROLES_READ)
    today = local_date(view.now)
    holdings = queries.list_holdings(view.db, unit.id, today)
    may = givable(view.actor.assignments, unit.resource, today) if may_in_unit(view, unit, Action.ROLE_GIVE) else {}
    me = view.actor.member_id
    return page(
        view,
        "assignments/list.html",
        title="officers",
        unit=unit,
        running=[one for one in holdings if one.in_force],
        coming=[one for one in holdings if one.since > today],
        ended=[one for one in holdings if not one.in_force and one.since <= today],
        may_give=bool(may),
        ends={one.id for one in holdings if one.role in may or me in (one.member_id, one.lender_id)},
        lends=[one for one in holdings if one.in_force and one.member_id == me and not one.is_lent]
        if may_in_unit(view, unit, Action.ROLE_LEND)
        else [],
    )


def _people(view: View) -> tuple[str, list[Found]]:
    """Only those whose record this person may open."""
    words = view.request.query_params.get("q", "")[:60]
    allowed = scope(view.actor, Action.MEMBERS_READ, local_date(view.now))
    return words, search_members(view.db, allowed, tokens(words), limit=FOUND) if tokens(words) else []


def show_giving(view: View) -> Response:
    unit = unit_for(view, view.uuid("unit_id"), Action.ROLE_GIVE)
    today = local_date(view.now)
    may = givable(view.actor.assignments, unit.resource, today)
    words, people = _people(view)
    return page(
        view,
        "assignments/give.html",
        title="officer_new",
        unit=unit,
        words=words,
        people=[one for one in people if one.id != view.actor.member_id],
        roles=[role for role in Role if role in may],
        wide=Reach.SUBTREE in may.values() and unit.kind != "cell",
        today=today,
    )


def give(tx: Transaction, call: Call) -> Answer:
    unit = unit_for(tx, call.uuid("unit_id"), Action.ROLE_GIVE)
    member_id = _known(tx, call.form.uuid("member"))
    actions.give(
        tx,
        unit,
        member_id=member_id,
        role=call.form.choice("role", Role),
        reach=call.form.choice("reach", Reach) if call.form.has("reach") else Reach.HERE,
        since=call.form.date("since"),
        until=_date(call, "until"),
        decision=call.form.text("decision", required=False, limit=80),
    )
    return Answer(f"/units/{unit.id}/officers", "done_role_given")


def _date(call: Call, name: str) -> date | None:
    return call.form.date(name) if call.form.has(name) else None


def _known(context: Asking, member_id: UUID) -> UUID:
    """The point check of what the search shows."""
    member = get_member(context.db, member_id)
    if not may_in_unit(context, get_unit(context.db, member.unit_id), Action.MEMBERS_READ):
        raise NotFound
    return member.id


def end(tx: Transaction, call: Call) -> Answer:
    """By whoever may give it, whoever lent it, or whoever holds it."""
    unit = unit_for(tx, call.uuid("unit_id"), Action.ROLES_READ)
    holding = queries.get_holding(tx.db, unit.id, call.uuid("assignment_id"), local_date(tx.now))
    actions.end(tx, unit, holding)
    return Answer(f"/units/{unit.id}/officers", "done_role_ended")


def show_lending(view: View) -> Response:
    unit = unit_for(view, view.uuid("unit_id"), Action.ROLE_LEND)
    today = local_date(view.now)
    words, people = _people(view)
    mine = [one for one in queries.list_holdings(view.db, unit.id, today) if one.member_id == view.actor.member_id]
    return page(
        view,
        "assignments/lend.html",
        title="role_lend",
        unit=unit,
        words=words,
        people=[one for one in people if one.id != view.actor.member_id],
        mine=[one for one in mine if one.in_force and not one.is_lent],
        today=today,
    )


def lend(tx: Transaction, call: Call) -> Answer:
    unit = unit_for(tx, call.uuid("unit_id"), Action.ROLE_LEND)
    own = queries.get_holding(tx.db, unit.id, call.form.uuid("own"), local_date(tx.now))
    if not own.in_force:
        raise NotFound
    actions.lend(tx, unit, own, member_id=_known(tx, call.form.uuid("member")), until=call.form.date("until"))
    return Answer(f"/units/{unit.id}/officers", "done_role_lent")


_O = "/units/{unit_id:uuid}/officers"
routes = [
    view(_O, show_officers, Action.ROLES_READ),
    view(f"{_O}/new", show_giving, Action.ROLE_GIVE),
    command(_O, give, Action.ROLE_GIVE, fresh=True),
    command(f"{_O}/{{assignment_id:uuid}}/end", end, Action.ROLES_READ, fresh=True),
    view(f"{_O}/loan", show_lending, Action.ROLE_LEND),
    command(f"{_O}/loan", lend, Action.ROLE_LEND, fresh=True),
]
