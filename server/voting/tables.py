"""Motions, their frozen electorate, and open ballots."""

import sqlalchemy as sa

from server.db.base import Moment, key, metadata, ref

motions = sa.Table(
    "motions",
    metadata,
    key("meeting_id"),
    key("id"),
    ref("item_id"),
    sa.Column("title", sa.String(300), nullable=False),
    sa.Column("matter", sa.String(40), nullable=False),
    sa.Column("form", sa.String(8), nullable=False),
    sa.Column("state", sa.String(8), nullable=False),
    # Copied when the motion opens: a later rule file never changes a past result.
    sa.Column("rulebook_id", sa.String(60), nullable=False),
    sa.Column("threshold", sa.String(12), nullable=False),
    sa.Column("may_change", sa.Boolean, nullable=False),
    sa.Column("official", sa.Integer, nullable=False),
    sa.Column("away", sa.Integer, nullable=False),
    sa.Column("exempt_absent", sa.Integer, nullable=False),
    sa.Column("suspended", sa.Integer, nullable=False),
    sa.Column("excused", sa.Integer, nullable=False),
    sa.Column("summoned", sa.Integer, nullable=False),
    sa.Column("required", sa.Integer, nullable=False),
    sa.Column("opened_at", Moment, nullable=False),
    sa.Column("closed_at", Moment, nullable=True),
    sa.Column("approve", sa.Integer, nullable=True),
    sa.Column("disapprove", sa.Integer, nullable=True),
    sa.Column("other", sa.Integer, nullable=True),
    sa.Column("carried", sa.Boolean, nullable=True),
    sa.Column("void_reason", sa.String(300), nullable=False, default=""),
)
# One running motion a meeting: the last word on two opened at once.
sa.Index(
    "ix_motions_one_open",
    motions.c.meeting_id,
    unique=True,
    sqlite_where=motions.c.state == "open",
    postgresql_where=motions.c.state == "open",
)

electors = sa.Table("electors", metadata, key("meeting_id"), key("motion_id"), key("member_id"))

# The primary key is the last word: one member, at most one ballot, over all devices and channels.
ballots = sa.Table(
    "ballots",
    metadata,
    key("meeting_id"),
    key("motion_id"),
    key("member_id"),
    sa.Column("choice", sa.String(10), nullable=False),
    sa.Column("note", sa.String(1000), nullable=False, default=""),
    sa.Column("channel", sa.String(10), nullable=False),
    ref("entered_by", "members.id"),
    sa.Column("at", Moment, nullable=False),
    sa.ForeignKeyConstraint(
        ["meeting_id", "motion_id", "member_id"],
        ["electors.meeting_id", "electors.motion_id", "electors.member_id"],
        name="fk_ballots_electors",
    ),
)
