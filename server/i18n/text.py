"""Text as it enters and as it is searched: NFC, one kind of space, tone marks folded."""

import re
import unicodedata

# Length-preserving, so that a place in the folded text is the same place in the original.
# đ is folded by hand: no library's "remove diacritics" knows it.
_FOLDED = {
    code: parts[0].lower()
    for code in range(0xC0, 0x1EFA)
    if len(parts := unicodedata.normalize("NFD", chr(code))) > 1
    and parts[0].isascii()
    and unicodedata.category(chr(code))[0] == "L"
} | {ord("đ"): "d", ord("Đ"): "d"}

# Characters that have no place in what people write: controls, signs that nobody sees, and marks that turn
# the direction of text. A soft hyphen copied from a document would hide its word from the search.
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff]"
)
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile("[ \t\u00a0\u2000-\u200a\u202f\u3000]+")
_SPACE_AT_END = re.compile(r" *\n *")
_MANY_LINES = re.compile(r"\n{3,}")


def clean(text: str) -> str:
    """NFC, single spaces, at most one empty line in a row, nothing at either end."""
    text = unicodedata.normalize("NFC", _UNWANTED.sub("", text))  # what stood apart may join only now
    text = _SPACES.sub(" ", _LINE_ENDS.sub("\n", text))
    return _MANY_LINES.sub("\n\n", _SPACE_AT_END.sub("\n", text)).strip()


def fold(text: str) -> str:
    """As it is searched and compared: lower case, without tone marks, đ as d."""
    return unicodedata.normalize("NFC", text).translate(_FOLDED).lower()


def tokens(text: str) -> list[str]:
    """The folded words of a text: "12-QĐ/TW" gives 12, qd, tw."""
    return re.findall(r"[^\W_]+", fold(text))
