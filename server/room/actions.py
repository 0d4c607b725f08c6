"""What the end of a meeting does to all features at once."""

from server.attendance.actions import fill_absent
from server.ledger.transaction import Transaction
from server.meetings import actions as meetings
from server.meetings.queries import Meeting
from server.minutes.actions import compose_draft
from server.voting.queries import find_open_motion
from server.voting.rules import MotionStillOpen


def close_meeting(tx: Transaction, meeting: Meeting) -> None:
    """Nobody stays without an entry on the roll, no vote stays open, and the minutes write themselves."""
    if find_open_motion(tx.db, meeting.id):
        raise MotionStillOpen
    fill_absent(tx, meeting)
    meetings.close_meeting(tx, meeting)
    compose_draft(tx, meeting)
