"""States of the minutes and who signs them. Standard library only."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from html import escape

from server.errors import Conflict, Forbidden, Invalid


class MinutesState(StrEnum):
    DRAFT = "draft"
    FROZEN = "frozen"


class Signer(StrEnum):
    CHAIR = "chair"
    RECORDER = "recorder"


class MinutesAreFrozen(Conflict):
    code = "minutes_frozen"


class ParagraphChanged(Conflict):
    """Somebody else corrected it meanwhile; both texts are kept for the person to compare."""

    code = "paragraph_changed"


class NotReadBack(Conflict):
    code = "minutes_not_read_back"


class NotASigner(Forbidden):
    code = "not_a_signer"


class ParagraphEmpty(Invalid):
    code = "paragraph_empty"


def check_revision(state: MinutesState, *, seen: int, current: int, text: str) -> None:
    """Correct only what one has seen: ``seen`` is the revision that the form was filled from."""
    if state is MinutesState.FROZEN:
        raise MinutesAreFrozen
    if not text:
        raise ParagraphEmpty(field="text")
    if seen != current:
        raise ParagraphChanged


def check_read_back(state: MinutesState) -> None:
    if state is MinutesState.FROZEN:
        raise MinutesAreFrozen


def signer_of(*, is_chair: bool, is_recorder: bool, wanted: Signer) -> Signer:
    """A person signs as what they are; chair and recorder may be one person only where they are."""
    if (wanted is Signer.CHAIR and is_chair) or (wanted is Signer.RECORDER and is_recorder):
        return wanted
    raise NotASigner


def check_approval(state: MinutesState, *, read_back: bool) -> None:
    if state is MinutesState.FROZEN:
        raise MinutesAreFrozen
    if not read_back:
        raise NotReadBack


def complete(approvals: Collection[str]) -> bool:
    """Chair and recorder have both approved."""
    return set(approvals) >= {Signer.CHAIR, Signer.RECORDER}


@dataclass(frozen=True, slots=True)
class Decided:
    """A question on a resolution that was carried, and what the chair concluded on its item."""

    question: str
    conclusion: str


def resolution_html(draft: str, decided: Sequence[Decided]) -> str:
    """The text of the cell's resolution as a page; nothing where no resolution was carried."""
    if not decided:
        return ""
    paragraphs = [escape(line) for line in draft.split("\n") if line]
    for one in decided:
        paragraphs.append(f"<strong>{escape(one.question)}</strong>")
        paragraphs += [escape(line) for line in one.conclusion.split("\n") if line]
    return "".join(f"<p>{one}</p>" for one in paragraphs)
