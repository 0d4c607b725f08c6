"""Take words out of a meeting's log: the body of an event goes, its hash stays, and the chain is whole."""

from collections.abc import Callable, Collection, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from server.ledger.tables import bodies, events
from server.ledger.transaction import Transaction
from server.protocol.events import ItemAdded, JsonObject, JsonValue, SummonsPublished, event_from, type_of

# Without these nobody can tell the meeting: they are told anew, without the words.
_TOLD_ANEW = {type_of(kind) for kind in (SummonsPublished, ItemAdded)}


def erase_events(
    tx: Transaction, meeting_id: UUID, kinds: Collection[str], concerns: Callable[[JsonObject], bool]
) -> None:
    for row in _rows(tx, meeting_id, kinds):
        if row.body is not None and concerns(row.body):
            _erase(tx, meeting_id, row.audience, row.seq)


def erase_from_agenda(tx: Transaction, meeting_id: UUID, words: Collection[str], instead: str) -> None:
    """Of titles and names of files, wherever the log holds exactly these."""
    for row in _rows(tx, meeting_id, (*_TOLD_ANEW, "paper_added")):
        cleaned = _replaced(row.body, words, instead)
        if row.body is not None and cleaned != row.body:
            _erase(tx, meeting_id, row.audience, row.seq)
            if row.type in _TOLD_ANEW and isinstance(cleaned, dict):
                tx.emit(meeting_id, event_from(row.type, cleaned), row.audience)


def _rows(tx: Transaction, meeting_id: UUID, kinds: Collection[str]) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    same = [events.c[name] == bodies.c[name] for name in ("meeting_id", "audience", "seq")]
    return tx.db.execute(
        sa.select(bodies.c.audience, bodies.c.seq, bodies.c.body, events.c.type)
        .join(events, sa.and_(*same))
        .where(bodies.c.meeting_id == meeting_id, events.c.type.in_(kinds))
        .order_by(bodies.c.audience, bodies.c.seq)
    ).all()


def _erase(tx: Transaction, meeting_id: UUID, audience: str, seq: int) -> None:
    at = (bodies.c.meeting_id == meeting_id) & (bodies.c.audience == audience) & (bodies.c.seq == seq)
    tx.db.execute(sa.update(bodies).where(at).values(body=sa.null(), erased_at=tx.now))


def _replaced(value: JsonValue, words: Collection[str], instead: str) -> JsonValue:
    if isinstance(value, str):
        return instead if value in words else value
    if isinstance(value, list):
        return [_replaced(one, words, instead) for one in value]
    if isinstance(value, dict):
        return {name: _replaced(one, words, instead) for name, one in value.items()}
    return value
