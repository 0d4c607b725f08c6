"""Who opens a stream of server-sent events: the cookie is there, so it needs no ticket from a page."""

import re
from collections.abc import MutableMapping
from typing import Any
from uuid import UUID

from starlette.requests import Request

from server import clock
from server.accounts.queries import authenticate
from server.db.engine import Database
from server.meetings import queries
from server.protocol.tickets import LIFETIME_MS, Ticket
from server.room.state import asked_for, audiences_for
from server.units.rules import Action

_PATH = re.compile(r"/meetings/([0-9a-f-]{36})/stream", re.ASCII)


def listening_ticket(database: Database, scope: MutableMapping[str, Any]) -> Ticket | None:
    """What the request's person may hear of the meeting in its path; None: nothing."""
    found = _PATH.fullmatch(scope["path"])
    if found is None:
        return None
    now = clock.now()
    with database.read() as db:
        actor = authenticate(db, Request(scope), now)
        try:
            meeting = queries.find_meeting(db, UUID(found[1]))
        except ValueError:
            return None
        if actor is None or actor.locked or meeting is None:
            return None
        if not queries.may(db, actor, meeting, Action.ROOM_READ, now):
            return None
        heard = audiences_for(queries.roles_in(db, meeting, actor.member_id))
        audiences = asked_for(heard, Request(scope).query_params.get("audience", ""))
    expires_at = clock.millis(now) + LIFETIME_MS
    return Ticket(meeting.id, actor.member_id, actor.device_id, audiences, expires_at, nonce=b"")
