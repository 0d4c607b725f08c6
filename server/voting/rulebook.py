"""Read the dated, cited rule files. Nothing about thresholds is decided in code."""

import tomllib
from functools import cache
from pathlib import Path

from server.voting.rules import Matter, Rulebook, Threshold, VoteForm

FOLDER = Path(__file__).parent.parent / "rulebook"


@cache
def load_rulebooks(folder: Path = FOLDER) -> tuple[Rulebook, ...]:
    return tuple(_read(path) for path in sorted(folder.glob("*.toml")))


def _read(path: Path) -> Rulebook:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    sources = {one["id"]: one["title"] for one in data["source"]}
    if len(sources) != len(data["source"]):
        raise ValueError(f"{path.name}: a source is twice")
    matters = {}
    for one in data["matter"]:
        unknown = set(one["sources"]) - sources.keys()
        if unknown or one["id"] in matters:
            raise ValueError(f"{path.name}: {one['id']} is twice or cites {sorted(unknown)}")
        matters[one["id"]] = Matter(
            id=one["id"],
            label=one["label"],
            forms=tuple(VoteForm(form) for form in one["forms"]),
            threshold=Threshold(one["threshold"]),
            subtract_excused=one["subtract_excused"],
            may_change=one["may_change"],
            verified=one["verified"],
            sources=tuple(one["sources"]),
        )
    head = data["rulebook"]
    return Rulebook(head["id"], head["title"], head["valid_from"], matters, sources)
