"""Which months of dues were paid"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dues",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_dues_member_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["members.id"], name=op.f("fk_dues_recorded_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_dues_unit_id")),
        sa.PrimaryKeyConstraint("member_id", "month", name=op.f("pk_dues")),
    )
    op.create_index("ix_dues_unit_id", "dues", ["unit_id"])


def downgrade() -> None:
    op.drop_table("dues")
