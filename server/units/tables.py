"""The tree of units, and the roles people hold in it."""

import sqlalchemy as sa

from server.db.base import byte_ordered, key, metadata, ref
from server.db.words import make_findable

# `path` is every ancestor's id and the own one, each 32 hex digits and a slash: a subtree is a
# range of text, the same on SQLite and PostgreSQL. Resources carry unit_id only, never a path.
units = sa.Table(
    "units",
    metadata,
    key(),
    ref("parent_id", "units.id", nullable=True, index=True),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("name", sa.String(120), nullable=False),
    sa.Column("folded", sa.String(120), nullable=False),  # as it is searched
    sa.Column("short_name", sa.String(60), nullable=False, default=""),
    sa.Column("place", sa.String(120), nullable=False, default=""),  # where its documents are dated from
    sa.Column("path", byte_ordered(2640), nullable=False, unique=True),
    # Who answers for what this unit made: itself, or its successor since a merger. Rights are judged on these two.
    ref("owner_id", "units.id", index=True),
    sa.Column("owner_path", byte_ordered(2640), nullable=False),
    sa.Column("opened_on", sa.Date, nullable=False),
    sa.Column("closed_on", sa.Date, nullable=True),
    # The decision that lets members vote from afar: number and date, or neither.
    sa.Column("remote_vote_decision", sa.String(80), nullable=False, default=""),
    sa.Column("remote_vote_from", sa.Date, nullable=True),
)
make_findable(units)

assignments = sa.Table(
    "assignments",
    metadata,
    key(),
    ref("member_id", "members.id", index=True),
    ref("unit_id", "units.id", index=True),
    sa.Column("role", sa.String(20), nullable=False),
    sa.Column("reach", sa.String(8), nullable=False),
    sa.Column("since", sa.Date, nullable=False),
    sa.Column("until", sa.Date, nullable=True),
    ref("granted_by", nullable=True),
    sa.Column("decision", sa.String(80), nullable=False, default=""),  # its number and date
    # Lent by the holder of that assignment, and worth nothing once that one is.
    ref("delegated_from", "assignments.id", nullable=True, index=True),
    sa.CheckConstraint("until IS NULL OR until > since", name="dates"),
    sa.CheckConstraint("reach IN ('here', 'subtree')", name="reach"),
)
