"""States and dates of a meeting. Standard library only."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from server.errors import Conflict, Invalid


class MeetingKind(StrEnum):
    REGULAR = "regular"
    THEMATIC = "thematic"
    COMMITTEE = "committee"


class MeetingState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    OPEN = "open"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class Step(StrEnum):
    PUBLISH = "publish"
    OPEN = "open"
    SUSPEND = "suspend"
    RESUME = "resume"
    CLOSE = "close"


NEXT = {
    (MeetingState.DRAFT, Step.PUBLISH): MeetingState.PUBLISHED,
    (MeetingState.PUBLISHED, Step.OPEN): MeetingState.OPEN,
    (MeetingState.OPEN, Step.SUSPEND): MeetingState.SUSPENDED,
    (MeetingState.SUSPENDED, Step.RESUME): MeetingState.OPEN,
    (MeetingState.OPEN, Step.CLOSE): MeetingState.CLOSED,
}


class Phase(StrEnum):
    """The three parts of the standard order (mo dau, noi dung, ket thuc)."""

    OPENING = "opening"
    CONTENT = "content"
    CLOSING = "closing"


class SummonsAnswer(StrEnum):
    PRESENT = "present"
    REMOTE = "remote"
    ABSENT = "absent"


class StepNotPossible(Conflict):
    code = "step_not_possible"


class NotADraft(Conflict):
    code = "not_a_draft"


class MeetingNotRunning(Conflict):
    code = "meeting_not_running"


class MeetingOver(Conflict):
    code = "meeting_over"


class SummonsIncomplete(Invalid):
    code = "summons_incomplete"


class StartsInThePast(Invalid):
    code = "starts_in_the_past"


class LinkNotSafe(Invalid):
    code = "link_not_safe"


class ReasonMissing(Invalid):
    code = "reason_missing"


class HallCodeWrong(Invalid):
    code = "hall_code_wrong"


class HandedDownStays(Conflict):
    code = "handed_down_stays"


class NoCellsBelow(Conflict):
    code = "no_cells_below"


class AlreadyHandedDown(Conflict):
    code = "already_handed_down"


PAPERS_AHEAD = timedelta(days=1)  # HD 42-HD/BTCTW: papers at least one day before
HALL_CODE_LIFE = timedelta(minutes=1)
HALL_CODE_GRACE = 2  # the minute shown and the one before: typing takes time


def step(state: MeetingState, wanted: Step) -> MeetingState:
    """The state after ``wanted``, or a refusal that names where the meeting stands."""
    after = NEXT.get((state, wanted))
    if after is None:
        raise StepNotPossible(state=state, step=wanted)
    return after


def check_draft(state: MeetingState) -> None:
    if state is not MeetingState.DRAFT:
        raise NotADraft


def check_running(state: MeetingState) -> None:
    """Roll, agenda, votes: only while the meeting is open."""
    if state is not MeetingState.OPEN:
        raise MeetingNotRunning


def check_not_over(state: MeetingState) -> None:
    """Roll call, opinions and answers: from publication until the close."""
    if state is MeetingState.CLOSED:
        raise MeetingOver
    if state is MeetingState.DRAFT:
        raise MeetingNotRunning


def check_publishable(*, title: str, place: str, items: Sequence[object], starts_at: datetime, now: datetime) -> None:
    missing = tuple(name for name, there in (("title", title), ("place", place), ("agenda", items)) if not there)
    if missing:
        raise SummonsIncomplete(missing=missing)
    if starts_at <= now:
        raise StartsInThePast


def check_link(link: str) -> None:
    """A link for those far away is an ordinary https address, nothing that runs."""
    if not link:
        return
    try:
        parts = urlsplit(link)
    except ValueError:
        raise LinkNotSafe from None
    if parts.scheme != "https" or not parts.hostname or "@" in parts.netloc:
        raise LinkNotSafe


def check_answer(answer: SummonsAnswer, reason: str) -> None:
    if answer is SummonsAnswer.ABSENT and not reason:
        raise ReasonMissing(field="reason")


_COMMITTEE = frozenset({"secretary", "deputy_secretary", "committee_member"})


def is_summoned(kind: MeetingKind, post: str) -> bool:
    """A committee's meeting is the committee's; every other kind is for all members of the unit."""
    return kind is not MeetingKind.COMMITTEE or post in _COMMITTEE


def place_for(phases: Sequence[Phase]) -> int:
    """The position of an item that comes from above: last of the content, before the closing part."""
    closing = [number for number, phase in enumerate(phases, 1) if phase is Phase.CLOSING]
    return closing[0] if closing else len(phases) + 1


def place_for_tasks(phases: Sequence[Phase]) -> int:
    """The position of the first task of earlier meetings: they open the content, after the opening part."""
    return next((number for number, phase in enumerate(phases, 1) if phase is not Phase.OPENING), len(phases) + 1)


def is_late(*, added_at: datetime, starts_at: datetime) -> bool:
    """Less than a day ahead."""
    return starts_at - added_at < PAPERS_AHEAD


def hall_code(secret: bytes, at: datetime, *, minutes_back: int = 0) -> str:
    """The four digits on the hall screen in this minute: an HMAC of the minute, cut as RFC 4226 does."""
    minute = int(at.timestamp() // HALL_CODE_LIFE.total_seconds()) - minutes_back
    digest = hmac.digest(secret, minute.to_bytes(8, "big"), "sha256")
    offset = digest[-1] & 0x0F
    return f"{(int.from_bytes(digest[offset : offset + 4], 'big') & 0x7FFFFFFF) % 10_000:04d}"


def check_hall_code(secret: bytes, typed: str, now: datetime) -> None:
    good = [hall_code(secret, now, minutes_back=back) for back in range(HALL_CODE_GRACE)]
    if not any(hmac.compare_digest(typed.encode(), code.encode()) for code in good):
        raise HallCodeWrong(field="code")


@dataclass(frozen=True, slots=True)
class ItemClock:
    """How long an item has been on the table."""

    planned_minutes: int
    spent_seconds: int
    started_at: datetime | None

    def spent(self, now: datetime) -> int:
        """Seconds over all stretches, the running one included."""
        running = int((now - self.started_at).total_seconds()) if self.started_at else 0
        return self.spent_seconds + max(running, 0)

    def ends_at(self) -> datetime | None:
        """When the planned minutes are used up; None when the item is not on the table."""
        if self.started_at is None:
            return None
        return self.started_at + timedelta(seconds=self.planned_minutes * 60 - self.spent_seconds)
