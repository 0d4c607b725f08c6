"""Column types and names shared by all tables."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect

metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


class Moment(sa.types.TypeDecorator[datetime]):
    """An aware UTC time: ``timestamptz`` on PostgreSQL, naive UTC text on SQLite."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without its zone must not be stored")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


def key(name: str = "id", **options: Any) -> sa.Column[Any]:
    """A UUID column that is (part of) the primary key."""
    return sa.Column(name, sa.Uuid, primary_key=True, **options)


def ref(name: str, target: str | None = None, **options: Any) -> sa.Column[Any]:
    """A UUID column, with a foreign key where a single column can carry one."""
    parts: list[Any] = [sa.ForeignKey(target)] if target else []
    options.setdefault("nullable", False)
    return sa.Column(name, sa.Uuid, *parts, **options)


def byte_ordered(length: int) -> sa.types.TypeEngine[str]:
    """Text compared byte by byte on both databases: sort keys and paths are ranges of it."""
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")
