"""The migrations make exactly the tables that the code speaks of, on both databases, and can go back once."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from server.db.engine import Database, open_database
from server.db.migrate import config_for
from server.migrations.schema import described, metadata


def open_empty(kind: str, request: pytest.FixtureRequest) -> Iterator[Database]:
    if kind == "sqlite":
        url = f"sqlite:///{request.getfixturevalue('tmp_path')}/{uuid4().hex}.db"
    else:
        url = request.getfixturevalue("postgres").create(uuid4().hex)
    database = open_database(url)
    yield database
    database.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    yield from open_empty(request.param, request)


@pytest.fixture
def beside(database: Database, request: pytest.FixtureRequest) -> Iterator[Database]:
    """A second one of the same kind, for what the code itself makes."""
    yield from open_empty("sqlite" if database.is_sqlite else "postgresql", request)


def move(database: Database, step: str, revision: str) -> None:
    with database.writing.begin() as connection:
        config = config_for()
        config.attributes["connection"] = connection
        getattr(command, step)(config, revision)


def shape(connection: Connection) -> dict[str, object]:
    """Everything that can be read back about the tables."""
    inspector = sa.inspect(connection)
    return {
        name: (
            sorted(
                (one["name"], str(one["type"]), one["nullable"], one["default"]) for one in inspector.get_columns(name)
            ),
            (inspector.get_pk_constraint(name)["constrained_columns"], inspector.get_pk_constraint(name)["name"]),
            sorted(
                (str(one["name"]), one["constrained_columns"], one["referred_table"], one["referred_columns"])
                for one in inspector.get_foreign_keys(name)
            ),
            sorted((str(one["name"]), one["column_names"]) for one in inspector.get_unique_constraints(name)),
            sorted((str(one["name"]), one["sqltext"]) for one in inspector.get_check_constraints(name)),
            sorted(
                (str(one["name"]), one["column_names"], bool(one["unique"]), where_of(one))
                for one in inspector.get_indexes(name)
            ),
        )
        for name in inspector.get_table_names()
        if name != "alembic_version" and described(name, "table")
    }


def where_of(index: object) -> str:
    options = dict(index).get("dialect_options", {})  # type: ignore[call-overload]
    return str(options.get("sqlite_where", options.get("postgresql_where", "")))


def test_the_migrations_make_exactly_the_tables_of_the_code(database: Database, beside: Database) -> None:
    move(database, "upgrade", "head")
    with beside.writing.begin() as connection:
        metadata.create_all(connection)
    with database.writing.connect() as migrated, beside.writing.connect() as made:
        assert shape(migrated) == shape(made)
        assert shape(migrated).keys() == metadata.tables.keys()


def by_name(name: str | None, kind: str, _parents: object) -> bool:
    return described(name, kind)


def test_alembic_finds_nothing_to_write(database: Database) -> None:
    move(database, "upgrade", "head")
    with database.writing.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": by_name})
        assert compare_metadata(context, metadata) == []


def test_the_way_back_and_forth_works_once(database: Database) -> None:
    move(database, "upgrade", "head")
    with database.writing.connect() as connection:
        before = shape(connection)
    move(database, "downgrade", "base")
    with database.writing.connect() as connection:
        assert shape(connection) == {}
    move(database, "upgrade", "head")
    with database.writing.connect() as connection:
        assert shape(connection) == before
