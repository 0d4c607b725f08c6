"""Tasks are worked on: their state, what is written on them, and where they stand on a later agenda"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tasks", sa.Column("state", sa.String(length=10), nullable=False, server_default="given"))
    op.create_table(
        "task_notes",
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("person_name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("command_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["members.id"], name=op.f("fk_task_notes_person_id")),
        sa.PrimaryKeyConstraint("meeting_id", "task_id", "id", name=op.f("pk_task_notes")),
        sa.UniqueConstraint("person_id", "command_id", name=op.f("uq_task_notes_person_id_command_id")),
    )
    op.add_column("agenda_items", sa.Column("task_meeting_id", sa.Uuid(), nullable=True))
    op.add_column("agenda_items", sa.Column("task_id", sa.Uuid(), nullable=True))
    op.create_index("ix_agenda_items_meeting_id_task_id", "agenda_items", ["meeting_id", "task_id"], unique=True)


def downgrade() -> None:
    op.drop_index("ix_agenda_items_meeting_id_task_id", "agenda_items")
    with op.batch_alter_table("agenda_items", schema=None) as batch_op:
        batch_op.drop_column("task_id")
        batch_op.drop_column("task_meeting_id")
    op.drop_table("task_notes")
    with op.batch_alter_table("tasks", schema=None) as batch_op:
        batch_op.drop_column("state")
