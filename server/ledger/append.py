"""Append to the room log, under the row lock that orders the commits."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection

from server import clock
from server.ledger.tables import bodies, events, streams
from server.protocol import chain
from server.protocol.events import Event, body_of, type_of

AUDIENCES = ("all", "staff")


@dataclass(frozen=True, slots=True)
class Staged:
    """An event that a command has decided on and its commit will number."""

    meeting_id: UUID
    audience: str
    event: Event


def begin_log(db: Connection, meeting_id: UUID) -> None:
    """Make the two empty streams of a new meeting."""
    db.execute(
        sa.insert(streams),
        [
            {"meeting_id": meeting_id, "audience": audience, "seq": 0, "tail": chain.genesis(meeting_id, audience)}
            for audience in AUDIENCES
        ],
    )


def end_log(db: Connection, meeting_id: UUID) -> None:
    """Remove the streams of a meeting that never had an event."""
    db.execute(sa.delete(streams).where(streams.c.meeting_id == meeting_id, streams.c.seq == 0))


def append(db: Connection, staged: Sequence[Staged], *, actor_id: UUID | None, command_id: UUID, at: datetime) -> None:
    """Number, chain and store the events, stream by stream in one fixed order (no deadlock)."""
    wanted = sorted({(item.meeting_id, item.audience) for item in staged})
    for meeting_id, audience in wanted:
        mine = [item.event for item in staged if (item.meeting_id, item.audience) == (meeting_id, audience)]
        _append_stream(db, meeting_id, audience, mine, actor_id=actor_id, command_id=command_id, at=at)


def _append_stream(
    db: Connection,
    meeting_id: UUID,
    audience: str,
    new: Sequence[Event],
    *,
    actor_id: UUID | None,
    command_id: UUID,
    at: datetime,
) -> None:
    here = (streams.c.meeting_id == meeting_id) & (streams.c.audience == audience)
    seq, tail = db.execute(sa.select(streams.c.seq, streams.c.tail).where(here).with_for_update()).one()
    at_ms = clock.millis(at)
    heads, texts = [], []
    for event in new:
        seq += 1
        salt, body = os.urandom(16), body_of(event)
        hashed = chain.body_hash(salt, body)
        tail = chain.event_hash(
            tail,
            {
                "actor": str(actor_id) if actor_id and actor_id.int else None,
                "at": at_ms,
                "bh": hashed.hex(),
                "cmd": str(command_id),
                "seq": seq,
                "stream": f"{meeting_id}:{audience}",
                "type": type_of(event),
            },
        )
        place = {"meeting_id": meeting_id, "audience": audience, "seq": seq}
        written = {"type": type_of(event), "actor_id": actor_id, "command_id": command_id, "at_ms": at_ms}
        heads.append({**place, **written, "body_hash": hashed, "hash": tail})
        texts.append({**place, "salt": salt, "body": body, "erased_at": None})
    db.execute(sa.insert(events), heads)
    db.execute(sa.insert(bodies), texts)
    db.execute(sa.update(streams).where(here).values(seq=seq, tail=tail))
