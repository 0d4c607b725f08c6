"""Records of members: the history of standings, and who opened whose record"""

from uuid import UUID

import sqlalchemy as sa
from alembic import op

from server.ids import new_id

revision = "0008"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _standings()
    _first_standings()
    op.create_table(
        "looks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_looks_member_id")),
        sa.ForeignKeyConstraint(["by_id"], ["members.id"], name=op.f("fk_looks_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_looks")),
    )
    op.create_index(op.f("ix_looks_member_id"), "looks", ["member_id"])


def _standings() -> None:
    op.create_table(
        "standings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("standing", sa.String(length=20), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("decision", sa.String(length=80), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_standings_member_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["members.id"], name=op.f("fk_standings_recorded_by")),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["members.id"], name=op.f("fk_standings_withdrawn_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standings")),
    )
    op.create_index(op.f("ix_standings_member_id"), "standings", ["member_id"])
    waits = sa.text("applied_at IS NULL AND withdrawn_at IS NULL")
    op.create_index(
        "uq_standings_waiting",
        "standings",
        ["member_id"],
        unique=True,
        sqlite_where=waits,
        postgresql_where=waits,
    )


def _first_standings() -> None:
    """Everybody known begins the history with what the list says of them, from the day they were entered."""
    members = sa.table(
        "members",
        sa.column("id", sa.Uuid()),
        sa.column("standing", sa.String()),
        sa.column("created_at", sa.DateTime()),
    )
    entries = sa.table(
        "standings",
        *(sa.column(name, sa.Uuid()) for name in ("id", "member_id")),
        *(sa.column(name, sa.String()) for name in ("standing", "decision", "place")),
        sa.column("since", sa.Date()),
        *(sa.column(name, sa.DateTime(timezone=True)) for name in ("recorded_at", "applied_at")),
    )
    db = op.get_bind()
    found = db.execute(sa.select(members.c.id, members.c.standing, members.c.created_at)).all()
    rows = [_first(*row) for row in found]
    if rows:
        db.execute(sa.insert(entries), rows)


def _first(member_id: UUID, standing: str, entered_at: sa.DateTime) -> dict[str, object]:
    day = entered_at.date()  # type: ignore[attr-defined]
    times = {"since": day, "recorded_at": entered_at, "applied_at": entered_at}
    return {"id": new_id(), "member_id": member_id, "standing": standing, "decision": "", "place": "", **times}


def downgrade() -> None:
    op.drop_index(op.f("ix_looks_member_id"), table_name="looks")
    op.drop_table("looks")
    op.drop_index("uq_standings_waiting", table_name="standings")
    op.drop_index(op.f("ix_standings_member_id"), table_name="standings")
    op.drop_table("standings")
