"""Members and units are found by the beginnings of the words of their names, among half a million"""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_WORDS = "array_to_tsvector(string_to_array(btrim(regexp_replace(folded, '[^[:alnum:]]+', ' ', 'g')), ' '))"
_TABLES = ("members", "units")


def upgrade() -> None:
    op.create_index("ix_members_sort_key", "members", ["sort_key", "id"])
    if op.get_bind().dialect.name != "postgresql":
        return
    for table in _TABLES:
        op.execute(f"ALTER TABLE {table} ADD COLUMN words tsvector GENERATED ALWAYS AS ({_WORDS}) STORED")
        op.execute(f"CREATE INDEX ix_{table}_words ON {table} USING gin (words)")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in _TABLES:
            op.execute(f"DROP INDEX ix_{table}_words")
            op.drop_column(table, "words")
    op.drop_index("ix_members_sort_key", "members")
