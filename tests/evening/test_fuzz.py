"""Random fields for every command, sent by the chair and the recorder: refusals in words, never a crash."""

import logging
import re
from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.routing import Route

from server.app import feature_routes
from server.attendance.rules import State
from server.console.verify import verify_meeting
from server.discussion.rules import Channel
from server.i18n.messages import known
from server.ledger.tables import streams
from server.meetings.rules import MeetingKind, Phase, Step, SummonsAnswer
from server.meetings.tables import agenda_items, guests, papers
from server.minutes.tables import paragraphs
from server.tasks.tables import tasks
from server.voting.rules import Choice, VoteForm
from server.voting.tables import motions
from tests.evening.people import JSON, Evening
from tests.evening.says import enough

# Whoever is signed out has nothing left to try.
LEFT_OUT = ("/sign-out", "/unlock", "/enter/pin")
POSTS = [one for one in feature_routes() if isinstance(one, Route) and "POST" in (one.methods or ())]
PATHS = sorted({one.path for one in POSTS} - set(LEFT_OUT))
NAMES = [
    "present",
    "read",
    "note",
    "link",
    "decision",
    "decision_from",
    "theme",
    "secret",
    "next",
    "step",
    "organisation",
]
NAMES += ["order_1", "title_2", "again", "last_month", "draft_resolution", "back", "vote_x", "command_id"]
WORDS = [*State, *Channel, *Choice, *VoteForm, *MeetingKind, *Phase, *Step, *SummonsAnswer, "yes", "none", "printed"]
WORDS += ["admission", "2026-12-31", "19:30", "9999-12-31", "0001-01-01", "-1", "0", "5", "1e9", "²", "NaN"]
ODD = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)
LONG = st.sampled_from(["ộ" * 10_001, "a" * 301, "\x00" * 20, "e\u0301" * 200, "👍🏽" * 50, "\u202e" * 9, "{{7*7}}<b>"])


def ids(evening: Evening) -> list[UUID]:
    """What exists in the demonstration, so that some of the guesses are right."""
    running, found = evening.house.meeting("open"), [uuid4()]
    for table in (agenda_items, papers, guests, motions, paragraphs, tasks):
        rows = evening.house.read(sa.select(table.c.id).where(table.c.meeting_id == running).limit(3))
        found += [UUID(str(row.id)) for row in rows]
    return found + [evening.member(part) for part in ("member", "chair", "absent", "guest")]


@pytest.fixture
def world(evening: Evening) -> Iterator[Evening]:
    yield evening
    for row in evening.house.read(sa.select(streams.c.meeting_id).distinct()):
        text, whole = verify_meeting(evening.house.installation.database, row.meeting_id)
        assert whole, text
    assert evening.by("member").get("/").status_code == 200


def test_no_form_whatever_it_holds_breaks_the_house(world: Evening, caplog: pytest.LogCaptureFixture) -> None:
    known_ids = ids(world)
    meetings = [world.meeting(state) for state in ("open", "published", "closed")]
    units = [world.unit(name) for name in ("Chi bộ thôn Đông", "Đảng bộ xã Hòa An")]
    good = {name: str(value) for name, value in enough(world, meetings[0]).items()}
    value = st.one_of(st.sampled_from([str(one) for one in (*known_ids, *WORDS)]), ODD, LONG)
    name = st.one_of(st.sampled_from([*NAMES, *good, *(f"vote_{one}" for one in known_ids)]), ODD)

    @settings(max_examples=250, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(
        phone=st.sampled_from([world.by("chair"), world.by("recorder"), world.by("admin")]),
        path=st.sampled_from(PATHS),
        fields=st.dictionaries(name, value, max_size=5),
        at=st.tuples(st.sampled_from(meetings), st.sampled_from(units), st.sampled_from(known_ids)),
        mostly_right=st.booleans(),
        in_words=st.booleans(),
    )
    def press(phone, path, fields, at, mostly_right, in_words) -> None:  # type: ignore[no-untyped-def]
        meeting, unit, other = at
        place = path.replace("/meetings/{meeting_id:uuid}", meeting).replace("{unit_id:uuid}", str(unit))
        place = re.sub(r"\{[^}]+\}", str(other), place)
        headers = {"Idempotency-Key": str(uuid4())} | ({} if in_words else JSON)
        answer = phone.client.post(place, data=(good if mostly_right else {}) | fields, headers=headers)
        assert answer.status_code < 500, (place, fields, answer.text[:300])
        if not in_words and answer.status_code >= 400:
            assert known(answer.json()["code"])
            assert answer.json()["text"].endswith(".")

    with caplog.at_level(logging.ERROR):
        press()
    assert [one.message for one in caplog.records if one.levelno >= logging.ERROR] == []
