"""Every event is drawn, named and told to those who may hear it."""

import ast
from dataclasses import fields

import pytest

from server.ledger.append import AUDIENCES
from server.protocol.events import ALL_EVENTS, BY_TYPE, Event, type_of
from server.room.render import BLOCKS, CHANGES, EVERYBODY, NAMED, changed_blocks
from tests.architecture.source import SERVER, calls_of, nodes

STAFF_ONLY = {kind.__name__ for kind in ALL_EVENTS if (kind.__doc__ or "").startswith("Audience staff")}


def test_every_event_says_which_blocks_it_changes() -> None:
    assert CHANGES.keys() == BY_TYPE.keys()
    assert frozenset().union(*CHANGES.values()) <= set(BLOCKS)


@pytest.mark.parametrize("kind", ALL_EVENTS, ids=type_of)
def test_every_event_is_frozen_and_holds_what_json_can_say(kind: type[Event]) -> None:
    assert kind.__dataclass_params__.frozen  # type: ignore[attr-defined]
    plain = {str, int, bool}
    assert not [one.name for one in fields(kind) if one.type not in plain and "JsonValue" not in str(one.type)]


def test_events_that_concern_a_person_name_one() -> None:
    assert BY_TYPE.keys() >= NAMED | EVERYBODY
    assert NAMED.isdisjoint(EVERYBODY)
    for name in NAMED:
        assert "member_id" in {field.name for field in fields(BY_TYPE[name])}


def test_changed_blocks_come_in_the_order_of_the_page() -> None:
    assert changed_blocks(["hand_raised", "item_started"]) == [
        block for block in BLOCKS if block in CHANGES["hand_raised"] | CHANGES["item_started"]
    ]
    assert changed_blocks([]) == []


# --- Who hears it ---------------------------------------------------------------------------

EMITS = calls_of("emit")


def event_of(call: ast.Call) -> str:
    made = call.args[1]
    return getattr(made.func, "id", "") if isinstance(made, ast.Call) else ""


def audience_of(call: ast.Call) -> str:
    named = [one.value for one in call.keywords if one.arg == "audience"] + call.args[2:]
    return str(named[0].value) if named and isinstance(named[0], ast.Constant) else "all"


def test_every_event_can_happen() -> None:
    used = {node.id for node in nodes(SERVER) if isinstance(node, ast.Name)}
    assert {kind.__name__ for kind in ALL_EVENTS} - used == set()


def test_events_go_to_the_two_audiences_only() -> None:
    assert len(EMITS) > 15
    assert {audience_of(call) for call in EMITS} == set(AUDIENCES)


def test_what_is_for_the_desk_alone_is_never_told_to_everybody() -> None:
    assert {"BallotRecorded", "SummonsAnswered"} <= STAFF_ONLY
    told = {event_of(call) for call in EMITS if audience_of(call) == "all"}
    assert told & STAFF_ONLY == set()
    assert {event_of(call) for call in EMITS} >= STAFF_ONLY


def test_what_is_for_the_desk_alone_changes_no_block_that_everybody_sees() -> None:
    changed = {kind.__name__: CHANGES[type_of(kind)] for kind in ALL_EVENTS if kind.__name__ in STAFF_ONLY}
    assert set(changed.values()) == {frozenset()}


def test_why_somebody_is_absent_and_who_wrote_it_down_is_for_the_desk_alone() -> None:
    private = {"reason", "via", "by_name"}
    told = [call for call in EMITS if event_of(call) == "AttendanceRecorded" and audience_of(call) == "all"]
    assert told
    for call in told:
        made = call.args[1]
        assert isinstance(made, ast.Call)
        assert private.isdisjoint(one.arg for one in made.keywords)
