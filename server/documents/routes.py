"""The library: read, download, publish, withdraw; and hand down into the coming meetings of all cells."""

from dataclasses import dataclass
from uuid import UUID

from starlette.responses import Response

from server.clock import local_date
from server.db.files import store_file
from server.documents import actions, queries
from server.documents.actions import About
from server.documents.queries import PAGE, Document, document_for
from server.documents.rules import DocumentType, check_not_withdrawn, goes_below
from server.errors import NotFound
from server.ledger.transaction import Answer, Transaction
from server.meetings import hand_down
from server.meetings.papers import Paper, accept
from server.units.queries import Unit, held_units, list_units, unit_for
from server.units.rules import Action, UnitKind, units_read_from
from server.web.context import View
from server.web.endpoint import Call, command, view
from server.web.files import send_file
from server.web.forms import FieldMissing, Form
from server.web.pages import MONTH, page, page_number

# --- read -----------------------------------------------------------------------------------


def show_library(view: View) -> Response:
    """Everything that the units above publish, and the own unit's; by level and by type."""
    readable = units_read_from(view.actor, local_date(view.now))
    levels = sorted(list_units(view.db, readable), key=lambda one: one.path)
    asked = view.request.query_params
    level = next((one for one in levels if str(one.id) == asked.get("unit")), None)
    type_ = next((one for one in DocumentType if one == asked.get("type")), None)
    number = page_number(view)
    shelf = queries.list_documents(view.db, [level.id] if level else readable, type_=type_, page=number)
    return page(
        view,
        "documents/list.html",
        title="documents",
        tab="documents",
        keep=MONTH,
        shelf=shelf,
        levels=levels,
        level=level,
        types=list(DocumentType),
        type_=type_,
        number=number,
        count=max(1, -(-shelf.count // PAGE)),
        publishes=held_units(view, Action.DOCUMENT_PUBLISH),
        hands_down=_units_above_cells(view),
    )


def _units_above_cells(view: View) -> list[Unit]:
    return [one for one in held_units(view, Action.HAND_DOWN) if one.kind is not UnitKind.CELL]


def show_document(view: View) -> Response:
    document = document_for(view, view.uuid("document_id"), Action.DOCUMENT_READ)
    return page(
        view,
        "documents/show.html",
        title="document",
        heading=document.title,
        tab="documents",
        keep=MONTH,
        document=document,
        document_html=queries.html_of(view.db, document.id),
        may_withdraw=_may_withdraw(view, document),
        may_number=document.meeting_id is not None and queries.may(view, document, Action.DOCUMENT_PUBLISH),
        may_hand_down=bool(_passing_on(view, document)) and document.withdrawn_at is None,
    )


def _may_withdraw(view: View, document: Document) -> bool:
    here = document.meeting_id is None and document.withdrawn_at is None
    return here and queries.may(view, document, Action.DOCUMENT_PUBLISH)


def download(view: View) -> Response:
    document = document_for(view, view.uuid("document_id"), Action.DOCUMENT_READ)
    paper = actions.paper_of(document, None)
    if paper is None:
        raise NotFound
    return send_file(view, paper.sha256, paper.kind, paper.filename, keep=MONTH)


# --- publish --------------------------------------------------------------------------------


def show_new(view: View) -> Response:
    unit = unit_for(view, view.uuid("unit_id"), Action.DOCUMENT_PUBLISH)
    return page(view, "documents/new.html", title="new_document", tab="documents", unit=unit, types=list(DocumentType))


def look_at_file(view: View, form: Form) -> Paper:
    """Outside the transaction: what the file really is, and its bytes into the store."""
    unit_for(view, view.uuid("unit_id"), Action.DOCUMENT_PUBLISH)
    upload = next(iter(form.uploads("file")), None)
    if upload is None:
        raise FieldMissing(field="file")
    paper = accept(upload.data, upload.filename)
    store_file(view.parts.settings.files, paper.sha256, upload.data)
    return paper


def publish(tx: Transaction, call: Call) -> Answer:
    unit = unit_for(tx, call.uuid("unit_id"), Action.DOCUMENT_PUBLISH)
    about = About(
        type=call.form.choice("type", DocumentType),
        number=call.form.text("number", required=False, limit=40),
        symbol=call.form.text("symbol", required=False, limit=60),
        title=call.form.text("title", limit=300),
        issuer=call.form.text("issuer"),
        issued_on=call.form.date("issued_on"),
    )
    document_id = actions.publish(tx, unit.id, about, call.prepared)
    return Answer(f"/documents/{document_id}", "done_document_published")


def withdraw(tx: Transaction, call: Call) -> Answer:
    document = document_for(tx, call.uuid("document_id"), Action.DOCUMENT_PUBLISH)
    actions.withdraw(tx, document)
    return Answer("/documents", "done_document_withdrawn")


def number(tx: Transaction, call: Call) -> Answer:
    document = document_for(tx, call.uuid("document_id"), Action.DOCUMENT_PUBLISH)
    actions.number(
        tx,
        document,
        number=call.form.text("number", limit=40),
        symbol=call.form.text("symbol", required=False, limit=60),
    )
    return Answer(document.address, "done_document_numbered")


# --- hand down ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Preview:
    unit: Unit
    plan: hand_down.Plan


def show_hand_down_document(view: View) -> Response:
    """The unit that hands down need not be the one that published: a commune passes on what the province sent."""
    document = document_for(view, view.uuid("document_id"), Action.DOCUMENT_READ)
    offices = _passing_on(view, document)
    if not offices:
        raise NotFound
    check_not_withdrawn(withdrawn=document.withdrawn_at is not None)
    unit_for(view, offices[0].id, Action.HAND_DOWN)
    previews = [Preview(one, _plan(view, one, document.id, document.title)) for one in offices]
    return page(
        view,
        "documents/hand_down.html",
        title="hand_down",
        tab="documents",
        document=document,
        post_to=f"{document.address}/hand-down",
        previews=previews,
    )


def _passing_on(view: View, document: Document) -> list[Unit]:
    """Only what was published above the cells or by the unit itself; what one cell keeps is not for the others."""
    return [one for one in _units_above_cells(view) if document.sha256 and goes_below(document.unit_path, one.path)]


def _plan(view: View, unit: Unit, document_id: UUID | None, title: str) -> hand_down.Plan:
    return hand_down.plan(view.db, unit, document_id=document_id, title=title)


def hand_down_document(tx: Transaction, call: Call) -> Answer:
    document = document_for(tx, call.uuid("document_id"), Action.DOCUMENT_READ)
    unit = unit_for(tx, call.form.uuid("unit"), Action.HAND_DOWN)
    if not goes_below(document.unit_path, unit.path):
        raise NotFound
    check_not_withdrawn(withdrawn=document.withdrawn_at is not None)
    hand_down.hand_down(
        tx,
        unit,
        document_id=document.id,
        title=call.form.text("title", limit=300),
        minutes=call.form.integer("minutes", least=1, most=240),
        paper=actions.paper_of(document, queries.html_of(tx.db, document.id)),
    )
    return Answer(document.address, "done_handed_down")


def show_hand_down_item(view: View) -> Response:
    unit = unit_for(view, view.uuid("unit_id"), Action.HAND_DOWN)
    return page(
        view,
        "documents/hand_down.html",
        title="hand_down",
        tab="documents",
        document=None,
        post_to=f"/units/{unit.id}/hand-down",
        previews=[Preview(unit, _plan(view, unit, None, ""))],
    )


def hand_down_item(tx: Transaction, call: Call) -> Answer:
    unit = unit_for(tx, call.uuid("unit_id"), Action.HAND_DOWN)
    title = call.form.text("title", limit=300)
    minutes = call.form.integer("minutes", least=1, most=240)
    hand_down.hand_down(tx, unit, document_id=None, title=title, minutes=minutes, paper=None)
    return Answer("/documents", "done_handed_down")


_D, _U = "/documents/{document_id:uuid}", "/units/{unit_id:uuid}"
routes = [
    view("/documents", show_library, "self"),
    view(_D, show_document, Action.DOCUMENT_READ),
    view(f"{_D}/file", download, Action.DOCUMENT_READ, name="download_document"),
    view(f"{_U}/documents/new", show_new, Action.DOCUMENT_PUBLISH, name="show_new_document"),
    command(f"{_U}/documents", publish, Action.DOCUMENT_PUBLISH, prepare=look_at_file, name="publish_document"),
    command(f"{_D}/withdrawal", withdraw, Action.DOCUMENT_PUBLISH, name="withdraw_document"),
    command(f"{_D}/number", number, Action.DOCUMENT_PUBLISH, name="number_document"),
    view(f"{_D}/hand-down", show_hand_down_document, Action.HAND_DOWN),
    command(f"{_D}/hand-down", hand_down_document, Action.HAND_DOWN),
    view(f"{_U}/hand-down", show_hand_down_item, Action.HAND_DOWN),
    command(f"{_U}/hand-down", hand_down_item, Action.HAND_DOWN),
]
