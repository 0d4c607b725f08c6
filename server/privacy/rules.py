"""What the inventory of data may say. Standard library only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Part(StrEnum):
    """What a person named in a column is to the row."""

    OWN = "own"  # the row is about them
    WROTE = "wrote"  # the words are theirs, in a thing that belongs to all
    BY = "by"  # they did it, to something of others


@dataclass(frozen=True, slots=True)
class Held:
    """What one table holds. ``people``: columns with a member's id; ``names``: columns with a name, and whose it is."""

    table: str
    purpose: str
    kept: str
    columns: Mapping[str, str]
    people: Mapping[str, Part]
    names: Mapping[str, str]
    counted_from: str | None

    @property
    def is_personal(self) -> bool:
        return bool(set(self.columns.values()) - {"technical", "public"})


@dataclass(frozen=True, slots=True)
class Inventory:
    classes: tuple[str, ...]
    purposes: tuple[str, ...]
    retentions: Mapping[str, int]
    tables: Mapping[str, Held]

    def faults(self, schema: Mapping[str, frozenset[str]]) -> list[str]:
        """Where it does not say what the tables hold; nothing when every column is named once, in known words."""
        found = [f"{name} is not listed" for name in schema.keys() - self.tables.keys()]
        found += [f"{name} is no table" for name in self.tables.keys() - schema.keys()]
        for name in self.tables.keys() & schema.keys():
            found += self._faults_of(self.tables[name], schema[name])
        return sorted(found)

    def _faults_of(self, held: Held, columns: frozenset[str]) -> list[str]:
        name = held.table
        found = [f"{name}.{one} is not listed" for one in columns - held.columns.keys()]
        found += [f"{name}.{one} is no column" for one in held.columns.keys() - columns]
        found += [f"{name}.{one}: {said}" for one, said in held.columns.items() if said not in self.classes]
        if held.purpose not in self.purposes:
            found.append(f"{name}: purpose {held.purpose}")
        if held.kept not in self.retentions:
            found.append(f"{name}: kept {held.kept}")
        spoken_of = {*held.people, *held.names, *filter(None, (held.counted_from, *held.names.values()))}
        return found + [f"{name}: speaks of {one}" for one in spoken_of - columns]

    def life(self, table: str) -> timedelta:
        """Of a table whose rows are counted from the time of another one's."""
        return timedelta(days=self.retentions[self.tables[table].kept])

    def life_of(self, held: Held) -> timedelta | None:
        """How long rows stay that a nightly job removes; None where something else ends them."""
        days = self.retentions[held.kept]
        return timedelta(days=days) if held.counted_from and days else None

    def of_purpose(self, purpose: str) -> dict[str, list[str]]:
        """Tables of one purpose by how long they are kept, in the order of the file."""
        found: dict[str, list[str]] = {}
        for held in self.tables.values():
            if held.purpose == purpose:
                found.setdefault(held.kept, []).append(held.table)
        return found
