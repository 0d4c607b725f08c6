"""The hall's code is four digits: it must be seen, not found by trying."""

from datetime import timedelta

import pytest

from server import clock
from server.meetings.queries import get_meeting
from server.meetings.rules import hall_code
from server.web.tries import FREE, WINDOW, TooManyTries, Tries
from tests.house import House


def right_code(house: House, meeting_id: object) -> str:
    with house.installation.database.read() as db:
        return hall_code(get_meeting(db, meeting_id).hall_secret, clock.now())  # type: ignore[arg-type]


def test_after_five_wrong_codes_even_the_right_one_is_refused_and_the_recorder_helps(house: House) -> None:
    meeting_id = house.meeting("published")
    address = f"/meetings/{meeting_id}"
    member = house.sign_in("member")
    wrong = f"{(int(right_code(house, meeting_id)) + 4321) % 10_000:04d}"
    for _ in range(FREE):
        assert member.is_refused(f"{address}/check-in", code=wrong) == (422, "hall_code_wrong")
    assert member.is_refused(f"{address}/check-in", code=right_code(house, meeting_id)) == (409, "too_many_tries")
    other = house.sign_in("member2")
    assert other.does(f"{address}/check-in", code=right_code(house, meeting_id)) == "done_checked_in"
    entry = {"member": house.person("member"), "state": "present_in_room"}
    assert house.sign_in("recorder").does(f"{address}/attendance", **entry) == "done_attendance"


def test_wrong_guesses_are_forgotten_after_a_while() -> None:
    tries, start = Tries(), clock.now()
    for _ in range(FREE):
        tries.wrong("lan", start)
    with pytest.raises(TooManyTries):
        tries.check("lan", start + WINDOW - timedelta(seconds=1))
    tries.check("lan", start + WINDOW)
    tries.check("khanh", start)
