"""Sentences by code, from messages.toml: the words of refusals, notices, minutes and documents."""

import tomllib
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "messages.toml"


@cache
def _sentences() -> dict[str, str]:
    found: dict[str, str] = {}
    for table in tomllib.loads(FILE.read_text(encoding="utf-8")).values():
        twice = found.keys() & table.keys()
        if twice:
            raise ValueError(f"messages.toml has {sorted(twice)} twice")
        found |= table
    return found


def known(code: str) -> bool:
    return code in _sentences()


def codes_of(beginning: str) -> list[str]:
    """Every code that begins so, in the order of the file."""
    return [code for code in _sentences() if code.startswith(beginning)]


def sentence(code: str, /, **details: object) -> str:
    """The sentence with its places filled. A code without one is a bug: KeyError."""
    return _sentences()[code].format_map(_Blank(details))


class _Blank(dict[str, object]):
    def __missing__(self, key: str) -> str:
        """A refusal may be raised where a detail is not known; the sentence still reads."""
        return ""
