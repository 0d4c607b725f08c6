"""What offices write in a cell, understood: standings, posts, dates, telephones. Standard library only.

Spellings stand here as they are compared: lower case, without tone marks. A text that is not understood gives
None; the caller has the text itself and says which cell it is.
"""

import re
from datetime import date, timedelta
from enum import StrEnum

from server.i18n.text import fold, tokens


class Standing(StrEnum):
    OFFICIAL = "official"
    PROBATIONARY = "probationary"
    EXEMPT = "exempt"
    REDUCED_DUTY = "reduced_duty"
    TEMPORARILY_HERE = "temporarily_here"
    TEMPORARILY_AWAY = "temporarily_away"
    SUSPENDED = "suspended"


class Departure(StrEnum):
    """How somebody stops being on the list of a cell."""

    MOVED = "moved"
    LEFT = "left"


class Post(StrEnum):
    SECRETARY = "secretary"
    DEPUTY_SECRETARY = "deputy_secretary"
    COMMITTEE_MEMBER = "committee_member"
    MEMBER = "member"


_STANDINGS: dict[Standing, tuple[str, ...]] = {
    Standing.OFFICIAL: ("chinh thuc", "ct", "dvct"),
    Standing.PROBATIONARY: ("du bi", "db", "dvdb"),
    Standing.EXEMPT: (
        "mien",
        "mien sinh hoat",
        "mien sinh hoat dang",
        "mien cong tac va sinh hoat",
        "mien cong tac va sinh hoat dang",
        "mien cong tac sinh hoat",
        "mien cong tac sinh hoat dang",
    ),
    Standing.REDUCED_DUTY: (
        "giam",
        "giam sinh hoat",
        "giam sinh hoat dang",
        "giam cong tac va sinh hoat",
        "giam cong tac va sinh hoat dang",
        "giam cong tac sinh hoat",
        "giam cong tac sinh hoat dang",
    ),
    Standing.TEMPORARILY_HERE: (
        "tam thoi den",
        "tam thoi",
        "sinh hoat tam thoi",
        "sinh hoat tam thoi den",
        "sinh hoat dang tam thoi",
    ),
    Standing.TEMPORARILY_AWAY: (
        "tam thoi noi khac",
        "tam thoi di",
        "sinh hoat tam thoi noi khac",
        "sinh hoat tam thoi di",
        "chuyen sinh hoat tam thoi",
        "chuyen sinh hoat dang tam thoi",
        "gioi thieu sinh hoat tam thoi noi khac",
    ),
    Standing.SUSPENDED: ("dinh chi", "dinh chi sinh hoat", "dinh chi sinh hoat dang"),
}

_POSTS: dict[Post, tuple[str, ...]] = {
    Post.SECRETARY: ("bi thu", "bi thu chi bo", "bi thu chi uy", "bt", "btcb"),
    Post.DEPUTY_SECRETARY: ("pho bi thu", "pho bi thu chi bo", "pho bi thu chi uy", "pbt", "pbtcb"),
    Post.COMMITTEE_MEMBER: ("chi uy vien", "cap uy vien", "chi uy", "cap uy", "uy vien chi uy", "cuv"),
    Post.MEMBER: ("dang vien", "khong", "dv"),
}

_STANDING_OF = {text: standing for standing, texts in _STANDINGS.items() for text in texts}
_POST_OF = {text: post for post, texts in _POSTS.items() for text in texts}

# Words around a standing that say nothing: "Dang vien du bi", "Duoc mien ...", "Bi dinh chi ...".
_AROUND = re.compile(r"^(?:dang vien )?(?:duoc |bi (?!thu))?")

_DAY_FIRST = re.compile(r"(?:ngay )?([0-9]{1,2})(?:[-/. ]+|,? ?thang )([0-9]{1,2})(?:[-/. ]+|,? ?nam )([0-9]{4})")
_YEAR_FIRST = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
_MIDNIGHT = re.compile(r"[t ]0?0:00(?::00(?:\.0+)?)?$")
_SERIAL = re.compile(r"([0-9]{5})(?:\.[0-9]+)?")  # days since 30/12/1899: how Excel keeps a date without its format
_SERIAL_START = date(1899, 12, 30)

_PHONE = re.compile(r"0(?:[35789][0-9]{8}|2[0-9]{9})")


def parse_standing(text: str) -> Standing | None:
    return _STANDING_OF.get(_AROUND.sub("", " ".join(tokens(text))))


def parse_post(text: str) -> Post | None:
    return _POST_OF.get(" ".join(tokens(text)))


def parse_date(text: str) -> date | None:
    """Day, month, year as people write them. A year of two digits or alone is no date: it would be a guess."""
    told = _MIDNIGHT.sub("", fold(text).strip())
    if found := _SERIAL.fullmatch(told):
        return _SERIAL_START + timedelta(days=int(found[1]))
    if found := _DAY_FIRST.fullmatch(told):
        day, month, year = map(int, found.groups())
    elif found := _YEAR_FIRST.fullmatch(told):
        year, month, day = map(int, found.groups())
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def parse_phone(text: str) -> str | None:
    """A number of this country as "0912 345 678". Spreadsheets eat the zero in front."""
    digits = re.sub(r"[\s.\-()]", "", text).removeprefix("+")
    if not digits.isascii() or not digits.isdigit():
        return None
    for prefix in ("0084", "84"):
        if digits.startswith(prefix) and len(digits) >= len(prefix) + 9:
            digits = digits.removeprefix(prefix)
            break
    number = digits if digits.startswith("0") else f"0{digits}"
    return f"{number[:4]} {number[4:7]} {number[7:]}" if _PHONE.fullmatch(number) else None


def parse_name(text: str) -> str | None:
    """A name in one case: lists are often typed in capitals. Digits and signs make it no name."""
    if not re.fullmatch(r"[^\W\d_](?:[^\W\d_]|[ '’.\-])*", text):
        return None
    return text.title() if text.isupper() or text.islower() else text


def years_between(start: date, end: date) -> int:
    """Whole years, as an age is counted."""
    return end.year - start.year - ((end.month, end.day) < (start.month, start.day))
