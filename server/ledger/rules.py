"""The chain of the trace of acts: what is hashed, and the mark by which people compare it. Standard library only."""

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

# One prefix for each kind of hash, so that no value of one kind can be passed off as another.
_GENESIS, _ENTRY = b"sotay/audit-genesis/1\0", b"sotay/audit-entry/1\0"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# 31 signs that nobody mixes up on paper; 16 of them are 79 bits, too many to try until a forged day has the same mark.
SIGNS, SIGNS_SHOWN = "23456789ABCDEFGHJKMNPQRSTUVWXYZ", 16


@dataclass(frozen=True, slots=True)
class Entry:
    """One act as the chain holds it: identities and times, never a content."""

    id: UUID
    at: datetime
    actor_id: UUID | None
    action: str
    subject_id: UUID | None
    unit_id: UUID | None
    digest: bytes


def details_digest(key: bytes, device_id: UUID | None, detail: str) -> bytes:
    """Keyed, so that details which were erased together with their key cannot be guessed from what stays."""
    return hmac.digest(key, _canonical([_text(device_id), detail]), "sha256")


def genesis(root_id: UUID) -> bytes:
    """The 32 bytes that stand before entry 1 of a chain."""
    return hashlib.sha256(_GENESIS + root_id.bytes).digest()


def link(previous: bytes, seq: int, entry: Entry) -> bytes:
    said = [
        seq,
        str(entry.id),
        (entry.at - _EPOCH) // timedelta(microseconds=1),
        _text(entry.actor_id),
        entry.action,
        _text(entry.subject_id),
        _text(entry.unit_id),
        entry.digest.hex(),
    ]
    return hashlib.sha256(_ENTRY + previous + _canonical(said)).digest()


def root_of(path: str | None) -> UUID:
    """The uppermost unit on a unit's path; what belongs to no unit has a chain of its own."""
    return UUID(path.strip("/").partition("/")[0]) if path else UUID(int=0)


def mark_of(head: bytes) -> str:
    """A day's head as people print, read aloud and type it."""
    number, signs = int.from_bytes(head), ""
    for _ in range(SIGNS_SHOWN):
        number, place = divmod(number, len(SIGNS))
        signs += SIGNS[place]
    return "-".join(signs[at : at + 4] for at in range(0, SIGNS_SHOWN, 4))


def same_mark(typed: str, head: bytes) -> bool:
    return "".join(typed.upper().replace("-", " ").split()) == mark_of(head).replace("-", "")


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)


def _canonical(said: list[object]) -> bytes:
    return json.dumps(said, separators=(",", ":")).encode()
