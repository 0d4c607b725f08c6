"""What a unit's officers record about it."""

from server.clock import local_date
from server.ledger.transaction import Answer, Transaction
from server.units import actions
from server.units.queries import unit_for
from server.units.rules import Action, UnitKind
from server.web.endpoint import Call, command


def add_unit(tx: Transaction, call: Call) -> Answer:
    """A unit below: the tree has any depth, so the kind is a word for people and nothing more."""
    parent = unit_for(tx, call.uuid("unit_id"), Action.UNIT_ADD)
    unit_id = actions.add_unit(
        tx.db,
        parent_id=parent.id,
        kind=call.form.choice("kind", UnitKind),
        name=call.form.text("name", limit=120),
        place=call.form.text("place", required=False, limit=120) or parent.place,
        today=local_date(tx.now),
    )
    tx.trace("unit_added", unit_id, unit_id=parent.id)
    return Answer(f"/units/{unit_id}", "done_unit_added")


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
    command("/units/{unit_id:uuid}/units", add_unit, Action.UNIT_ADD),
    command("/units/{unit_id:uuid}/remote-decision", record_remote_decision, Action.MEETING_PREPARE),
]
