"""Named reads of reports: for the cell that sends, for the unit that they are addressed to, and whom they concern."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection

from server.errors import NotFound
from server.ledger.check import Anchor, find_anchor
from server.ledger.rules import root_of
from server.ledger.transaction import Transaction
from server.meetings.queries import Meeting, get_meeting, lock_meeting, may, meeting_for
from server.meetings.rules import MeetingKind
from server.minutes.queries import find_minutes, read_log
from server.minutes.rules import MinutesState
from server.reports.rules import StepKind, check_reportable, state_of
from server.reports.summary import Summary, restored, summarise
from server.reports.tables import report_steps, reports
from server.units.queries import Asking, Unit, find_unit, get_unit, held_units, may_in_unit, unit_for
from server.units.rules import UNIT_MAY, Action, UnitKind
from server.units.tables import assignments, units
from server.voting.queries import list_motions

RESOLUTION = "resolution"  # the matter of the rulebook


@dataclass(frozen=True, slots=True)
class Step:
    id: UUID
    number: int
    kind: StepKind
    note: str
    summary: Summary | None
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Report:
    id: UUID
    meeting_id: UUID
    unit_id: UUID
    unit_name: str
    to_unit_id: UUID
    to_unit_name: str
    steps: tuple[Step, ...]

    @property
    def state(self) -> StepKind | None:
        return state_of([one.kind for one in self.steps])

    @property
    def last(self) -> Step:
        return self.steps[-1]

    @property
    def sent(self) -> Step:
        """The newest sending: its text is what stands with the unit above."""
        return next(one for one in reversed(self.steps) if one.kind is StepKind.SENT)

    @property
    def address(self) -> str:
        """For the cell; above it is read at ``address_above``."""
        return f"/meetings/{self.meeting_id}/report"

    @property
    def address_above(self) -> str:
        return f"/units/{self.to_unit_id}/reports/{self.id}"


_above = units.alias("above")
_REPORT = (
    sa.select(
        reports.c.id,
        reports.c.meeting_id,
        reports.c.unit_id,
        units.c.name.label("unit_name"),
        reports.c.to_unit_id,
        _above.c.name.label("to_unit_name"),
    )
    .join(units, units.c.id == reports.c.unit_id)
    .join(_above, _above.c.id == reports.c.to_unit_id)
)
_later = report_steps.alias("later")
# The newest step of each report.
LAST = ~sa.exists().where(_later.c.report_id == report_steps.c.report_id, _later.c.number > report_steps.c.number)


def _report(db: Connection, where: sa.ColumnElement[bool]) -> Report | None:
    row = db.execute(_REPORT.where(where)).one_or_none()
    if row is None:
        return None
    columns = report_steps.c
    steps = db.execute(
        sa.select(columns.id, columns.number, columns.kind, columns.note, columns.summary, columns.by_name, columns.at)
        .where(columns.report_id == row.id)
        .order_by(columns.number)
    )
    return Report(**row._asdict(), steps=tuple(map(_step, steps)))


def _step(row: sa.Row[*tuple[Any, ...]]) -> Step:
    values = row._asdict()
    summary = restored(values["summary"]) if values["summary"] else None
    return Step(**{**values, "kind": StepKind(values["kind"]), "summary": summary})


def find_report_of(db: Connection, meeting_id: UUID) -> Report | None:
    return _report(db, reports.c.meeting_id == meeting_id)


def find_report_of_step(db: Connection, step_id: UUID) -> Report | None:
    return _report(db, reports.c.id.in_(sa.select(report_steps.c.report_id).where(report_steps.c.id == step_id)))


def anchor_of(db: Connection, report: Report) -> Anchor | None:
    """The mark of the trace as it stood when the report went up: who received it holds it too."""
    return find_anchor(db, root_of(get_unit(db, report.unit_id).path), report.sent.at)


# --- For the cell ---------------------------------------------------------------------------


def may_send(context: Asking, meeting: Meeting) -> bool:
    """Chair and recorder; and an officer of the cell who reads its minutes, should somebody else have led."""
    reads = may(context.db, context.actor, meeting, Action.MINUTES_READ, context.now)
    if not reads or may(context.db, context.actor, meeting, Action.REPORT_SEND, context.now):
        return reads
    unit = find_unit(context.db, meeting.unit_id)
    return unit is not None and may_in_unit(context, unit, Action.MEETING_PREPARE)


def sending_from(context: Asking, meeting_id: UUID) -> Meeting:
    """The door to a meeting's report for those who send it."""
    meeting = meeting_for(context, meeting_id, Action.MINUTES_READ)
    context.authorised.add(Action.REPORT_SEND)
    if not may_send(context, meeting):
        raise NotFound
    return meeting


def find_above(db: Connection, meeting: Meeting) -> Unit | None:
    unit = find_unit(db, meeting.unit_id)
    return find_unit(db, unit.parent_id) if unit and unit.parent_id else None


def summary_of(db: Connection, meeting: Meeting) -> Summary:
    """As it would be sent now; only of minutes that nobody changes any more."""
    minutes = find_minutes(db, meeting.id)
    check_reportable(meeting.kind, minutes.state if minutes else None)
    carried = [one.title for one in list_motions(db, meeting.id) if one.carried and one.matter == RESOLUTION]
    return summarise(read_log(db, meeting.id), carried, meeting.draft_resolution)


@dataclass(frozen=True, slots=True)
class Standing:
    """What the page of the minutes says of the report."""

    report: Report | None
    above: str
    sends: bool


def standing_of_report(context: Asking, meeting: Meeting) -> Standing | None:
    """None where there is nothing to say: no unit above, no frozen minutes, a committee's own meeting."""
    minutes, above = find_minutes(context.db, meeting.id), find_above(context.db, meeting)
    frozen = minutes is not None and minutes.state is MinutesState.FROZEN
    if not frozen or above is None or meeting.kind is MeetingKind.COMMITTEE:
        return None
    return Standing(find_report_of(context.db, meeting.id), above.name, may_send(context, meeting))


@dataclass(frozen=True, slots=True)
class Returned:
    """A report that waits to be sent again."""

    address: str
    title: str
    to_unit_name: str


def list_returned(context: Asking) -> list[Returned]:
    """To whoever may send it again: the same answer as ``may_send``."""
    mine = {context.actor.unit_id, *(given.unit_id for given in context.actor.assignments)}
    found = context.db.execute(
        sa.select(reports.c.meeting_id, units.c.name)
        .join(report_steps, report_steps.c.report_id == reports.c.id)
        .join(units, units.c.id == reports.c.to_unit_id)
        .where(reports.c.unit_id.in_(mine), report_steps.c.kind == StepKind.RETURNED, LAST)
        .order_by(report_steps.c.at)
    )
    shown = [(get_meeting(context.db, row.meeting_id), row.name) for row in found]
    return [
        Returned(f"{meeting.address}/report", meeting.title, name)
        for meeting, name in shown
        if may_send(context, meeting)
    ]


def list_senders(db: Connection, report: Report, today: date) -> list[UUID]:
    """Whom a return concerns: chair, recorder, and the officers of the cell as they are now."""
    meeting = get_meeting(db, report.meeting_id)
    given = assignments.c
    officers = db.execute(
        sa.select(given.member_id)
        .where(given.unit_id == report.unit_id, given.role.in_(UNIT_MAY[Action.MEETING_PREPARE]))
        .where(given.since <= today, sa.or_(given.until.is_(None), given.until > today))
        .order_by(given.member_id)
    )
    return list(dict.fromkeys([meeting.chair_id, meeting.recorder_id, *officers.scalars()]))


# --- For the unit above ---------------------------------------------------------------------


def report_for(context: Asking, unit_id: UUID, report_id: UUID, action: Action) -> Report:
    """The door to a report for those to whose unit it is addressed; it leads no further down."""
    unit = unit_for(context, unit_id, action)
    here = (reports.c.id == report_id) & (reports.c.to_unit_id == unit.id)
    if isinstance(context, Transaction):
        found = context.db.execute(sa.select(reports.c.meeting_id).where(here)).scalar_one_or_none()
        if found is not None:
            lock_meeting(context.db, found)  # the same row that a sending holds
    report = _report(context.db, here)
    if report is None:
        raise NotFound
    return report


@dataclass(frozen=True, slots=True)
class Desk:
    """A unit that is reported to, and how many reports wait there to be read."""

    unit: Unit
    waiting: int


def list_desks(context: Asking) -> list[Desk]:
    """Units above others in which this person reads the reports."""
    mine = [unit for unit in held_units(context, Action.REPORTS_READ) if unit.kind is not UnitKind.CELL]
    if not mine:
        return []
    rows = context.db.execute(
        sa.select(reports.c.to_unit_id, sa.func.count().label("waiting"))
        .join(report_steps, report_steps.c.report_id == reports.c.id)
        .where(reports.c.to_unit_id.in_([one.id for one in mine]), report_steps.c.kind == StepKind.SENT, LAST)
        .group_by(reports.c.to_unit_id)
    )
    waiting = {row.to_unit_id: row.waiting for row in rows}
    return [Desk(one, waiting.get(one.id, 0)) for one in mine]
