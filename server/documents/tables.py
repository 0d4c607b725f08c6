"""The library: what a unit has published down its subtree, and what a cell keeps of its own."""

import sqlalchemy as sa

from server.db.base import Moment, key, metadata, ref

documents = sa.Table(
    "documents",
    metadata,
    key(),
    ref("unit_id", "units.id"),
    sa.Column("type", sa.String(20), nullable=False),
    sa.Column("number", sa.String(40), nullable=False, default=""),
    sa.Column("symbol", sa.String(60), nullable=False, default=""),
    sa.Column("title", sa.String(300), nullable=False),
    sa.Column("issuer", sa.String(200), nullable=False),
    sa.Column("issued_on", sa.Date, nullable=False),
    # None of the next five for a resolution that a meeting wrote: its text is all there is.
    sa.Column("filename", sa.String(200), nullable=True),
    sa.Column("kind", sa.String(4), nullable=True),
    sa.Column("size", sa.Integer, nullable=True),
    sa.Column("sha256", sa.String(64), nullable=True),
    sa.Column("pages", sa.Integer, nullable=True),
    sa.Column("html", sa.Text, nullable=True),
    ref("meeting_id", nullable=True, unique=True),  # whose resolution it is
    ref("added_by", "members.id"),
    sa.Column("added_at", Moment, nullable=False),
    sa.Column("withdrawn_at", Moment, nullable=True),
)
sa.Index("ix_documents_unit_id_issued_on", documents.c.unit_id, documents.c.issued_on)
