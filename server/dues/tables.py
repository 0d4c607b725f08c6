"""That dues of a month were paid: never how much, and nothing about an income."""

import sqlalchemy as sa

from server.db.base import Moment, metadata, ref

# No row: not paid, or not marked yet. A mark that was taken back leaves its trace in the audit.
dues = sa.Table(
    "dues",
    metadata,
    sa.Column("member_id", sa.Uuid, sa.ForeignKey("members.id"), primary_key=True),
    sa.Column("month", sa.Date, primary_key=True),  # its first day
    ref("unit_id", "units.id", index=True),  # whose book it stands in: months are counted from where that begins
    sa.Column("paid_on", sa.Date, nullable=False),
    ref("recorded_by", "members.id"),
    sa.Column("recorded_at", Moment, nullable=False),
)
