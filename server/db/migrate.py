"""Bring the database to this version's tables. The only user of Alembic at run time."""

import secrets
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from server.db.engine import Database

SCRIPTS = Path(__file__).parent.parent / "migrations"
_LOCK = 7368616  # any number, the same in every process


def config_for(url: str = "") -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


def migrate(database: Database) -> None:
    """To the newest revision, in one transaction; PostgreSQL lets one process at a time do it."""
    config = config_for()
    newest = ScriptDirectory.from_config(config).get_current_head()
    with database.writing.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        if MigrationContext.configure(connection).get_current_revision() == newest:
            return
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        _begin_epoch(connection)


def _begin_epoch(connection: Connection) -> None:
    """A new database has an epoch of its own, so that no page of another one resumes in it."""
    facts = sa.table("facts", sa.column("name"), sa.column("value"))
    if connection.execute(sa.select(facts.c.name).where(facts.c.name == "epoch")).first() is None:
        connection.execute(sa.insert(facts).values(name="epoch", value=secrets.token_hex(8)))
