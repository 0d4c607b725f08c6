"""Golden files hold Python and JavaScript together: the frames on the wire, and the hash chain.

``GOLDEN=write`` writes them anew, after a change that was meant.
"""

import json
import os
from dataclasses import MISSING, fields
from pathlib import Path
from uuid import UUID

import pytest

from server.protocol import chain, events, frames
from server.protocol.cursor import Cursor
from server.protocol.events import ALL_EVENTS, Event, JsonObject, JsonValue, body_of, event_from, type_of
from server.protocol.source import LoggedEvent

GOLDEN = Path(__file__).parent / "golden"
MEETING = UUID("0192f0c1-6a1e-7c3a-9b1e-2f5f7b9c0001")
NOW = 1_795_264_200_000
LISTS: dict[str, list[JsonValue]] = {
    "agenda": [{"id": "0192f0c1-6a1e-7c3a-9b1e-2f5f7b9c0a01", "title": "Khai mạc"}],
    "papers": ["Dự thảo nghị quyết.pdf"],
}
SUMMONED: dict[str, JsonValue] = {"official": 20, "probationary": 2}
WORDS = {
    "name": "Nguyễn Thị Hòa",
    "by_name": "Trần Văn Thủy",
    "chair_name": "Nguyễn Thị Hòa",
    "recorder_name": "Trần Văn Thủy",
    "assignee_name": "Lê Đức Hạnh",
    "title": "Thông qua nghị quyết tháng 12",
    "text": "Đề nghị sửa “đường liên xóm” ở mục 2.\nCòn lại tôi nhất trí.",
    "reason": "Đi công tác, có báo trước",
    "due": "2026-12-20",
}


def example(kind: type[Event]) -> Event:
    """One event of a class with every field filled, the optional ones too."""
    return kind(**{field.name: value_of(field.name, field.type) for field in fields(kind)})


def value_of(name: str, type_: object) -> object:
    if name in LISTS:
        return LISTS[name]
    if type_ is bool:
        return True
    if type_ is int:
        return NOW if name.endswith("_at") else 3
    if name == "summoned":
        return SUMMONED
    if name.endswith("_id"):
        return "0192f0c1-6a1e-7c3a-9b1e-2f5f7b9c0a01"
    return WORDS.get(name, name)


def logged(kind: type[Event], seq: int, body: JsonObject | None) -> LoggedEvent:
    return LoggedEvent("all", seq, chain.genesis(MEETING, f"golden {seq}"), type_of(kind), NOW + seq, body)


def golden_frames() -> dict[str, JsonValue]:
    """By name: the text of a frame, byte for byte."""
    made = {
        type_of(kind): frames.event(logged(kind, seq, body_of(example(kind))), {"room-now": "<section id='room-now'>"})
        for seq, kind in enumerate(ALL_EVENTS, start=1)
    }
    hand = example(events.HandRaised)
    head = Cursor("all", 118, "9f2c11d0a4b3e877")
    made |= {
        "(inside a batch)": frames.event(logged(events.HandRaised, 2, body_of(hand)), {}, more=True),
        "(erased)": frames.event(logged(events.StatementMade, 3, None), {}),
        "(hello)": frames.hello(epoch="k3f9", now_ms=NOW, ping_ms=25_000, audiences=("all", "staff")),
        "(me)": frames.me({"room-me": "<section id='room-me'>"}),
        "(tick)": frames.tick({"present": 17, "expected": 20, "remote": 2, "cast": 11}, NOW),
        "(live)": frames.live([Cursor("staff", 35, "9c0d000000000001"), head]),
        "(reload)": frames.reload("hash"),
        "(sys)": frames.system("readonly"),
        "(pong)": frames.pong(NOW, 51_234),
        "(pong without a number)": frames.pong(NOW, None),
        "(end)": frames.end(frames.MEETING_OVER),
    }
    return {name: frame.decode() for name, frame in made.items()}


def golden_chain() -> list[JsonValue]:
    """A log of two events and a body whose accents came apart: each step as others must compute it."""
    steps: list[JsonValue] = []
    previous = chain.genesis(MEETING, "all")
    for seq, (type_name, body) in enumerate(CHAIN, start=1):
        salt = bytes(range(seq, seq + 16))
        head: JsonObject = {
            "actor": "0192f0c1-6a1e-7c3a-9b1e-2f5f7b9c0111",
            "at": NOW + seq,
            "bh": chain.body_hash(salt, body).hex(),
            "cmd": f"0192f0c1-6a1e-7c3a-9b1e-2f5f7b9c000{seq}",
            "seq": seq,
            "stream": chain.stream_name(MEETING, "all"),
            "type": type_name,
        }
        following = chain.event_hash(previous, head)
        step: JsonObject = {"salt": salt.hex(), "body": body, "canon": chain.canon(body).decode(), "head": head}
        steps.append(step | {"previous": previous.hex(), "hash": following.hex(), "short": chain.short(following)})
        previous = following
    return steps


CHAIN: list[tuple[str, JsonObject]] = [
    ("meeting_opened", body_of(example(events.MeetingOpened))),
    ("statement_made", {"đ": [True, None, -1, 2**53 - 1], "a": {"z": "", "b": 'dấu " và \\ và \n'}, "Z": "\u2028"}),
    ("statement_made", {"text": "Ho\u0323p chi bo\u0323\u0302"}),
]


def compare(name: str, made: object) -> None:
    path = GOLDEN / name
    text = json.dumps(made, ensure_ascii=False, indent=1) + "\n"
    if os.environ.get("GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert json.loads(path.read_text(encoding="utf-8")) == made


def test_frames_are_those_that_the_pages_were_made_for() -> None:
    compare("frames.json", golden_frames())


def test_the_chain_is_computed_as_it_always_was() -> None:
    compare("chain.json", golden_chain())


@pytest.mark.parametrize("kind", ALL_EVENTS, ids=type_of)
def test_a_golden_frame_reads_back_as_its_event(kind: type[Event]) -> None:
    golden = json.loads((GOLDEN / "frames.json").read_text(encoding="utf-8"))
    frame = json.loads(golden[type_of(kind)])
    assert event_from(frame["type"], frame["body"]) == example(kind)


def test_an_example_leaves_no_field_to_its_default() -> None:
    for kind in ALL_EVENTS:
        for field in fields(kind):
            if field.default is not MISSING:
                assert getattr(example(kind), field.name) != field.default, f"{kind.__name__}.{field.name}"
