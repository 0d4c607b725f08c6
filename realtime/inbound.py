"""What a page says: pings, and nothing else. Commands are HTTP."""

import json
from collections.abc import Iterator
from typing import Final

from websockets.frames import Frame, Opcode
from websockets.protocol import State
from websockets.server import ServerProtocol

from realtime.handshake import MAX_IN, log
from realtime.wire import masked_size

MAX_PING: Final = 256  # bytes
MAX_NUMBER: Final = 2**53 - 1


class Inbound:
    """The library's parser while something is arriving. ``done``: it stands between two messages,
    so it may be dropped and made anew for the next bytes."""

    __slots__ = ("_parser", "_pending")

    def __init__(self) -> None:
        self._parser = ServerProtocol(state=State.OPEN, max_size=MAX_IN, logger=log)
        self._pending = 0  # bytes fed, less those of the frames that came out

    def feed(self, data: bytes) -> Iterator[Frame]:
        """The frames that are complete now."""
        self._pending += len(data)
        self._parser.receive_data(data)
        for event in self._parser.events_received():
            if isinstance(event, Frame):
                self._pending -= masked_size(len(event.data))
                yield event

    def replies(self) -> bytes:
        """What the protocol itself answers: pongs, the echo of a close, or why it fails."""
        return b"".join(self._parser.data_to_send())

    @property
    def ended(self) -> bool:
        """Closed by the page, or broken beyond repair."""
        return self._parser.close_sent is not None or self._parser.parser_exc is not None

    @property
    def done(self) -> bool:
        return self._pending == 0


def ping_of(frame: Frame) -> tuple[bool, int | None]:
    """Whether it is ``{"k":"ping"}``, and the number it wants back."""
    if frame.opcode is not Opcode.TEXT or not frame.fin or len(frame.data) > MAX_PING:
        return False, None
    try:
        said = json.loads(bytes(frame.data))
    except ValueError:
        return False, None
    if not isinstance(said, dict) or said.get("k") != "ping":
        return False, None
    sent_at = said.get("t")
    exact = isinstance(sent_at, int) and not isinstance(sent_at, bool) and abs(sent_at) <= MAX_NUMBER
    return True, sent_at if exact else None
