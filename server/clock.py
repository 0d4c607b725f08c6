"""The one place where time comes from. Tests move it with ``CLOCK_OFFSET``."""

import os
from datetime import UTC, date, datetime, timedelta, timezone

# The country has one zone and no summer time; a fixed offset needs no zone files on the machine.
ZONE = timezone(timedelta(hours=7))

_offset = timedelta(seconds=float(os.environ.get("CLOCK_OFFSET", "0")))


def now() -> datetime:
    """The server's time: aware, UTC."""
    return datetime.now(UTC) + _offset


def shifted(database_time: datetime) -> datetime:
    """A time read from the database's own clock, moved by the same offset."""
    return database_time.astimezone(UTC) + _offset


def millis(moment: datetime) -> int:
    """Milliseconds since 1970, as the log writes times."""
    return int(moment.timestamp() * 1000)


def from_millis(value: int) -> datetime:
    return datetime.fromtimestamp(value / 1000, UTC)


def local_date(moment: datetime) -> date:
    """The calendar day on which people are at this moment; deadlines and roles count by it."""
    return moment.astimezone(ZONE).date()
