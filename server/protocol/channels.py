"""Names of Redis channels and keys, and the form of a hint. Ids only: Redis never carries text."""

from dataclasses import dataclass
from typing import Literal, get_args
from uuid import UUID

PEOPLE = "sotay:people"
POSTGRES = "sotay_hints"  # one channel: NOTIFY has no cheap way to listen to many

Kind = Literal["moved", "counted", "member", "device"]
_KINDS = frozenset(get_args(Kind))


@dataclass(frozen=True, slots=True)
class Hint:
    """``moved``/``counted``: a meeting's log or counters; ``member``/``device``: rights were taken away."""

    kind: Kind
    id: UUID

    @property
    def channel(self) -> str:
        return room(self.id) if self.kind in ("moved", "counted") else PEOPLE

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


def parse_hint(text: str) -> Hint | None:
    """None for anything else: whoever can write to the channel must not be able to stop the reader."""
    kind, _, identifier = text.partition(" ")
    if kind not in _KINDS:
        return None
    try:
        return Hint(kind, UUID(identifier))  # type: ignore[arg-type]  # checked against the literal above
    except ValueError:
        return None


def room(meeting_id: UUID) -> str:
    return f"sotay:room:{meeting_id}"


def used_ticket(nonce: bytes) -> str:
    return f"sotay:ticket:{nonce.hex()}"
