"""The inventory says of every column what it is, what for and how long; a wrong word is found."""

from dataclasses import replace
from datetime import timedelta

from server.privacy.rules import Held, Inventory, Part

NOTES = Held(
    table="notes",
    purpose="tasks",
    kept="a_month",
    columns={"id": "technical", "person_id": "B", "text": "B", "at": "B"},
    people={"person_id": Part.OWN},
    names={},
    counted_from="at",
)
KNOWN = Inventory(("technical", "B"), ("tasks",), {"a_month": 30, "for_ever": 0}, {"notes": NOTES})
SCHEMA = {"notes": frozenset(NOTES.columns)}


def with_notes(**changes: object) -> Inventory:
    return replace(KNOWN, tables={"notes": replace(NOTES, **changes)})


def test_a_whole_inventory_has_no_fault() -> None:
    assert KNOWN.faults(SCHEMA) == []


def test_a_column_or_a_table_that_is_not_listed_is_a_fault() -> None:
    assert KNOWN.faults({"notes": SCHEMA["notes"] | {"mood"}}) == ["notes.mood is not listed"]
    assert KNOWN.faults({**SCHEMA, "diary": frozenset({"id"})}) == ["diary is not listed"]


def test_what_is_listed_must_be_there() -> None:
    assert KNOWN.faults({}) == ["notes is no table"]
    assert KNOWN.faults({"notes": SCHEMA["notes"] - {"text"}}) == ["notes.text is no column"]


def test_words_come_from_the_closed_lists() -> None:
    assert with_notes(purpose="curiosity").faults(SCHEMA) == ["notes: purpose curiosity"]
    assert with_notes(kept="a_while").faults(SCHEMA) == ["notes: kept a_while"]
    assert with_notes(columns={**NOTES.columns, "text": "D"}).faults(SCHEMA) == ["notes.text: D"]


def test_what_it_says_of_people_names_and_times_names_columns() -> None:
    assert with_notes(people={"who": Part.BY}).faults(SCHEMA) == ["notes: speaks of who"]
    assert with_notes(names={"text": "who"}).faults(SCHEMA) == ["notes: speaks of who"]
    assert with_notes(names={"text": ""}).faults(SCHEMA) == []
    assert with_notes(counted_from="written").faults(SCHEMA) == ["notes: speaks of written"]


def test_rows_have_a_life_where_days_and_a_beginning_are_given() -> None:
    assert KNOWN.life_of(NOTES) == KNOWN.life("notes") == timedelta(days=30)
    assert KNOWN.life_of(replace(NOTES, kept="for_ever")) is None
    assert KNOWN.life_of(replace(NOTES, counted_from=None)) is None


def test_a_table_of_keys_and_of_published_words_is_not_personal() -> None:
    assert NOTES.is_personal
    assert not replace(NOTES, columns={"id": "technical"}).is_personal


def test_tables_of_a_purpose_stand_under_how_long_they_are_kept() -> None:
    other = replace(NOTES, table="plans", purpose="meetings")
    found = replace(KNOWN, tables={"notes": NOTES, "more": replace(NOTES, table="more"), "plans": other})
    assert found.of_purpose("tasks") == {"a_month": ["notes", "more"]}
