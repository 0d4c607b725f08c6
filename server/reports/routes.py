"""A meeting's report: read as it will be sent, sent with one tap, received or returned above."""

from starlette.responses import Response

from server.clock import local_date
from server.ledger.transaction import Answer, Transaction
from server.minutes.queries import corrected
from server.reports import actions, queries
from server.reports.overview import overview
from server.reports.rules import (
    MONTHS_BACK,
    NOTE,
    REPORT_WORKING_DAYS,
    NobodyAbove,
    Show,
    StepKind,
    asked_month,
    is_shown,
    month_of,
)
from server.units.queries import may_in_unit, unit_for
from server.units.rules import Action
from server.web.context import View
from server.web.endpoint import Call, command, view
from server.web.pages import page, page_number

PAGE = 50

# --- the cell -------------------------------------------------------------------------------


def show_report(view: View) -> Response:
    """Before it is sent: exactly what will go up. Afterwards: what went, and what became of it."""
    meeting = queries.sending_from(view, view.uuid("meeting_id"))
    report, above = queries.find_report_of(view.db, meeting.id), queries.find_above(view.db, meeting)
    if report is None and above is None:
        raise NobodyAbove
    waits = report is None or report.state is StepKind.RETURNED
    return page(
        view,
        "reports/send.html",
        title="report",
        tab="documents",
        meeting=meeting,
        report=report,
        anchor=queries.anchor_of(view.db, report) if report else None,
        to_unit_name=report.to_unit_name if report else above and above.name,
        summary=queries.summary_of(view.db, meeting) if waits else report and report.sent.summary,
        waits=waits,
        corrections=len(corrected(view.db, meeting.id)) if waits else 0,
        note_limit=NOTE,
    )


def send(tx: Transaction, call: Call) -> Answer:
    meeting = queries.sending_from(tx, call.uuid("meeting_id"))
    note = call.form.text("accompanying", required=False, limit=NOTE)
    actions.send(tx, meeting, seen=call.form.text("seen"), note=note)
    return Answer(f"{meeting.address}/minutes", "done_report_sent")


# --- the unit above -------------------------------------------------------------------------


def show_reports(view: View) -> Response:
    """One month of the cells below. All are looked at, so that the numbers are right; a page of them is shown."""
    unit = unit_for(view, view.uuid("unit_id"), Action.REPORTS_READ)
    today, asked = local_date(view.now), view.request.query_params
    month = asked_month(asked.get("month", ""), today)
    show = next((one for one in Show if one == asked.get("show")), Show.ALL)
    found = overview(view.db, unit, month, today)
    shown = {
        one: [c for c in found.cells if is_shown(one, is_late=c.late is not None, to_read=c.to_read)] for one in Show
    }
    number = page_number(view)
    return page(
        view,
        "reports/month.html",
        title="reports",
        unit=unit,
        month=month,
        earlier=month.moved(-1) if month > month_of(today).moved(-MONTHS_BACK) else None,
        later=month.moved(1) if month <= month_of(today) else None,
        found=found,
        show=show,
        shown=shown,
        cells=shown[show][(number - 1) * PAGE : number * PAGE],
        number=number,
        count=max(1, -(-len(shown[show]) // PAGE)),
        working_days=REPORT_WORKING_DAYS,
    )


def show_received(view: View) -> Response:
    report = queries.report_for(view, view.uuid("unit_id"), view.uuid("report_id"), Action.REPORTS_READ)
    unit = unit_for(view, report.to_unit_id, Action.REPORTS_READ)
    return page(
        view,
        "reports/read.html",
        title="received_report",
        heading=report.unit_name,
        report=report,
        anchor=queries.anchor_of(view.db, report),
        unit=unit,
        answers=may_in_unit(view, unit, Action.REPORT_ANSWER),
        note_limit=NOTE,
    )


def receive(tx: Transaction, call: Call) -> Answer:
    report = queries.report_for(tx, call.uuid("unit_id"), call.uuid("report_id"), Action.REPORT_ANSWER)
    actions.receive(tx, report, seen=call.form.integer("seen", least=1, most=999_999))
    return Answer(report.address_above, "done_report_received")


def give_back(tx: Transaction, call: Call) -> Answer:
    report = queries.report_for(tx, call.uuid("unit_id"), call.uuid("report_id"), Action.REPORT_ANSWER)
    seen = call.form.integer("seen", least=1, most=999_999)
    actions.give_back(tx, report, seen=seen, note=call.form.text("what_to_add", limit=NOTE))
    return Answer(report.address_above, "done_report_returned")


_R = "/meetings/{meeting_id:uuid}/report"
_U = "/units/{unit_id:uuid}/reports"
routes = [
    view(_R, show_report, Action.REPORT_SEND),
    command(_R, send, Action.REPORT_SEND, name="send_report"),
    view(_U, show_reports, Action.REPORTS_READ),
    view(_U + "/{report_id:uuid}", show_received, Action.REPORTS_READ),
    command(_U + "/{report_id:uuid}/receipt", receive, Action.REPORT_ANSWER, name="receive_report"),
    command(_U + "/{report_id:uuid}/return", give_back, Action.REPORT_ANSWER, name="return_report"),
]
