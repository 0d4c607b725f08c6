"""A unit above puts an item, with a paper or without, on the agenda of the next meeting of each of its cells.

A cell that has none coming keeps it waiting; its next draft takes it along. What stands there already is not put
there again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection

from server.ids import new_id
from server.ledger.transaction import Transaction
from server.meetings import findable, queries
from server.meetings.overview import phases_of
from server.meetings.papers import Paper
from server.meetings.rules import (
    AlreadyHandedDown,
    MeetingKind,
    MeetingState,
    NoCellsBelow,
    Phase,
    is_late,
    place_for,
)
from server.meetings.tables import agenda_items, handed_down, handed_down_to, meetings, papers
from server.protocol.events import ItemAdded, PaperAdded
from server.units.queries import Unit, list_subtree
from server.units.rules import UnitKind
from server.units.tables import units


@dataclass(frozen=True, slots=True)
class HandedDown:
    id: UUID
    unit_name: str
    title: str
    planned_minutes: int
    filename: str | None
    kind: str | None
    size: int | None
    sha256: str | None
    pages: int | None


@dataclass(frozen=True, slots=True)
class Plan:
    """Which cells an act would reach: their next meetings, those that wait, and those that have it already."""

    meetings: dict[UUID, UUID]
    waiting: tuple[UUID, ...]
    already: int

    @property
    def reached(self) -> int:
        return len(self.meetings) + len(self.waiting)


def plan(db: Connection, unit: Unit, *, document_id: UUID | None, title: str) -> Plan:
    cells = [one.id for one in list_subtree(db, unit.path) if one.kind is UnitKind.CELL and one.id != unit.id]
    have, coming = _have(db, unit, document_id, title), _coming(db, unit)
    open_to = [one for one in cells if one not in have]
    found = {cell: coming[cell] for cell in open_to if cell in coming}
    return Plan(found, tuple(one for one in open_to if one not in coming), len(cells) - len(open_to))


def _coming(db: Connection, unit: Unit) -> dict[UUID, UUID]:
    """The first meeting of each cell that has not been opened yet; a committee's own meeting is another matter."""
    rows = db.execute(
        sa.select(meetings.c.unit_id, meetings.c.id)
        .join(units, units.c.id == meetings.c.unit_id)
        .where(units.c.path >= unit.path, units.c.path < unit.path[:-1] + "0")
        .where(meetings.c.state.in_([MeetingState.DRAFT, MeetingState.PUBLISHED]))
        .where(meetings.c.kind != MeetingKind.COMMITTEE)
        .order_by(meetings.c.starts_at.desc(), meetings.c.id)
    )
    return {row.unit_id: row.id for row in rows}


def _have(db: Connection, unit: Unit, document_id: UUID | None, title: str) -> set[UUID]:
    """Cells where the same thing waits, or stands on the agenda of a meeting that was not opened yet."""
    same = handed_down.c.document_id == document_id if document_id else handed_down.c.title == title
    rows = db.execute(
        sa.select(handed_down_to.c.unit_id)
        .join(handed_down, handed_down.c.id == handed_down_to.c.handed_down_id)
        .join(meetings, meetings.c.id == handed_down_to.c.meeting_id, isouter=True)
        .where(handed_down.c.unit_id == unit.id, same)
        .where(sa.or_(meetings.c.id.is_(None), meetings.c.state.in_([MeetingState.DRAFT, MeetingState.PUBLISHED])))
    )
    return set(rows.scalars())


def hand_down(
    tx: Transaction, unit: Unit, *, document_id: UUID | None, title: str, minutes: int, paper: Paper | None
) -> int:
    """Gives how many cells it reached."""
    _lock(tx, unit)
    wanted = plan(tx.db, unit, document_id=document_id, title=title)
    if not wanted.reached:
        raise AlreadyHandedDown if wanted.already else NoCellsBelow
    handed_down_id = new_id()
    values = {} if paper is None else {name: getattr(paper, name) for name in _PAPER} | {"html": paper.html}
    tx.db.execute(
        sa.insert(handed_down).values(
            id=handed_down_id,
            unit_id=unit.id,
            document_id=document_id,
            title=title,
            planned_minutes=minutes,
            by_id=tx.actor.member_id,
            at=tx.now,
            **values,
        )
    )
    reached = [*wanted.meetings.items(), *((cell, None) for cell in wanted.waiting)]
    rows = [{"unit_id": cell, "handed_down_id": handed_down_id, "meeting_id": where} for cell, where in reached]
    tx.db.execute(sa.insert(handed_down_to), rows)
    given = _get(tx.db, handed_down_id)
    _put_on_agendas(tx, sorted(wanted.meetings.values()), given)
    tx.trace("handed_down", unit.id, str(handed_down_id), unit_id=unit.id)
    return wanted.reached


AT_ONCE = 500  # meetings in one statement
_PAPER = ("filename", "kind", "size", "sha256", "pages")


def _lock(tx: Transaction, unit: Unit) -> None:
    """The unit first, so that the same act cannot run twice at one moment; then the rooms, in one fixed order."""
    tx.db.execute(sa.select(units.c.id).where(units.c.id == unit.id).with_for_update())
    queries.lock_meetings(tx.db, sorted(_coming(tx.db, unit).values()))


def receive_waiting(tx: Transaction, meeting_id: UUID, unit_id: UUID) -> None:
    """A new draft takes what waits for its cell."""
    waits = (handed_down_to.c.unit_id == unit_id) & handed_down_to.c.meeting_id.is_(None)
    found = tx.db.execute(
        sa.select(handed_down_to.c.handed_down_id).where(waits).order_by(handed_down_to.c.handed_down_id)
    )
    waiting = list(found.scalars())
    tx.db.execute(sa.update(handed_down_to).where(waits).values(meeting_id=meeting_id))
    for one in waiting:
        _put_on_agendas(tx, [meeting_id], _get(tx.db, one))


def with_handed_down(before: list[queries.Item], wanted: list[tuple[Phase, str, int]]) -> list[tuple[Phase, str, int]]:
    """A new agenda, with what a unit above had put there and the form left out."""
    titles = {title for _, title, _ in wanted}
    missing = [item for item in before if item.handed_down_id and item.title not in titles]
    place = place_for([phase for phase, _, _ in wanted]) - 1
    return wanted[:place] + [(item.phase, item.title, item.planned_minutes) for item in missing] + wanted[place:]


def wait_again(tx: Transaction, meeting_id: UUID) -> None:
    """A discarded draft gives back what it had taken."""
    here = handed_down_to.c.meeting_id == meeting_id
    tx.db.execute(sa.update(handed_down_to).where(here).values(meeting_id=None))


def _get(db: Connection, handed_down_id: UUID) -> HandedDown:
    columns = handed_down.c
    row = db.execute(
        sa.select(
            columns.id,
            units.c.name,
            columns.title,
            columns.planned_minutes,
            columns.filename,
            columns.kind,
            columns.size,
            columns.sha256,
            columns.pages,
        )
        .join(units, units.c.id == columns.unit_id)
        .where(columns.id == handed_down_id)
    ).one()
    return HandedDown(*row)


@dataclass(frozen=True, slots=True)
class Place:
    """Where it stands in one cell's meeting."""

    meeting: queries.Meeting
    item_id: UUID
    position: int

    @property
    def is_published(self) -> bool:
        return self.meeting.state is not MeetingState.DRAFT


def _put_on_agendas(tx: Transaction, meeting_ids: Sequence[UUID], given: HandedDown) -> None:
    """A statement for many cells at a time: until the last of them has it nobody else in the house writes."""
    for start in range(0, len(meeting_ids), AT_ONCE):
        some = meeting_ids[start : start + AT_ONCE]
        phases = phases_of(tx.db, some)
        places = [
            Place(meeting, new_id(), place_for(phases.get(meeting.id, ())))
            for meeting in queries.list_by_id(tx.db, some)
        ]
        _add_items(tx, places, given)
        if given.filename is not None:
            _add_papers(tx, places, given)
        findable.note(tx, *some)


def _add_items(tx: Transaction, places: Sequence[Place], given: HandedDown) -> None:
    behind = (agenda_items.c.meeting_id == sa.bindparam("here")) & (agenda_items.c.position >= sa.bindparam("place"))
    shift = sa.update(agenda_items).where(behind).values(position=agenda_items.c.position + 1)
    tx.db.execute(shift, [{"here": one.meeting.id, "place": one.position} for one in places])
    same = {"title": given.title, "planned_minutes": given.planned_minutes, "handed_down_id": given.id}
    same |= {"phase": Phase.CONTENT, "spent_seconds": 0, "visited": False, "conclusion": ""}
    rows = [same | {"meeting_id": one.meeting.id, "id": one.item_id, "position": one.position} for one in places]
    tx.db.execute(sa.insert(agenda_items), rows)
    for one in places:
        if one.is_published:
            added = ItemAdded(
                item_id=str(one.item_id), position=one.position, title=given.title, by_unit=given.unit_name
            )
            tx.emit(one.meeting.id, added)


def _add_papers(tx: Transaction, places: Sequence[Place], given: HandedDown) -> None:
    same = {name: getattr(given, name) for name in _PAPER}
    same |= {"html": None, "added_at": tx.now, "added_by": tx.actor.member_id, "handed_down_id": given.id}
    rows: list[dict[str, object]] = []
    for one in places:
        late = one.is_published and is_late(added_at=tx.now, starts_at=one.meeting.starts_at)
        paper_id = new_id()
        rows.append(same | {"meeting_id": one.meeting.id, "id": paper_id, "item_id": one.item_id, "late": late})
        if one.is_published:
            added = PaperAdded(
                paper_id=str(paper_id), item_id=str(one.item_id), filename=given.filename or "", late=late
            )
            tx.emit(one.meeting.id, added)
    tx.db.execute(sa.insert(papers), rows)
