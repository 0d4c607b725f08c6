"""Finds the stamps of state secrets, which may not enter: Mật, Tối mật, Tuyệt mật.

A stamp stands alone: on a line, in a cell of a header, in brackets, after "Độ mật", or in the name of a file. The same
syllable inside a sentence is an ordinary word ("bí mật", "mật ong", "mật khẩu"), and so is talk about secrecy.
What no rule can see: a scan without text, and a secret that nobody has stamped. For these people are warned.
"""

import re
import unicodedata

from server.i18n.text import fold

_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
# Between cells of one line: what a header in two columns becomes when its text is taken out.
_CELLS = re.compile(r"\t|\s{3,}|\||\u2003")
_FRAME = " \u00a0.,;:!*_=~#\"'“”‘’«»<>[](){}-–—•·/\\"
_LETTERS = re.compile(r"(?<!\w)(?:\w[ \u00a0.\-_·*]{1,3}){2,12}\w(?!\w)")
_COPY = r"(?:\s*[-–(/,:]?\s*(?:bản|ban|số|so|copy)\b.{0,20})?"
_LEVEL = r"(?:(?:tuyệt|tối)\s+)?mật"
_ALONE = re.compile(rf"(?:(?:tuyệt|tối)\s+mật|mật){_COPY}", re.IGNORECASE)
_DEGREE = re.compile(
    r"(?:mức )?độ\s+mật\s*[:\-–=.]*\s*\(?((?:tuyệt|tối)\s+mật|mật(?!\s+\w)|[ABC](?!\w))", re.IGNORECASE
)
_DEGREE_PLAIN = re.compile(r"do\s+mat\s*[:\-=]\s*((?:tuyet|toi)\s+mat|mat)\b", re.IGNORECASE)
_KINDS = "tài liệu|văn bản|hồ sơ|công văn|báo cáo|kế hoạch|thông báo|quyết định|nghị quyết|chỉ thị|tờ trình|biên bản"
_NAMED = re.compile(rf"(?:{_KINDS})\s+(?:TUYỆT MẬT|TỐI MẬT|MẬT)|(?:{_KINDS})\s+\(\s*{_LEVEL}\s*\)?", re.IGNORECASE)
_NUMBERED = re.compile(rf"(?:{_KINDS})\s+{_LEVEL},?\s+số:?\s*\d", re.IGNORECASE)
_PLAIN = re.compile(r"(?:TUYET |TOI )?MAT(?:\s*[-(].{0,20})?")
_BRACKETED = re.compile(rf"[(\[]\s*(?:dấu\s+)?({_LEVEL})\s*[)\]]", re.IGNORECASE)

# In a name of a file all in capitals the syllable may be half of these.
_BEFORE = {"bi", "bao", "than", "can", "co", "chu", "nghiem", "kin", "tuan", "ong"}
_AFTER = {"khau", "ong", "thiet", "do", "ma", "vu", "thu", "uoc", "danh", "dam", "phieu", "mua", "nghi", "gau", "mia"}


def find_stamp(text: str) -> str | None:
    """The stamp as it is written, or None. For texts that people type and for what a file says."""
    for line in _seen(text).splitlines():
        for cell in _CELLS.split(line):
            found = _in_cell(cell)
            if found:
                return found
    return None


def find_stamp_in_name(filename: str) -> str | None:
    """Names are short and have their own habits: hyphens for spaces, no marks, everything in capitals."""
    name = re.sub(r"\.\w{1,5}$", "", _seen(filename))
    segments = [one.strip() for one in re.split(r"[_()\[\]{}+,;.]|\s-\s", name)]
    for one in segments:
        spaced = re.sub(r"[-–]", " ", one)
        found = _in_cell(spaced) or (spaced if _fold_is_level(spaced) else None)
        if found:
            return found
    return _in_words(re.findall(r"\w+", name))


def _fold_is_level(text: str) -> bool:
    """A whole segment of a name, in whatever letters: "cv_toi mat", "toi-mat"."""
    words = fold(text).split()
    return words[-2:] in (["toi", "mat"], ["tuyet", "mat"]) and len(words) <= 3 and not _is_other_word(text)


def _is_other_word(text: str) -> bool:
    """With marks, and then not these."""
    words = unicodedata.normalize("NFC", text).lower().split()
    return words[-1] not in ("mat", "mật") or words[-2] not in ("toi", "tối", "tuyet", "tuyệt")


def _in_words(words: list[str]) -> str | None:
    for place, word in enumerate(words):
        if word not in ("MẬT", "Mật", "mật"):
            continue
        before = words[place - 1] if place else ""
        after = words[place + 1] if place + 1 < len(words) else ""
        if before.lower() in ("tối", "tuyệt"):
            return f"{before} {word}"
        ordinary = fold(before) in _BEFORE or fold(after) in _AFTER
        if word == "MẬT" and not ordinary:
            return word
    return None


def _in_cell(cell: str) -> str | None:
    bare = " ".join(_joined(cell).strip(_FRAME).split())
    if not bare:
        return None
    if _stands_alone(bare):
        return bare
    for pattern in (_DEGREE, _DEGREE_PLAIN, _NUMBERED):
        if found := pattern.search(bare):
            return found[0]
    if (found := _NAMED.fullmatch(bare)) and (bare.isupper() or "MẬT" in bare or "(" in bare):
        return found[0]
    found = _BRACKETED.search(cell)
    return found[0] if found and (found[1][0].isupper() or found[1].lower() != "mật") else None


def _stands_alone(bare: str) -> bool:
    if _PLAIN.fullmatch(bare):
        return True
    if not _ALONE.fullmatch(bare):
        return False
    # "mật" in small letters alone on a line is honey as often as a stamp.
    return bare[0].isupper() or bare.lower().startswith(("tối", "tuyệt"))


def _joined(cell: str) -> str:
    """Letters that were set apart, "M Ậ T", as the word that they make."""

    def join(found: re.Match[str]) -> str:
        letters = re.sub(r"[\W_]", "", found[0])
        for level in ("TUYỆTMẬT", "TỐIMẬT", "MẬT", "TUYETMAT", "TOIMAT", "MAT"):
            if letters.upper() == level:
                return f"{level[:-3]} {level[-3:]}".strip()
        return found[0]

    return _LETTERS.sub(join, cell)


def _seen(text: str) -> str:
    return unicodedata.normalize("NFC", _UNSEEN.sub("", text))
