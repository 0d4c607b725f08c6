"""Tasks given in a meeting: who, what, by when, and what was written on them since."""

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
    sa.Column("state", sa.String(10), nullable=False, server_default="given"),
)

# Only ever added to: the state of a task is what its notes lead to.
task_notes = sa.Table(
    "task_notes",
    metadata,
    key("meeting_id"),
    key("task_id"),
    key("id"),
    ref("person_id", "members.id"),
    sa.Column("person_name", sa.String(120), nullable=False),
    sa.Column("kind", sa.String(10), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
    ref("command_id"),  # made at the press, kept over every attempt of the phone
    sa.UniqueConstraint("person_id", "command_id"),
)
