"""Which cell a list means: by its name, with or without "chi bo" in front, and the commune behind it if needed."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from server.i18n.text import clean, fold, tokens

CELL = "cell"
_PREFIX = "chi bo "


@dataclass(frozen=True, slots=True)
class KnownUnit:
    """A unit in the office's scope; ``path_names`` are the units above it there."""

    id: UUID
    name: str
    kind: str
    path_names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoUnit:
    """Why a text names no cell: the code of a sentence."""

    code: str


class Units:
    """Every text is looked up once: a list names few cells many times."""

    def __init__(self, known: Sequence[KnownUnit]) -> None:
        self._cells = [one for one in known if one.kind == CELL]
        self._others = [one for one in known if one.kind != CELL]
        self._found: dict[str, KnownUnit | NoUnit] = {}

    def find(self, text: str) -> KnownUnit | NoUnit:
        if text not in self._found:
            self._found[text] = self._look_up(text)
        return self._found[text]

    def _look_up(self, text: str) -> KnownUnit | NoUnit:
        if not text:
            return self._cells[0] if len(self._cells) == 1 else NoUnit("import_reason_unit_missing")
        # With tone marks first: "thon Dong" and "thon Dong" may be two places that only the marks tell apart.
        for words in (_words, _folded_words):
            for meant in (_named, _named_with_place):
                found = meant(text, self._cells, words)
                if len(found) == 1:
                    return found[0]
                if found:
                    return NoUnit("import_reason_unit_ambiguous")
        if _named(text, self._others, _folded_words):
            return NoUnit("import_reason_unit_not_a_cell")
        return NoUnit("import_reason_unit_unknown")


Words = Callable[[str], str]


def _words(text: str) -> str:
    return " ".join("".join(sign if sign.isalnum() else " " for sign in clean(text).lower()).split())


def _folded_words(text: str) -> str:
    return " ".join(tokens(text))


def _bare(words: str) -> str:
    """Without the word for a cell in front."""
    return words[len(_PREFIX) :] if fold(words).startswith(_PREFIX) else words


def _named(text: str, units: Iterable[KnownUnit], words: Words) -> list[KnownUnit]:
    wanted = _bare(words(text))
    return [one for one in units if _bare(words(one.name)) == wanted]


def _named_with_place(text: str, units: Iterable[KnownUnit], words: Words) -> list[KnownUnit]:
    """The name, then words that stand in the name of a unit above: "thon Dong, xa Tan Lap"."""
    wanted = _bare(words(text))
    found = []
    for one in units:
        name = _bare(words(one.name)) + " "
        place = wanted.removeprefix(name)
        if place != wanted and any(f" {place} " in f" {words(above)} " for above in one.path_names):
            found.append(one)
    return found
