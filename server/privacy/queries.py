"""Named reads for the person's rights over their data."""

import sqlalchemy as sa
from sqlalchemy import Connection

from server.units.tables import units


def list_roots(db: Connection) -> list[str]:
    """The organisations that run this installation: who answers for what is kept."""
    rows = db.execute(sa.select(units.c.name).where(units.c.parent_id.is_(None)).order_by(units.c.name))
    return list(rows.scalars())
