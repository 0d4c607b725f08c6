"""Alembic's entry: the address comes from the settings, the tables from the schema."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection

from server.db.base import Moment
from server.db.engine import open_database
from server.migrations.schema import described, metadata


def run() -> None:
    url = context.config.get_main_option("sqlalchemy.url") or ""
    connection = context.config.attributes.get("connection")
    if connection is not None:
        _migrate(connection)
        return
    database = open_database(url)
    with database.writing.begin() as opened:
        _migrate(opened)
    database.dispose()


def _render(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """A migration names no type of ours: those may change later, what was migrated does not."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Moment) else False


def _migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        compare_type=True,
        render_item=_render,
        include_name=lambda name, kind, _parents: described(name, kind),
    )
    context.run_migrations()


run()
