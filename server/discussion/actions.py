"""Statements and the order of speakers."""

from uuid import UUID

import sqlalchemy as sa

from server.discussion import queries
from server.discussion.rules import (
    Channel,
    HandOnlyInMeeting,
    NobodyToCall,
    channel_of,
    check_text,
)
from server.discussion.tables import speech_requests, statements
from server.errors import NotFound
from server.ids import new_id
from server.ledger.transaction import Transaction
from server.meetings import queries as meetings
from server.meetings.queries import Meeting
from server.meetings.rules import MeetingState, check_not_over, check_running
from server.protocol.events import (
    HandLowered,
    HandRaised,
    SpeakerCalled,
    SpeakerFinished,
    StatementMade,
    StatementReadOut,
)


def say(tx: Transaction, meeting: Meeting, item_id: UUID, text: str) -> None:
    """The person's own words on an item: before the meeting, from the room or from afar."""
    check_not_over(meeting.state)
    person = meetings.find_participant(tx.db, meeting.id, tx.actor.member_id)
    channel = channel_of(
        opened=meeting.opened_at is not None,
        attendance_state=person.state if person else "",
        is_guest=person is None,
    )
    _store(tx, meeting, item_id, tx.actor.member_id, tx.actor.name, channel, text)


def note_for(tx: Transaction, meeting: Meeting, item_id: UUID, member_id: UUID, channel: Channel, text: str) -> None:
    """The recorder writes down what a member or a guest said, or brings in what they sent on paper."""
    check_not_over(meeting.state)
    person = meetings.find_participant(tx.db, meeting.id, member_id)
    guest = next((one for one in meetings.list_guests(tx.db, meeting.id) if one.id == member_id), None)
    if person is not None:
        _store(tx, meeting, item_id, person.member_id, person.name, channel, text)
    elif guest is not None:
        _store(tx, meeting, item_id, guest.member_id, guest.name, channel, text)
    else:
        raise NotFound


def mark_read_out(tx: Transaction, meeting: Meeting, statement_id: UUID, *, read: bool) -> None:
    """The recorder ticks that the statement was read out before the cell."""
    check_not_over(meeting.state)
    statement = queries.get_statement(tx.db, meeting.id, statement_id)
    if (statement.read_out_at is not None) == read:
        return
    here = (statements.c.meeting_id == meeting.id) & (statements.c.id == statement_id)
    tx.db.execute(sa.update(statements).where(here).values(read_out_at=tx.now if read else None))
    tx.emit(
        meeting.id,
        StatementReadOut(statement_id=str(statement_id), item_id=str(statement.item_id), read=read),
    )


def raise_hand(tx: Transaction, meeting: Meeting) -> None:
    """A raised hand stays one hand, however often it is raised."""
    if meeting.state is not MeetingState.OPEN:
        raise HandOnlyInMeeting
    if any(hand.member_id == tx.actor.member_id for hand in queries.list_hands(tx.db, meeting.id)):
        return
    tx.db.execute(
        sa.insert(speech_requests).values(
            meeting_id=meeting.id,
            member_id=tx.actor.member_id,
            item_id=meeting.current_item_id,
            name=tx.actor.name,
            raised_at=tx.now,
        )
    )
    tx.emit(
        meeting.id,
        HandRaised(member_id=str(tx.actor.member_id), name=tx.actor.name, item_id=str(meeting.current_item_id or "")),
    )


def lower_hand(tx: Transaction, meeting: Meeting, member_id: UUID) -> None:
    """The own hand, or the chair takes one off the list; lowering twice is the same."""
    check_not_over(meeting.state)
    hand = next((one for one in queries.list_hands(tx.db, meeting.id) if one.member_id == member_id), None)
    if hand is None:
        return
    _remove(tx, meeting, member_id)
    event = SpeakerFinished if hand.called_at else HandLowered
    tx.emit(meeting.id, event(member_id=str(member_id), name=hand.name))


def call_speaker(tx: Transaction, meeting: Meeting, member_id: UUID) -> None:
    """The chair gives the word; whoever had it has finished."""
    check_running(meeting.state)
    hands = queries.list_hands(tx.db, meeting.id)
    wanted = next((one for one in hands if one.member_id == member_id), None)
    if wanted is None:
        raise NobodyToCall
    if wanted.called_at is not None:
        return
    for speaking in (one for one in hands if one.called_at is not None):
        lower_hand(tx, meeting, speaking.member_id)
    here = (speech_requests.c.meeting_id == meeting.id) & (speech_requests.c.member_id == member_id)
    tx.db.execute(sa.update(speech_requests).where(here).values(called_at=tx.now))
    tx.emit(meeting.id, SpeakerCalled(member_id=str(member_id), name=wanted.name))


def _remove(tx: Transaction, meeting: Meeting, member_id: UUID) -> None:
    here = (speech_requests.c.meeting_id == meeting.id) & (speech_requests.c.member_id == member_id)
    tx.db.execute(sa.delete(speech_requests).where(here))


def _store(
    tx: Transaction, meeting: Meeting, item_id: UUID, member_id: UUID | None, name: str, channel: Channel, text: str
) -> None:
    check_text(text)
    item = meetings.get_item(tx.db, meeting.id, item_id)
    statement_id = new_id()
    for_other = member_id != tx.actor.member_id
    tx.db.execute(
        sa.insert(statements).values(
            meeting_id=meeting.id,
            id=statement_id,
            item_id=item.id,
            member_id=member_id,
            name=name,
            channel=channel,
            text=text,
            entered_by=tx.actor.member_id,
            entered_by_name=tx.actor.name if for_other else "",
            at=tx.now,
        )
    )
    tx.emit(
        meeting.id,
        StatementMade(
            statement_id=str(statement_id),
            item_id=str(item.id),
            member_id=str(member_id or ""),
            name=name,
            channel=channel,
            text=text,
            entered_by=tx.actor.name if for_other else "",
        ),
    )
