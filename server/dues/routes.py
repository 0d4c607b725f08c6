"""The cell's book of dues, month by month; the member's own; and the arrears, for the secretary alone."""

from datetime import date

from starlette.responses import Response

from server.clock import local_date
from server.dues import actions, queries
from server.dues.rulebook import load_dues_rules
from server.dues.rules import (
    DuesRules,
    check_month,
    month_of,
    months_later,
    parse_month,
    rules_for,
    unpaid,
)
from server.ledger.transaction import Answer, Transaction
from server.units.queries import may_in_unit, unit_for
from server.units.rules import Action
from server.web.context import View
from server.web.endpoint import Call, command, view
from server.web.forms import Form
from server.web.pages import page

SELF = "self"
SHOWN = 6  # months to choose from at once, this one and those before it


def _rules(today: date) -> DuesRules:
    return rules_for(load_dues_rules(), today)


def show_month(view: View) -> Response:
    unit = unit_for(view, view.uuid("unit_id"), Action.DUES_MARK)
    today = local_date(view.now)
    asked = view.request.query_params.get("month", "")
    month = parse_month(asked) if asked else month_of(today)
    check_month(month, today)
    people = queries.list_month(view.db, unit.id, month)
    return page(
        view,
        "dues/month.html",
        title="dues",
        unit=unit,
        month=month,
        months=_choices(month, today),
        unpaid=[one for one in people if one.paid_on is None],
        paid=[one for one in people if one.paid_on is not None],
        reads_arrears=may_in_unit(view, unit, Action.ARREARS_READ),
        rules=_rules(today),
        today=today,
    )


def _choices(month: date, today: date) -> list[date]:
    """This month and those before it, newest first; a month asked for beside them stands where it belongs."""
    this = month_of(today)
    near = {months_later(this, -back) for back in range(SHOWN)}
    return sorted(near | {month, months_later(this, 1)}, reverse=True)


def mark(tx: Transaction, call: Call) -> Answer:
    """Those who were ticked, or everybody whom the page listed: never somebody whom it did not show."""
    unit = unit_for(tx, call.uuid("unit_id"), Action.DUES_MARK)
    form, month = call.form, parse_month(call.form.text("month"))
    name = "listed" if form.has("all") else "member"
    chosen = form.uuids(name) if form.has(name) else []
    actions.mark(tx, unit, month, form.date("paid_on"), chosen)
    return Answer(_address(call, month), "done_dues")


def unmark(tx: Transaction, call: Call) -> Answer:
    unit = unit_for(tx, call.uuid("unit_id"), Action.DUES_MARK)
    month = parse_month(call.form.text("month"))
    actions.unmark(tx, unit, month, call.form.uuid("member"))
    return Answer(_address(call, month), "done_dues_removed")


def _address(call: Call, month: date) -> str:
    return f"/units/{call.uuid('unit_id')}/dues?month={month:%Y-%m}"


def show_arrears(view: View) -> Response:
    """Of those who are in arrears, the ones about whom a reason was just given: the others stay unsaid."""
    unit = unit_for(view, view.uuid("unit_id"), Action.ARREARS_READ)
    rules = _rules(local_date(view.now))
    granted = queries.list_granted(view.db, view.actor.member_id, view.now)
    found = queries.list_arrears(view.db, unit.id, rules.arrears_months, view.now) if granted else []
    shown = [one for one in found if one.member_id in granted]
    return page(view, "dues/arrears.html", title="arrears", unit=unit, people=shown, rules=rules)


def ask_arrears(tx: Transaction, call: Call) -> Answer:
    unit = unit_for(tx, call.uuid("unit_id"), Action.ARREARS_READ)
    limit = _rules(local_date(tx.now)).arrears_months
    found = actions.ask_arrears(tx, unit, _reason(call.form), limit)
    return Answer(f"/units/{unit.id}/dues/arrears", "" if found else "done_no_arrears")


def _reason(form: Form) -> str:
    return form.text("reason", limit=300)


def show_own(view: View) -> Response:
    today = local_date(view.now)
    paid = queries.list_paid(view.db, view.actor.member_id)
    begun = queries.find_begin(view.db, view.actor.unit_id)
    return page(
        view,
        "dues/own.html",
        title="own_dues",
        paid=paid,
        missing=unpaid({one.month for one in paid}, begun, today) if begun else [],
        rules=_rules(today),
    )


_U = "/units/{unit_id:uuid}/dues"
routes = [
    view("/me/dues", show_own, SELF),
    view(_U, show_month, Action.DUES_MARK),
    command(_U, mark, Action.DUES_MARK),
    command(f"{_U}/removal", unmark, Action.DUES_MARK),
    view(f"{_U}/arrears", show_arrears, Action.ARREARS_READ),
    command(f"{_U}/arrears", ask_arrears, Action.ARREARS_READ, fresh=True),
]
