"""Ask the index. Who may see what is found is the caller's condition, part of the same query."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection

from server.index.rules import Question, as_fts5, as_tsquery
from server.index.tables import FULL_TEXT, entries


@dataclass(frozen=True, slots=True)
class Hit:
    subject_id: UUID
    kind: str
    unit_id: UUID
    at: datetime
    title: str
    text: str


def find(db: Connection, question: Question, allowed: sa.ColumnElement[bool], most: int) -> list[Hit]:
    """Those with the very marks that were typed first, then the others; each newest first."""
    if not question.folded:
        return []
    found: list[Hit] = []
    if question.exact:
        found = _matching(db, allowed, most, "exact", question.exact)
    if len(found) < most:
        known = {one.subject_id for one in found}
        others = _matching(db, allowed, most + len(found), "folded", question.folded)
        found += [one for one in others if one.subject_id not in known]
    return found[:most]


def _matching(
    db: Connection, allowed: sa.ColumnElement[bool], most: int, column: str, words: tuple[str, ...]
) -> list[Hit]:
    columns = entries.c
    rows = db.execute(
        sa.select(columns.subject_id, columns.kind, columns.unit_id, columns.at, columns.title, columns.text)
        .where(_holds(db, column, words), allowed)
        .order_by(columns.at.desc(), columns.subject_id.desc())
        .limit(most)
    )
    return [Hit(*row) for row in rows]


def _holds(db: Connection, column: str, words: tuple[str, ...]) -> sa.ColumnElement[bool]:
    if db.dialect.name == "sqlite":
        index = sa.table(FULL_TEXT, sa.column("rowid"))
        asked = sa.text(f"{FULL_TEXT} MATCH :asked").bindparams(asked=as_fts5(column, words))
        return entries.c.number.in_(sa.select(index.c.rowid).where(asked))
    vector = f"array_to_tsvector(string_to_array(search_entries.{column}, ' ')) @@ CAST(:asked AS tsquery)"
    return sa.text(vector).bindparams(asked=as_tsquery(words))  # type: ignore[return-value]
