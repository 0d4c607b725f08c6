"""What was recorded: commands and their answers, the trace of acts, and the room log.

The room log is, per meeting, one append-only, numbered, chained list for each audience.
"""

import sqlalchemy as sa

from server.db.base import Moment, key, metadata, ref

# One row per audience. Its row lock is the order: the number is taken under it and it is
# released by the commit, so numbers are 1, 2, 3 ... in commit order and without holes.
streams = sa.Table(
    "room_streams",
    metadata,
    key("meeting_id"),
    sa.Column("audience", sa.String(8), primary_key=True),
    sa.Column("seq", sa.BigInteger, nullable=False),
    sa.Column("tail", sa.LargeBinary(32), nullable=False),
    sa.CheckConstraint("audience IN ('all', 'staff')", name="audience"),
)

events = sa.Table(
    "room_events",
    metadata,
    key("meeting_id"),
    sa.Column("audience", sa.String(8), primary_key=True),
    sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("type", sa.String(40), nullable=False),
    ref("actor_id", nullable=True),
    ref("command_id", nullable=True),
    sa.Column("at_ms", sa.BigInteger, nullable=False),
    sa.Column("body_hash", sa.LargeBinary(32), nullable=False),
    sa.Column("hash", sa.LargeBinary(32), nullable=False),
)

# Apart from the events, so that a body can be erased (privacy law) and the chain stays whole.
# The salt keeps a short erased body from being guessed by its hash.
bodies = sa.Table(
    "room_event_bodies",
    metadata,
    key("meeting_id"),
    sa.Column("audience", sa.String(8), primary_key=True),
    sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("salt", sa.LargeBinary(16), nullable=False),
    sa.Column("body", sa.JSON, nullable=True),
    sa.Column("erased_at", Moment, nullable=True),
)

# Few single facts of an installation: `epoch` (a random id renewed by `restore`), `demo`.
facts = sa.Table(
    "facts",
    metadata,
    sa.Column("name", sa.String(20), primary_key=True),
    sa.Column("value", sa.String(80), nullable=False),
)

# The first answer to a command, kept 35 days: however often a phone sends it, it acts once.
commands = sa.Table(
    "commands",
    metadata,
    key("actor_id"),
    key("command_id"),
    sa.Column("digest", sa.LargeBinary(32), nullable=False),
    sa.Column("answer", sa.JSON, nullable=False),
    sa.Column("at", Moment, nullable=False, index=True),
)

audit = sa.Table(
    "audit",
    metadata,
    key(),
    sa.Column("at", Moment, nullable=False, index=True),
    ref("actor_id", nullable=True),
    ref("device_id", nullable=True),
    sa.Column("action", sa.String(40), nullable=False),
    ref("subject_id", nullable=True),
    sa.Column("detail", sa.String(200), nullable=False, default=""),
)
