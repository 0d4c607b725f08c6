"""Ways in: proofs, exchanged cookies, recovery by two people"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
NEW_COLUMNS = (
    ("confirmed_at", TIME),
    ("next_hash", sa.LargeBinary(length=32)),
    ("next_salt", sa.LargeBinary(length=32)),
    ("previous_hash", sa.LargeBinary(length=32)),
    ("previous_until", TIME),
    ("rotated_at", TIME),
    ("rights", sa.String(length=16)),
)


def upgrade() -> None:
    for name, kind in NEW_COLUMNS:
        op.add_column("devices", sa.Column(name, kind, nullable=True))
    op.create_index("ix_devices_next_hash", "devices", ["next_hash"])
    op.create_index("ix_devices_previous_hash", "devices", ["previous_hash"])
    op.add_column("accounts", sa.Column("recovered_at", TIME, nullable=True))
    op.add_column("accounts", sa.Column("vote_hold_until", TIME, nullable=True))
    op.create_table(
        "recoveries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("started_by", sa.Uuid(), nullable=False),
        sa.Column("started_at", TIME, nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        sa.Column("confirmed_at", TIME, nullable=True),
        sa.Column("card_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("started_by <> member_id", name=op.f("ck_recoveries_starter")),
        sa.CheckConstraint(
            "confirmed_by <> started_by AND confirmed_by <> member_id", name=op.f("ck_recoveries_second_person")
        ),
        sa.CheckConstraint("(confirmed_by IS NULL) = (confirmed_at IS NULL)", name=op.f("ck_recoveries_confirmed")),
        sa.CheckConstraint("(confirmed_by IS NULL) = (card_id IS NULL)", name=op.f("ck_recoveries_card")),
        sa.ForeignKeyConstraint(["card_id"], ["entry_cards.id"], name=op.f("fk_recoveries_card_id")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["members.id"], name=op.f("fk_recoveries_confirmed_by")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_recoveries_member_id")),
        sa.ForeignKeyConstraint(["started_by"], ["members.id"], name=op.f("fk_recoveries_started_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recoveries")),
        sa.UniqueConstraint("card_id", name=op.f("uq_recoveries_card_id")),
    )
    op.create_index("ix_recoveries_expires_at", "recoveries", ["expires_at"])
    op.create_index("ix_recoveries_member_id", "recoveries", ["member_id"])


def downgrade() -> None:
    op.drop_table("recoveries")
    op.drop_column("accounts", "vote_hold_until")
    op.drop_column("accounts", "recovered_at")
    op.drop_index("ix_devices_previous_hash", "devices")
    op.drop_index("ix_devices_next_hash", "devices")
    for name, _ in reversed(NEW_COLUMNS):
        op.drop_column("devices", name)
