"""From a draft summons to a closed meeting."""

import secrets
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from server import clock
from server.ids import new_id
from server.ledger.append import begin_log, end_log
from server.ledger.transaction import Transaction
from server.meetings import carried, findable, hand_down, queries
from server.meetings.carried import Carried
from server.meetings.papers import Paper
from server.meetings.queries import Meeting
from server.meetings.rules import (
    HandedDownStays,
    MeetingKind,
    Phase,
    Step,
    SummonsAnswer,
    check_answer,
    check_draft,
    check_link,
    check_not_over,
    check_publishable,
    check_running,
    is_late,
    is_summoned,
    step,
)
from server.meetings.tables import agenda_items, guests, meetings, papers, participants
from server.members.actions import list_settled
from server.members.queries import get_member
from server.notifications.actions import schedule
from server.notifications.rules import meeting_times
from server.protocol.events import (
    ConclusionRecorded,
    HallCodeRenewed,
    ItemStarted,
    MeetingClosed,
    MeetingOpened,
    MeetingResumed,
    MeetingSuspended,
    PaperAdded,
    SummonsAnswered,
    SummonsPublished,
)
from server.units.queries import Unit, find_unit


def create_draft(
    tx: Transaction,
    unit: Unit,
    *,
    kind: MeetingKind,
    title: str,
    starts_at: datetime,
    chair_id: UUID,
    recorder_id: UUID,
    template: list[tuple[Phase, str, int]],
    unfinished: Sequence[Carried] = (),
) -> UUID:
    """A draft with the agenda of the standard order, (phase, title, planned minutes) each, and what is unfinished."""
    meeting_id = new_id()
    tx.db.execute(
        sa.insert(meetings).values(
            id=meeting_id,
            unit_id=unit.id,
            kind=kind,
            state="draft",
            title=title,
            starts_at=starts_at,
            place="",
            link="",
            last_month="",
            this_month="",
            other_business="",
            draft_resolution="",
            chair_id=chair_id,
            recorder_id=recorder_id,
            created_by=tx.actor.member_id,
            created_at=tx.now,
            hall_secret=secrets.token_bytes(32),
        )
    )
    begin_log(tx.db, meeting_id)
    replace_agenda(tx, meeting_id, template)
    carried.put_on_agenda(tx, meeting_id, unfinished)
    if kind is not MeetingKind.COMMITTEE:
        hand_down.receive_waiting(tx, meeting_id, unit.id)
    return meeting_id


def replace_agenda(tx: Transaction, meeting_id: UUID, wanted: list[tuple[Phase, str, int]]) -> None:
    """The whole agenda of a draft, in this order. Items that keep their title keep their papers.

    What a unit above put there stays, whatever the form that was sent knew of it.
    """
    before = queries.list_items(tx.db, meeting_id)
    known, old = {item.title: item.id for item in before}, {item.id: item for item in before}
    rows, used = [], set()
    for position, (phase, title, minutes) in enumerate(hand_down.with_handed_down(before, wanted), start=1):
        item_id = known.get(title)
        if item_id is None or item_id in used:
            item_id = new_id()
        used.add(item_id)
        rows.append(
            {
                "meeting_id": meeting_id,
                "id": item_id,
                "position": position,
                "phase": phase,
                "title": title,
                "planned_minutes": minutes,
                "spent_seconds": 0,
                "visited": False,
                "conclusion": "",
                **{name: getattr(old.get(item_id), name, None) for name in _STAYS},
            }
        )
    tx.db.execute(sa.delete(agenda_items).where(agenda_items.c.meeting_id == meeting_id))
    tx.db.execute(
        sa.delete(papers).where(papers.c.meeting_id == meeting_id, papers.c.item_id.notin_(used or {UUID(int=0)}))
    )
    if rows:
        tx.db.execute(sa.insert(agenda_items), rows)


_STAYS = ("handed_down_id", "task_meeting_id", "task_id")  # where an item comes from


def edit_draft(tx: Transaction, meeting: Meeting, **changes: object) -> None:
    """Change fields of a draft; the caller has read them from a form."""
    check_draft(meeting.state)
    if "link" in changes:
        check_link(str(changes["link"]))
    tx.db.execute(sa.update(meetings).where(meetings.c.id == meeting.id).values(**changes))


def publish(tx: Transaction, meeting: Meeting) -> None:
    """Summon the unit's members as they stand now, and tell the cell."""
    after = step(meeting.state, Step.PUBLISH)
    items = queries.list_items(tx.db, meeting.id)
    check_publishable(title=meeting.title, place=meeting.place, items=items, starts_at=meeting.starts_at, now=tx.now)
    summoned = [
        {
            "meeting_id": meeting.id,
            "member_id": member.id,
            "name": member.name,
            "sort_key": member.sort_key,
            "birth_year": member.birth_date.year,
            "standing": member.standing,
            "post": member.post,
        }
        for member in list_settled(tx.db, tx.now, meeting.unit_id)
        if is_summoned(meeting.kind, member.post)
    ]
    if summoned:
        tx.db.execute(sa.insert(participants), summoned)
    late = is_late(added_at=tx.now, starts_at=meeting.starts_at)
    tx.db.execute(sa.update(papers).where(papers.c.meeting_id == meeting.id).values(late=late))
    tx.db.execute(sa.update(meetings).where(meetings.c.id == meeting.id).values(state=after, published_at=tx.now))
    unit = find_unit(tx.db, meeting.unit_id)
    parent = find_unit(tx.db, unit.parent_id) if unit and unit.parent_id else None
    tx.emit(
        meeting.id,
        SummonsPublished(
            kind=meeting.kind,
            title=meeting.title,
            unit_name=meeting.unit_name,
            superior_name=parent.name if parent else "",
            locality=unit.place if unit else "",
            starts_at=clock.millis(meeting.starts_at),
            place=meeting.place,
            summoned=dict(Counter(str(one["standing"]) for one in summoned)),
            agenda=[{"id": str(item.id), "title": item.title} for item in items],
            papers=[paper.filename for paper in queries.list_papers(tx.db, meeting.id)],
        ),
    )
    for kind, due_at in meeting_times(meeting.starts_at, tx.now):
        schedule(tx, kind, meeting.id, due_at)
    findable.note(tx, meeting.id)
    tx.trace("meeting_published", meeting.id, unit_id=meeting.unit_id)


def discard_draft(tx: Transaction, meeting: Meeting) -> None:
    """A draft that nobody was told of leaves nothing behind but the trace."""
    check_draft(meeting.state)
    hand_down.wait_again(tx, meeting.id)
    for table in (agenda_items, papers, guests):
        tx.db.execute(sa.delete(table).where(table.c.meeting_id == meeting.id))
    end_log(tx.db, meeting.id)
    tx.db.execute(sa.delete(meetings).where(meetings.c.id == meeting.id))
    tx.trace("draft_discarded", meeting.id, unit_id=meeting.unit_id)


def add_paper(tx: Transaction, meeting: Meeting, item_id: UUID, paper: Paper) -> UUID:
    """Put a converted paper on an item. The file itself was stored by its digest before."""
    check_not_over_or_draft(meeting)
    item = queries.get_item(tx.db, meeting.id, item_id)
    paper_id = new_id()
    late = meeting.published_at is not None and is_late(added_at=tx.now, starts_at=meeting.starts_at)
    tx.db.execute(
        sa.insert(papers).values(
            meeting_id=meeting.id,
            id=paper_id,
            item_id=item.id,
            filename=paper.filename,
            kind=paper.kind,
            size=paper.size,
            sha256=paper.sha256,
            pages=paper.pages,
            html=paper.html,
            added_at=tx.now,
            added_by=tx.actor.member_id,
            late=late,
        )
    )
    if meeting.published_at is not None:
        tx.emit(
            meeting.id,
            PaperAdded(paper_id=str(paper_id), item_id=str(item.id), filename=paper.filename, late=late),
        )
        findable.note(tx, meeting.id)
    return paper_id


def check_not_over_or_draft(meeting: Meeting) -> None:
    """Papers may come in the draft too; only after the close they may not."""
    if meeting.published_at is not None:
        check_not_over(meeting.state)


def remove_paper(tx: Transaction, meeting: Meeting, paper_id: UUID) -> None:
    check_draft(meeting.state)
    if any(one.id == paper_id and one.handed_down_id for one in queries.list_papers(tx.db, meeting.id)):
        raise HandedDownStays
    tx.db.execute(sa.delete(papers).where(papers.c.meeting_id == meeting.id, papers.c.id == paper_id))


def invite_guest(tx: Transaction, meeting: Meeting, *, name: str, organisation: str, member_id: UUID | None) -> UUID:
    check_not_over_or_draft(meeting)
    guest_id = new_id()
    tx.db.execute(
        sa.insert(guests).values(
            meeting_id=meeting.id, id=guest_id, member_id=member_id, name=name, organisation=organisation, present=False
        )
    )
    return guest_id


def answer_summons(tx: Transaction, meeting: Meeting, answer: SummonsAnswer, reason: str) -> None:
    """The newest answer counts; earlier ones stay in the staff log."""
    check_not_over(meeting.state)
    check_answer(answer, reason)
    person = queries.get_participant(tx.db, meeting.id, tx.actor.member_id)
    tx.db.execute(
        sa.update(participants)
        .where(participants.c.meeting_id == meeting.id, participants.c.member_id == person.member_id)
        .values(answer=answer, answer_reason=reason, answered_at=tx.now)
    )
    tx.emit(
        meeting.id,
        SummonsAnswered(member_id=str(person.member_id), name=person.name, answer=answer, reason=reason),
        "staff",
    )


def open_meeting(tx: Transaction, meeting: Meeting) -> None:
    _move(tx, meeting, Step.OPEN, opened_at=tx.now)
    tx.emit(
        meeting.id,
        MeetingOpened(
            chair_name=get_member(tx.db, meeting.chair_id).name,
            recorder_name=get_member(tx.db, meeting.recorder_id).name,
            opened_at=clock.millis(tx.now),
        ),
    )


def suspend_meeting(tx: Transaction, meeting: Meeting) -> None:
    """The clock of the running item stops too."""
    _stop_clock(tx, meeting)
    _move(tx, meeting, Step.SUSPEND)
    tx.emit(meeting.id, MeetingSuspended(suspended_at=clock.millis(tx.now)))


def resume_meeting(tx: Transaction, meeting: Meeting) -> None:
    _move(tx, meeting, Step.RESUME)
    if meeting.current_item_id:
        _set_item(tx, meeting.id, meeting.current_item_id, started_at=tx.now)
    tx.emit(meeting.id, MeetingResumed(resumed_at=clock.millis(tx.now)))


def close_meeting(tx: Transaction, meeting: Meeting) -> None:
    _stop_clock(tx, meeting)
    _move(tx, meeting, Step.CLOSE, closed_at=tx.now, current_item_id=None)
    tx.emit(meeting.id, MeetingClosed(closed_at=clock.millis(tx.now)))


def start_item(tx: Transaction, meeting: Meeting, item_id: UUID) -> None:
    """Put an item on the table. Setting the one that is there already changes nothing."""
    check_running(meeting.state)
    item = queries.get_item(tx.db, meeting.id, item_id)
    if meeting.current_item_id == item.id:
        return
    _stop_clock(tx, meeting)
    _set_item(tx, meeting.id, item.id, started_at=tx.now, visited=True)
    tx.db.execute(sa.update(meetings).where(meetings.c.id == meeting.id).values(current_item_id=item.id))
    tx.emit(
        meeting.id,
        ItemStarted(item_id=str(item.id), position=item.position, title=item.title, started_at=clock.millis(tx.now)),
    )


def conclude_item(tx: Transaction, meeting: Meeting, item_id: UUID, text: str) -> None:
    check_running(meeting.state)
    item = queries.get_item(tx.db, meeting.id, item_id)
    _set_item(tx, meeting.id, item.id, conclusion=text)
    tx.emit(meeting.id, ConclusionRecorded(item_id=str(item.id), text=text))


def renew_hall_code(tx: Transaction, meeting: Meeting) -> None:
    """A new secret behind the code: what was seen of the old one is worth nothing now."""
    check_not_over(meeting.state)
    secret = secrets.token_bytes(32)
    tx.db.execute(sa.update(meetings).where(meetings.c.id == meeting.id).values(hall_secret=secret))
    tx.emit(meeting.id, HallCodeRenewed(), "staff")


def _move(tx: Transaction, meeting: Meeting, wanted: Step, **changes: object) -> None:
    after = step(meeting.state, wanted)
    tx.db.execute(sa.update(meetings).where(meetings.c.id == meeting.id).values(state=after, **changes))


def _stop_clock(tx: Transaction, meeting: Meeting) -> None:
    if meeting.current_item_id is None:
        return
    item = queries.get_item(tx.db, meeting.id, meeting.current_item_id)
    if item.started_at is not None:
        _set_item(tx, meeting.id, item.id, started_at=None, spent_seconds=item.clock.spent(tx.now))


def _set_item(tx: Transaction, meeting_id: UUID, item_id: UUID, **changes: object) -> None:
    here = (agenda_items.c.meeting_id == meeting_id) & (agenda_items.c.id == item_id)
    tx.db.execute(sa.update(agenda_items).where(here).values(**changes))
