"""The history of the tree: every dated change, who proposed and who confirmed it."""

import sqlalchemy as sa

from server.db.base import Moment, key, metadata, ref

reorganisations = sa.Table(
    "reorganisations",
    metadata,
    key(),
    sa.Column("kind", sa.String(12), nullable=False),
    sa.Column("state", sa.String(12), nullable=False, index=True),
    ref("unit_id", "units.id", index=True),
    ref("to_unit_id", "units.id", nullable=True, index=True),  # the new parent, or the successor
    ref("from_unit_id", "units.id", nullable=True),  # the parent before a move
    ref("new_unit_id", "units.id", nullable=True, index=True),  # what a split made
    sa.Column("name_before", sa.String(120), nullable=False, default=""),
    sa.Column("name_after", sa.String(120), nullable=False, default=""),
    sa.Column("decision", sa.String(80), nullable=False, default=""),
    sa.Column("decided_on", sa.Date, nullable=True),
    sa.Column("effective_on", sa.Date, nullable=False),
    ref("proposed_by", "members.id", nullable=True),
    sa.Column("proposed_at", Moment, nullable=False),
    ref("confirmed_by", "members.id", nullable=True),
    sa.Column("confirmed_at", Moment, nullable=True),
    sa.Column("ended_at", Moment, nullable=True),
    sa.Column("hindered_by", sa.String(40), nullable=False, default=""),
    # Whoever proposes cannot also confirm, whatever the code above says. (One person suffices for a new name:
    # then nobody confirms.)
    sa.CheckConstraint("confirmed_by IS NULL OR confirmed_by <> proposed_by", name="two_people"),
)

# Who goes to the new unit of a split.
reorganisation_members = sa.Table(
    "reorganisation_members",
    metadata,
    ref("reorganisation_id", "reorganisations.id", primary_key=True),
    ref("member_id", "members.id", primary_key=True),
)
