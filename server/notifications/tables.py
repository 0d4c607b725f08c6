"""Work that waits for its time, the browsers that may be told, and what was sent to which."""

import sqlalchemy as sa

from server.db.base import Moment, key, metadata, ref

# Written in the transaction of what they belong to. The key makes a second schedule of the same thing no work at all.
jobs = sa.Table(
    "jobs",
    metadata,
    key(),
    sa.Column("kind", sa.String(24), nullable=False),
    sa.Column("key", sa.String(120), nullable=False, unique=True),
    ref("subject_id"),
    ref("meeting_id", nullable=True),  # where the subject's own key begins with a meeting
    sa.Column("due_at", Moment, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False, default=0),
    sa.Column("leased_until", Moment, nullable=True),
    sa.Column("ended_at", Moment, nullable=True),
    sa.Column("error", sa.String(80), nullable=False, default=""),
)
sa.Index(
    "ix_jobs_waiting",
    jobs.c.due_at,
    sqlite_where=jobs.c.ended_at.is_(None),
    postgresql_where=jobs.c.ended_at.is_(None),
)

# One browser has one; whoever uses the browser now owns it.
push_subscriptions = sa.Table(
    "push_subscriptions",
    metadata,
    key(),
    ref("member_id", "members.id", index=True),
    ref("device_id", unique=True),
    sa.Column("endpoint", sa.String(2048), nullable=False, unique=True),
    sa.Column("p256dh", sa.LargeBinary(65), nullable=False),
    sa.Column("auth", sa.LargeBinary(16), nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("last_seen_at", Moment, nullable=False),
    sa.Column("last_ok_at", Moment, nullable=True),
    sa.Column("fails", sa.Integer, nullable=False, default=0),
)

# Written before a message leaves: after any crash nobody gets the same one twice.
push_deliveries = sa.Table(
    "push_deliveries",
    metadata,
    key("job_id"),
    key("subscription_id"),
    sa.Column("fate", sa.String(8), nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),  # of the job, when this was last begun
    sa.Column("at", Moment, nullable=False, index=True),
)
