"""Who may open a socket: path, origin, ticket, in that order, before anything is accepted.

A refusal before the handshake carries no code that a page can read, so only what a fresh
ticket cures (or what no page of ours does) is refused here; rights are told by close codes.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from server.protocol.cursor import BadCursor, Cursor, parse_cursors
from server.protocol.tickets import BadTicket, Ticket, open_ticket

_PATH: Final = re.compile(r"/ws/meetings/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})", re.ASCII)


class Refused(Exception):
    """The handshake is answered with this status."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


@dataclass(frozen=True, slots=True)
class Visit:
    ticket: Ticket
    cursors: Mapping[str, Cursor]


class Door:
    """``origins``: exactly these may open sockets; when empty, the page's host must be the socket's."""

    def __init__(self, key: bytes, origins: frozenset[str]) -> None:
        self._key = key
        self._origins = origins

    def examine(self, target: str, origin: str | None, host: str | None, now_ms: int) -> Visit:
        """``target``: the request's path and query. Raises Refused."""
        path, _, query = target.partition("?")
        found = _PATH.fullmatch(path)
        if found is None:
            raise Refused(HTTPStatus.NOT_FOUND)
        # Any site may open a socket to us with the visitor's network: only the Origin tells them apart.
        if not self.allows(origin, host):
            raise Refused(HTTPStatus.FORBIDDEN)
        try:
            fields = parse_qs(query, max_num_fields=4)
            ticket = open_ticket(self._key, _one(fields, "ticket"), meeting_id=UUID(found[1]), now_ms=now_ms)
            return Visit(ticket, parse_cursors(_one(fields, "cursor")))
        except BadTicket as error:
            raise Refused(HTTPStatus.UNAUTHORIZED) from error
        except (BadCursor, ValueError) as error:
            raise Refused(HTTPStatus.BAD_REQUEST) from error

    def allows(self, origin: str | None, host: str | None) -> bool:
        """A missing Origin is refused: every browser sends it with a WebSocket."""
        if not origin:
            return False
        if self._origins:
            return origin in self._origins
        parts = urlsplit(origin)
        return parts.scheme in ("http", "https") and bool(host) and parts.netloc == host


def _one(fields: Mapping[str, list[str]], name: str) -> str:
    values = fields.get(name, [""])
    if len(values) != 1:
        raise ValueError(name)
    return values[0]
