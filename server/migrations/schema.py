"""All tables in one place, for Alembic and for the tests."""

from server.accounts import tables as accounts
from server.attendance import tables as attendance
from server.db.base import metadata
from server.discussion import tables as discussion
from server.documents import tables as documents
from server.dues import tables as dues
from server.index import tables as index
from server.ledger import tables as ledger
from server.meetings import tables as meetings
from server.members import tables as members
from server.minutes import tables as minutes
from server.news import tables as news
from server.notifications import tables as notifications
from server.purging import tables as purging
from server.records import tables as records
from server.reorganisations import tables as reorganisations
from server.reports import tables as reports
from server.tasks import tables as tasks
from server.units import tables as units
from server.voting import tables as voting

# Importing a module puts its tables into `metadata`.
FEATURES = (
    *(accounts, attendance, discussion, documents, dues, index, ledger, meetings, members, minutes, news),
    *(notifications, purging, records, reorganisations, reports, tasks, units, voting),
)


def described(name: str | None, kind: str) -> bool:
    """Whether the tables of the code speak of it: the full-text index is made beside them, by its own statements."""
    if kind == "table":
        return not (name or "").startswith(index.FULL_TEXT)
    if kind == "column":
        return name not in ("folded_words", "exact_words", "words")
    return kind != "index" or name not in (
        *("ix_search_entries_folded", "ix_search_entries_exact", "ix_members_words", "ix_units_words"),
    )


__all__ = ["FEATURES", "described", "metadata"]
