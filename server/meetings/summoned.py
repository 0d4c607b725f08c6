"""Between the summons and the opening a member's standing may change: the list of the summoned follows it.

From the opening on it stands as it was, because the roll is called by it.
"""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection

from server.meetings.queries import lock_meetings
from server.meetings.rules import MeetingState
from server.meetings.tables import meetings, participants


def _not_yet_open(db: Connection, member_id: UUID) -> sa.ColumnElement[bool]:
    """Locked first: whoever opens one of them now comes before or after, never between."""
    ahead = (
        sa.select(meetings.c.id)
        .join(participants, participants.c.meeting_id == meetings.c.id)
        .where(participants.c.member_id == member_id, meetings.c.state == MeetingState.PUBLISHED)
    )
    lock_meetings(db, list(db.execute(ahead).scalars()))
    return (participants.c.member_id == member_id) & participants.c.meeting_id.in_(ahead)


def summon_as(db: Connection, member_id: UUID, standing: str) -> None:
    db.execute(sa.update(participants).where(_not_yet_open(db, member_id)).values(standing=standing))


def summon_no_longer(db: Connection, member_id: UUID) -> None:
    db.execute(sa.delete(participants).where(_not_yet_open(db, member_id)))
