"""The roll: entries are made by people, the recorder has the last word, and being far away is not being there."""

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from server.attendance.tables import attendance_records
from server.clock import now
from server.meetings.rules import hall_code
from server.meetings.tables import meetings, participants
from server.units.tables import units
from server.voting.tables import motions
from tests.evening.people import CELL_NAME, Evening, counted
from tests.evening.says import INVITED


def code_now(evening: Evening, meeting: str, *, minutes_back: int = 0) -> str:
    mine = meetings.c.id == UUID(meeting.rpartition("/")[2])
    secret = evening.house.value(sa.select(meetings.c.hall_secret).where(mine))
    assert isinstance(secret, bytes)
    return hall_code(secret, now(), minutes_back=minutes_back)


def decide(evening: Evening, day: str) -> None:
    """The decision of the superior that allows remote presence is recorded."""
    decision = {"decision": "15-QĐ/ĐU", "decision_from": day}
    assert evening.by("chair").does(f"{evening.cell}/remote-decision", **decision) == "done_decision"


def test_a_member_checks_in_with_the_code_on_the_halls_screen(evening: Evening) -> None:
    meeting, exempt = evening.meeting("open"), evening.by("exempt")
    assert code_now(evening, meeting) in evening.by("recorder").read(f"{meeting}/screen")
    assert evening.by("member").get(f"{meeting}/screen").status_code == 404
    assert exempt.is_refused(f"{meeting}/check-in", code="") == (422, "field_missing")
    for wrong in ("x", "٣٤٥٦", f"{(int(code_now(evening, meeting)) + 5000) % 10000:04d}"):
        assert exempt.is_refused(f"{meeting}/check-in", code=wrong) == (422, "hall_code_wrong")
    assert exempt.does(f"{meeting}/check-in", code=code_now(evening, meeting, minutes_back=1)) == "done_checked_in"
    assert evening.state_of("exempt", meeting) == "exempt_present"
    assert exempt.does(f"{meeting}/check-in", code=code_now(evening, meeting)) == "done_checked_in"
    mine = attendance_records.c.member_id == evening.member("exempt")
    via = attendance_records.c.via == "hall_code"
    assert counted(evening, attendance_records, mine, via) == 1


def test_the_code_of_another_room_or_of_before_its_renewal_is_worth_nothing(evening: Evening) -> None:
    meeting, exempt = evening.meeting("open"), evening.by("exempt")
    seen = code_now(evening, meeting)
    evening.by("recorder").does(f"{meeting}/hall-code")
    if code_now(evening, meeting) != seen:
        assert exempt.is_refused(f"{meeting}/check-in", code=seen) == (422, "hall_code_wrong")
    assert evening.by("guest").is_refused(f"{meeting}/check-in", code=seen) == (404, "not_found")


def test_an_absence_that_the_recorder_has_entered_is_the_recorders_to_change(evening: Evening) -> None:
    meeting, recorder = evening.meeting("open"), evening.by("recorder")
    absent = {"member": evening.member("member"), "state": "absent_excused", "reason": "Đi viện sáng nay"}
    assert recorder.is_refused(f"{meeting}/attendance", **absent | {"reason": ""}) == (422, "attendance_reason_needed")
    recorder.does(f"{meeting}/attendance", **absent)
    code = code_now(evening, meeting)
    assert evening.by("member").is_refused(f"{meeting}/check-in", code=code) == (409, "attendance_already_noted")
    assert evening.state_of("member", meeting) == "absent_excused"
    recorder.does(f"{meeting}/attendance", member=evening.member("member"), state="late", reason="Về kịp")
    assert evening.by("member").does(f"{meeting}/check-in", code=code) == "done_checked_in"
    assert evening.state_of("member", meeting) == "late", "who is present stays as written"


def test_a_state_must_fit_the_person(evening: Evening) -> None:
    meeting, recorder = evening.meeting("open"), evening.by("recorder")
    for part, state in (("exempt", "late"), ("member", "exempt_absent"), ("away", "absent_excused")):
        entry = {"member": evening.member(part), "state": state, "reason": "x"}
        assert recorder.is_refused(f"{meeting}/attendance", **entry) == (422, "attendance_state_does_not_fit")
    entry = {"member": evening.member("member"), "state": "asleep"}
    assert recorder.is_refused(f"{meeting}/attendance", **entry) == (422, "field_not_understood")
    entry = {"member": evening.member("outsider"), "state": "late"}
    assert recorder.is_refused(f"{meeting}/attendance", **entry) == (404, "not_found")


def test_everybody_else_is_here_leaves_out_whom_nobody_expects(evening: Evening) -> None:
    meeting, recorder = evening.meeting("published"), evening.by("recorder")
    evening.by("member2").does(f"{meeting}/answer", answer="absent", reason="Đi công tác")
    evening.by("absent").does(f"{meeting}/answer", answer="remote")
    recorder.does(f"{meeting}/attendance/all")
    states = {part: evening.state_of(part, meeting) for part in ("member", "member2", "absent", "exempt", "away")}
    assert states == {"member": "present_in_room", "member2": "", "absent": "", "exempt": "", "away": ""}


def test_guests_are_on_the_roll_and_in_no_count(evening: Evening) -> None:
    meeting, recorder = evening.meeting("open"), evening.by("recorder")
    presence = f"{meeting}/guests/{evening.house.value(INVITED)}/presence"
    before = evening.by("member").read(f"{meeting}/room")
    recorder.does(presence, present="yes")
    page = evening.by("member").read(f"{meeting}/room")
    assert ("1 đại biểu" in before, "1 đại biểu" in page) == (False, True)
    counts = [re.findall(r'data-count="present">(\d+)<', one) for one in (before, page)]
    assert counts[0] == counts[1] != []
    assert evening.types(meeting)[-1] == "guest_recorded"
    recorder.does(presence, present="yes")
    assert evening.types(meeting).count("guest_recorded") == 1
    recorder.does(presence, present="no")
    assert "1 đại biểu" not in evening.by("member").read(f"{meeting}/room")


def test_remote_presence_needs_the_recorded_decision_and_then_votes(evening: Evening) -> None:
    meeting, recorder, far = evening.meeting("open"), evening.by("recorder"), evening.by("absent")
    entry = {"member": evening.member("absent"), "state": "present_remote"}
    assert recorder.is_refused(f"{meeting}/attendance", **entry) == (409, "remote_not_allowed")
    decide(evening, (datetime.now(UTC) + timedelta(days=2)).date().isoformat())
    assert recorder.is_refused(f"{meeting}/attendance", **entry) == (409, "remote_not_allowed"), "not yet in force"
    fields = {"item": evening.item(5), "title": "Làm đường", "matter": "resolution", "form": "named"}
    recorder.does(f"{meeting}/motions", **fields)
    ballot = f"{meeting}/motions/{evening.newest(motions)}/ballots"
    assert far.is_refused(ballot, choice="approve") == (409, "not_present_to_vote")
    decide(evening, "2026-01-05")
    recorder.does(f"{meeting}/attendance", **entry)
    assert far.does(ballot, choice="approve") == "done_voted"
    assert "1 từ xa" in evening.by("member").read(f"{meeting}/room")


def test_the_decision_needs_its_number_and_its_day(evening: Evening) -> None:
    chair, path = evening.by("chair"), f"{evening.cell}/remote-decision"
    for half in ({"decision": "15-QĐ/ĐU"}, {"decision_from": "2026-01-05"}):
        assert chair.is_refused(path, **half) == (422, "decision_incomplete")
    assert chair.is_refused(path, decision="1", decision_from="30/02/2026") == (422, "field_not_understood")
    decide(evening, "2026-01-05")
    assert chair.does(path) == "done_decision", "and may be taken back"
    kept = sa.select(units.c.remote_vote_decision, units.c.remote_vote_from).where(units.c.name == CELL_NAME)
    assert tuple(evening.house.read(kept)[0]) == ("", None)


def test_before_the_close_nobody_stays_without_an_entry(evening: Evening) -> None:
    meeting = evening.meeting("open")
    evening.by("chair").does(f"{meeting}/state", step="close")
    here = participants.c.meeting_id == UUID(meeting.rpartition("/")[2])
    assert counted(evening, participants, here, participants.c.state == "") == 0
    assert evening.state_of("exempt", meeting) == "exempt_absent"
    assert evening.state_of("away", meeting) == "temporarily_away"
