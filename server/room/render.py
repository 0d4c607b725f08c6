"""An event in, the blocks that it changed out. The page and the gateway both call this.

Blocks are drawn from the state, never patched by the event: a page that applied any events
and a page fetched afresh show the same.
"""

from collections.abc import Iterable, Mapping

from server.ids import new_id
from server.room.state import Me, RoomState
from server.web.templates import render

TEMPLATE = "room/room.html"
BLOCKS = ("head", "now", "motion", "statements", "speakers", "agenda", "present", "results", "tasks", "say", "thumb")

_WHOLE = frozenset(BLOCKS)
CHANGES: Mapping[str, frozenset[str]] = {
    "summons_published": _WHOLE,
    "summons_answered": frozenset(),
    "paper_added": frozenset({"now", "agenda"}),
    "item_added": frozenset({"head", "now", "agenda", "say"}),
    "meeting_opened": _WHOLE,
    "meeting_suspended": _WHOLE,
    "meeting_resumed": _WHOLE,
    "meeting_closed": _WHOLE,
    "hall_code_renewed": frozenset(),
    "item_started": frozenset({"head", "now", "motion", "statements", "agenda", "say"}),
    "conclusion_recorded": frozenset({"now", "agenda"}),
    "attendance_recorded": frozenset({"head", "present"}),
    "guest_recorded": frozenset({"head", "present"}),
    "statement_made": frozenset({"statements", "agenda"}),
    "statement_read_out": frozenset({"statements", "agenda"}),
    "hand_raised": frozenset({"speakers"}),
    "hand_lowered": frozenset({"speakers"}),
    "speaker_called": frozenset({"speakers"}),
    "speaker_finished": frozenset({"speakers"}),
    "motion_opened": frozenset({"head", "motion", "results", "agenda", "thumb"}),
    "ballot_recorded": frozenset(),
    "motion_closed": frozenset({"head", "motion", "results", "agenda", "thumb"}),
    "motion_voided": frozenset({"head", "motion", "results", "agenda", "thumb"}),
    "task_assigned": frozenset({"tasks"}),
    "minutes_drafted": frozenset({"head"}),
    "minutes_revised": frozenset(),
    "minutes_read_back": frozenset({"head"}),
    "minutes_approved": frozenset({"head"}),
    "minutes_frozen": frozenset({"head"}),
}

# Events after which everybody's own block may differ; others concern the person they name.
EVERYBODY = frozenset(
    {
        "meeting_opened",
        "meeting_suspended",
        "meeting_resumed",
        "meeting_closed",
        "motion_opened",
        "motion_closed",
        "motion_voided",
    }
)
NAMED = frozenset({"attendance_recorded", "hand_raised", "hand_lowered", "speaker_called", "speaker_finished"})


def changed_blocks(types: Iterable[str]) -> list[str]:
    """In the order of the page."""
    wanted = frozenset[str]().union(*(CHANGES[one] for one in types))
    return [block for block in BLOCKS if block in wanted]


def public_blocks(state: RoomState, blocks: Iterable[str]) -> dict[str, str]:
    """HTML by element id: the block `part_now` draws the element `room-now`."""
    return {
        f"room-{block}": render(TEMPLATE, f"part_{block}", state=state, now=state.now, new_command_id=new_id).strip()
        for block in blocks
    }


def personal_block(state: RoomState, me: Me) -> dict[str, str]:
    html = render(TEMPLATE, "part_me", state=state, me=me, now=state.now, new_command_id=new_id)
    return {"room-me": html.strip()}
