"""Write the roll. Connection is never attendance: a person makes each entry."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection

from server.attendance.rules import (
    MAY_HAVE_REASON,
    Standing,
    State,
    Via,
    check_entry,
    check_self_entry,
    state_in_room,
)
from server.attendance.tables import attendance_records
from server.clock import local_date
from server.errors import NotFound
from server.ids import new_id
from server.ledger.transaction import Transaction
from server.meetings import queries as meetings
from server.meetings.queries import Meeting, Participant
from server.meetings.rules import check_hall_code, check_not_over, check_running
from server.meetings.tables import guests, participants
from server.protocol.events import AttendanceRecorded, GuestRecorded
from server.units.queries import get_unit


def remote_allowed(db: Connection, meeting: Meeting, now: datetime) -> bool:
    """Has the unit recorded the decision that lets members attend and vote from afar?"""
    unit = get_unit(db, meeting.unit_id)
    return (
        bool(unit.remote_vote_decision)
        and unit.remote_vote_from is not None
        and unit.remote_vote_from <= local_date(now)
    )


def record(tx: Transaction, meeting: Meeting, member_id: UUID, state: State, reason: str) -> None:
    """The recorder's entry for one person; the same again changes nothing."""
    check_not_over(meeting.state)
    person = meetings.get_participant(tx.db, meeting.id, member_id)
    check_entry(Standing(person.standing), state, reason, remote_allowed=remote_allowed(tx.db, meeting, tx.now))
    _write(tx, meeting, person, state, reason, Via.RECORDER)


def check_in(tx: Transaction, meeting: Meeting, code: str) -> None:
    """A member's own entry, proved by the code that only the hall shows."""
    check_not_over(meeting.state)
    check_hall_code(meeting.hall_secret, code, tx.now)
    person = meetings.get_participant(tx.db, meeting.id, tx.actor.member_id)
    state = check_self_entry(Standing(person.standing), person.state)
    _write(tx, meeting, person, state, "", Via.HALL_CODE)


def all_present(tx: Transaction, meeting: Meeting) -> None:
    """Everybody with a duty to come and without an entry is in the room; exceptions follow.

    Who has said beforehand that they will be absent or far away is left for the recorder.
    """
    check_not_over(meeting.state)
    for person in meetings.list_participants(tx.db, meeting.id):
        standing = Standing(person.standing)
        expected = standing not in (Standing.EXEMPT, Standing.TEMPORARILY_AWAY, Standing.SUSPENDED)
        if expected and not person.state and person.answer not in ("absent", "remote"):
            _write(tx, meeting, person, state_in_room(standing), "", Via.ALL_PRESENT)


def fill_absent(tx: Transaction, meeting: Meeting) -> None:
    """Before the close nobody stays without an entry: the answers to the summons say what is known."""
    check_running(meeting.state)
    for person in meetings.list_participants(tx.db, meeting.id):
        standing = Standing(person.standing)
        if person.state or standing is Standing.SUSPENDED:
            continue
        _write(tx, meeting, person, _absence(standing, person), person.answer_reason, Via.RECORDER)


def _absence(standing: Standing, person: Participant) -> State:
    if standing is Standing.EXEMPT:
        return State.EXEMPT_ABSENT
    if standing is Standing.TEMPORARILY_AWAY:
        return State.TEMPORARILY_AWAY
    excused = person.answer in ("absent", "remote") and bool(person.answer_reason)
    return State.ABSENT_EXCUSED if excused else State.ABSENT_UNEXCUSED


def record_guest(tx: Transaction, meeting: Meeting, guest_id: UUID, *, present: bool) -> None:
    check_not_over(meeting.state)
    guest = next((one for one in meetings.list_guests(tx.db, meeting.id) if one.id == guest_id), None)
    if guest is None:
        raise NotFound
    if guest.present == present:
        return
    here = (guests.c.meeting_id == meeting.id) & (guests.c.id == guest_id)
    tx.db.execute(sa.update(guests).where(here).values(present=present))
    tx.emit(
        meeting.id,
        GuestRecorded(guest_id=str(guest.id), name=guest.name, organisation=guest.organisation, present=present),
    )


def _write(tx: Transaction, meeting: Meeting, person: Participant, state: State, reason: str, via: Via) -> None:
    reason = reason if state in MAY_HAVE_REASON else ""
    if person.state == state and person.state_reason == reason:
        return
    tx.db.execute(
        sa.insert(attendance_records).values(
            meeting_id=meeting.id,
            id=new_id(),
            member_id=person.member_id,
            state=state,
            reason=reason,
            via=via,
            by_id=tx.actor.member_id,
            at=tx.now,
        )
    )
    here = (participants.c.meeting_id == meeting.id) & (participants.c.member_id == person.member_id)
    tx.db.execute(
        sa.update(participants)
        .where(here)
        .values(state=state, state_reason=reason, state_via=via, state_by=tx.actor.name, state_at=tx.now)
    )
    member = {"member_id": str(person.member_id), "name": person.name, "standing": person.standing}
    tx.emit(meeting.id, AttendanceRecorded(**member, state=state))
    tx.emit(
        meeting.id,
        AttendanceRecorded(**member, state=state, reason=reason, via=via, by_name=tx.actor.name),
        "staff",
    )
