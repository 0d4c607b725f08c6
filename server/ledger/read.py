"""Read the room log, and check its chain."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection

from server.ledger.tables import bodies, events, facts, streams
from server.protocol import chain
from server.protocol.source import LoggedEvent


def read_after(db: Connection, meeting_id: UUID, audience: str, after: int, limit: int) -> list[LoggedEvent]:
    """Events with numbers above ``after``, in order."""
    rows = db.execute(
        sa.select(events.c.seq, events.c.hash, events.c.type, events.c.at_ms, bodies.c.body)
        .join(
            bodies,
            (bodies.c.meeting_id == events.c.meeting_id)
            & (bodies.c.audience == events.c.audience)
            & (bodies.c.seq == events.c.seq),
        )
        .where(events.c.meeting_id == meeting_id, events.c.audience == audience, events.c.seq > after)
        .order_by(events.c.seq)
        .limit(limit)
    )
    return [LoggedEvent(audience, seq, hash_, type_, at_ms, body) for seq, hash_, type_, at_ms, body in rows]


def heads(db: Connection, meeting_ids: Sequence[UUID]) -> dict[tuple[UUID, str], int]:
    """How far each stream of these meetings has come: one query for all."""
    rows = db.execute(
        sa.select(streams.c.meeting_id, streams.c.audience, streams.c.seq).where(
            streams.c.meeting_id.in_(list(meeting_ids))
        )
    )
    return {(meeting_id, audience): seq for meeting_id, audience, seq in rows}


@dataclass(frozen=True, slots=True)
class Tail:
    seq: int
    hash: bytes


def tail(db: Connection, meeting_id: UUID, audience: str) -> Tail:
    """The last number and hash of a stream."""
    row = db.execute(
        sa.select(streams.c.seq, streams.c.tail).where(
            streams.c.meeting_id == meeting_id, streams.c.audience == audience
        )
    ).one()
    return Tail(row.seq, row.tail)


def epoch(db: Connection) -> str:
    """Changes when the database was restored: a random id, with PostgreSQL's own identifier and timeline."""
    own = find_fact(db, "epoch") or "0"
    if db.dialect.name != "postgresql":
        return own
    timeline = db.exec_driver_sql("SELECT timeline_id FROM pg_control_checkpoint()").scalar_one()
    cluster = db.exec_driver_sql("SELECT system_identifier FROM pg_control_system()").scalar_one()
    return f"{own}-{cluster}-{timeline}"


def find_fact(db: Connection, name: str) -> str | None:
    return db.execute(sa.select(facts.c.value).where(facts.c.name == name)).scalar_one_or_none()


@dataclass(frozen=True, slots=True)
class Checked:
    """``broken_at`` is the first number whose event is missing, changed or out of place."""

    audience: str
    events: int
    broken_at: int | None


def verify(db: Connection, meeting_id: UUID, audience: str) -> Checked:
    """Walk the chain from its genesis; an erased body leaves it whole."""
    rows = db.execute(
        sa.select(
            events.c.seq,
            events.c.type,
            events.c.actor_id,
            events.c.command_id,
            events.c.at_ms,
            events.c.body_hash,
            events.c.hash,
            bodies.c.salt,
            bodies.c.body,
            bodies.c.erased_at,
        )
        .join(
            bodies,
            (bodies.c.meeting_id == events.c.meeting_id)
            & (bodies.c.audience == events.c.audience)
            & (bodies.c.seq == events.c.seq),
            isouter=True,
        )
        .where(events.c.meeting_id == meeting_id, events.c.audience == audience)
        .order_by(events.c.seq)
    ).all()
    tail = chain.genesis(meeting_id, audience)
    for expected, row in enumerate(rows, start=1):
        head = {
            "actor": str(row.actor_id) if row.actor_id and row.actor_id.int else None,
            "at": row.at_ms,
            "bh": row.body_hash.hex(),
            "cmd": str(row.command_id),
            "seq": row.seq,
            "stream": f"{meeting_id}:{audience}",
            "type": row.type,
        }
        tail = chain.event_hash(tail, head)
        if row.seq != expected or tail != row.hash or not _body_holds(row):
            return Checked(audience, len(rows), expected)
    head_row = db.execute(
        sa.select(streams.c.seq, streams.c.tail).where(
            streams.c.meeting_id == meeting_id, streams.c.audience == audience
        )
    ).one_or_none()
    complete = head_row is not None and (head_row.seq, head_row.tail) == (len(rows), tail)
    return Checked(audience, len(rows), None if complete else len(rows) + 1)


def _body_holds(row: sa.Row[*tuple[Any, ...]]) -> bool:
    """Erased means gone: nothing vouches for words that stand beside the mark of an erasure."""
    if row.erased_at is not None:
        return row.body is None
    if row.salt is None:
        return False
    try:
        return bool(chain.body_hash(row.salt, row.body) == row.body_hash)
    except chain.NotCanonicalError:
        return False
