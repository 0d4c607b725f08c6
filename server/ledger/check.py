"""Walk the chains of the trace, and name the first row that does not hold."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection

from server.ledger.audit import ENTRY, ERASED
from server.ledger.rules import Entry, details_digest, genesis, link, mark_of, same_mark
from server.ledger.tables import audit, audit_anchors, audit_chains, audit_details

AT_ONCE = 2_000  # rows read in one step, so that no query runs long
Row = sa.Row[*tuple[Any, ...]]


@dataclass(slots=True)
class AuditCheck:
    """``broken``: what does not hold, the first of each chain first. ``erased``: rows without details."""

    rows: int = 0
    unsealed: int = 0
    erased: int = 0
    anchors: int = 0
    unmatched: int = 0
    broken: list[str] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        return not self.broken and not self.unmatched

    @property
    def line(self) -> str:
        return (
            f"AUDIT rows={self.rows} breaks={len(self.broken)} anchors={self.anchors} unmatched={self.unmatched} "
            f"unsealed={self.unsealed} erased={self.erased}"
        )


def check_audit(db: Connection, shredded_before: datetime, typed: Sequence[tuple[date, str]] = ()) -> AuditCheck:
    """``typed``: heads of days as they stand on somebody's paper; each must be the head of that day in some chain."""
    found = AuditCheck()
    erased = set(db.execute(sa.select(audit.c.subject_id).where(audit.c.action == ERASED)).scalars())
    may_lack = _MayLack(shredded_before, frozenset(erased))
    anchors = list(db.execute(sa.select(audit_anchors).order_by(audit_anchors.c.root_id, audit_anchors.c.seq)))
    chains = {row.root_id: row for row in db.execute(sa.select(audit_chains))}
    with_rows = set(db.execute(sa.select(audit.c.root_id).where(audit.c.seq.isnot(None)).distinct()).scalars())
    for root_id in sorted(chains.keys() | with_rows | {one.root_id for one in anchors}):
        mine = [one for one in anchors if one.root_id == root_id]
        _check_chain(db, found, root_id, chains.get(root_id), mine, may_lack)
    _check_waiting(db, found, may_lack)
    found.broken += [f"details={one}: of no row" for one in _orphans(db)]
    for day, mark in typed:
        found.anchors += 1
        found.unmatched += not any(one.day == day and same_mark(mark, one.hash) for one in anchors)
    return found


@dataclass(frozen=True, slots=True)
class _MayLack:
    before: datetime
    people: frozenset[UUID | None]

    def holds(self, entry: Entry) -> bool:
        people = {entry.actor_id, entry.subject_id} - {None}
        return entry.at < self.before or bool(people & self.people)


def _check_chain(
    db: Connection, found: AuditCheck, root_id: UUID, head: Row | None, anchors: Sequence[Row], may_lack: _MayLack
) -> None:
    expected, tail = 0, genesis(root_id)
    open_anchors = {one.seq: one for one in anchors}
    for row in _rows(db, root_id):
        expected += 1
        entry = Entry(*row[: len(ENTRY)])
        found.rows += 1
        wrong = _wrong_of(row, entry, may_lack, found)
        if row.seq != expected or link(tail, expected, entry) != row.hash:
            wrong = "changed, missing or out of place"
        if wrong:
            found.broken.append(f"chain={root_id} seq={expected} at={entry.at.isoformat()}: {wrong}")
        expected, tail = row.seq, row.hash  # go on from here, so that one change is one break
        for anchor in [one for one in anchors if one.seq == row.seq]:
            found.anchors += 1
            open_anchors.pop(anchor.seq, None)
            if anchor.hash != row.hash:
                found.unmatched += 1
    if head is None or (head.seq, head.tail) != (expected, tail):
        found.broken.append(f"chain={root_id} seq={expected + 1}: the end is missing")
    found.anchors += len(open_anchors)
    found.unmatched += len(open_anchors)


def _rows(db: Connection, root_id: UUID) -> Iterator[Row]:
    last = -1
    columns = (*ENTRY, audit.c.seq, audit.c.hash, audit_details.c.k, audit_details.c.device_id, audit_details.c.detail)
    asked = (
        sa.select(*columns)
        .join(audit_details, audit_details.c.audit_id == audit.c.id, isouter=True)
        .where(audit.c.root_id == root_id)
        .order_by(audit.c.seq)
        .limit(AT_ONCE)
    )
    while rows := db.execute(asked.where(audit.c.seq > last)).all():
        yield from rows
        last = rows[-1].seq


def _wrong_of(row: Row, entry: Entry, may_lack: _MayLack, found: AuditCheck) -> str:
    if row.k is None:
        found.erased += 1
        return "" if may_lack.holds(entry) else "the details are gone, and nobody erased them"
    return "" if details_digest(row.k, row.device_id, row.detail) == entry.digest else "the details were changed"


def _check_waiting(db: Connection, found: AuditCheck, may_lack: _MayLack) -> None:
    """Rows of the last seconds: in no chain yet, but their details must be theirs."""
    columns = (*ENTRY, audit_details.c.k, audit_details.c.device_id, audit_details.c.detail)
    rows = sa.select(*columns).join(audit_details, audit_details.c.audit_id == audit.c.id, isouter=True)
    for row in db.execute(rows.where(audit.c.seq.is_(None))):
        entry = Entry(*row[: len(ENTRY)])
        found.unsealed += 1
        if wrong := _wrong_of(row, entry, may_lack, found):
            found.broken.append(f"unsealed at={entry.at.isoformat()}: {wrong}")


def _orphans(db: Connection) -> list[UUID]:
    known = sa.exists().where(audit.c.id == audit_details.c.audit_id)
    return list(db.execute(sa.select(audit_details.c.audit_id).where(~known)).scalars())


# --- The heads of days ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Anchor:
    day: date
    mark: str


def find_anchor(db: Connection, root_id: UUID, at: datetime) -> Anchor | None:
    """The newest head of a day that was known at this moment."""
    known = sa.select(audit_anchors.c.day, audit_anchors.c.hash).where(
        audit_anchors.c.root_id == root_id, audit_anchors.c.at <= at
    )
    row = db.execute(known.order_by(audit_anchors.c.day.desc()).limit(1)).one_or_none()
    return None if row is None else Anchor(row.day, mark_of(row.hash))
