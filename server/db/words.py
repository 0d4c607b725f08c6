"""Names found by the beginnings of their folded words: an index on PostgreSQL, a plain reading on SQLite."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import TSQUERY

_WORDS = "array_to_tsvector(string_to_array(btrim(regexp_replace(folded, '[^[:alnum:]]+', ' ', 'g')), ' '))"
_BETWEEN = "-/.,("  # what stands before a word beside a space, as in 30/4


def make_findable(table: sa.Table) -> None:
    """``folded`` is kept once more as a set of words. PostgreSQL alone: what SQLite serves is small enough to read."""
    for statement in (
        f"ALTER TABLE {table.name} ADD COLUMN words tsvector GENERATED ALWAYS AS ({_WORDS}) STORED",
        f"CREATE INDEX ix_{table.name}_words ON {table.name} USING gin (words)",
    ):
        made = sa.DDL(statement)  # type: ignore[no-untyped-call]
        sa.event.listen(table, "after_create", made.execute_if(dialect="postgresql"))


def has_words(db: Connection, table: sa.Table, words: Sequence[str]) -> sa.ColumnElement[bool]:
    """Each word begins a word of the name, in whatever order. Words are folded: letters and digits alone."""
    if db.dialect.name == "postgresql":
        asked = " & ".join(f"'{word}':*" for word in words)
        return sa.literal_column(f"{table.name}.words", sa.Text).op("@@")(sa.cast(asked, TSQUERY))
    spaced: sa.ColumnElement[str] = sa.literal(" ").concat(table.c.folded)
    for sign in _BETWEEN:
        spaced = sa.func.replace(spaced, sign, " ")
    return sa.and_(sa.true(), *(spaced.contains(f" {word}", autoescape=True) for word in words))
