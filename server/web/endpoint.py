"""The two kinds of endpoint: ``view`` reads one snapshot, ``command`` makes one change.

Each declares the action that it needs; the action itself asks ``decide`` on loaded facts,
and an endpoint whose code never asked is an error, not a hole.
"""

import asyncio
import functools
import hashlib
import hmac
from collections.abc import Callable, Hashable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from server import clock
from server.actor import Actor
from server.errors import Busy, Invalid, NotSignedIn
from server.i18n.messages import sentence
from server.ledger.transaction import Answer, Command, Done, Transaction, digest_of, execute
from server.web.context import CONFIRMING, Parts, View
from server.web.forms import Form, Upload
from server.web.identity import owner_of
from server.web.origin import check_same_site
from server.web.secrecy import check_form
from server.web.sessions import (
    DeviceLocked,
    accept_session,
    confirm,
    exchange_session,
    require_fresh,
    set_session_cookie,
)

PUBLIC = "public"
MAX_UPLOADS = 12
MAX_PART = 512 * 1024  # 50,000 letters, each as nine signs of an encoded form


class NotTheSender(NotSignedIn):
    """What one member wrote on this phone is never recorded under another who signed in since."""

    code = "not_the_sender"


class CommandIdMissing(Invalid):
    code = "command_id_missing"


@dataclass(slots=True)
class Call:
    """A command's input: the form, the path, what was prepared outside the transaction."""

    form: Form
    params: dict[str, Any]
    request: Request
    prepared: Any = None
    cookies: dict[str, tuple[str, int]] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    session: str | None = None  # a cookie made for this browser by the PIN that came with the form

    def uuid(self, name: str) -> UUID:
        value = self.params[name]
        return value if isinstance(value, UUID) else UUID(value)

    def set_cookie(self, name: str, value: str, max_age: int) -> None:
        """Sent with the answer if the command commits; a max_age of 0 removes it."""
        self.cookies[name] = (value, max_age)


ViewFunction = Callable[[View], Response]
CommandFunction = Callable[[Transaction, Call], Answer]
Prepare = Callable[[View, Form], Any]


def view(
    path: str,
    function: ViewFunction,
    action: str,
    *,
    name: str | None = None,
    methods: Sequence[str] = ("GET",),
    fresh: bool = False,
) -> Route:
    """Reads one snapshot in a worker thread and cannot write. ``fresh``: only minutes after the PIN was given."""

    def run(request: Request) -> Response:
        parts: Parts = request.app.state.parts
        with parts.database.read() as db:
            now = clock.now()
            visitor = parts.authenticate(db, request, now)
            context = View(request, db, visitor, now, parts)
            if action != PUBLIC:
                _require_signed_in(context)
            if fresh:
                require_fresh(context.actor, now)
            response = function(context)
            _check_asked(action, context.authorised, path)
        _note_use(parts, visitor)
        exchange_session(parts, visitor, response)
        return response

    async def endpoint(request: Request) -> Response:
        parts: Parts = request.app.state.parts
        check_same_site(request.method, request.headers, parts.settings.public_origin)
        return await run_in_threadpool(run, request)

    return _declared(Route(path, endpoint, methods=list(methods), name=name or function.__name__), action)


def command(
    path: str,
    function: CommandFunction,
    action: str,
    *,
    prepare: Prepare | None = None,
    remembered: bool = True,
    name: str | None = None,
    fresh: bool = False,
) -> Route:
    """A POST that runs once in the writer's next transaction.

    ``fresh``: only minutes after the PIN was given here, or with the PIN in the same form (``confirm_`` fields).

    ``prepare`` does what must not hold the writer (hashing, converting files); it may read.
    ``remembered=False`` is for commands without a signed-in actor: entry and unlock.
    """

    async def endpoint(request: Request) -> Response:
        parts: Parts = request.app.state.parts
        check_same_site(request.method, request.headers, parts.settings.public_origin)
        form = await _read_form(request)
        proof, form = form.parted(CONFIRMING)
        check_form(form)
        request.state.form = form
        call = Call(form, request.path_params, request)
        if fresh and proof:
            call.session = await confirm(request, proof, functools.partial(_tell, parts))
        if prepare is not None:
            call.prepared = await run_in_threadpool(_prepare, request, form, prepare, action)
        work = functools.partial(_work, call=call, function=function, action=action, remembered=remembered, fresh=fresh)
        tell = functools.partial(_tell, parts)
        done: Done = await asyncio.wrap_future(parts.writer.submit(_writer_key(request), work, tell))
        return _respond(request, call, done.answer)

    return _declared(Route(path, endpoint, methods=["POST"], name=name or function.__name__), action)


USE_NOTED_EVERY = timedelta(hours=1)


def _note_use(parts: Parts, visitor: Actor | None) -> None:
    """Not waited for: should it fail, the next page notes it."""
    if visitor is not None and not visitor.locked and visitor.unused_for > USE_NOTED_EVERY:
        device_id = visitor.device_id
        with suppress(Busy):
            parts.writer.submit(None, lambda db, now: parts.note_use(db, now, device_id))


def _declared(route: Route, action: str) -> Route:
    route.endpoint.action = action  # type: ignore[attr-defined]  # read by the test of all routes
    return route


def _require_signed_in(context: View) -> None:
    if context.visitor is None:
        raise NotSignedIn
    if context.visitor.locked:
        raise DeviceLocked


def _check_asked(action: str, authorised: set[str], path: str) -> None:
    if action not in (PUBLIC, "self") and action not in authorised:
        raise RuntimeError(f"{path} declares {action} and never asked for it")


def _prepare(request: Request, form: Form, prepare: Prepare, action: str) -> Any:
    parts: Parts = request.app.state.parts
    with parts.database.read() as db:
        now = clock.now()
        context = View(request, db, parts.authenticate(db, request, now), now, parts)
        if action != PUBLIC:
            _require_signed_in(context)
        return prepare(context, form)


def _work(
    db: Connection, now: datetime, *, call: Call, function: CommandFunction, action: str, remembered: bool, fresh: bool
) -> Done:
    """Runs in the writer's thread: rights are judged on what is true at the commit."""
    parts: Parts = call.request.app.state.parts
    actor = parts.authenticate(db, call.request, now)
    if action != PUBLIC:
        if actor is None:
            raise NotSignedIn
        if actor.locked:
            raise DeviceLocked
        _check_sender(parts, call, actor)
        accept_session(parts, db, now, actor)
    command_ = Command(_command_id(call), actor, _digest(call))

    def act(tx: Transaction) -> Answer:
        if fresh and call.session is None:
            require_fresh(tx.actor, now)
        answer = function(tx, call)
        _check_asked(action, tx.authorised, call.request.url.path)
        return answer

    call.cookies.clear()  # a second attempt starts clean
    return execute(db, now, command_, act, remembered=remembered)


def _check_sender(parts: Parts, call: Call, actor: Actor) -> None:
    """The outbox of a phone says whose words it sends."""
    said = call.request.headers.get("x-outbox-user")
    if said is not None and not hmac.compare_digest(said.encode(), owner_of(parts.settings.secret_key, actor).encode()):
        raise NotTheSender


def _writer_key(request: Request) -> Hashable:
    """Commands of one meeting stay in order and share a transaction."""
    return request.path_params.get("meeting_id")


def _tell(parts: Parts, done: Done) -> None:
    for meeting_id in done.moved:
        parts.hints.moved(meeting_id)
    # Also where the log moved: a ballot stands in the log of the staff, and the members' pages show only its number.
    for meeting_id in done.counted:
        parts.hints.counted(meeting_id)
    for device_id in done.revoked:
        parts.hints.device_revoked(device_id)


def _command_id(call: Call) -> UUID:
    text = call.request.headers.get("idempotency-key") or call.form.fields.get("command_id", "")
    try:
        return UUID(text)
    except ValueError:
        raise CommandIdMissing from None


def _digest(call: Call) -> bytes:
    said = {name: value for name, value in call.form.fields.items() if name != "command_id"}
    for name, values in call.form.lists.items():
        said[f"{name}[]"] = "\x1d".join(values)
    for name, uploads in call.form.files.items():
        said[f"{name}<>"] = "\x1d".join(hashlib.sha256(one.data).hexdigest() + one.filename for one in uploads)
    return digest_of(call.request.url.path, said)


async def _read_form(request: Request) -> Form:
    async with request.form(max_files=MAX_UPLOADS, max_fields=600, max_part_size=MAX_PART) as sent:
        fields: dict[str, str] = {}
        lists: dict[str, tuple[str, ...]] = {}
        files: dict[str, tuple[Upload, ...]] = {}
        for key in sent:
            name, values = _whole(key), sent.getlist(key)
            texts = tuple(_whole(value) for value in values if isinstance(value, str))
            uploads = [value for value in values if isinstance(value, UploadFile)]
            if texts:
                fields[name], lists[name] = texts[-1], texts
            chosen = [Upload(_whole(one.filename or ""), await one.read()) for one in uploads if one.filename]
            if chosen:
                files[name] = tuple(chosen)
        return Form(fields, {name: values for name, values in lists.items() if len(values) > 1}, files)


def _whole(text: str) -> str:
    """Without half characters, which nothing can store: a sender may name a charset that has them."""
    return text.encode(errors="replace").decode()


def wants_json(request: Request) -> bool:
    return "application/json" in request.headers.get("accept", "")


def _respond(request: Request, call: Call, answer: Answer) -> Response:
    response: Response
    if wants_json(request):
        said = sentence(answer.notice) if answer.notice else ""
        response = JSONResponse({"location": answer.location, "notice": answer.notice, "text": said})
    else:
        response = RedirectResponse(with_notice(answer.location, answer.notice), status_code=303)
    parts: Parts = request.app.state.parts
    secure = parts.settings.secure_cookies
    if call.session is not None:
        set_session_cookie(parts, response, call.session)
    response.headers.update(call.headers)
    for name, (value, max_age) in call.cookies.items():
        response.set_cookie(name, value, max_age=max_age, httponly=True, samesite="lax", secure=secure, path="/")
    return response


def with_notice(location: str, notice: str) -> str:
    if not notice:
        return location
    address, hash_, fragment = location.partition("#")
    return f"{address}{'&' if '?' in address else '?'}n={notice}{hash_}{fragment}"
