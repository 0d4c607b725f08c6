"""All tables in one place, for Alembic and for the tests."""

import server.accounts.tables
import server.attendance.tables
import server.discussion.tables
import server.ledger.tables
import server.meetings.tables
import server.members.tables
import server.minutes.tables
import server.tasks.tables
import server.units.tables
import server.voting.tables
from server.db.base import metadata

__all__ = ["metadata"]
