"""Votes at one moment: what was accepted is counted, what was too late is refused, and nobody votes twice."""

import itertools
from collections import Counter
from collections.abc import Callable
from uuid import UUID

import httpx
import pytest
import sqlalchemy as sa

from server.meetings.tables import participants
from server.voting.tables import ballots, electors, motions
from tests.evening.people import Evening, at_once, counted, enrol, through
from tests.house import Phone


def outcome(answer: httpx.Response) -> str:
    assert answer.status_code < 500, answer.text
    return str(answer.json().get("code") or "done")


def open_vote(evening: Evening, form: str = "named") -> str:
    """A motion on the meeting under way; gives its address."""
    meeting = evening.meeting("open")
    fields = {"item": evening.item(5), "title": "Làm đường thôn", "matter": "resolution", "form": form}
    evening.by("recorder").does(f"{meeting}/motions", **fields)
    return f"{meeting}/motions/{evening.newest(motions)}"


def voters(evening: Evening, doors: list[str], many: int) -> list[Phone]:
    """Electors who are in the room, each on a phone of their own, dealt to the processes in turn."""
    here = (participants.c.meeting_id == UUID(evening.meeting("open").rpartition("/")[2])) & (
        participants.c.state == "present_in_room"
    )
    entitled = sa.select(electors.c.member_id).where(electors.c.motion_id == evening.newest(motions))
    rows = evening.house.read(sa.select(participants.c.member_id).where(here, participants.c.member_id.in_(entitled)))
    turn = itertools.cycle(doors)
    return [through(evening, enrol(evening.house, row.member_id), next(turn)) for row in rows[:many]]


def presses(phones: list[Phone], path: str, **fields: object) -> list[Callable[[], httpx.Response]]:
    return [lambda phone=phone: phone.post(path, **fields) for phone in phones]


def result(evening: Evening) -> tuple[int, int]:
    """Approving votes of the newest motion as it was closed, and as they are stored."""
    motion = evening.newest(motions)
    closed = evening.house.value(sa.select(motions.c.approve).where(motions.c.id == motion))
    stored = counted(evening, ballots, ballots.c.motion_id == motion, ballots.c.choice == "approve")
    return int(str(closed)), stored


def test_no_ballot_that_was_accepted_is_missing_from_the_tally(evening: Evening, doors: list[str]) -> None:
    recorder = through(evening, evening.by("recorder"), doors[-1])
    places, late = itertools.cycle((0, 4, 8)), 0
    phones = voters(evening, doors, 12) if open_vote(evening) else []
    for round_ in range(12):  # until the close has come before a ballot, three times at least
        motion, place = f"{evening.meeting('open')}/motions/{evening.newest(motions)}", next(places)
        doings = presses(phones, f"{motion}/ballots", choice="approve")
        doings.insert(place, lambda motion=motion: recorder.post(f"{motion}/closure"))
        answers = [outcome(one) for one in at_once(doings)]
        assert answers.pop(place) == "done"
        assert set(answers) <= {"done", "motion_not_open"}
        assert result(evening) == (answers.count("done"), answers.count("done"))
        late += answers.count("motion_not_open")
        if late and round_ >= 2:
            break
        open_vote(evening)
    assert late


def test_one_member_on_many_browsers_has_one_ballot(evening: Evening, doors: list[str]) -> None:
    motion = open_vote(evening)
    turn = itertools.cycle(doors)
    phones = [through(evening, evening.by("member"), next(turn)) for _ in range(8)]
    choices = ("approve", "disapprove", "other", "approve", "disapprove", "approve", "other", "approve")
    doings = [
        lambda phone=phone, choice=choice: phone.post(f"{motion}/ballots", choice=choice, note="Ý khác.")
        for phone, choice in zip(phones, choices, strict=True)
    ]
    desk = through(evening, evening.by("recorder"), doors[0])
    helped = {"member": evening.member("member"), "choice": "approve"}
    doings.append(lambda: desk.post(f"{motion}/ballots/behalf", **helped))
    assert {outcome(one) for one in at_once(doings)} == {"done"}
    assert counted(evening, ballots, ballots.c.motion_id == evening.newest(motions)) == 1


def test_where_a_ballot_stands_the_first_one_stands(evening: Evening, doors: list[str]) -> None:
    meeting = evening.meeting("open")
    fields = {"item": evening.item(5), "title": "Kết nạp quần chúng ưu tú", "matter": "admission", "form": "named"}
    evening.by("recorder").does(f"{meeting}/motions", **fields)
    motion, turn = f"{meeting}/motions/{evening.newest(motions)}", itertools.cycle(doors)
    phones = [through(evening, evening.by("member"), next(turn)) for _ in range(8)]
    doings = [*presses(phones[:4], f"{motion}/ballots", choice="approve")]
    doings += presses(phones[4:], f"{motion}/ballots", choice="disapprove")
    assert Counter(outcome(one) for one in at_once(doings)) == {"done": 4, "already_voted": 4}
    evening.by("recorder").does(f"{motion}/closure")
    closed = sa.select(motions.c.approve, motions.c.disapprove).where(motions.c.id == evening.newest(motions))
    assert sorted(evening.house.read(closed)[0]) == [0, 1]


@pytest.mark.parametrize("form", ["hands", "named"])
def test_of_motions_opened_at_once_one_is_open(evening: Evening, doors: list[str], form: str) -> None:
    meeting, turn = evening.meeting("open"), itertools.cycle(doors)
    both = [through(evening, evening.by(part), next(turn)) for part in ("chair", "recorder") * 4]
    fields = {"item": evening.item(5), "title": "Làm đường", "matter": "resolution", "form": form}
    answers = Counter(outcome(one) for one in at_once(presses(both, f"{meeting}/motions", **fields)))
    assert answers == {"done": 1, "motion_still_open": 7}
    assert evening.types(meeting).count("motion_opened") == 2, "the seed's and this one"


def test_hands_recorded_by_two_at_once_are_counted_once(evening: Evening, doors: list[str]) -> None:
    motion, turn = open_vote(evening, "hands"), itertools.cycle(doors)
    both = [through(evening, evening.by(part), next(turn)) for part in ("chair", "recorder") * 4]
    against = {f"vote_{evening.member('teller')}": "disapprove"}
    doings = [*presses(both[:4], f"{motion}/hands", asked="yes")]
    doings += presses(both[4:], f"{motion}/hands", asked="yes", **against)
    assert Counter(outcome(one) for one in at_once(doings)) == {"done": 1, "motion_not_open": 7}
    closed, stored = result(evening)
    assert closed == stored > 11
    assert evening.types(evening.meeting("open")).count("motion_closed") == 2
