"""Open, cast, close: each under the meeting's lock, so none can miss the other."""

from collections.abc import Mapping
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from server.accounts.queries import vote_hold
from server.clock import local_date
from server.i18n.formats import moment
from server.i18n.messages import sentence
from server.ids import new_id
from server.ledger.transaction import Transaction
from server.meetings import queries as meetings
from server.meetings.queries import Meeting
from server.meetings.rules import check_running
from server.protocol.events import BallotRecorded, MotionClosed, MotionOpened, MotionVoided
from server.voting import queries
from server.voting.queries import Motion
from server.voting.rulebook import load_rulebooks
from server.voting.rules import (
    Ballot,
    BallotChannel,
    Choice,
    Denominator,
    Matter,
    MotionNotOpen,
    MotionState,
    NotAnElector,
    Summoned,
    Tally,
    VotedByHands,
    VoteForm,
    VoteHeld,
    check_cast,
    check_opening,
    denominator,
    hands_result,
    matter_of,
    required,
    rulebook_for,
    tally,
)
from server.voting.tables import ballots, electors, motions

_IN_ROOM = frozenset({"present_in_room", "late", "exempt_present"})


def open_motion(
    tx: Transaction, meeting: Meeting, *, item_id: UUID, title: str, matter_id: str, form: VoteForm
) -> UUID:
    """Freeze the rule, the electors and every term of the denominator, then open."""
    check_running(meeting.state)
    item = meetings.get_item(tx.db, meeting.id, item_id)
    book = rulebook_for(load_rulebooks(), local_date(meeting.starts_at))
    matter = matter_of(book, matter_id, form)
    base = _base_now(tx, meeting, matter)
    check_opening(base, running=queries.find_open_motion(tx.db, meeting.id) is not None)
    motion_id = new_id()
    needed = required(matter.threshold, base.summoned)
    tx.db.execute(
        sa.insert(motions).values(
            meeting_id=meeting.id,
            id=motion_id,
            item_id=item.id,
            title=title,
            matter=matter.id,
            form=form,
            state=MotionState.OPEN,
            rulebook_id=book.id,
            threshold=matter.threshold,
            may_change=matter.may_change,
            official=base.official,
            away=base.away,
            exempt_absent=base.exempt_absent,
            suspended=base.suspended,
            excused=base.excused,
            summoned=base.summoned,
            required=needed,
            opened_at=tx.now,
            void_reason="",
        )
    )
    places = [{"meeting_id": meeting.id, "motion_id": motion_id, "member_id": one} for one in base.electors]
    tx.db.execute(sa.insert(electors), places)
    tx.emit(
        meeting.id,
        MotionOpened(
            motion_id=str(motion_id),
            item_id=str(item.id),
            title=title,
            matter=matter.id,
            form=form,
            summoned=base.summoned,
            required=needed,
            rule_id=book.id,
        ),
    )
    return motion_id


def _base_now(tx: Transaction, meeting: Meeting, matter: Matter) -> Denominator:
    people = [
        Summoned(person.member_id, person.standing, person.state)
        for person in meetings.list_participants(tx.db, meeting.id)
    ]
    return denominator(people, subtract_excused=matter.subtract_excused)


def cast(tx: Transaction, meeting: Meeting, motion_id: UUID, ballot: Ballot) -> None:
    """The own vote, on the own phone: not in the day after two others gave somebody a card in this name."""
    held = vote_hold(tx.db, tx.actor.member_id, tx.now)
    if held is not None:
        raise VoteHeld(until=moment(held))
    _cast_for(tx, meeting, motion_id, tx.actor.member_id, ballot, BallotChannel.PHONE)


def cast_on_behalf(tx: Transaction, meeting: Meeting, motion_id: UUID, member_id: UUID, ballot: Ballot) -> None:
    """The recorder enters the open vote of a member in the room who has no phone, and is named for it."""
    _cast_for(tx, meeting, motion_id, member_id, ballot, BallotChannel.BEHALF)


def _running_motion(tx: Transaction, meeting: Meeting, motion_id: UUID) -> Motion:
    """The motion while it takes votes: in a pause of the meeting nothing is cast and nothing counted."""
    motion = queries.get_motion(tx.db, meeting.id, motion_id)
    if motion.state is not MotionState.OPEN:
        raise MotionNotOpen
    check_running(meeting.state)
    return motion


def _cast_for(
    tx: Transaction, meeting: Meeting, motion_id: UUID, member_id: UUID, ballot: Ballot, channel: BallotChannel
) -> None:
    motion = _running_motion(tx, meeting, motion_id)
    person = meetings.find_participant(tx.db, meeting.id, member_id)
    if person is None:
        raise NotAnElector
    new = check_cast(
        state=motion.state,
        form=motion.form,
        is_elector=queries.is_elector(tx.db, meeting.id, motion.id, member_id),
        attendance_state=person.state,
        cast_before=queries.find_ballot(tx.db, meeting.id, motion.id, member_id),
        wanted=ballot,
        may_change=motion.may_change,
    )
    if new:
        _store(tx, meeting, motion, {member_id: ballot}, {member_id: person.name}, channel)


def record_hands(
    tx: Transaction,
    meeting: Meeting,
    motion_id: UUID,
    exceptions: Mapping[UUID, Choice | None],
    *,
    chair_asked: bool,
) -> None:
    """By show of hands: the recorder names the exceptions, the others in the room approve; then it closes."""
    motion = _running_motion(tx, meeting, motion_id)
    if motion.form is not VoteForm.HANDS:
        raise VotedByHands
    entitled = queries.list_electors(tx.db, meeting.id, motion.id)
    people = {one.member_id: one for one in meetings.list_participants(tx.db, meeting.id)}
    here = [one for one in entitled if people[one].state in _IN_ROOM]
    votes = hands_result(here, exceptions, chair_asked=chair_asked)
    names = {one: people[one].name for one in votes}
    _store(tx, meeting, motion, {one: Ballot(choice) for one, choice in votes.items()}, names, BallotChannel.ROOM)
    close_motion(tx, meeting, motion_id)


def close_motion(tx: Transaction, meeting: Meeting, motion_id: UUID) -> None:
    """Count what is stored. Nothing accepted before is missing, nothing comes after."""
    motion = _running_motion(tx, meeting, motion_id)
    votes = queries.list_ballots(tx.db, meeting.id, motion.id)
    result = tally((one.choice for one in votes.values()), summoned=motion.summoned, threshold=motion.threshold)
    _set(
        tx,
        meeting,
        motion,
        state=MotionState.CLOSED,
        closed_at=tx.now,
        approve=result.approve,
        disapprove=result.disapprove,
        other=result.other,
        carried=result.carried,
    )
    tx.emit(
        meeting.id,
        MotionClosed(
            motion_id=str(motion.id),
            item_id=str(motion.item_id),
            title=motion.title,
            form=motion.form,
            summoned=result.summoned,
            required=result.required,
            approve=result.approve,
            disapprove=result.disapprove,
            other=result.other,
            not_voting=result.not_voting,
            carried=result.carried,
            sentence=plain_sentence(motion, result),
        ),
    )


def void_motion(tx: Transaction, meeting: Meeting, motion_id: UUID, reason: str) -> None:
    """A running motion that should not have been put; the repeat is a new motion."""
    motion = _running_motion(tx, meeting, motion_id)
    _set(tx, meeting, motion, state=MotionState.VOID, closed_at=tx.now, void_reason=reason)
    tx.emit(
        meeting.id,
        MotionVoided(motion_id=str(motion.id), item_id=str(motion.item_id), title=motion.title, reason=reason),
    )


def plain_sentence(motion: Motion, result: Tally) -> str:
    """The result as a secretary reads it aloud, with every number that it rests on."""
    return sentence(
        "motion_sentence_carried" if result.carried else "motion_sentence_not_carried",
        summoned=result.summoned,
        required=result.required,
        threshold=sentence(f"threshold_{motion.threshold}"),
        approve=result.approve,
        disapprove=result.disapprove,
        other=result.other,
        not_voting=result.not_voting,
    )


def _store(
    tx: Transaction,
    meeting: Meeting,
    motion: Motion,
    votes: Mapping[UUID, Ballot],
    names: Mapping[UUID, str],
    channel: BallotChannel,
) -> None:
    if not votes:
        return
    dialect = postgresql if tx.db.dialect.name == "postgresql" else sqlite
    rows = [
        {
            "meeting_id": meeting.id,
            "motion_id": motion.id,
            "member_id": member_id,
            "choice": ballot.choice,
            "note": ballot.note,
            "channel": channel,
            "entered_by": tx.actor.member_id,
            "at": tx.now,
        }
        for member_id, ballot in votes.items()
    ]
    insert = dialect.insert(ballots)
    changed = {name: insert.excluded[name] for name in ("choice", "note", "channel", "entered_by", "at")}
    tx.db.execute(insert.on_conflict_do_update(index_elements=list(ballots.primary_key), set_=changed), rows)
    by_name = "" if channel is BallotChannel.PHONE else tx.actor.name
    for member_id, ballot in votes.items():
        tx.emit(
            meeting.id,
            BallotRecorded(
                motion_id=str(motion.id),
                member_id=str(member_id),
                name=names[member_id],
                choice=ballot.choice,
                channel=channel,
                by_name=by_name,
            ),
            "staff",
        )
    tx.count(meeting.id)


def _set(tx: Transaction, meeting: Meeting, motion: Motion, **changes: object) -> None:
    here = (motions.c.meeting_id == meeting.id) & (motions.c.id == motion.id)
    tx.db.execute(sa.update(motions).where(here).values(**changes))
