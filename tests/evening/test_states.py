"""What can be done with a meeting in which state; everything else is refused with the reason, and changes nothing."""

from uuid import UUID

import pytest
import sqlalchemy as sa

from server.meetings.tables import guests, papers
from server.minutes.tables import paragraphs
from server.voting.tables import motions
from tests.evening.people import Evening
from tests.evening.says import draft_fields, enough
from tests.house import Phone

ON_TIME = ("answer", "attendance", "attendance/all", "check-in", "statements", "statements/noted", "hall-code")
ON_TIME += ("hand/lowering", "speakers/removal")
WHILE_OPEN = ("current-item", "items/{item}/conclusion", "tasks", "motions", "speakers")
OF_DRAFT = ("occasion", "content", "agenda", "papers/{paper}/removal", "discarding")
UNTIL_CLOSED = ("guests",)
OF_MOTION = ("ballots", "ballots/behalf", "hands", "closure", "void")
OF_MINUTES = ("minutes/reading", "minutes/approval", "minutes/paragraphs/{paragraph}")
UP = ("report",)

REFUSED = {
    "draft": dict.fromkeys(UP, "minutes_not_frozen")
    | dict.fromkeys((*ON_TIME, *WHILE_OPEN), "meeting_not_running")
    | dict.fromkeys(OF_MINUTES, "not_found"),
    "published": dict.fromkeys(UP, "minutes_not_frozen")
    | dict.fromkeys(WHILE_OPEN, "meeting_not_running")
    | dict.fromkeys(OF_DRAFT, "not_a_draft")
    | dict.fromkeys(OF_MINUTES, "not_found"),
    "open": dict.fromkeys(UP, "minutes_not_frozen")
    | dict.fromkeys(OF_DRAFT, "not_a_draft")
    | dict.fromkeys(OF_MINUTES, "not_found"),
    "suspended": dict.fromkeys(UP, "minutes_not_frozen")
    | dict.fromkeys(WHILE_OPEN, "meeting_not_running")
    | dict.fromkeys(OF_DRAFT, "not_a_draft"),
    "closed": dict.fromkeys(WHILE_OPEN, "meeting_not_running")
    | dict.fromkeys((*ON_TIME, *UNTIL_CLOSED), "meeting_over")
    | dict.fromkeys(OF_DRAFT, "not_a_draft")
    | dict.fromkeys(OF_MINUTES, "minutes_frozen")
    | dict.fromkeys(UP, "summary_changed"),
}
REFUSED["closed"] |= {"minutes/approval": ""}  # approved already: the same again
HANDS = {"draft", "published", "suspended", "closed"}
STEPS = {"publish": "draft", "open": "published", "suspend": "open", "resume": "suspended", "close": "open"}


def arrange(evening: Evening, state: str) -> str:
    """A meeting of the demonstration in this state."""
    chair = evening.by("chair")
    if state == "draft":
        assert chair.post(f"{evening.cell}/meetings", **draft_fields(evening)).status_code == 200
    if state == "suspended":
        chair.does(f"{evening.meeting('open')}/state", step="suspend")
    return evening.meeting(state)


@pytest.mark.parametrize("state", REFUSED)
def test_what_does_not_fit_the_state_is_refused(evening: Evening, state: str) -> None:
    meeting, chair = arrange(evening, state), evening.by("chair")
    meeting_id = UUID(meeting.rpartition("/")[2])
    ids = {"item": evening.item(1, meeting)}
    for name, table in (("paper", papers), ("paragraph", paragraphs)):
        found = evening.house.read(sa.select(table.c.id).where(table.c.meeting_id == meeting_id))
        ids[name] = UUID(str(found[0].id)) if found else meeting_id
    fields, before = enough(evening, meeting), evening.everything()
    for path, code in REFUSED[state].items():
        answer = chair.post(f"{meeting}/{path.format(**ids)}", **fields)
        status = 200 if not code else 404 if code == "not_found" else 409
        assert (answer.status_code, answer.json().get("code", "")) == (status, code), path
    if state in HANDS:
        assert chair.is_refused(f"{meeting}/hand") == (409, "hand_only_in_meeting")
    steps_are_refused(chair, meeting, state)
    after = evening.everything() | {"commands": before["commands"]}
    assert after == before


def steps_are_refused(chair: Phone, meeting: str, state: str) -> None:
    """Each step of a meeting has its one state."""
    for step, from_state in STEPS.items():
        if from_state != state and step != "publish":
            status, code = chair.is_refused(f"{meeting}/state", step=step)
            assert status == 409, step
            assert code == ("meeting_not_running" if step == "close" else "step_not_possible"), step
    assert chair.is_refused(f"{meeting}/state", step="publish")[1] in ("not_found", "step_not_possible")
    if state != "draft":
        assert chair.is_refused(f"{meeting}/publication") == (409, "step_not_possible")


def test_in_a_pause_nobody_votes_and_the_vote_goes_on_after_it(evening: Evening) -> None:
    meeting, chair, recorder = evening.meeting("open"), evening.by("chair"), evening.by("recorder")
    opening = {"item": evening.item(5), "title": "Làm đường", "matter": "resolution", "form": "named"}
    recorder.does(f"{meeting}/motions", **opening)
    motion = f"{meeting}/motions/{evening.newest(motions)}"
    chair.does(f"{meeting}/state", step="suspend")
    fields = enough(evening, meeting)
    for path in OF_MOTION:
        assert chair.is_refused(f"{motion}/{path}", **fields) == (409, "meeting_not_running"), path
    chair.does(f"{meeting}/state", step="resume")
    assert evening.by("member").does(f"{motion}/ballots", choice="approve") == "done_voted"
    assert chair.is_refused(f"{meeting}/state", step="close") == (409, "motion_still_open")
    assert recorder.does(f"{motion}/closure") == "done_motion_closed"
    for path in OF_MOTION:
        assert chair.is_refused(f"{motion}/{path}", **fields) == (409, "motion_not_open"), path


def test_guests_and_papers_may_come_until_the_close(evening: Evening) -> None:
    chair = evening.by("chair")
    for state in ("published", "open"):
        meeting = evening.meeting(state)
        assert chair.does(f"{meeting}/guests", name="Đại biểu đến sau") == "done_guest_invited"
        assert evening.house.read(sa.select(guests.c.id).where(guests.c.name == "Đại biểu đến sau"))
