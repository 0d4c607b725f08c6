"""Proofs given with a form, and the exchange of the cookie that stands for a signed-in browser."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from server import clock
from server.actor import Actor
from server.errors import Busy, Forbidden, NotSignedIn
from server.ids import new_id
from server.ledger.transaction import Answer, Command, Done, Transaction, execute
from server.web.context import Parts, Proof, View


class DeviceLocked(NotSignedIn):
    code = "device_locked"


class ConfirmNeeded(Forbidden):
    """The act wants the PIN given on this device a few minutes ago."""

    code = "confirm_needed"


class ConfirmWrong(ConfirmNeeded):
    code = "confirm_wrong"


def require_fresh(actor: Actor, now: datetime) -> None:
    if actor.confirmed_until is None or now >= actor.confirmed_until:
        raise ConfirmNeeded


async def confirm(request: Request, proof: Proof, tell: Callable[[Done], None]) -> str:
    """The PIN that came with a form is judged by itself: a wrong one is counted, whatever becomes of the act.

    Gives the new cookie.
    """
    parts: Parts = request.app.state.parts
    right = await run_in_threadpool(_is_right, parts, request, proof)
    made: list[str | None] = []

    def act(tx: Transaction) -> Answer:
        made.append(parts.step_up.settle(tx, right=right))
        return Answer("")

    def work(db: Connection, now: datetime) -> Done:
        actor = parts.authenticate(db, request, now)
        if actor is None:
            raise NotSignedIn
        accept_session(parts, db, now, actor)
        return execute(db, now, Command(new_id(), actor, b""), act, remembered=False)

    await asyncio.wrap_future(parts.writer.submit(None, work, tell))
    secret = made[-1]
    if secret is None:
        raise ConfirmWrong
    return secret


def _is_right(parts: Parts, request: Request, proof: Proof) -> bool:
    with parts.database.read() as db:
        now = clock.now()
        visitor = parts.authenticate(db, request, now)
        if visitor is None:
            raise NotSignedIn
        if visitor.locked:
            raise DeviceLocked
        return parts.step_up.verify(View(request, db, visitor, now, parts), proof)


def exchange_session(parts: Parts, visitor: Actor | None, response: Response) -> None:
    """A cookie a day old is exchanged with the page; should the writer be busy, the next page does it."""
    if visitor is None or visitor.locked or visitor.session is None:
        return
    with suppress(Busy):
        if visitor.session.is_offered:
            parts.writer.submit(None, lambda db, now: accept_session(parts, db, now, visitor))
        elif visitor.session.due:
            key = parts.settings.secret_key
            secret = parts.writer.run(lambda db, _now: parts.step_up.offer(db, key, visitor))
            if secret is not None:
                set_session_cookie(parts, response, secret)


def accept_session(parts: Parts, db: Connection, now: datetime, actor: Actor) -> None:
    """The browser shows the cookie that it was offered."""
    if actor.session is not None and actor.session.is_offered:
        parts.step_up.accept(db, now, actor)


def set_session_cookie(parts: Parts, response: Response, secret: str) -> None:
    secure = parts.settings.secure_cookies
    name, age = parts.step_up.cookie(secure)
    response.set_cookie(name, secret, max_age=age, httponly=True, samesite="lax", secure=secure, path="/")
