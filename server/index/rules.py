"""Words of a text and of a question, cut the same way, and the question as each database writes it."""

import re
from dataclasses import dataclass
from unicodedata import normalize

from server.i18n.text import fold

MOST_TEXT = 200_000  # characters of one entry; a longer book is found by its beginning
LONGEST_WORD = 40  # PostgreSQL has a limit for a word, and nobody types more
MOST_WORDS = 12
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Question:
    """What a person looks for. ``exact`` is empty where they typed no mark: then every spelling is as good."""

    folded: tuple[str, ...]
    exact: tuple[str, ...]


def words_of(text: str) -> list[str]:
    return [word[:LONGEST_WORD] for word in _WORD.findall(text)]


def exact_words(text: str) -> list[str]:
    """In small letters, with their marks."""
    return words_of(normalize("NFC", text).lower())


def ask(text: str) -> Question:
    folded, exact = tuple(words_of(fold(text))[:MOST_WORDS]), tuple(exact_words(text)[:MOST_WORDS])
    return Question(folded, () if folded == exact else exact)


def as_fts5(column: str, words: tuple[str, ...]) -> str:
    """All words, the last one as a beginning. Words hold letters and digits only, so nothing needs to be quoted."""
    *whole, last = words
    parts = [f'"{word}"' for word in whole] + [f'"{last}"*']
    return f"{column} : ({' AND '.join(parts)})"


def as_tsquery(words: tuple[str, ...]) -> str:
    *whole, last = words
    return " & ".join([*(f"'{word}'" for word in whole), f"'{last}':*"])
