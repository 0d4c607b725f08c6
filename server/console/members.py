"""A member list from a file on this machine: the plan as text, and with consent the act."""

from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection

from server.clock import local_date
from server.clock import now as clock_now
from server.db.engine import Database
from server.db.writer import Writer
from server.ids import new_id
from server.ledger.transaction import Answer, Command, Transaction, execute
from server.members.actions import apply_plan
from server.members.imports import explain, plan_for
from server.members.rules import ImportNotAcceptable, ImportPlan, Refuse
from server.members.sheet import SheetRow, read_sheet
from server.units.queries import Unit, find_units_named, get_unit


def import_members(database: Database, writer: Writer, file: str, unit: str, *, accept: bool) -> str:
    path = Path(file)
    rows = read_sheet(path.read_bytes(), path.name)
    with database.read() as db:
        target = _unit(db, unit)
        plan = plan_for(db, target, rows, local_date(clock_now()))
    if not accept:
        return "\n".join([*_refusals(plan), f"{_counts(plan)}; nothing was written"])
    return str(writer.run(lambda db, now: _apply(db, now, target, rows)))


def _apply(db: Connection, now: datetime, target: Unit, rows: list[SheetRow]) -> str:
    """Planned again inside the transaction."""
    plan = plan_for(db, target, rows, local_date(now))

    def act(tx: Transaction) -> Answer:
        if not plan.acceptable:
            raise ImportNotAcceptable
        apply_plan(tx, plan, target.id)
        return Answer("/")

    execute(db, now, Command(new_id(), None, b""), act, remembered=False)
    return f"{_counts(plan)}; written"


def _refusals(plan: ImportPlan) -> list[str]:
    """Which rows must be mended in the spreadsheet, and why."""
    return [
        f"row {planned.row.number}: {explain(reason)}"
        for planned in plan.rows
        if isinstance(planned.decision, Refuse)
        for reason in planned.decision.reasons
    ]


def _counts(plan: ImportPlan) -> str:
    return f"created {plan.created}, changed {plan.changed}, unchanged {plan.unchanged}, refused {plan.refused}"


def _unit(db: Connection, text: str) -> Unit:
    try:
        return get_unit(db, UUID(text))
    except ValueError:
        pass
    found = find_units_named(db, text)
    if len(found) != 1:
        raise RuntimeError(f"{len(found)} units have this name: give the id")
    return found[0]
