"""The standard order of a meeting, from a file of words (domain 3.6)."""

import tomllib
from functools import cache
from pathlib import Path

from server.meetings.rules import MeetingKind, Phase

FILE = Path(__file__).parent.parent / "i18n" / "agendas.toml"


@cache
def _agendas() -> dict[str, list[tuple[Phase, str, int]]]:
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {
        kind: [(Phase(item["phase"]), item["title"], item["minutes"]) for item in items] for kind, items in data.items()
    }


def standard_agenda(kind: MeetingKind) -> list[tuple[Phase, str, int]]:
    """(phase, title, planned minutes) in order; a regular meeting adds up to its 90 minutes."""
    return list(_agendas()[kind])
