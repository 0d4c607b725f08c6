"""Take words out of the minutes of a meeting, in every wording that they had."""

from collections.abc import Callable
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection

from server.minutes.tables import paragraphs, revisions


def rewrite(db: Connection, meeting_id: UUID, clean: Callable[[str], str]) -> None:
    """Frozen or not: the law that forbids a text stands above the minutes. The caller traces it."""
    for column in (paragraphs.c.text, paragraphs.c.heading, revisions.c.text):
        table = column.table
        keys = list(table.primary_key.columns)
        rows = db.execute(sa.select(*keys, column.label("said")).where(table.c.meeting_id == meeting_id)).all()
        for row in rows:
            cleaned = clean(row.said)
            if cleaned != row.said:
                at = sa.and_(*(one == getattr(row, one.name) for one in keys))
                db.execute(sa.update(table).where(at).values({column.name: cleaned}))
