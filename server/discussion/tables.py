"""What members say on an item, and who asks to speak."""

import sqlalchemy as sa

from server.db.base import Moment, key, metadata, ref

statements = sa.Table(
    "statements",
    metadata,
    key("meeting_id"),
    key("id"),
    ref("item_id"),
    ref("member_id", nullable=True),
    sa.Column("name", sa.String(120), nullable=False),
    sa.Column("channel", sa.String(10), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    ref("entered_by", "members.id"),
    sa.Column("entered_by_name", sa.String(120), nullable=False, default=""),
    sa.Column("at", Moment, nullable=False),
    sa.Column("read_out_at", Moment, nullable=True),
)
sa.Index("ix_statements_meeting_id_item_id", statements.c.meeting_id, statements.c.item_id)

# One open row a person: raising twice is one hand.
speech_requests = sa.Table(
    "speech_requests",
    metadata,
    key("meeting_id"),
    key("member_id"),
    ref("item_id", nullable=True),
    sa.Column("name", sa.String(120), nullable=False),
    sa.Column("raised_at", Moment, nullable=False),
    sa.Column("called_at", Moment, nullable=True),
)
