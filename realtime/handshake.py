"""The opening handshake: the request's bytes in, the response's bytes out."""

import logging
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from websockets.datastructures import MultipleValuesError
from websockets.http11 import Request, Response
from websockets.server import ServerProtocol

from realtime.door import Door, Refused, Visit

log = logging.getLogger("realtime.wire")
log.setLevel(logging.ERROR)  # the library reports every opened and closed connection

MAX_IN: Final = 64 * 1024  # bytes of a message


@dataclass(frozen=True, slots=True)
class Answer:
    """``visit``: None when the response refuses."""

    response: bytes
    visit: Visit | None


def answer(data: bytes, door: Door, now_ms: int) -> Answer:
    """``data``: the whole request, as the HTTP server hands it over. Compression is never agreed to."""
    library = ServerProtocol(max_size=MAX_IN, logger=log)
    library.receive_data(data)
    request = next((event for event in library.events_received() if isinstance(event, Request)), None)
    if request is None:
        return Answer(b"".join(library.data_to_send()), None)
    visit: Visit | None = None
    try:
        visit = _examine(request, door, now_ms)
        response = library.accept(request)
    except Refused as refused:
        response = library.reject(refused.status, "")
    return _spell(library, response, visit)


def refuse(status: HTTPStatus) -> bytes:
    """The response to a request that was in order but came at the wrong moment."""
    library = ServerProtocol(logger=log)
    return _spell(library, library.reject(status, ""), None).response


def _examine(request: Request, door: Door, now_ms: int) -> Visit:
    try:
        origin, host = request.headers.get("Origin"), request.headers.get("Host")
    except MultipleValuesError as error:
        raise Refused(HTTPStatus.BAD_REQUEST) from error
    return door.examine(request.path, origin, host, now_ms)


def _spell(library: ServerProtocol, response: Response, visit: Visit | None) -> Answer:
    library.send_response(response)
    sent = b"".join(library.data_to_send())
    return Answer(sent, visit if response.status_code == HTTPStatus.SWITCHING_PROTOCOLS else None)
