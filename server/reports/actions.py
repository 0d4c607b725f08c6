"""Send up, take note above, give back with a note. Steps are only ever added."""

from collections.abc import Mapping
from uuid import UUID

import sqlalchemy as sa

from server.ids import new_id
from server.ledger.transaction import Transaction
from server.meetings.queries import Meeting
from server.notifications.actions import schedule
from server.notifications.rules import Kind
from server.reports import queries
from server.reports.queries import Report
from server.reports.rules import NobodyAbove, StepKind, SummaryChanged, check_answer, check_send
from server.reports.tables import report_steps, reports


def send(tx: Transaction, meeting: Meeting, *, seen: str, note: str) -> None:
    """To the unit above as it is now; sent again, to the one that returned it. ``seen`` is what the person has read."""
    report = queries.find_report_of(tx.db, meeting.id)
    above = queries.find_above(tx.db, meeting)
    if report is None and above is None:
        raise NobodyAbove
    check_send(report.state if report else None)
    summary = queries.summary_of(tx.db, meeting)
    if summary.fingerprint != seen:
        raise SummaryChanged
    report_id, number = (report.id, report.last.number + 1) if report else (new_id(), 1)
    if report is None:
        assert above is not None
        values = {"id": report_id, "meeting_id": meeting.id, "unit_id": meeting.unit_id, "to_unit_id": above.id}
        tx.db.execute(sa.insert(reports).values(values))
    _add(tx, report_id, number, StepKind.SENT, note=note, summary=summary.stored())


def receive(tx: Transaction, report: Report, *, seen: int) -> None:
    """Said twice it is one receipt."""
    if report.state is StepKind.RECEIVED:
        return
    check_answer(report.state, seen=seen, newest=report.last.number)
    _add(tx, report.id, report.last.number + 1, StepKind.RECEIVED)


def give_back(tx: Transaction, report: Report, *, seen: int, note: str) -> None:
    """Also what was received already: a mistake may be found later."""
    check_answer(report.state, seen=seen, newest=report.last.number)
    step_id = _add(tx, report.id, report.last.number + 1, StepKind.RETURNED, note=note)
    # Of a report that comes in nobody is told: an office with a hundred cells would be told a hundred times an evening.
    schedule(tx, Kind.REPORT_RETURNED, step_id, tx.now)


def _add(
    tx: Transaction,
    report_id: UUID,
    number: int,
    kind: StepKind,
    *,
    note: str = "",
    summary: Mapping[str, object] | None = None,
) -> UUID:
    step_id = new_id()
    tx.db.execute(
        sa.insert(report_steps).values(
            id=step_id,
            report_id=report_id,
            number=number,
            kind=kind,
            note=note,
            summary=summary,
            by_id=tx.actor.member_id,
            by_name=tx.actor.name,
            at=tx.now,
        )
    )
    tx.trace(f"report_{kind}", report_id)
    return step_id
