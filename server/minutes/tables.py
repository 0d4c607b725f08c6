"""The minutes: paragraphs composed from the log, corrected with revisions, approved, frozen."""

import sqlalchemy as sa

from server.db.base import Moment, key, metadata, ref

minutes = sa.Table(
    "minutes",
    metadata,
    key("meeting_id"),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("composed_at", Moment, nullable=False),
    sa.Column("read_back_at", Moment, nullable=True),
    sa.Column("read_back_by", sa.String(120), nullable=False, default=""),
    sa.Column("header", sa.JSON, nullable=False),
    sa.Column("frozen_at", Moment, nullable=True),
    sa.Column("frozen_seq", sa.BigInteger, nullable=True),
    sa.Column("frozen_hash", sa.String(64), nullable=False, default=""),
)

paragraphs = sa.Table(
    "minutes_paragraphs",
    metadata,
    key("meeting_id"),
    key("id"),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("heading", sa.String(320), nullable=False, default=""),  # "12. " and an item's title
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
)

revisions = sa.Table(
    "minutes_revisions",
    metadata,
    key("meeting_id"),
    key("paragraph_id"),
    sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("text", sa.Text, nullable=False),
    ref("by_id", "members.id", nullable=True),
    sa.Column("by_name", sa.String(120), nullable=False, default=""),
    sa.Column("at", Moment, nullable=False),
)

approvals = sa.Table(
    "minutes_approvals",
    metadata,
    key("meeting_id"),
    sa.Column("role", sa.String(10), primary_key=True),
    ref("member_id", "members.id"),
    sa.Column("name", sa.String(120), nullable=False),
    sa.Column("at", Moment, nullable=False),
)
