"""A month as the unit above sees it, in a fixed number of queries however many cells there are.

Of each cell directly below: a day, how far it has come, whether it is late. Of the cells further down only numbers.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection

from server.clock import local_date
from server.i18n.messages import sentence
from server.meetings.rules import MeetingKind, MeetingState
from server.meetings.tables import meetings
from server.reports.queries import LAST
from server.reports.rules import Late, Met, Month, Standing, StepKind, furthest, has_met, late
from server.reports.tables import report_steps, reports
from server.units.queries import Unit
from server.units.rules import UnitKind
from server.units.tables import units

Row = sa.Row[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Besides:
    """The report of a thematic meeting: read like any other, but it does not count as the month's."""

    report_id: UUID
    day: date
    state: StepKind

    @property
    def said(self) -> str:
        return sentence(f"report_standing_{self.state}")


@dataclass(frozen=True, slots=True)
class Cell:
    name: str
    standing: Standing
    late: Late | None
    day: date | None
    report_id: UUID | None
    besides: tuple[Besides, ...]

    @property
    def to_read(self) -> bool:
        return self.standing is Standing.SENT or any(one.state is StepKind.SENT for one in self.besides)

    @property
    def said(self) -> str:
        return sentence(f"report_late_{self.late}" if self.late else f"report_standing_{self.standing}")

    @property
    def has_met(self) -> bool:
        return has_met(self.standing)


@dataclass(frozen=True, slots=True)
class Branch:
    """A unit below that is no cell itself, and its cells in numbers."""

    name: str
    cells: int = 0
    met: int = 0
    reported: int = 0


@dataclass(frozen=True, slots=True)
class Overview:
    cells: list[Cell]
    branches: list[Branch]


def overview(db: Connection, unit: Unit, month: Month, today: date) -> Overview:
    below = list(
        db.execute(
            sa.select(units.c.id, units.c.kind, units.c.name, units.c.path)
            .where(units.c.parent_id == unit.id, units.c.opened_on <= month.last)
            .where(sa.or_(units.c.closed_on.is_(None), units.c.closed_on > month.first))
            .order_by(units.c.name, units.c.id)
        )
    )
    held = _meetings(db, unit, month)
    cells = [_cell(one, held[one.id], month, today) for one in below if one.kind == UnitKind.CELL]
    others = [one for one in below if one.kind != UnitKind.CELL]
    numbers = _numbers(db, unit, month) if others else {}
    return Overview(cells, [Branch(one.name, *numbers.get(one.path, ())) for one in others])


def _in(month: Month) -> sa.ColumnElement[bool]:
    return sa.and_(meetings.c.starts_at >= month.starts_at, meetings.c.starts_at < month.moved(1).starts_at)


def _meetings(db: Connection, unit: Unit, month: Month) -> dict[UUID, list[Row]]:
    """By cell: every meeting of the month but drafts and committees', with the last step of its report to this unit."""
    found = sa.select(
        *(meetings.c[name] for name in ("unit_id", "kind", "state", "starts_at", "opened_at", "closed_at")),
        reports.c.id.label("report_id"),
        report_steps.c.kind.label("last"),
        report_steps.c.at.label("last_at"),
    )
    to_us = (reports.c.meeting_id == meetings.c.id) & (reports.c.to_unit_id == unit.id)
    rows = db.execute(
        found.join(units, units.c.id == meetings.c.unit_id)
        .join(reports, to_us, isouter=True)
        .join(report_steps, (report_steps.c.report_id == reports.c.id) & LAST, isouter=True)
        .where(units.c.parent_id == unit.id, _in(month))
        .where(meetings.c.state != MeetingState.DRAFT, meetings.c.kind != MeetingKind.COMMITTEE)
    )
    by_cell: dict[UUID, list[Row]] = defaultdict(list)
    for row in rows:
        by_cell[row.unit_id].append(row)
    return by_cell


def _cell(unit: Row, rows: list[Row], month: Month, today: date) -> Cell:
    regular = {_met(row): row for row in rows if row.kind == MeetingKind.REGULAR}
    besides = [row for row in rows if row.kind != MeetingKind.REGULAR and row.last]
    best = furthest(list(regular))
    return Cell(
        name=unit.name,
        standing=best.standing if best else Standing.NOTHING,
        late=late(best, month, today),
        day=best.day if best else None,
        report_id=regular[best].report_id if best else None,
        besides=tuple(Besides(row.report_id, _met(row).day, StepKind(row.last)) for row in besides),
    )


def _met(row: Row) -> Met:
    return Met(
        state=MeetingState(row.state),
        day=local_date(row.opened_at or row.starts_at),
        closed_on=local_date(row.closed_at) if row.closed_at else None,
        last=StepKind(row.last) if row.last else None,
        last_on=local_date(row.last_at) if row.last_at else None,
    )


def _numbers(db: Connection, unit: Unit, month: Month) -> dict[str, tuple[int, int, int]]:
    """By the path of each unit directly below: cells under it, how many have met, how many have sent a report."""
    depth = len(unit.path) + 33
    regular = sa.exists().where(meetings.c.unit_id == units.c.id, meetings.c.kind == MeetingKind.REGULAR, _in(month))
    reported = sa.exists().where(reports.c.meeting_id == meetings.c.id)
    cells = (
        sa.select(
            sa.func.substr(units.c.path, 1, depth).label("branch"),
            sa.case((regular.where(meetings.c.state == MeetingState.CLOSED), 1), else_=0).label("met"),
            sa.case((regular.where(reported), 1), else_=0).label("reported"),
        )
        .where(units.c.path >= unit.path, units.c.path < unit.path[:-1] + "0")
        .where(units.c.kind == UnitKind.CELL, sa.func.length(units.c.path) > depth)
        .where(units.c.opened_on <= month.last, sa.or_(units.c.closed_on.is_(None), units.c.closed_on > month.first))
        .subquery()
    )
    counted = (cells.c.branch, sa.func.count(), sa.func.sum(cells.c.met), sa.func.sum(cells.c.reported))
    rows = db.execute(sa.select(*counted).group_by(cells.c.branch))
    return {branch: (number, met, sent) for branch, number, met, sent in rows}
