"""Articles of a unit's editors, for its subtree or for everybody."""

import sqlalchemy as sa

from server.db.base import Moment, key, metadata, ref

articles = sa.Table(
    "articles",
    metadata,
    key(),
    ref("unit_id", "units.id"),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("public", sa.Boolean, nullable=False, default=False),
    sa.Column("title", sa.String(200), nullable=False),
    sa.Column("summary", sa.String(500), nullable=False, default=""),
    sa.Column("body", sa.Text, nullable=False),  # HTML that the server has cleaned
    sa.Column("revision", sa.Integer, nullable=False, default=0),
    sa.Column("image_sha256", sa.String(64), nullable=True),
    sa.Column("image_width", sa.Integer, nullable=True),
    sa.Column("image_height", sa.Integer, nullable=True),
    sa.Column("image_alt", sa.String(300), nullable=False, default=""),
    sa.Column("views", sa.Integer, nullable=False, default=0),  # how often, never by whom
    ref("written_by", "members.id"),
    sa.Column("written_at", Moment, nullable=False),
    sa.Column("published_at", Moment, nullable=True),
    ref("published_by", "members.id", nullable=True),  # who answers for it
)
sa.Index("ix_articles_unit_id_published_at", articles.c.unit_id, articles.c.published_at)
