"""Members: the minimum of design part 9, and nothing else about a person."""

import sqlalchemy as sa

from server.db.base import Moment, byte_ordered, key, metadata, ref
from server.db.words import make_findable

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
    sa.Index("ix_members_sort_key", "sort_key", "id"),
)
make_findable(members)

# What a member is, from when and by which decision; `members.standing` is the one in force. Only ever added to: a
# mistake is withdrawn and stays readable. Rows without a recorder come from an office's list, and their first day is
# the day of the list. Of the decision its number and date only: never why, which can be somebody's illness.
standings = sa.Table(
    "standings",
    metadata,
    key(),
    ref("member_id", "members.id", index=True),
    sa.Column("standing", sa.String(20), nullable=False),
    sa.Column("since", sa.Date, nullable=False),
    sa.Column("until", sa.Date, nullable=True),  # the last day, where it was given for a time
    sa.Column("decision", sa.String(80), nullable=False, default=""),
    sa.Column("place", sa.String(200), nullable=False, default=""),  # the other cell, in words
    ref("recorded_by", "members.id", nullable=True),
    sa.Column("recorded_at", Moment, nullable=False),
    sa.Column("applied_at", Moment, nullable=True),  # none: its day has not come
    ref("withdrawn_by", "members.id", nullable=True),
    sa.Column("withdrawn_at", Moment, nullable=True),
)
_waits = standings.c.applied_at.is_(None) & standings.c.withdrawn_at.is_(None)
sa.Index("uq_standings_waiting", standings.c.member_id, unique=True, sqlite_where=_waits, postgresql_where=_waits)
