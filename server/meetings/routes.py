"""The summons: prepared in steps, published, answered, commented on beforehand."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from starlette.responses import RedirectResponse, Response

from server.actor import Role
from server.clock import local_date
from server.db.files import store_file
from server.errors import NotFound
from server.ledger.transaction import Answer, Transaction
from server.meetings import actions, calendar, queries
from server.meetings.papers import Paper, accept
from server.meetings.queries import Meeting
from server.meetings.rules import MeetingKind, MeetingState, Phase, SummonsAnswer, check_draft, is_late, is_summoned
from server.meetings.template import standard_agenda
from server.members.queries import list_members_of_unit
from server.units.queries import get_unit, may_in_unit, unit_for
from server.units.rules import Action
from server.web.context import View
from server.web.endpoint import Call, command, view
from server.web.files import send_file
from server.web.forms import LONG, FieldMissing, FieldNotUnderstood, Form
from server.web.pages import MONTH, WEEK, page

SELF = "self"
STEPS = ("occasion", "content", "agenda", "papers", "check")
AGENDA_ROWS = 40


def list_meetings(view: View) -> Response:
    prepares = [given.unit_id for given in view.actor.assignments if given.role in _PREPARE]
    found = queries.list_meetings_of(view.db, view.actor.member_id, prepares)
    return page(
        view,
        "meetings/list.html",
        title="meetings",
        tab="meetings",
        keep=WEEK,
        coming=[one for one in reversed(found) if one.state is not MeetingState.CLOSED],
        past=[one for one in found if one.state is MeetingState.CLOSED],
        units=[get_unit(view.db, unit_id) for unit_id in dict.fromkeys(prepares)],
    )


_PREPARE = frozenset({Role.SECRETARY, Role.DEPUTY_SECRETARY})


# --- prepare --------------------------------------------------------------------------------


def show_new(view: View) -> Response:
    unit = unit_for(view, view.uuid("unit_id"), Action.MEETING_PREPARE)
    return page(
        view,
        "meetings/new.html",
        title="new_meeting",
        tab="meetings",
        unit=unit,
        members=list_members_of_unit(view.db, unit.id),
        suggested=view.now + timedelta(days=3),
        suggested_month=local_date(view.now + timedelta(days=3)).month,
        place=queries.find_last_place(view.db, unit.id),
        me=view.actor.member_id,
    )


def create(tx: Transaction, call: Call) -> Answer:
    """Step one makes the draft, with the standard agenda of its kind and the tasks that are due by then."""
    unit = unit_for(tx, call.uuid("unit_id"), Action.MEETING_PREPARE)
    kind = call.form.choice("kind", MeetingKind)
    starts_at = call.form.moment("day", "hour")
    meeting_id = actions.create_draft(
        tx,
        unit,
        kind=kind,
        title=call.form.text("title"),
        starts_at=starts_at,
        chair_id=_member_here(tx, unit.id, call.form, "chair"),
        recorder_id=_member_here(tx, unit.id, call.form, "recorder"),
        template=standard_agenda(kind),
        unfinished=call.request.app.state.parts.extras["unfinished_tasks"](tx.db, unit.id, kind, starts_at),
    )
    meeting = queries.get_meeting(tx.db, meeting_id)
    actions.edit_draft(
        tx, meeting, place=call.form.text("place"), link=call.form.text("link", required=False, limit=500)
    )
    return Answer(f"/meetings/{meeting_id}/prepare/content")


def _member_here(tx: Transaction, unit_id: UUID, form: Form, name: str) -> UUID:
    chosen = form.uuid(name)
    if chosen not in {member.id for member in list_members_of_unit(tx.db, unit_id)}:
        raise FieldNotUnderstood(field=name)
    return chosen


def prepare_for(context: View | Transaction, meeting_id: UUID) -> Meeting:
    """The draft's door: an officer of its unit who prepares meetings."""
    if isinstance(context, Transaction):
        queries.lock_meeting(context.db, meeting_id)
    meeting = queries.get_meeting(context.db, meeting_id)
    unit_for(context, meeting.unit_id, Action.MEETING_PREPARE)
    return meeting


def show_step(view: View) -> Response:
    meeting = prepare_for(view, view.uuid("meeting_id"))
    wanted = view.request.path_params["step"]
    if wanted not in STEPS:
        raise NotFound
    if meeting.state is not MeetingState.DRAFT and wanted != "papers":
        return RedirectResponse(meeting.address, status_code=303)
    items = queries.list_items(view.db, meeting.id)
    return page(
        view,
        f"meetings/step_{wanted}.html",
        title="prepare",
        tab="meetings",
        meeting=meeting,
        steps=STEPS,
        step=wanted,
        items=items,
        task_links=view.parts.extras["task_links"](view, meeting, items),
        papers=queries.list_papers(view.db, meeting.id),
        guests=queries.list_guests(view.db, meeting.id),
        members=list_members_of_unit(view.db, meeting.unit_id),
        summoned=_count_summoned(view, meeting),
        late=is_late(added_at=view.now, starts_at=meeting.starts_at),
        phases=list(Phase),
        agenda_rows=AGENDA_ROWS,
    )


def _count_summoned(view: View, meeting: Meeting) -> int:
    members = list_members_of_unit(view.db, meeting.unit_id)
    return sum(is_summoned(meeting.kind, one.post) for one in members)


def save_occasion(tx: Transaction, call: Call) -> Answer:
    meeting = prepare_for(tx, call.uuid("meeting_id"))
    actions.edit_draft(
        tx,
        meeting,
        kind=call.form.choice("kind", MeetingKind),
        title=call.form.text("title"),
        starts_at=call.form.moment("day", "hour"),
        place=call.form.text("place"),
        link=call.form.text("link", required=False, limit=500),
        chair_id=_member_here(tx, meeting.unit_id, call.form, "chair"),
        recorder_id=_member_here(tx, meeting.unit_id, call.form, "recorder"),
    )
    return Answer(f"{meeting.address}/prepare/content")


def save_content(tx: Transaction, call: Call) -> Answer:
    meeting = prepare_for(tx, call.uuid("meeting_id"))
    parts = ("last_month", "this_month", "other_business", "draft_resolution")
    texts = {name: call.form.text(name, required=False, limit=LONG * 3) for name in parts}
    actions.edit_draft(tx, meeting, **texts)
    return Answer(f"{meeting.address}/prepare/agenda")


def save_agenda(tx: Transaction, call: Call) -> Answer:
    """Rows in the order of their numbers; a row without a title is left out."""
    meeting = prepare_for(tx, call.uuid("meeting_id"))
    check_draft(meeting.state)
    rows = []
    for number in range(1, AGENDA_ROWS + 1):
        title = call.form.text(f"title_{number}", required=False, limit=300)
        if title:
            order = call.form.integer(f"order_{number}", least=1, most=99, default=number)
            phase = call.form.choice(f"phase_{number}", Phase)
            minutes = call.form.integer(f"minutes_{number}", least=1, most=240)
            rows.append((order, number, (phase, title, minutes)))
    if not rows:
        raise FieldMissing(field="title_1")
    actions.replace_agenda(tx, meeting.id, [row for _, _, row in sorted(rows)])
    onward = "agenda" if call.form.has("again") else "papers"
    return Answer(f"{meeting.address}/prepare/{onward}", "done_saved" if onward == "agenda" else "")


def convert_papers(view: View, form: Form) -> list[Paper]:
    """Check and convert outside the transaction, and put the bytes into the store by their digest."""
    prepare_for(view, view.uuid("meeting_id"))
    papers = []
    for upload in form.uploads("papers"):
        paper = accept(upload.data, upload.filename)
        store_file(view.parts.settings.files, paper.sha256, upload.data)
        papers.append(paper)
    if not papers:
        raise FieldMissing(field="papers")
    return papers


def add_papers(tx: Transaction, call: Call) -> Answer:
    meeting = prepare_for(tx, call.uuid("meeting_id"))
    for paper in call.prepared:
        actions.add_paper(tx, meeting, call.form.uuid("item"), paper)
    return Answer(f"{meeting.address}/prepare/papers", "done_paper_added")


def remove_paper(tx: Transaction, call: Call) -> Answer:
    meeting = prepare_for(tx, call.uuid("meeting_id"))
    actions.remove_paper(tx, meeting, call.uuid("paper_id"))
    return Answer(f"{meeting.address}/prepare/papers", "done_paper_removed")


def invite_guest(tx: Transaction, call: Call) -> Answer:
    meeting = prepare_for(tx, call.uuid("meeting_id"))
    actions.invite_guest(
        tx,
        meeting,
        name=call.form.text("name", limit=120),
        organisation=call.form.text("organisation", required=False),
        member_id=None,
    )
    return Answer(f"{meeting.address}/prepare/check", "done_guest_invited")


def discard(tx: Transaction, call: Call) -> Answer:
    actions.discard_draft(tx, prepare_for(tx, call.uuid("meeting_id")))
    return Answer("/meetings", "done_discarded")


def publish(tx: Transaction, call: Call) -> Answer:
    meeting = prepare_for(tx, call.uuid("meeting_id"))
    actions.publish(tx, meeting)
    return Answer(meeting.address, "done_published")


# --- read and answer ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Replies:
    """How many have said what; names only for those who lead the meeting."""

    present: int
    remote: int
    absent: int
    silent: int


def show_meeting(view: View) -> Response:
    meeting = queries.meeting_for(view, view.uuid("meeting_id"), Action.MEETING_READ)
    if meeting.state is MeetingState.DRAFT:
        return RedirectResponse(f"{meeting.address}/prepare/check", status_code=303)
    people = queries.list_participants(view.db, meeting.id)
    me = next((one for one in people if one.member_id == view.actor.member_id), None)
    leads = view.actor.member_id in (meeting.chair_id, meeting.recorder_id)
    papers = queries.list_papers(view.db, meeting.id)
    said = [one.answer for one in people]
    items = queries.list_items(view.db, meeting.id)
    return page(
        view,
        "meetings/show.html",
        title="meeting",
        heading=meeting.title,
        tab="meetings",
        keep=WEEK,
        meeting=meeting,
        items=items,
        task_links=view.parts.extras["task_links"](view, meeting, items),
        papers=papers,
        ahead=queries.papers_ahead(meeting.address, papers),
        me=me,
        people=people if leads else [],
        replies=Replies(said.count("present"), said.count("remote"), said.count("absent"), said.count("")),
        names={one.member_id: one.name for one in people},
        statements=view.parts.extras["statements"](view.db, meeting.id, view.actor.member_id),
        minutes=view.parts.extras["minutes"](view.db, meeting.id),
        leads=leads,
        address=(view.parts.settings.public_origin or str(view.request.base_url).rstrip("/")) + meeting.address,
        may_speak=queries.may(view.db, view.actor, meeting, Action.ROOM_SPEAK, view.now),
        may_prepare=may_in_unit(view, get_unit(view.db, meeting.unit_id), Action.MEETING_PREPARE),
    )


def answer_summons(tx: Transaction, call: Call) -> Answer:
    meeting = queries.meeting_for(tx, call.uuid("meeting_id"), Action.MEETING_ANSWER)
    answer = call.form.choice("answer", SummonsAnswer)
    actions.answer_summons(tx, meeting, answer, call.form.text("reason", required=False, limit=300))
    return Answer(f"{meeting.address}#answer", "done_answered")


def show_paper(view: View) -> Response:
    """A DOCX as a page to read; a PDF goes to the phone's own reader."""
    meeting = queries.meeting_for(view, view.uuid("meeting_id"), Action.MEETING_READ)
    paper, html = queries.get_paper(view.db, meeting.id, view.uuid("paper_id"))
    if html is None:
        return RedirectResponse(f"{meeting.address}/papers/{paper.id}/file", status_code=303)
    return page(
        view,
        "meetings/paper.html",
        title="paper",
        heading=paper.filename,
        tab="meetings",
        keep=MONTH,
        meeting=meeting,
        paper=paper,
        paper_html=html,
    )


def download_paper(view: View) -> Response:
    meeting = queries.meeting_for(view, view.uuid("meeting_id"), Action.MEETING_READ)
    paper, _ = queries.get_paper(view.db, meeting.id, view.uuid("paper_id"))
    return send_file(view, paper.sha256, paper.kind, paper.filename, keep=MONTH)


routes = [
    view("/meetings", list_meetings, SELF),
    view("/units/{unit_id:uuid}/meetings/new", show_new, Action.MEETING_PREPARE),
    command("/units/{unit_id:uuid}/meetings", create, Action.MEETING_PREPARE),
    view("/meetings/{meeting_id:uuid}/prepare/{step}", show_step, Action.MEETING_PREPARE),
    command("/meetings/{meeting_id:uuid}/occasion", save_occasion, Action.MEETING_PREPARE),
    command("/meetings/{meeting_id:uuid}/content", save_content, Action.MEETING_PREPARE),
    command("/meetings/{meeting_id:uuid}/agenda", save_agenda, Action.MEETING_PREPARE),
    command("/meetings/{meeting_id:uuid}/papers", add_papers, Action.MEETING_PREPARE, prepare=convert_papers),
    command("/meetings/{meeting_id:uuid}/papers/{paper_id:uuid}/removal", remove_paper, Action.MEETING_PREPARE),
    command("/meetings/{meeting_id:uuid}/guests", invite_guest, Action.MEETING_PREPARE),
    command("/meetings/{meeting_id:uuid}/discarding", discard, Action.MEETING_PREPARE),
    command("/meetings/{meeting_id:uuid}/publication", publish, Action.MEETING_PREPARE),
    view("/meetings/{meeting_id:uuid}", show_meeting, Action.MEETING_READ),
    *calendar.routes,
    command("/meetings/{meeting_id:uuid}/answer", answer_summons, Action.MEETING_ANSWER),
    view("/meetings/{meeting_id:uuid}/papers/{paper_id:uuid}", show_paper, Action.MEETING_READ),
    view("/meetings/{meeting_id:uuid}/papers/{paper_id:uuid}/file", download_paper, Action.MEETING_READ),
]
