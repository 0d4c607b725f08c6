"""The hash chain of a room log: what is hashed, in which bytes, so that others can verify it.

An event's hash covers the hash before it and its head; the head covers the body through a
salted hash. Therefore a body can be erased and the chain stays whole, and a short erased
body cannot be guessed. ``tests/protocol/golden/chain.json`` holds vectors that Python and
JavaScript both check.
"""

import hashlib
import json
import unicodedata
from uuid import UUID

from server.protocol.events import JsonObject, JsonValue

# One prefix for each kind of hash, so that no value of one kind can be passed off as another.
GENESIS = b"sotay/genesis/1\0"
BODY = b"sotay/body/1\0"
EVENT = b"sotay/event/1\0"

# Beyond this a JavaScript number is no longer exact, and a browser could not verify the hash.
MAX_INTEGER = 2**53 - 1


class NotCanonicalError(ValueError):
    """A value that has no single form in JSON: a float, a huge integer, a key that is not NFC text."""


def stream_name(meeting_id: UUID, audience: str) -> str:
    """``<meeting uuid>:<audience>``, the name that the hashes bind a log to."""
    return f"{meeting_id}:{audience}"


def canon(value: JsonValue) -> bytes:
    """The one spelling of a JSON value: keys in code point order, no spaces, UTF-8, text in NFC.

    Raises NotCanonicalError for what cannot be spelled in one way only.
    """
    text = json.dumps(_exact(value), ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True)
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise NotCanonicalError("half of a surrogate pair") from error


def genesis(meeting_id: UUID, audience: str) -> bytes:
    """The 32 bytes that stand before event 1."""
    return hashlib.sha256(GENESIS + stream_name(meeting_id, audience).encode()).digest()


def body_hash(salt: bytes, body: JsonObject) -> bytes:
    """32 bytes; ``salt`` is 16 random bytes kept (and erased) with the body."""
    return hashlib.sha256(BODY + salt + canon(body)).digest()


def event_hash(previous: bytes, head: JsonObject) -> bytes:
    """32 bytes over the hash of the event before (or ``genesis``) and this event's head.

    The head holds ``actor at bh cmd seq stream type``; ``bh`` is the body hash in hex.
    """
    return hashlib.sha256(EVENT + previous + canon(head)).digest()


def short(full: bytes) -> str:
    """The first 16 hex digits: what cursors and frames carry."""
    return full[:8].hex()


def _exact(value: JsonValue) -> JsonValue:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise NotCanonicalError("an integer beyond 2**53 - 1")
        return value
    if isinstance(value, list):
        return [_exact(item) for item in value]
    if isinstance(value, dict):
        return {_key(name): _exact(item) for name, item in value.items()}
    raise NotCanonicalError(f"{type(value).__name__} has no canonical form")


def _key(name: str) -> str:
    # Keys are refused, not normalised: two keys that become one would silently drop a value.
    if not isinstance(name, str) or not unicodedata.is_normalized("NFC", name):
        raise NotCanonicalError("a key that is not NFC text")
    return name
