"""The list of members brought in from an office's spreadsheet."""

from pathlib import Path

from starlette.responses import Response

from server.clock import local_date
from server.errors import NotFound
from server.ledger.transaction import Answer, Transaction
from server.members import actions
from server.members.imports import explain, plan_for
from server.members.kept import find_rows, forget_rows, keep_rows
from server.members.reading import SheetRow
from server.members.rules import Change, Create, ImportNotAcceptable, Refuse
from server.members.sheet import read_sheet
from server.units.queries import unit_for
from server.units.rules import Action
from server.web.context import Parts, View
from server.web.endpoint import Call, command, view
from server.web.forms import FieldMissing, Form
from server.web.pages import page


def show_import(view: View) -> Response:
    unit = unit_for(view, view.uuid("unit_id"), Action.MEMBERS_IMPORT)
    return page(view, "members/import.html", title="import", unit=unit)


def keep_sheet(view: View, form: Form) -> str:
    """Read it whole now, so that a bad file is refused at once; only the known columns are kept."""
    unit_for(view, view.uuid("unit_id"), Action.MEMBERS_IMPORT)
    upload = next(iter(form.uploads("sheet")), None)
    if upload is None:
        raise FieldMissing(field="sheet")
    return keep_rows(_folder(view.parts), read_sheet(upload.data, upload.filename), view.now)


def upload_sheet(tx: Transaction, call: Call) -> Answer:
    unit = unit_for(tx, call.uuid("unit_id"), Action.MEMBERS_IMPORT)
    return Answer(f"/units/{unit.id}/import/{call.prepared}")


def show_plan(view: View) -> Response:
    """The dry run: row by row what will be created, changed, refused, and why."""
    unit = unit_for(view, view.uuid("unit_id"), Action.MEMBERS_IMPORT)
    digest = view.request.path_params["digest"]
    rows = find_rows(_folder(view.parts), digest)
    if rows is None:
        raise NotFound
    plan = plan_for(view.db, unit, rows, local_date(view.now))
    return page(
        view,
        "members/plan.html",
        title="import",
        unit=unit,
        plan=plan,
        digest=digest,
        refused=plan.of_kind(Refuse),
        created=plan.of_kind(Create),
        changed=plan.of_kind(Change),
        explain=explain,
    )


def read_kept(view: View, _form: Form) -> list[SheetRow] | None:
    """None when the list is gone: a repeat of an accepted import finds its answer in the ledger."""
    return find_rows(_folder(view.parts), view.request.path_params["digest"])


def accept_plan(tx: Transaction, call: Call) -> Answer:
    """Planned again inside the transaction: if that is not what was shown, nothing is written."""
    unit = unit_for(tx, call.uuid("unit_id"), Action.MEMBERS_IMPORT)
    if call.prepared is None:
        raise NotFound
    plan = plan_for(tx.db, unit, call.prepared, local_date(tx.now))
    seen = call.form.text("seen", required=False)
    if not plan.acceptable or seen not in ("", plan.fingerprint):
        raise ImportNotAcceptable
    actions.apply_plan(tx, plan, unit.id)
    forget_rows(_folder(call.request.app.state.parts), call.params["digest"])
    return Answer(f"/units/{unit.id}", "done_imported")


def _folder(parts: Parts) -> Path:
    return parts.settings.data / "imports"


_U = "/units/{unit_id:uuid}"
routes = [
    view(f"{_U}/import", show_import, Action.MEMBERS_IMPORT),
    command(f"{_U}/import", upload_sheet, Action.MEMBERS_IMPORT, prepare=keep_sheet),
    view(_U + "/import/{digest}", show_plan, Action.MEMBERS_IMPORT),
    command(_U + "/import/{digest}/acceptance", accept_plan, Action.MEMBERS_IMPORT, prepare=read_kept, fresh=True),
]
