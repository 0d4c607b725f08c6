"""The minutes: read, correct, read back, approve, print."""

from dataclasses import dataclass

from starlette.responses import Response

from server.documents.queries import find_resolution
from server.errors import NotFound
from server.ledger.transaction import Answer, Transaction
from server.meetings.queries import Meeting, PaperRow, list_meetings_of, list_papers, may, meeting_for
from server.minutes import actions, queries
from server.minutes.document import document_of
from server.minutes.docx import to_docx
from server.minutes.pdf import to_pdf
from server.minutes.rules import Signer
from server.units.rules import Action
from server.web.context import View
from server.web.endpoint import Call, command, view
from server.web.forms import LONG
from server.web.pages import WEEK, page


def show_minutes(view: View) -> Response:
    meeting = meeting_for(view, view.uuid("meeting_id"), Action.MINUTES_READ)
    minutes = queries.get_minutes(view.db, meeting.id)
    anchor = queries.anchor_of(view.db, meeting, minutes)
    me = view.actor.member_id
    return page(
        view,
        "minutes/show.html",
        title="minutes",
        tab="documents",
        meeting=meeting,
        minutes=minutes,
        anchor=anchor,
        resolution=find_resolution(view.db, meeting.id),
        corrected=queries.corrected(view.db, meeting.id),
        is_chair=me == meeting.chair_id,
        is_recorder=me == meeting.recorder_id,
        signed={one.role for one in minutes.approvals},
        editing=view.request.query_params.get("edit", ""),
        report=view.parts.extras["report"](view, meeting),
    )


def revise(tx: Transaction, call: Call) -> Answer:
    meeting = meeting_for(tx, call.uuid("meeting_id"), Action.MINUTES_APPROVE)
    paragraph_id = call.uuid("paragraph_id")
    actions.revise(
        tx,
        meeting,
        paragraph_id,
        seen=call.form.integer("seen", least=0, most=999_999),
        text=call.form.text("text", required=False, limit=LONG * 5),
    )
    return Answer(f"{meeting.address}/minutes#p-{paragraph_id}", "done_paragraph")


def read_back(tx: Transaction, call: Call) -> Answer:
    meeting = meeting_for(tx, call.uuid("meeting_id"), Action.MINUTES_APPROVE)
    actions.read_back(tx, meeting)
    return Answer(f"{meeting.address}/minutes", "done_read_back")


def approve(tx: Transaction, call: Call) -> Answer:
    meeting = meeting_for(tx, call.uuid("meeting_id"), Action.MINUTES_APPROVE)
    actions.approve(tx, meeting, call.form.choice("role", Signer))
    return Answer(f"{meeting.address}/minutes", "done_approved")


@dataclass(frozen=True, slots=True)
class Shelf:
    """What a meeting has left to read; ``minutes_state`` is empty where there are none for this person."""

    meeting: Meeting
    papers: list[PaperRow]
    minutes_state: str


def show_documents(view: View) -> Response:
    """Papers and minutes of the person's meetings, newest first."""
    shelves = []
    for meeting in list_meetings_of(view.db, view.actor.member_id):
        minutes = queries.find_minutes(view.db, meeting.id)
        may_read = may(view.db, view.actor, meeting, Action.MINUTES_READ, view.now)
        state = minutes.state if minutes and may_read else ""
        papers = list_papers(view.db, meeting.id)
        if papers or state:
            shelves.append(Shelf(meeting, papers, state))
    return page(view, "minutes/documents.html", title="meeting_documents", tab="documents", keep=WEEK, shelves=shelves)


_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def print_minutes(view: View) -> Response:
    meeting = meeting_for(view, view.uuid("meeting_id"), Action.MINUTES_READ)
    minutes = queries.get_minutes(view.db, meeting.id)
    document = document_of(minutes, queries.anchor_of(view.db, meeting, minutes))
    match view.request.path_params["form"]:
        case "pdf":
            content, media_type = to_pdf(document), "application/pdf"
        case "docx":
            content, media_type = to_docx(document), _DOCX
        case _:
            raise NotFound
    form = view.request.path_params["form"]
    headers = {
        "Content-Disposition": f'{"inline" if form == "pdf" else "attachment"}; filename="bien-ban.{form}"',
        "Cache-Control": "no-store",
    }
    return Response(content, media_type=media_type, headers=headers)


_M = "/meetings/{meeting_id:uuid}/minutes"
routes = [
    view("/documents/meetings", show_documents, "self"),
    view(_M, show_minutes, Action.MINUTES_READ),
    view(_M + ".{form}", print_minutes, Action.MINUTES_READ),
    command(_M + "/paragraphs/{paragraph_id:uuid}", revise, Action.MINUTES_APPROVE),
    command(_M + "/reading", read_back, Action.MINUTES_APPROVE),
    command(_M + "/approval", approve, Action.MINUTES_APPROVE),
]
