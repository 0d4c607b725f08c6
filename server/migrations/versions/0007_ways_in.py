"""Ways in: proofs, exchanged cookies, recovery by two people"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0005"
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


def downgrade() -> None:
    op.drop_index("ix_devices_previous_hash", "devices")
    op.drop_index("ix_devices_next_hash", "devices")
    for name, _ in reversed(NEW_COLUMNS):
        op.drop_column("devices", name)
