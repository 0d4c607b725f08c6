"""The trace of acts becomes a chain whose details can be erased"""

import hashlib
import hmac
import json
import os

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_SEALED = "a row of the trace never changes"
_SQLITE = (
    f"CREATE TRIGGER audit_kept BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, '{_SEALED}'); END",
    "CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit WHEN old.seq IS NOT NULL "
    f"BEGIN SELECT RAISE(ABORT, '{_SEALED}'); END",
    f"CREATE TRIGGER audit_details_unchanged BEFORE UPDATE ON audit_details "
    f"BEGIN SELECT RAISE(ABORT, '{_SEALED}'); END",
    f"CREATE TRIGGER audit_anchors_kept BEFORE DELETE ON audit_anchors BEGIN SELECT RAISE(ABORT, '{_SEALED}'); END",
    f"CREATE TRIGGER audit_anchors_unchanged BEFORE UPDATE ON audit_anchors "
    f"BEGIN SELECT RAISE(ABORT, '{_SEALED}'); END",
)
_POSTGRESQL = (
    f"CREATE FUNCTION audit_is_kept() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''{_SEALED}''; END'",
    "CREATE TRIGGER audit_kept BEFORE DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_is_kept()",
    "CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit FOR EACH ROW WHEN (old.seq IS NOT NULL) "
    "EXECUTE FUNCTION audit_is_kept()",
    "CREATE TRIGGER audit_details_unchanged BEFORE UPDATE ON audit_details FOR EACH ROW "
    "EXECUTE FUNCTION audit_is_kept()",
    "CREATE TRIGGER audit_anchors_kept BEFORE DELETE OR UPDATE ON audit_anchors FOR EACH ROW "
    "EXECUTE FUNCTION audit_is_kept()",
)
_MOMENT = sa.DateTime(timezone=True)

_before = sa.table(
    "audit",
    sa.column("id", sa.Uuid),
    sa.column("at", _MOMENT),
    sa.column("actor_id", sa.Uuid),
    sa.column("device_id", sa.Uuid),
    sa.column("action", sa.String),
    sa.column("subject_id", sa.Uuid),
    sa.column("detail", sa.String),
)
_members = sa.table("members", sa.column("id", sa.Uuid), sa.column("unit_id", sa.Uuid))


def upgrade() -> None:
    db = op.get_bind()
    old = db.execute(
        sa.select(_before, _members.c.unit_id)
        .join(_members, _members.c.id == _before.c.actor_id, isouter=True)
        .order_by(_before.c.at, _before.c.id)
    ).all()
    op.drop_index("ix_audit_at", "audit")
    op.drop_table("audit")
    _make_trace()
    _make_purges()
    _carry_over([row._asdict() for row in old])
    for statement in _SQLITE if db.dialect.name == "sqlite" else _POSTGRESQL:
        op.execute(statement)


def _make_trace() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("root_id", sa.Uuid(), nullable=True),
        sa.Column("seq", sa.BigInteger(), nullable=True),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
        sa.UniqueConstraint("root_id", "seq", name=op.f("uq_audit_root_id_seq")),
    )
    op.create_index("ix_audit_at", "audit", ["at"])
    op.create_index("ix_audit_unit_id_at", "audit", ["unit_id", "at"])
    op.create_index("ix_audit_subject_id_at", "audit", ["subject_id", "at"])
    op.create_index("ix_audit_actor_id_at", "audit", ["actor_id", "at"])
    unnumbered = sa.text("seq IS NULL")
    op.create_index("ix_audit_waiting", "audit", ["at"], sqlite_where=unnumbered, postgresql_where=unnumbered)
    op.create_table(
        "audit_details",
        sa.Column("audit_id", sa.Uuid(), nullable=False),
        sa.Column("k", sa.LargeBinary(length=32), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=True),
        sa.Column("detail", sa.String(length=400), nullable=False),
        sa.PrimaryKeyConstraint("audit_id", name=op.f("pk_audit_details")),
    )
    op.create_table(
        "audit_chains",
        sa.Column("root_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("tail", sa.LargeBinary(length=32), nullable=False),
        sa.Column("sealed_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("root_id", name=op.f("pk_audit_chains")),
    )
    op.create_table(
        "audit_anchors",
        sa.Column("root_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("root_id", "day", name=op.f("pk_audit_anchors")),
    )


def _make_purges() -> None:
    op.create_table(
        "purges",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        sa.Column("confirmed_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["members.id"], name=op.f("fk_purges_asked_by")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["members.id"], name=op.f("fk_purges_confirmed_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_purges_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purges")),
    )
    op.create_index("ix_purges_unit_id", "purges", ["unit_id"])
    op.create_index("ix_purges_confirmed_at", "purges", ["confirmed_at"])


def _carry_over(old: list[dict[str, object]]) -> None:
    """What was traced before, with a key for each row; the sealer numbers it at its first turn."""
    rows, details = [], []
    for one in old:
        key, device = os.urandom(32), one["device_id"]
        said = json.dumps([None if device is None else str(device), one["detail"]], separators=(",", ":")).encode()
        kept = {name: one[name] for name in ("id", "at", "actor_id", "action", "subject_id", "unit_id")}
        rows.append({**kept, "digest": hmac.digest(key, said, hashlib.sha256)})
        details.append({"audit_id": one["id"], "k": key, "device_id": device, "detail": one["detail"]})
    if rows:
        columns = [sa.column(name, sa.Uuid) for name in ("id", "actor_id", "subject_id", "unit_id")]
        columns += [sa.column("at", _MOMENT), sa.column("action", sa.String), sa.column("digest", sa.LargeBinary)]
        op.bulk_insert(sa.table("audit", *columns), rows)
        names = [sa.column("audit_id", sa.Uuid), sa.column("k", sa.LargeBinary), sa.column("device_id", sa.Uuid)]
        op.bulk_insert(sa.table("audit_details", *names, sa.column("detail", sa.String)), details)


def downgrade() -> None:
    """Back to plain rows; what the chain proved is gone."""
    db = op.get_bind()
    for name in ("purges", "audit_anchors", "audit_chains", "audit_details", "audit"):
        op.drop_table(name)
    if db.dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_is_kept()")
    op.create_table(
        "audit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("device_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("detail", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index("ix_audit_at", "audit", ["at"])
