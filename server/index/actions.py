"""Put into the index and take out, in the transaction of the article, document or meeting itself."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection

from server.i18n.text import fold
from server.index.rules import MOST_TEXT, exact_words, words_of
from server.index.tables import entries


class Kind(StrEnum):
    ARTICLE = "article"
    DOCUMENT = "document"
    MEETING = "meeting"


@dataclass(frozen=True, slots=True)
class Entry:
    """``at`` orders what is found, newest first."""

    subject_id: UUID
    kind: Kind
    unit_id: UUID
    at: datetime
    title: str
    text: str


def put(db: Connection, *new: Entry) -> None:
    """In place of what stood there of the same subjects."""
    if not new:
        return
    db.execute(sa.delete(entries).where(entries.c.subject_id.in_([one.subject_id for one in new])))
    db.execute(sa.insert(entries), [_row(one) for one in new])


def _row(entry: Entry) -> dict[str, object]:
    text = entry.text[:MOST_TEXT]
    whole = f"{entry.title}\n{text}"
    return {
        "subject_id": entry.subject_id,
        "kind": entry.kind,
        "unit_id": entry.unit_id,
        "at": entry.at,
        "title": entry.title,
        "text": text,
        "folded": " ".join(words_of(fold(whole))),
        "exact": " ".join(exact_words(whole)),
    }


def remove(db: Connection, subject_id: UUID) -> None:
    db.execute(sa.delete(entries).where(entries.c.subject_id == subject_id))
