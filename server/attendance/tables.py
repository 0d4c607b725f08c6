"""Every entry of the roll, as it was made; the present state stands with the participant."""

import sqlalchemy as sa

from server.db.base import Moment, key, metadata, ref

# Append-only: a correction is a new row. Written by people, never by a socket.
attendance_records = sa.Table(
    "attendance_records",
    metadata,
    key("meeting_id"),
    key("id"),
    ref("member_id", "members.id"),
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("reason", sa.String(300), nullable=False),
    sa.Column("via", sa.String(12), nullable=False),
    ref("by_id", "members.id"),
    sa.Column("at", Moment, nullable=False),
)
