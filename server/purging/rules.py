"""What an emergency purge is asked for, and by whom it is done. Standard library only."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from server.errors import Conflict, Invalid

BACKUPS_KEPT = timedelta(days=35)
TOLD_FOR = timedelta(days=180)  # as long as a phone may stay enrolled without being seen


class Kind(StrEnum):
    DOCUMENT = "document"
    ARTICLE = "article"
    PAPER = "paper"
    STATEMENT = "statement"


class Reason(StrEnum):
    """Never the content: the list of purges is read by people who may not know it."""

    STATE_SECRET = "state_secret"  # noqa: S105 - a word, no password
    PERSONAL = "personal"
    OTHER = "other"


class AddressNotKnown(Invalid):
    code = "purge_address_not_known"


class PurgeNeedsAnother(Conflict):
    """Who asked is not who confirms."""

    code = "purge_needs_another"


class AlreadyPurged(Conflict):
    code = "already_purged"


@dataclass(frozen=True, slots=True)
class Target:
    kind: Kind
    subject_id: UUID
    meeting_id: UUID | None = None

    @property
    def address(self) -> str:
        match self.kind:
            case Kind.DOCUMENT:
                return f"/documents/{self.subject_id}"
            case Kind.ARTICLE:
                return f"/news/{self.subject_id}"
            case Kind.PAPER:
                return f"/meetings/{self.meeting_id}/papers/{self.subject_id}"
            case _:
                return f"/meetings/{self.meeting_id}/room#statement-{self.subject_id}"


_ID = "([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"
_FORMS = (
    (Kind.DOCUMENT, re.compile(f"/documents/{_ID}")),
    (Kind.ARTICLE, re.compile(f"/(?:news|public)/{_ID}")),
    (Kind.PAPER, re.compile(f"/meetings/{_ID}/papers/{_ID}")),
    (Kind.STATEMENT, re.compile(f"/meetings/{_ID}(?:/[a-z]+)?#statement-{_ID}")),
)


def target_of(address: str) -> Target:
    """From the address as it stands in the browser, with or without the site's name."""
    text = address.strip().lower()
    for kind, form in _FORMS:
        if found := form.search(text):
            *meeting, subject = map(UUID, found.groups())
            return Target(kind, subject, meeting[0] if meeting else None)
    raise AddressNotKnown(field="address")


def check_confirmation(*, asked_by: UUID, by: UUID, done: bool) -> None:
    if done:
        raise AlreadyPurged
    if asked_by == by:
        raise PurgeNeedsAnother


def backups_until(day: date) -> date:
    return day + BACKUPS_KEPT


def without(text: str, words: str, instead: str) -> str:
    """A text that quotes the words, whole or line by line, with something else in their place."""
    if words and words in text:
        return text.replace(words, instead)
    for line in (one.strip() for one in words.splitlines()):
        if len(line) > 3 and line in text:
            text = text.replace(line, instead)
    return text
