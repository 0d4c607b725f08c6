"""The socket's ticket: a 30-second, one-use proof of who may hear what.

A browser cannot send headers with a WebSocket, so the page asks for a ticket over HTTP (with
its cookie, its origin and its rights checked) and shows it in the address of the socket. It is
short and single-use because addresses end up in the logs of proxies.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from server.errors import NotSignedIn
from server.protocol.cursor import AUDIENCES

LIFETIME_MS = 30_000

_PREFIX = b"sotay/ticket/1\0"
_FIELDS = struct.Struct(">B16s16s16sBQ18s")  # version, meeting, member, device, audiences, expiry, nonce
_VERSION = 1
_SIGNATURE = hashlib.sha256().digest_size
# 108 bytes are exactly 144 base64 letters: no spare bits, so a ticket has one spelling.
_LENGTH = (_FIELDS.size + _SIGNATURE) * 4 // 3


class BadTicket(NotSignedIn):
    """Forged, expired, used, or of another meeting: the four are never told apart."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """``member_id`` is the person who listens (a guest has one too); ``expires_at`` in milliseconds."""

    meeting_id: UUID
    member_id: UUID
    device_id: UUID
    audiences: tuple[str, ...]
    expires_at: int
    nonce: bytes


def seal(
    key: bytes, *, meeting_id: UUID, member_id: UUID, device_id: UUID, audiences: Iterable[str], now_ms: int
) -> str:
    """A fresh ticket of 144 letters, good for 30 seconds from ``now_ms``."""
    bits = sum(1 << AUDIENCES.index(audience) for audience in set(audiences))
    payload = _FIELDS.pack(
        _VERSION,
        meeting_id.bytes,
        member_id.bytes,
        device_id.bytes,
        bits,
        now_ms + LIFETIME_MS,
        secrets.token_bytes(18),
    )
    return base64.urlsafe_b64encode(payload + _sign(key, payload)).decode()


def open_ticket(key: bytes, text: str, *, meeting_id: UUID, now_ms: int) -> Ticket:
    """The ticket, if it was sealed with ``key`` for this meeting and has not expired; else BadTicket.

    That it is used once only is for the caller to see to, by its ``nonce``.
    """
    if len(text) != _LENGTH:
        raise BadTicket
    try:
        # `validate` of b64decode knows only the standard alphabet, and without it garbage is skipped.
        sealed = base64.b64decode(text.replace("+", "!").replace("/", "!"), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadTicket from error
    payload, signature = sealed[: _FIELDS.size], sealed[_FIELDS.size :]
    if not hmac.compare_digest(signature, _sign(key, payload)):
        raise BadTicket
    version, meeting, member, device, bits, expires_at, nonce = _FIELDS.unpack(payload)
    if version != _VERSION or meeting != meeting_id.bytes or expires_at <= now_ms:
        raise BadTicket
    audiences = tuple(audience for place, audience in enumerate(AUDIENCES) if bits >> place & 1)
    return Ticket(meeting_id, UUID(bytes=member), UUID(bytes=device), audiences, expires_at, nonce)


def _sign(key: bytes, payload: bytes) -> bytes:
    return hmac.digest(key, _PREFIX + payload, "sha256")
