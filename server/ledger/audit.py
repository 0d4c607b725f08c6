"""Write the trace of acts, seal it into chains, and erase what may be erased of it."""

import os
from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection

from server.clock import local_date
from server.ids import new_id
from server.ledger.rules import Entry, details_digest, genesis, link, root_of
from server.ledger.tables import audit, audit_anchors, audit_chains, audit_details

ERASED = "details_erased"
AT_ONCE = 1_000  # rows sealed in one step
NOBODY = UUID(int=0)
_units = sa.table("units", sa.column("id", sa.Uuid), sa.column("path", sa.String))
_members = sa.table("members", sa.column("id", sa.Uuid), sa.column("unit_id", sa.Uuid))

ENTRY = (
    audit.c.id,
    audit.c.at,
    audit.c.actor_id,
    audit.c.action,
    audit.c.subject_id,
    audit.c.unit_id,
    audit.c.digest,
)


def write_trace(
    db: Connection,
    now: datetime,
    *,
    actor_id: UUID | None,
    device_id: UUID | None,
    action: str,
    subject_id: UUID | None,
    detail: str,
    unit_id: UUID | None = None,
    own_unit_id: UUID | None = None,
) -> UUID:
    """One row and its details, in the transaction of the act. The chain waits for the sealer."""
    audit_id, key = new_id(), os.urandom(32)
    db.execute(
        sa.insert(audit).values(
            id=audit_id,
            at=now,
            actor_id=actor_id,
            action=action,
            subject_id=subject_id,
            unit_id=unit_id or _unit_of(subject_id, own_unit_id),
            digest=details_digest(key, device_id, detail),
        )
    )
    db.execute(sa.insert(audit_details).values(audit_id=audit_id, k=key, device_id=device_id, detail=detail))
    return audit_id


def _unit_of(subject_id: UUID | None, otherwise: UUID | None) -> sa.ColumnElement[UUID | None]:
    theirs = sa.select(_members.c.unit_id).where(_members.c.id == subject_id).scalar_subquery()
    return sa.func.coalesce(theirs, sa.cast(sa.literal(otherwise, sa.Uuid), sa.Uuid))


# --- Sealing --------------------------------------------------------------------------------


def seal(db: Connection, now: datetime) -> int:
    """Give rows that were committed since the last turn their numbers; says how many."""
    _lock(db, now)
    _anchor(db, now)
    waiting = db.execute(
        sa.select(*ENTRY, _units.c.path)
        .join(_units, _units.c.id == audit.c.unit_id, isouter=True)
        .where(audit.c.seq.is_(None))
        .order_by(audit.c.at, audit.c.id)
        .limit(AT_ONCE)
    ).all()
    by_root: dict[UUID, list[Entry]] = defaultdict(list)
    for *entry, path in waiting:
        by_root[root_of(path)].append(Entry(*entry))
    for root_id, entries in by_root.items():
        _seal_chain(db, now, root_id, entries)
    return len(waiting)


def seal_all(db: Connection, now: datetime) -> None:
    while seal(db, now) == AT_ONCE:
        pass


def _lock(db: Connection, now: datetime) -> None:
    """One sealer at a time, whichever process it is."""
    nobody = sa.select(audit_chains.c.root_id).where(audit_chains.c.root_id == NOBODY)
    if db.execute(nobody.with_for_update()).first() is None:
        begun = {"seq": 0, "tail": genesis(NOBODY), "sealed_at": now}
        db.execute(sa.insert(audit_chains).values(root_id=NOBODY, **begun))


def _seal_chain(db: Connection, now: datetime, root_id: UUID, entries: list[Entry]) -> None:
    here = audit_chains.c.root_id == root_id
    found = db.execute(sa.select(audit_chains.c.seq, audit_chains.c.tail).where(here)).one_or_none()
    seq, tail = found or (0, genesis(root_id))
    sealed: list[dict[str, Any]] = []
    for entry in entries:
        seq += 1
        tail = link(tail, seq, entry)
        sealed.append({"this": entry.id, "number": seq, "sealed": tail, "root": root_id})
    row = sa.update(audit).where(audit.c.id == sa.bindparam("this"))
    numbered = row.values(
        seq=sa.bindparam("number"), hash=sa.bindparam("sealed"), root_id=sa.bindparam("root", type_=sa.Uuid)
    )
    db.execute(numbered, sealed)
    head = {"seq": seq, "tail": tail, "sealed_at": now}
    if found:
        db.execute(sa.update(audit_chains).where(here).values(**head))
    else:
        db.execute(sa.insert(audit_chains).values(root_id=root_id, **head))


def _anchor(db: Connection, now: datetime) -> None:
    """The first turn of a day keeps the head of the day before, ahead of anything that belongs to the new one."""
    today = local_date(now)
    yesterday = today - timedelta(days=1)
    known = sa.select(audit_anchors.c.root_id).where(audit_anchors.c.day == yesterday)
    chains = audit_chains.c
    due = sa.select(audit_chains).where(chains.seq > 0, chains.root_id.not_in(known))
    for chain in db.execute(due).all():
        if local_date(chain.sealed_at) < today:
            head = {"root_id": chain.root_id, "day": yesterday, "seq": chain.seq, "hash": chain.tail}
            db.execute(sa.insert(audit_anchors).values(**head, at=now))


# --- Erasing --------------------------------------------------------------------------------


def erase_details_of(db: Connection, person_id: UUID) -> int:
    """Of every act by or on this person; the caller traces it as ``ERASED``, which is why they may be missing."""
    theirs = sa.select(audit.c.id).where(sa.or_(audit.c.actor_id == person_id, audit.c.subject_id == person_id))
    return db.execute(sa.delete(audit_details).where(audit_details.c.audit_id.in_(theirs))).rowcount


def shred_before(db: Connection, moment: datetime) -> int:
    old = sa.select(audit.c.id).where(audit.c.at < moment, audit.c.seq.isnot(None))
    return db.execute(sa.delete(audit_details).where(audit_details.c.audit_id.in_(old))).rowcount
