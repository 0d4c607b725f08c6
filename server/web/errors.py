"""Kind of refusal -> status and page. The only place that knows a status of a refusal."""

import logging
import re
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from server.errors import (
    Busy,
    CommandReused,
    Conflict,
    DomainError,
    Forbidden,
    Invalid,
    NotFound,
    NotSignedIn,
    TooLarge,
)
from server.i18n.messages import known, sentence
from server.ids import new_id
from server.web.endpoint import wants_json
from server.web.forms import Form
from server.web.origin import CrossSite
from server.web.pages import html
from server.web.sessions import ConfirmNeeded, DeviceLocked

log = logging.getLogger(__name__)

STATUS: dict[type[DomainError], int] = {
    NotSignedIn: 401,
    CrossSite: 403,
    Forbidden: 403,
    NotFound: 404,
    Conflict: 409,
    TooLarge: 413,
    CommandReused: 422,
    Invalid: 422,
    Busy: 503,
}
HTTP_CODES = {404: "not_found", 405: "not_found", 413: "too_large", 400: "invalid"}


def status_of(error: DomainError) -> int:
    """Of the nearest class that has a status; a refusal without one is a bug."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


async def on_domain_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, DomainError)
    status = status_of(error)
    if isinstance(error, NotSignedIn) and request.method == "GET" and not wants_json(request):
        way = "/unlock" if isinstance(error, DeviceLocked) else "/enter"
        return RedirectResponse(f"{way}?next={quote(request.url.path)}", status_code=303)
    if isinstance(error, ConfirmNeeded) and not wants_json(request):
        return confirm_first(request, status, error)
    field = error.details.get("field")
    return refusal(request, status, error.code, words_of(error), str(field or ""))


# What must not be written into a page cannot be sent again from it either.
UNWRITTEN = frozenset({"command_id", "pin", "pin_again", "code", "secret", "password", "passphrase"})


def confirm_first(request: Request, status: int, error: ConfirmNeeded) -> Response:
    """Asks for the PIN; a form keeps all that it said, and goes on with the same press."""
    if request.method == "GET":
        return RedirectResponse(f"/confirm?next={quote(request.url.path)}", status_code=303)
    form: Form = request.state.form
    content = html(
        "accounts/confirm.html",
        title=sentence("title_confirm"),
        wrong=words_of(error) if error.code == "confirm_wrong" else "",
        post_to=request.url.path,
        kept=[pair for pair in form.pairs() if pair[0] not in UNWRITTEN],
        command_id_kept=form.fields.get("command_id") or new_id(),
        has_files=bool(form.files),
        viewer=None,
        notice=None,
        tab="",
    )
    return Response(content, status_code=status, media_type="text/html")


def words_of(error: DomainError) -> str:
    """The sentence of a refusal, with names of fields and states as people call them."""
    return sentence(error.code, **{name: _in_words(value) for name, value in error.details.items()})


def _in_words(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(_in_words, value))
    # Rows of a form are numbered: `title_3` is a title.
    code = f"word_{re.sub(r'_[0-9]+$', '', str(value))}"
    return sentence(code) if known(code) else str(value)


async def on_http_exception(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = HTTP_CODES.get(error.status_code, "invalid")
    return refusal(request, error.status_code, code, sentence(code))


async def on_crash(request: Request, error: Exception) -> Response:
    log.error("unexpected %s on %s", type(error).__name__, request.url.path)
    return refusal(request, 500, "unexpected", sentence("unexpected"))


def refusal(request: Request, status: int, code: str, text: str, field: str = "") -> Response:
    """What happened, what is safe, what to do; a form's text comes back, ready to be sent again."""
    if wants_json(request):
        return JSONResponse({"code": code, "text": text, "field": field}, status_code=status)
    form: Form | None = getattr(request.state, "form", None)
    kept = [] if form is None else [(name, value) for name, value in form.fields.items() if name != "command_id"]
    content = html(
        "errors/page.html",
        title="",
        text=text,
        code=code,
        status=status,
        wrong=field,
        kept=kept if status in (401, 409, 422, 503) else [],
        post_to=request.url.path,
        fresh_command_id=new_id(),
        viewer=None,
        notice=None,
        tab="",
    )
    response = Response(content, status_code=status, media_type="text/html")
    if status == 503:
        response.headers["Retry-After"] = "3"
    return response
