"""Ask the index. Who may see what is found is the caller's condition, part of the same query."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
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
    """Taken in the order of their numbers, which the index walks backwards and stops: a word that stands everywhere
    costs no more than a rare one. Those last put in are the newest but for a few, which the sorting puts right."""
    columns = entries.c
    row = sa.select(columns.subject_id, columns.kind, columns.unit_id, columns.at, columns.title, columns.text)
    rows = db.execute(_holding(db, row, column, words).where(allowed).limit(most * SPARE))
    return sorted((Hit(*row) for row in rows), key=lambda one: (one.at, one.subject_id), reverse=True)[:most]


SPARE = 4


def _holding(
    db: Connection, row: sa.Select[*tuple[Any, ...]], column: str, words: tuple[str, ...]
) -> sa.Select[*tuple[Any, ...]]:
    if db.dialect.name == "sqlite":
        index = sa.table(FULL_TEXT, sa.column("rowid"))
        asked = sa.text(f"{FULL_TEXT} MATCH :asked").bindparams(asked=as_fts5(column, words))
        joined = row.join_from(index, entries, entries.c.number == index.c.rowid)
        return joined.where(asked).order_by(index.c.rowid.desc())
    matches = f"search_entries.{column}_words @@ CAST(:asked AS tsquery)"
    return row.where(sa.text(matches).bindparams(asked=as_tsquery(words))).order_by(entries.c.number.desc())
