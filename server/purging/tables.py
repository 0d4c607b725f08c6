"""Emergency purges: what was asked, by whom, and who confirmed. No content, only where it stood."""

import sqlalchemy as sa

from server.db.base import Moment, key, metadata, ref

purges = sa.Table(
    "purges",
    metadata,
    key(),
    ref("unit_id", "units.id", index=True),
    sa.Column("kind", sa.String(10), nullable=False),
    ref("subject_id"),
    ref("meeting_id", nullable=True),
    sa.Column("reason", sa.String(20), nullable=False),
    ref("asked_by", "members.id"),
    sa.Column("asked_at", Moment, nullable=False),
    ref("confirmed_by", "members.id", nullable=True),
    sa.Column("confirmed_at", Moment, nullable=True, index=True),
)
