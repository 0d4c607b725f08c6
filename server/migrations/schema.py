"""All tables in one place, for Alembic and for the tests."""

from server.accounts import tables as accounts
from server.attendance import tables as attendance
from server.db.base import metadata
from server.discussion import tables as discussion
from server.ledger import tables as ledger
from server.meetings import tables as meetings
from server.members import tables as members
from server.minutes import tables as minutes
from server.notifications import tables as notifications
from server.tasks import tables as tasks
from server.units import tables as units
from server.voting import tables as voting

# Importing a module puts its tables into `metadata`.
FEATURES = (accounts, attendance, discussion, ledger, meetings, members, minutes, notifications, tasks, units, voting)

__all__ = ["FEATURES", "metadata"]
