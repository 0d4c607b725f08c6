"""Whom each kind of message concerns, judged when it is sent and not when it was planned."""

from sqlalchemy import Connection

from server.accounts.queries import get_card
from server.clock import local_date, now
from server.meetings.queries import find_meeting, list_participants
from server.meetings.rules import MeetingState
from server.notifications.message import Occasion, Occasions
from server.notifications.queries import Job
from server.notifications.rules import Kind, noon
from server.reports.queries import find_report_of_step, list_senders
from server.reports.rules import StepKind
from server.tasks.queries import find_task
from server.tasks.rules import TaskState

# A meeting that has begun or ended is not announced any more; who is late may still be told that it begins.
_STATES = {
    Kind.MEETING_PUBLISHED: {MeetingState.PUBLISHED},
    Kind.MEETING_TOMORROW: {MeetingState.PUBLISHED},
    Kind.MEETING_SOON: {MeetingState.PUBLISHED, MeetingState.OPEN},
}


def of_meeting(db: Connection, job: Job) -> Occasion | None:
    meeting = find_meeting(db, job.subject_id)
    if meeting is None or meeting.state not in _STATES[job.kind]:
        return None
    members = tuple(one.member_id for one in list_participants(db, meeting.id))
    return Occasion(members, meeting.starts_at, meeting.address)


def of_task(db: Connection, job: Job) -> Occasion | None:
    """Nobody is reminded of what is finished."""
    task = find_task(db, job.meeting_id, job.subject_id) if job.meeting_id else None
    if task is None or task.state is not TaskState.GIVEN:
        return None
    return Occasion((task.assignee_id,), noon(task.due_on), "/tasks")


def of_report(db: Connection, job: Job) -> Occasion | None:
    """Whoever may send it again, as long as nobody has."""
    report = find_report_of_step(db, job.subject_id)
    if report is None or report.state is not StepKind.RETURNED or report.last.id != job.subject_id:
        return None
    return Occasion(tuple(list_senders(db, report, local_date(now()))), report.last.at, report.address)


def of_card(db: Connection, job: Job) -> Occasion | None:
    """The member whose card was given again and used: on the devices that were theirs before."""
    card = get_card(db, job.subject_id)
    return Occasion((card.member_id,), card.used_at, "/me") if card.used_at else None


OCCASIONS: Occasions = {
    Kind.MEETING_PUBLISHED: of_meeting,
    Kind.MEETING_TOMORROW: of_meeting,
    Kind.MEETING_SOON: of_meeting,
    Kind.TASK_DUE: of_task,
    Kind.REPORT_RETURNED: of_report,
    Kind.ENTRY_RENEWED: of_card,
}
