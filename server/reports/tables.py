"""Reports of meetings to the unit above: each addressed once, with everything that was done with it since."""

import sqlalchemy as sa

from server.db.base import Moment, key, metadata, ref

reports = sa.Table(
    "reports",
    metadata,
    key(),
    ref("meeting_id", "meetings.id", unique=True),
    ref("unit_id", "units.id", index=True),
    ref("to_unit_id", "units.id", index=True),
)

# Steps are added and never changed. Each sending keeps its own text, as it was read before the tap.
report_steps = sa.Table(
    "report_steps",
    metadata,
    key(),
    ref("report_id", "reports.id"),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("kind", sa.String(10), nullable=False),
    sa.Column("note", sa.Text, nullable=False, default=""),
    sa.Column("summary", sa.JSON(none_as_null=True), nullable=True),
    ref("by_id", "members.id"),
    sa.Column("by_name", sa.String(120), nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.UniqueConstraint("report_id", "number"),
)
