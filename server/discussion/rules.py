"""What may be said, by whom, and how it came. Standard library only."""

from enum import StrEnum

from server.errors import Conflict, Invalid

IN_THE_ROOM = frozenset({"present_in_room", "late", "exempt_present"})


class Channel(StrEnum):
    """How a statement reached the meeting; shown beside it and kept in the minutes."""

    SPOKEN = "spoken"
    WRITTEN = "written"
    REMOTE = "remote"
    ADVANCE = "advance"


class StatementEmpty(Invalid):
    code = "statement_empty"


class HandOnlyInMeeting(Conflict):
    code = "hand_only_in_meeting"


class NobodyToCall(Conflict):
    code = "nobody_to_call"


def channel_of(*, opened: bool, attendance_state: str, is_guest: bool) -> Channel:
    """How the own statement of a person comes: before the meeting, from the room, or from afar.

    The meeting's state and the roll decide, never the connection or what the form says.
    """
    if not opened:
        return Channel.ADVANCE
    if is_guest or attendance_state in IN_THE_ROOM:
        return Channel.WRITTEN
    return Channel.REMOTE


def check_text(text: str) -> None:
    if not text:
        raise StatementEmpty(field="text")
