"""Read inventory.toml: what every table holds, what for, and how long."""

import tomllib
from functools import cache
from pathlib import Path

from server.privacy.rules import Held, Inventory, Part

FILE = Path(__file__).parent / "inventory.toml"
_HEAD = ("classes", "purposes", "retentions")


@cache
def load_inventory(file: Path = FILE) -> Inventory:
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    tables = {
        name: Held(
            table=name,
            purpose=block["purpose"],
            kept=block["kept"],
            columns=block["columns"],
            people={column: Part(part) for column, part in block.get("people", {}).items()},
            names=block.get("names", {}),
            counted_from=block.get("from"),
        )
        for name, block in data.items()
        if name not in _HEAD
    }
    return Inventory(tuple(data["classes"]), tuple(data["purposes"]), data["retentions"], tables)
