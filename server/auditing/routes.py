"""The trace of acts for the one who checks it. Each question is an act too, and stands in the trace itself."""

from datetime import timedelta

from starlette.responses import Response

from server.auditing import queries
from server.auditing.rules import LONGEST_NAME, LOOKED, Question
from server.clock import local_date
from server.errors import Invalid
from server.i18n.messages import codes_of
from server.ledger.transaction import Answer, Transaction
from server.units.queries import unit_for
from server.units.rules import Action
from server.web.context import View
from server.web.endpoint import Call, command, view
from server.web.pages import page, page_number

WEEK = timedelta(days=6)
OTHER = "other"


class ActNotKnown(Invalid):
    code = "act_not_known"


def known_acts() -> list[tuple[str, str]]:
    """Every act that has words, in the order of the words."""
    acts = (code.removeprefix("trace_") for code in codes_of("trace_"))
    return sorted(((act, queries.words_of(act)) for act in acts if act != OTHER), key=lambda one: one[1])


def show_form(view: View) -> Response:
    unit = unit_for(view, view.uuid("unit_id"), Action.AUDIT_READ)
    today = local_date(view.now)
    question = Question(today - WEEK, today)
    return page(view, "auditing/ask.html", title="audit", unit=unit, question=question, acts=known_acts())


def look(tx: Transaction, call: Call) -> Answer:
    unit = unit_for(tx, call.uuid("unit_id"), Action.AUDIT_READ)
    act = call.form.text("act", required=False, limit=40)
    if act and act not in dict(known_acts()):
        raise ActNotKnown(field="act")
    question = Question(
        since=call.form.date("since"),
        until=call.form.date("until"),
        act=act,
        name=call.form.text("person", required=False, limit=LONGEST_NAME),
    )
    question.check()
    look_id = tx.trace(LOOKED, unit.id, question.stored(), unit_id=unit.id)
    return Answer(f"/units/{unit.id}/audit/{look_id}")


def show_acts(view: View) -> Response:
    unit = unit_for(view, view.uuid("unit_id"), Action.AUDIT_READ)
    asked = queries.look_for(view, unit, view.uuid("look_id"))
    number = page_number(view)
    acts = queries.list_acts(view, unit, asked, number)
    return page(
        view,
        "auditing/acts.html",
        title="audit",
        unit=unit,
        question=asked.question,
        look_id=asked.id,
        acts=acts[: queries.PAGE],
        known=known_acts(),
        number=number,
        more=len(acts) > queries.PAGE,
    )


_U = "/units/{unit_id:uuid}/audit"
routes = [
    view(_U, show_form, Action.AUDIT_READ, name="show_audit_form"),
    command(_U, look, Action.AUDIT_READ, name="look_at_audit", fresh=True),
    view(_U + "/{look_id:uuid}", show_acts, Action.AUDIT_READ),
]
