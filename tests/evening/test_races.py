"""Many hands at one moment, through every process there is: one effect, one winner, and a log without holes."""

import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterator
from uuid import UUID, uuid4

import httpx
import pytest

from server.accounts.rules import derive_secret
from server.accounts.tables import devices, entry_cards
from server.console.verify import verify_meeting
from server.discussion.tables import speech_requests, statements
from server.meetings.tables import participants
from server.members.tables import members
from server.minutes.tables import approvals, paragraphs
from server.units.tables import units
from tests.evening.people import Evening, at_once, counted, send, through
from tests.evening.says import draft_fields, list_of_members, unit_below
from tests.house import Phone

Outcome = Counter[str]
EIGHT = 8


class Crowd:
    """Presses at one moment, dealt to the processes in turn; counts what was answered."""

    def __init__(self, evening: Evening, doors: list[str]) -> None:
        self.evening, self._doors = evening, itertools.cycle(doors)

    def copies(self, part: str, times: int) -> list[Phone]:
        return [through(self.evening, self.evening.by(part), next(self._doors)) for _ in range(times)]

    def press(self, phones: list[Phone], path: str, command_id: str = "", **fields: object) -> Outcome:
        def one(phone: Phone) -> Callable[[], httpx.Response]:
            return lambda: phone.post(path, command_id, **fields)

        return Counter(outcome(answer) for answer in at_once([one(phone) for phone in phones]))


def outcome(answer: httpx.Response) -> str:
    assert answer.status_code < 500, answer.text
    return str(answer.json().get("code") or "done")


@pytest.fixture
def crowd(evening: Evening, doors: list[str]) -> Iterator[Crowd]:
    yield Crowd(evening, doors)
    for state in ("open", "closed"):
        if found := evening.meetings_in(state):
            text, whole = verify_meeting(evening.house.installation.database, UUID(found[0].rpartition("/")[2]))
            assert whole, text


def test_a_hand_raised_by_many_presses_is_one_hand(crowd: Crowd) -> None:
    meeting = crowd.evening.meeting("open")
    before = crowd.evening.types(meeting)
    assert crowd.press(crowd.copies("member", EIGHT), f"{meeting}/hand") == {"done": EIGHT}
    mine = speech_requests.c.member_id == crowd.evening.member("member")
    assert counted(crowd.evening, speech_requests, mine) == 1
    assert crowd.evening.types(meeting) == [*before, "hand_raised"]


def test_one_command_sent_to_all_processes_is_one_effect(crowd: Crowd) -> None:
    meeting, text = crowd.evening.meeting("open"), "Gửi nhiều lần, chỉ ghi một."
    fields = {"item": crowd.evening.item(5), "text": text}
    assert crowd.press(crowd.copies("member", EIGHT), f"{meeting}/statements", str(uuid4()), **fields) == {
        "done": EIGHT
    }
    assert counted(crowd.evening, statements, statements.c.text == text) == 1


def test_of_two_publications_one_summons(crowd: Crowd) -> None:
    evening = crowd.evening
    created = evening.by("chair").post(f"{evening.cell}/meetings", **draft_fields(evening))
    assert created.status_code == 200
    draft = evening.meeting("draft")
    both = [*crowd.copies("chair", 4), *crowd.copies("deputy", 4)]
    assert crowd.press(both, f"{draft}/publication") == {"done": 1, "step_not_possible": 7}
    assert counted(evening, participants, participants.c.meeting_id == UUID(draft.rpartition("/")[2])) == 28
    assert evening.types(draft) == ["summons_published"]


def test_of_two_revisions_of_a_paragraph_one_is_kept(crowd: Crowd) -> None:
    evening, meeting = crowd.evening, crowd.evening.meeting("open")
    evening.by("chair").does(f"{meeting}/state", step="close")
    page = evening.by("chair").read(f"{meeting}/minutes")
    place = re.findall(r'id="p-([0-9a-f-]{36})"', page)[0]
    both = [*crowd.copies("chair", 4), *crowd.copies("recorder", 4)]
    texts = itertools.count(1)

    def revise(phone: Phone) -> Callable[[], httpx.Response]:
        fields = {"seen": 0, "text": f"Bản sửa thứ {next(texts)}."}
        return lambda: phone.post(f"{meeting}/minutes/paragraphs/{place}", **fields)

    answers = Counter(outcome(one) for one in at_once([revise(phone) for phone in both]))
    assert answers == {"done": 1, "paragraph_changed": 7}
    assert counted(evening, paragraphs, paragraphs.c.revision == 1) == 1


def test_minutes_approved_by_both_at_once_freeze_once(crowd: Crowd) -> None:
    evening, meeting = crowd.evening, crowd.evening.meeting("open")
    evening.by("chair").does(f"{meeting}/state", step="close")
    evening.by("recorder").does(f"{meeting}/minutes/reading")

    def approve(part: str) -> list[Callable[[], httpx.Response]]:
        phones = crowd.copies(part, 4)
        return [lambda one=one: one.post(f"{meeting}/minutes/approval", role=part) for one in phones]

    answers = Counter(outcome(one) for one in at_once([*approve("chair"), *approve("recorder")]))
    assert answers == {"done": EIGHT}
    assert evening.types(meeting).count("minutes_frozen") == 1
    assert counted(evening, approvals, approvals.c.meeting_id == UUID(meeting.rpartition("/")[2])) == 2


def test_what_is_said_while_the_meeting_closes_is_in_the_minutes_or_was_refused(crowd: Crowd) -> None:
    evening, meeting = crowd.evening, crowd.evening.meeting("open")
    item = evening.item(5)
    phones = [one for part in ("member", "member2", "guest", "probationary") for one in crowd.copies(part, 3)]
    texts = [f"Lời nói lúc bế mạc số {number:02d}." for number in range(len(phones))]
    doings = [
        lambda phone=phone, text=text: phone.post(f"{meeting}/statements", item=item, text=text)
        for phone, text in zip(phones, texts, strict=True)
    ]
    closing = crowd.copies("chair", 1)[0]
    doings.insert(6, lambda: closing.post(f"{meeting}/state", step="close"))
    answers = [outcome(one) for one in at_once(doings)]
    assert answers.pop(6) == "done"
    assert set(answers) <= {"done", "meeting_over"}
    minutes = evening.by("member").read(f"{meeting}/minutes")
    assert [text in minutes for text in texts] == [one == "done" for one in answers]
    assert evening.types(meeting)[-2:] == ["meeting_closed", "minutes_drafted"]


def test_one_entry_card_lets_one_browser_in(crowd: Crowd) -> None:
    """Two processes read the card as unused at the same moment: the later one must see that it is spent."""
    evening = crowd.evening
    evening.by("chair").does(f"{evening.cell}/cards", member=evening.member("visiting"), kind="screen")
    secret = derive_secret(evening.house.installation.settings.secret_key, evening.newest(entry_cards))
    phones = crowd.copies("stranger", EIGHT)
    for phone in phones:
        assert phone.post("/enter", secret=secret).status_code == 200
    answers = crowd.press(phones, "/enter/pin", pin="730518", pin_again="730518")
    assert answers == {"done": 1, "card_spent": 7}
    assert counted(evening, devices, devices.c.member_id == evening.member("visiting")) == 1


def test_two_units_of_one_name_do_not_come_side_by_side(crowd: Crowd) -> None:
    said = unit_below(crowd.evening)
    answers = crowd.press(crowd.copies("admin", EIGHT), said.path, **said.fields)
    assert answers == {"done": 1, "unit_already_there": 7}
    assert counted(crowd.evening, units, units.c.name == said.fields["name"]) == 1


def test_a_list_accepted_by_two_at_once_is_brought_in_once(crowd: Crowd) -> None:
    """The later one plans again on what is there by then: nobody is entered twice."""
    evening, said = crowd.evening, list_of_members(crowd.evening)
    shown = send(evening.by("admin"), said.path, said.fields, said.files).json()["location"]
    answers = crowd.press(crowd.copies("admin", EIGHT), f"{shown}/acceptance")
    assert answers["done"] >= 1
    assert set(answers) <= {"done", "import_not_acceptable", "not_found"}
    assert counted(evening, members, members.c.name == "Nguyễn Văn Mới") == 1


def test_wrong_pins_at_all_processes_are_counted_each(crowd: Crowd) -> None:
    assert crowd.press(crowd.copies("member", EIGHT), "/unlock", pin="918273") == {"done": 5, "pin_too_early": 3}
