"""Members: the minimum of design part 9, and nothing else about a person."""

import sqlalchemy as sa

from server.db.base import Moment, byte_ordered, key, metadata, ref

members = sa.Table(
    "members",
    metadata,
    key(),
    ref("unit_id", "units.id", index=True),
    sa.Column("name", sa.String(120), nullable=False),
    sa.Column("sort_key", byte_ordered(300), nullable=False),
    sa.Column("folded", sa.String(120), nullable=False),
    sa.Column("birth_date", sa.Date, nullable=False),  # class B: tells two people of one name apart
    sa.Column("standing", sa.String(20), nullable=False),
    sa.Column("post", sa.String(20), nullable=False, default="member"),
    sa.Column("phone", sa.String(20), nullable=True),
    sa.Column("admission_decision_date", sa.Date, nullable=True),
    sa.Column("admission_ceremony_date", sa.Date, nullable=True),
    sa.Column("official_date", sa.Date, nullable=True),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("left_on", sa.Date, nullable=True),
    sa.UniqueConstraint("folded", "birth_date", "unit_id"),
)
