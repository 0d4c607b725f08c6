"""What the search knows of a meeting: no more than its page shows to everybody who may open it."""

from collections.abc import Collection, Sequence
from uuid import UUID

from server.index.actions import Entry, Kind, put
from server.ledger.transaction import Transaction
from server.meetings.overview import filenames_of, titles_of
from server.meetings.queries import Meeting, list_by_id
from server.meetings.rules import MeetingState


def note(tx: Transaction, *meeting_ids: UUID) -> None:
    """A draft is nobody's yet, so nobody finds it."""
    found = [one for one in list_by_id(tx.db, meeting_ids) if one.state is not MeetingState.DRAFT]
    items, papers = titles_of(tx.db, meeting_ids), filenames_of(tx.db, meeting_ids)
    put(tx.db, *(_entry(one, [*items.get(one.id, ()), *papers.get(one.id, ())]) for one in found))


def _entry(meeting: Meeting, names: Sequence[str]) -> Entry:
    texts: Collection[str] = (meeting.last_month, meeting.this_month, meeting.other_business, meeting.draft_resolution)
    whole = "\n".join(filter(None, (*names, *texts, meeting.place)))
    return Entry(meeting.id, Kind.MEETING, meeting.unit_id, meeting.starts_at, meeting.title, whole)
