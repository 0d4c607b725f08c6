"""What a unit's officers record about it."""

from server.ledger.transaction import Answer, Transaction
from server.units import actions
from server.units.queries import unit_for
from server.units.rules import Action
from server.web.endpoint import Call, command


def record_remote_decision(tx: Transaction, call: Call) -> Answer:
    unit = unit_for(tx, call.uuid("unit_id"), Action.MEETING_PREPARE)
    actions.record_remote_decision(
        tx,
        unit,
        decision=call.form.text("decision", required=False, limit=80),
        valid_from=call.form.date("decision_from") if call.form.has("decision_from") else None,
    )
    return Answer(f"/units/{unit.id}", "done_decision")


routes = [
    command("/units/{unit_id:uuid}/remote-decision", record_remote_decision, Action.MEETING_PREPARE),
]
