"""The tree may be changed: who answers for what a unit made, lent roles, dated changes"""

import sqlalchemy as sa
from alembic import op

from server.i18n.text import fold

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    path = sa.String(length=2640).with_variant(sa.String(length=2640, collation="C"), "postgresql")
    _columns_of_units(path)
    with op.batch_alter_table("assignments") as batch:
        batch.add_column(sa.Column("decision", sa.String(length=80), nullable=False, server_default=""))
        batch.add_column(sa.Column("delegated_from", sa.Uuid(), nullable=True))
        batch.create_foreign_key(op.f("fk_assignments_delegated_from"), "assignments", ["delegated_from"], ["id"])
        batch.create_index(op.f("ix_assignments_delegated_from"), ["delegated_from"])
    with op.batch_alter_table("assignments") as batch:
        batch.alter_column("decision", server_default=None)
    _reorganisations()


def _columns_of_units(path: sa.types.TypeEngine[str]) -> None:
    with op.batch_alter_table("units") as batch:
        batch.add_column(sa.Column("folded", sa.String(length=120), nullable=True))
        batch.add_column(sa.Column("owner_id", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("owner_path", path, nullable=True))
    db = op.get_bind()
    db.execute(sa.text("UPDATE units SET owner_id = id, owner_path = path"))
    for unit_id, name in db.execute(sa.text("SELECT id, name FROM units")).all():
        db.execute(sa.text("UPDATE units SET folded = :folded WHERE id = :id"), {"folded": fold(name), "id": unit_id})
    with op.batch_alter_table("units") as batch:
        for column, kind in (("folded", sa.String(length=120)), ("owner_id", sa.Uuid()), ("owner_path", path)):
            batch.alter_column(column, existing_type=kind, nullable=False)
        batch.create_foreign_key(op.f("fk_units_owner_id"), "units", ["owner_id"], ["id"])
        batch.create_index(op.f("ix_units_owner_id"), ["owner_id"])


def _reorganisations() -> None:
    op.create_table(
        "reorganisations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("to_unit_id", sa.Uuid(), nullable=True),
        sa.Column("from_unit_id", sa.Uuid(), nullable=True),
        sa.Column("new_unit_id", sa.Uuid(), nullable=True),
        sa.Column("name_before", sa.String(length=120), nullable=False),
        sa.Column("name_after", sa.String(length=120), nullable=False),
        sa.Column("decision", sa.String(length=80), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hindered_by", sa.String(length=40), nullable=False),
        sa.CheckConstraint(
            "confirmed_by IS NULL OR confirmed_by <> proposed_by", name=op.f("ck_reorganisations_two_people")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_reorganisations_unit_id")),
        sa.ForeignKeyConstraint(["to_unit_id"], ["units.id"], name=op.f("fk_reorganisations_to_unit_id")),
        sa.ForeignKeyConstraint(["from_unit_id"], ["units.id"], name=op.f("fk_reorganisations_from_unit_id")),
        sa.ForeignKeyConstraint(["new_unit_id"], ["units.id"], name=op.f("fk_reorganisations_new_unit_id")),
        sa.ForeignKeyConstraint(["proposed_by"], ["members.id"], name=op.f("fk_reorganisations_proposed_by")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["members.id"], name=op.f("fk_reorganisations_confirmed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reorganisations")),
    )
    for column in ("unit_id", "to_unit_id", "new_unit_id", "state"):
        op.create_index(op.f(f"ix_reorganisations_{column}"), "reorganisations", [column])
    op.create_table(
        "reorganisation_members",
        sa.Column("reorganisation_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reorganisation_id"], ["reorganisations.id"], name=op.f("fk_reorganisation_members_reorganisation_id")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_reorganisation_members_member_id")),
        sa.PrimaryKeyConstraint("reorganisation_id", "member_id", name=op.f("pk_reorganisation_members")),
    )


def downgrade() -> None:
    op.drop_table("reorganisation_members")
    op.drop_table("reorganisations")
    with op.batch_alter_table("assignments") as batch:
        batch.drop_index(op.f("ix_assignments_delegated_from"))
        batch.drop_constraint(op.f("fk_assignments_delegated_from"), type_="foreignkey")
        batch.drop_column("delegated_from")
        batch.drop_column("decision")
    with op.batch_alter_table("units") as batch:
        batch.drop_index(op.f("ix_units_owner_id"))
        batch.drop_constraint(op.f("fk_units_owner_id"), type_="foreignkey")
        for column in ("owner_path", "owner_id", "folded"):
            batch.drop_column(column)
