"""Vietnamese names: people are sorted and addressed by the given name, which stands last."""

import unicodedata

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}  # huyền, hỏi, ngã, sắc, nặng

# Both sort below every letter: with a printable separator "An" came after "Anh".
_BEFORE_TONES, _BEFORE_REST = "\x01", "\x02"


def given_name(name: str) -> str:
    return name.split()[-1] if name.split() else name


def sort_key(name: str) -> str:
    """Given name first, then the rest; letters before tones. Compared byte by byte on both databases.

    The order is that of PostgreSQL's ``vi-x-icu``.
    """
    *rest, given = name.split() or [""]
    return _key(given) + _BEFORE_REST + _key(" ".join(rest))


def _key(text: str) -> str:
    letters, tones = [], []
    for sign in unicodedata.normalize("NFC", text.lower()):
        parts = unicodedata.normalize("NFD", sign)
        base = unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES))
        letters.append(chr(0x61 + _LETTERS.index(base)) if base and base in _LETTERS else base)
        tones.append(str(next((_TONES[part] for part in parts if part in _TONES), 0)))
    return "".join(letters) + _BEFORE_TONES + "".join(tones)
