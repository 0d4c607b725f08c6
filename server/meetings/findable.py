"""What the search knows of a meeting: no more than its page shows to everybody who may open it."""

from uuid import UUID

from server.index.actions import Entry, Kind, put
from server.ledger.transaction import Transaction
from server.meetings.queries import get_meeting, list_items, list_papers
from server.meetings.rules import MeetingState


def note(tx: Transaction, meeting_id: UUID) -> None:
    """A draft is nobody's yet, so nobody finds it."""
    meeting = get_meeting(tx.db, meeting_id)
    if meeting.state is MeetingState.DRAFT:
        return
    items = [item.title for item in list_items(tx.db, meeting_id)]
    papers = [paper.filename for paper in list_papers(tx.db, meeting_id)]
    texts = (meeting.last_month, meeting.this_month, meeting.other_business, meeting.draft_resolution)
    whole = "\n".join(filter(None, (*items, *papers, *texts, meeting.place)))
    put(tx.db, Entry(meeting.id, Kind.MEETING, meeting.unit_id, meeting.starts_at, meeting.title, whole))
