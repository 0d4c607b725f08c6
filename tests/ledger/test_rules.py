"""Links, digests and marks of the trace."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from server.ledger.rules import SIGNS, Entry, details_digest, genesis, link, mark_of, root_of, same_mark

ENTRY = Entry(
    UUID(int=1), datetime(2026, 11, 21, 12, 30, tzinfo=UTC), UUID(int=2), "card_issued", None, None, b"d" * 32
)
HEAD = genesis(UUID(int=7))


@pytest.mark.parametrize(
    "change",
    [
        {"id": UUID(int=9)},
        {"at": datetime(2026, 11, 21, 12, 30, 0, 1, tzinfo=UTC)},
        {"actor_id": None},
        {"action": "card_issuec"},
        {"subject_id": UUID(int=2)},
        {"unit_id": UUID(int=2)},
        {"digest": b"d" * 31 + b"e"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_link_covers_everything_that_an_entry_says(change: dict[str, object]) -> None:
    assert link(HEAD, 1, replace(ENTRY, **change)) != link(HEAD, 1, ENTRY)  # type: ignore[arg-type]


def test_a_link_covers_its_number_and_what_stood_before() -> None:
    assert len({link(HEAD, 1, ENTRY), link(HEAD, 2, ENTRY), link(genesis(UUID(int=8)), 1, ENTRY)}) == 3


def test_a_digest_needs_the_key_and_covers_machine_and_words() -> None:
    made = {
        details_digest(key, device, text) for key in (b"a", b"b") for device in (None, UUID(int=1)) for text in "xy"
    }
    assert len(made) == 8
    assert details_digest(b"a", None, "x") == details_digest(b"a", None, "x")


def test_a_chain_belongs_to_the_uppermost_unit() -> None:
    assert root_of(f"/{UUID(int=5).hex}/{UUID(int=6).hex}/") == UUID(int=5)
    assert root_of(None) == UUID(int=0)


def test_a_mark_is_sixteen_signs_that_nobody_mixes_up_and_is_read_as_people_type_it() -> None:
    mark = mark_of(HEAD)
    assert len(mark) == 19
    assert set(mark) - {"-"} <= set(SIGNS)
    assert not set("0O1IL") & set(SIGNS)
    for typed in (mark, mark.lower(), mark.replace("-", ""), f" {mark.replace('-', ' ')} "):
        assert same_mark(typed, HEAD)
    assert not same_mark(mark_of(genesis(UUID(int=8))), HEAD)
