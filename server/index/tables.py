"""What can be found: one row for each article, document and meeting, and the full-text index over it.

The text stands in the table as words that Python has cut and folded, so both databases index exactly the same
words: PostgreSQL by a column made of them, SQLite by FTS5 on the same columns, kept in step by triggers.
"""

import sqlalchemy as sa

from server.db.base import Moment, metadata, ref

entries = sa.Table(
    "search_entries",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True),  # FTS5 knows a row by a number
    ref("subject_id", unique=True),
    sa.Column("kind", sa.String(10), nullable=False),
    ref("unit_id", "units.id", index=True),
    sa.Column("at", Moment, nullable=False),
    sa.Column("title", sa.String(300), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("folded", sa.Text, nullable=False),
    sa.Column("exact", sa.Text, nullable=False),
)

FULL_TEXT = "search_fts"  # the FTS5 table; what it keeps for itself begins with the same name

# No tokenizer of the database decides what a word is: `ascii` splits at the spaces that Python has put.
SQLITE = (
    "CREATE VIRTUAL TABLE search_fts USING fts5(folded, exact, content='search_entries', "
    "content_rowid='number', tokenize='ascii', detail='column', prefix='2 3')",
    "CREATE TRIGGER search_entries_added AFTER INSERT ON search_entries BEGIN "
    "INSERT INTO search_fts(rowid, folded, exact) VALUES (new.number, new.folded, new.exact); END",
    "CREATE TRIGGER search_entries_removed AFTER DELETE ON search_entries BEGIN "
    "INSERT INTO search_fts(search_fts, rowid, folded, exact) "
    "VALUES ('delete', old.number, old.folded, old.exact); END",
)
# Stored, not made again for each row that is looked at: 80 times as fast where a word stands in many entries.
POSTGRESQL = tuple(
    statement
    for column in ("folded", "exact")
    for statement in (
        f"ALTER TABLE search_entries ADD COLUMN {column}_words tsvector "
        f"GENERATED ALWAYS AS (array_to_tsvector(string_to_array({column}, ' '))) STORED",
        f"CREATE INDEX ix_search_entries_{column} ON search_entries USING gin ({column}_words)",
    )
)

for dialect, statements in (("sqlite", SQLITE), ("postgresql", POSTGRESQL)):
    for statement in statements:
        made = sa.DDL(statement)  # type: ignore[no-untyped-call]
        sa.event.listen(entries, "after_create", made.execute_if(dialect=dialect))
