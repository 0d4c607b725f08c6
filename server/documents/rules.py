"""Kinds of official documents, and what one must say of itself."""

import re
from datetime import date
from enum import StrEnum
from html import escape

from server.errors import Conflict, Invalid


class DocumentType(StrEnum):
    RESOLUTION = "resolution"
    DIRECTIVE = "directive"
    REGULATION = "regulation"
    CONCLUSION = "conclusion"
    GUIDANCE = "guidance"
    PLAN = "plan"
    REPORT = "report"
    OTHER = "other"


class IssuedInTheFuture(Invalid):
    code = "issued_in_the_future"


class DocumentWithdrawn(Conflict):
    code = "document_withdrawn"


class ResolutionStays(Conflict):
    code = "resolution_stays"


class NumberedOnPaper(Conflict):
    code = "numbered_on_paper"


def check_issued(issued_on: date, today: date) -> None:
    if issued_on > today:
        raise IssuedInTheFuture(field="issued_on")


def check_withdrawal(*, withdrawn: bool, of_meeting: bool) -> None:
    """What a meeting has decided belongs to its minutes: nobody takes it off the shelf."""
    if of_meeting:
        raise ResolutionStays
    if withdrawn:
        raise DocumentWithdrawn


def check_numbering(*, of_meeting: bool) -> None:
    """A meeting's resolution gets its number afterwards, from the book of the cell; others carry it on their paper."""
    if not of_meeting:
        raise NumberedOnPaper


def check_not_withdrawn(*, withdrawn: bool) -> None:
    if withdrawn:
        raise DocumentWithdrawn


def goes_below(published_by: str, handed_down_by: str) -> bool:
    """Paths: a unit hands down what it has published itself and what came to it from above."""
    return handed_down_by.startswith(published_by)


def mark_of(number: str, symbol: str) -> str:
    """Number and symbol as they are written on paper: "12-NQ/TU", "12", "NQ/TU" or nothing."""
    return "-".join(filter(None, (number, symbol)))


# A dash, a number, a letter with its bracket, or a word with a number and a stop, as articles of a law begin.
_BEGINS = re.compile(r"[-–•+*] |[0-9]{1,2}[.)] |[IVX]{1,5}[.)] |[^\W\d_]\) |[^\W\d_]+ [0-9IVX]{1,4}[.:]")
_ENDS = (".", ":", ";", "?", "!")


def page_of(text: str) -> str:
    """The words of a PDF as a page that a phone can show in any size: lines of its paper become paragraphs again."""
    lines = [line.strip() for line in text.split("\n")]
    widest = max(map(len, lines))
    paragraphs: list[str] = []
    goes_on = False
    for line in lines:
        if goes_on and line and not _BEGINS.match(line):
            paragraphs[-1] += f" {line}"
        elif line and not re.fullmatch(r"[0-9]{1,3}", line):  # else the number of a page
            paragraphs.append(line)
        goes_on = bool(paragraphs and line) and len(line) > 0.6 * widest and not line.endswith(_ENDS)
    return "".join(f"<p>{escape(one)}</p>" for one in paragraphs)
