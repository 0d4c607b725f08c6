"""Who opened whose record: written before anything is shown, readable by the member."""

import sqlalchemy as sa

from server.db.base import Moment, key, metadata, ref

looks = sa.Table(
    "looks",
    metadata,
    key(),
    ref("member_id", "members.id", index=True),
    ref("by_id", "members.id"),
    sa.Column("kind", sa.String(10), nullable=False),  # record | private
    sa.Column("reason", sa.String(300), nullable=False),
    sa.Column("at", Moment, nullable=False),
)
