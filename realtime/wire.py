"""Bytes on the wire: a frame is encoded once for each kind of connection and sent to many."""

from collections.abc import Iterable, Mapping
from typing import Final

from websockets.frames import Close, Frame, Opcode

PING: Final = b"\x89\x00"
_MASKED_PONG: Final = b"\x8a\x80"


def text_frame(payload: bytes) -> bytes:
    """A server's text frame (RFC 6455, 5.2): unmasked, unfragmented, uncompressed."""
    size = len(payload)
    if size < 126:
        return bytes((0x81, size)) + payload
    if size < 65536:
        return b"\x81\x7e" + size.to_bytes(2, "big") + payload
    return b"\x81\x7f" + size.to_bytes(8, "big") + payload


def close_frame(code: int, reason: str = "") -> bytes:
    return Frame(Opcode.CLOSE, Close(code, reason).serialize()).serialize(mask=False)


def is_empty_pong(data: bytes) -> bool:
    """The answer to our PING, alone: nearly everything that phones send, so it never meets the parser."""
    return len(data) == 6 and data[:2] == _MASKED_PONG


def masked_size(payload_size: int) -> int:
    """How many bytes a client's frame of that payload takes, in its shortest form."""
    extended = 0 if payload_size < 126 else 2 if payload_size < 65536 else 8
    return 6 + extended + payload_size


class Packet:
    """One frame for everybody of ``audience`` (None: for everybody).

    ``places``: cursor text by audience after this frame, for the ``id:`` of server-sent events;
    None where a reader must not resume (inside a batch) or does not move (a tick).
    """

    __slots__ = ("audience", "payload", "places", "ws")

    def __init__(self, payload: bytes, audience: str | None = None, places: Mapping[str, str] | None = None) -> None:
        self.payload = payload
        self.ws = text_frame(payload)
        self.audience = audience
        self.places = places


def encode(packets: Iterable[Packet], audiences: tuple[str, ...], *, sse: bool) -> bytes:
    """What the listeners of ``audiences`` get of the packets, as the bytes of one write; may be empty."""
    own = [packet for packet in packets if packet.audience is None or packet.audience in audiences]
    if not sse:
        return b"".join([packet.ws for packet in own])
    return b"".join([_server_sent(packet, audiences) for packet in own])


def _server_sent(packet: Packet, audiences: tuple[str, ...]) -> bytes:
    data = b"data: " + packet.payload + b"\n\n"
    if packet.places is None:
        return data
    places = ",".join(packet.places[audience] for audience in audiences if audience in packet.places)
    return b"id: " + places.encode() + b"\n" + data
