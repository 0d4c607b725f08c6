"""Where a reader stands in a room log: audience, number, and the hash at that number.

Text: ``all:118.9f2c11d0a4b3e877``; several are joined by commas.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from server.errors import Invalid

AUDIENCES = ("all", "staff")

# No leading zeros and at most 15 digits: one spelling for a cursor, exact in JavaScript.
_FORM = re.compile(r"(all|staff):(0|[1-9][0-9]{0,14})\.([0-9a-f]{16})", re.ASCII)


class BadCursor(Invalid):
    """Text that is not a cursor, or two cursors of one audience."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """``seq`` 0 is before the first event; its hash is the genesis. ``hash16``: 16 hex digits."""

    audience: str
    seq: int
    hash16: str

    def __str__(self) -> str:
        return f"{self.audience}:{self.seq}.{self.hash16}"

    @classmethod
    def parse(cls, text: str) -> "Cursor":
        """Raises BadCursor."""
        found = _FORM.fullmatch(text)
        if found is None:
            raise BadCursor
        audience, seq, hash16 = found.groups()
        return cls(audience, int(seq), hash16)


def parse_cursors(text: str) -> dict[str, Cursor]:
    """By audience; empty text gives none. Raises BadCursor."""
    cursors: dict[str, Cursor] = {}
    for part in text.split(",") if text else ():
        cursor = Cursor.parse(part)
        if cursor.audience in cursors:
            raise BadCursor
        cursors[cursor.audience] = cursor
    return cursors


def join_cursors(cursors: Iterable[Cursor] | Mapping[str, Cursor]) -> str:
    """The text of several cursors, ``all`` first."""
    each = cursors.values() if isinstance(cursors, Mapping) else cursors
    return ",".join(sorted(map(str, each)))
