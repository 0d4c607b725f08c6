"""A meeting, its agenda, papers, participants and guests. Every key begins with meeting_id."""

import sqlalchemy as sa

from server.db.base import Moment, byte_ordered, key, metadata, ref

meetings = sa.Table(
    "meetings",
    metadata,
    key(),
    ref("unit_id", "units.id", index=True),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("state", sa.String(12), nullable=False, index=True),
    sa.Column("title", sa.String(200), nullable=False),
    sa.Column("starts_at", Moment, nullable=False),
    sa.Column("place", sa.String(200), nullable=False, default=""),
    sa.Column("link", sa.String(500), nullable=False, default=""),
    sa.Column("last_month", sa.Text, nullable=False, default=""),
    sa.Column("this_month", sa.Text, nullable=False, default=""),
    sa.Column("other_business", sa.Text, nullable=False, default=""),
    sa.Column("draft_resolution", sa.Text, nullable=False, default=""),
    ref("chair_id", "members.id"),
    ref("recorder_id", "members.id"),
    ref("created_by", "members.id"),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("published_at", Moment, nullable=True),
    sa.Column("opened_at", Moment, nullable=True),
    sa.Column("closed_at", Moment, nullable=True),
    ref("current_item_id", nullable=True),
    sa.Column("hall_secret", sa.LargeBinary(32), nullable=False),  # the minute's code is derived from it
)

agenda_items = sa.Table(
    "agenda_items",
    metadata,
    key("meeting_id"),
    key("id"),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("phase", sa.String(10), nullable=False),
    sa.Column("title", sa.String(300), nullable=False),
    sa.Column("planned_minutes", sa.Integer, nullable=False),
    sa.Column("started_at", Moment, nullable=True),  # of the present stretch; None when not on the table
    sa.Column("spent_seconds", sa.Integer, nullable=False, default=0),
    sa.Column("visited", sa.Boolean, nullable=False, default=False),
    sa.Column("conclusion", sa.Text, nullable=False, default=""),
    ref("handed_down_id", nullable=True),  # put here by a unit above
    ref("task_meeting_id", nullable=True),  # an unfinished task of an earlier meeting stands here
    ref("task_id", nullable=True),
)
sa.Index("ix_agenda_items_meeting_id_task_id", agenda_items.c.meeting_id, agenda_items.c.task_id, unique=True)

papers = sa.Table(
    "papers",
    metadata,
    key("meeting_id"),
    key("id"),
    ref("item_id"),
    sa.Column("filename", sa.String(200), nullable=False),
    sa.Column("kind", sa.String(4), nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("pages", sa.Integer, nullable=True),
    sa.Column("html", sa.Text, nullable=True),
    sa.Column("added_at", Moment, nullable=False),
    ref("added_by", "members.id"),
    sa.Column("late", sa.Boolean, nullable=False, default=False),
    ref("handed_down_id", nullable=True),  # then its page stands there, once for all cells
)

# What a unit above puts on the agenda of the next meeting of each of its cells, with a paper or without.
handed_down = sa.Table(
    "handed_down",
    metadata,
    key(),
    ref("unit_id", "units.id"),
    ref("document_id", nullable=True),
    sa.Column("title", sa.String(300), nullable=False),
    sa.Column("planned_minutes", sa.Integer, nullable=False),
    sa.Column("filename", sa.String(200), nullable=True),
    sa.Column("kind", sa.String(4), nullable=True),
    sa.Column("size", sa.Integer, nullable=True),
    sa.Column("sha256", sa.String(64), nullable=True),
    sa.Column("pages", sa.Integer, nullable=True),
    sa.Column("html", sa.Text, nullable=True),
    ref("by_id", "members.id"),
    sa.Column("at", Moment, nullable=False),
)

# One row for each cell; without a meeting it waits for the next one that the cell prepares.
handed_down_to = sa.Table(
    "handed_down_to",
    metadata,
    key("unit_id"),
    key("handed_down_id"),
    ref("meeting_id", nullable=True, index=True),
)

# Who was summoned: the unit's members at publication, with the standing they had then.
participants = sa.Table(
    "participants",
    metadata,
    key("meeting_id"),
    key("member_id"),
    sa.Column("name", sa.String(120), nullable=False),
    sa.Column("sort_key", byte_ordered(300), nullable=False),
    sa.Column("birth_year", sa.Integer, nullable=False),
    sa.Column("standing", sa.String(20), nullable=False),
    sa.Column("post", sa.String(20), nullable=False, default="member"),
    sa.Column("answer", sa.String(10), nullable=False, default=""),
    sa.Column("answer_reason", sa.String(300), nullable=False, default=""),
    sa.Column("answered_at", Moment, nullable=True),
    sa.Column("state", sa.String(20), nullable=False, default=""),
    sa.Column("state_reason", sa.String(300), nullable=False, default=""),
    sa.Column("state_via", sa.String(12), nullable=False, default=""),
    sa.Column("state_by", sa.String(120), nullable=False, default=""),
    sa.Column("state_at", Moment, nullable=True),
)

guests = sa.Table(
    "guests",
    metadata,
    key("meeting_id"),
    key("id"),
    ref("member_id", nullable=True),  # a superior's delegate with an account of their own
    sa.Column("name", sa.String(120), nullable=False),
    sa.Column("organisation", sa.String(200), nullable=False),
    sa.Column("present", sa.Boolean, nullable=False, default=False),
)
sa.Index("ix_guests_member_id", guests.c.member_id)
sa.Index("ix_participants_member_id", participants.c.member_id)
