"""Read the dated, cited files about dues. No rate and no limit stands in code."""

import tomllib
from functools import cache
from pathlib import Path

from server.dues.rules import DuesRules, Rate

FOLDER = Path(__file__).parent.parent / "rulebook" / "dues"


@cache
def load_dues_rules(folder: Path = FOLDER) -> tuple[DuesRules, ...]:
    return tuple(_read(path) for path in sorted(folder.glob("*.toml")))


def _read(path: Path) -> DuesRules:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    titles = {one["id"]: one["title"] for one in data["source"]}
    cited = {id_ for one in (*data["rate"], data["arrears"]) for id_ in one["sources"]}
    if cited != titles.keys():
        raise ValueError(f"{path.name}: sources and citations differ: {sorted(cited ^ titles.keys())}")

    def sources(one: dict[str, list[str]]) -> tuple[str, ...]:
        return tuple(titles[id_] for id_ in one["sources"])

    head, arrears = data["rulebook"], data["arrears"]
    return DuesRules(
        id=head["id"],
        title=head["title"],
        valid_from=head["valid_from"],
        rates=tuple(Rate(one["who"], one["share"], one["verified"], sources(one)) for one in data["rate"]),
        arrears_months=arrears["months"],
        arrears_text=arrears["text"],
        arrears_verified=arrears["verified"],
        arrears_sources=sources(arrears),
    )
