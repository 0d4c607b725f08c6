"""Tasks given in a meeting: who, what, by when."""

import sqlalchemy as sa

from server.db.base import Moment, key, metadata, ref

tasks = sa.Table(
    "tasks",
    metadata,
    key("meeting_id"),
    key("id"),
    ref("item_id", nullable=True),
    sa.Column("title", sa.String(300), nullable=False),
    ref("assignee_id", "members.id", index=True),
    sa.Column("assignee_name", sa.String(120), nullable=False),
    sa.Column("due_on", sa.Date, nullable=False),
    ref("assigned_by", "members.id"),
    sa.Column("assigned_at", Moment, nullable=False),
)
