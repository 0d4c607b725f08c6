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

# Who did what to whom: ids and times, never a content. Written with each act; a moment later the sealer gives each row
# its number in the chain of its uppermost unit, so that nobody's command waits for somebody else's.
audit = sa.Table(
    "audit",
    metadata,
    key(),
    sa.Column("at", Moment, nullable=False, index=True),
    ref("actor_id", nullable=True),
    sa.Column("action", sa.String(40), nullable=False),
    ref("subject_id", nullable=True),
    ref("unit_id", nullable=True),
    sa.Column("digest", sa.LargeBinary(32), nullable=False),  # of the details, keyed
    ref("root_id", nullable=True),
    sa.Column("seq", sa.BigInteger, nullable=True),
    sa.Column("hash", sa.LargeBinary(32), nullable=True),
    sa.UniqueConstraint("root_id", "seq"),
)
sa.Index("ix_audit_unit_id_at", audit.c.unit_id, audit.c.at)
sa.Index("ix_audit_subject_id_at", audit.c.subject_id, audit.c.at)
sa.Index("ix_audit_actor_id_at", audit.c.actor_id, audit.c.at)
sa.Index("ix_audit_waiting", audit.c.at, sqlite_where=audit.c.seq.is_(None), postgresql_where=audit.c.seq.is_(None))

# What else is known of an act, with the key of its digest: erased together, and the chain stays whole. Not encrypted,
# because the key would lie beside it and be deleted with it: that keeps nothing from whoever reads the database.
audit_details = sa.Table(
    "audit_details",
    metadata,
    key("audit_id"),
    sa.Column("k", sa.LargeBinary(32), nullable=False),
    ref("device_id", nullable=True),
    sa.Column("detail", sa.String(400), nullable=False, default=""),
)

# How far each chain has come; the row of nobody is also the lock of the one who seals.
audit_chains = sa.Table(
    "audit_chains",
    metadata,
    key("root_id"),
    sa.Column("seq", sa.BigInteger, nullable=False),
    sa.Column("tail", sa.LargeBinary(32), nullable=False),
    sa.Column("sealed_at", Moment, nullable=False),
)

# The head of each day that is over, printed on minutes and reports: paper that the operator cannot change.
audit_anchors = sa.Table(
    "audit_anchors",
    metadata,
    key("root_id"),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("seq", sa.BigInteger, nullable=False),
    sa.Column("hash", sa.LargeBinary(32), nullable=False),
    sa.Column("at", Moment, nullable=False),
)

# Only added to. A row may change once, when it is sealed; details may go, and never change.
_SEALED = "a row of the trace never changes"
SQLITE = (
    f"CREATE TRIGGER audit_kept BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, '{_SEALED}'); END",
    "CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit WHEN old.seq IS NOT NULL "
    f"BEGIN SELECT RAISE(ABORT, '{_SEALED}'); END",
    f"CREATE TRIGGER audit_details_unchanged BEFORE UPDATE ON audit_details "
    f"BEGIN SELECT RAISE(ABORT, '{_SEALED}'); END",
    f"CREATE TRIGGER audit_anchors_kept BEFORE DELETE ON audit_anchors BEGIN SELECT RAISE(ABORT, '{_SEALED}'); END",
    f"CREATE TRIGGER audit_anchors_unchanged BEFORE UPDATE ON audit_anchors "
    f"BEGIN SELECT RAISE(ABORT, '{_SEALED}'); END",
)
POSTGRESQL = (
    f"CREATE FUNCTION audit_is_kept() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''{_SEALED}''; END'",
    "CREATE TRIGGER audit_kept BEFORE DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_is_kept()",
    "CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit FOR EACH ROW WHEN (old.seq IS NOT NULL) "
    "EXECUTE FUNCTION audit_is_kept()",
    "CREATE TRIGGER audit_details_unchanged BEFORE UPDATE ON audit_details FOR EACH ROW "
    "EXECUTE FUNCTION audit_is_kept()",
    "CREATE TRIGGER audit_anchors_kept BEFORE DELETE OR UPDATE ON audit_anchors FOR EACH ROW "
    "EXECUTE FUNCTION audit_is_kept()",
)
for dialect, statements in (("sqlite", SQLITE), ("postgresql", POSTGRESQL)):
    for statement in statements:
        made = sa.DDL(statement.replace("%", "%%"))  # type: ignore[no-untyped-call]
        sa.event.listen(metadata, "after_create", made.execute_if(dialect=dialect))
