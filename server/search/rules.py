"""Where a found text holds what was looked for: a short passage, its words marked."""

import re
from dataclasses import dataclass

from server.i18n.text import fold
from server.index.rules import LONGEST_WORD

AROUND = 70  # characters shown before the first word that was found, and about twice as many after
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    marked: bool


def mark(text: str, words: tuple[str, ...]) -> list[Piece]:
    """The whole text in pieces; a word counts with or without its marks, the last one as a beginning."""
    pieces, at = [], 0
    for start, end in _places(text, words):
        pieces += [Piece(text[at:start], marked=False), Piece(text[start:end], marked=True)]
        at = end
    return [one for one in (*pieces, Piece(text[at:], marked=False)) if one.text]


def passage(text: str, words: tuple[str, ...]) -> list[Piece]:
    """Around the first word that was found; the beginning where only the title holds them."""
    line = " ".join(text.split())
    found = next(iter(_places(line, words)), (0, 0))
    start = _cut(line, found[0] - 2 * AROUND, found[0] - AROUND) if found[0] > AROUND else 0
    end = len(line) if len(line) - start <= 3 * AROUND else _cut(line, found[1], max(start + 3 * AROUND, found[1]))
    pieces = mark(line[start:end].strip(), words)
    before, after = ["… "] if start else [], [" …"] if end < len(line) else []
    return [Piece(one, marked=False) for one in before] + pieces + [Piece(one, marked=False) for one in after]


def _cut(line: str, least: int, most: int) -> int:
    """At the last space between the two, so that no word is shown by half."""
    space = line.rfind(" ", max(least, 0), most)
    return space + 1 if space >= 0 else most


def _places(text: str, words: tuple[str, ...]) -> list[tuple[int, int]]:
    """Folding keeps every letter in its place, so places in the folded text are places in the text."""
    folded = fold(text)
    if len(folded) != len(text) or not words:
        return []
    *whole, last = words
    return [
        (start, start + len(last) if word not in whole else end)
        for found in _WORD.finditer(folded)
        for start, end, word in [(found.start(), found.end(), found[0][:LONGEST_WORD])]
        if word in whole or word.startswith(last)
    ]
