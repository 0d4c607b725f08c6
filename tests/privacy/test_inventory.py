"""The inventory and the tables say the same, and people can read it."""

import re

import sqlalchemy as sa

from server.db.base import metadata
from server.i18n.messages import known
from server.migrations import schema
from server.privacy.inventory import load_inventory
from tests.house import House

SCHEMA = {name: frozenset(table.columns.keys()) for name, table in metadata.tables.items()}
# Ids that are nobody's: of units, things and machines.
NAMES_A_PERSON = re.compile(r"(member|person|actor|assignee|chair|recorder|subscriber|deputy)_id|by_id|.*_by")


def test_every_column_of_every_table_is_in_the_inventory() -> None:
    assert schema.FEATURES
    assert load_inventory().faults(SCHEMA) == []


def test_every_column_that_holds_a_member_says_what_the_row_is_to_them() -> None:
    inventory = load_inventory()
    for name, table in metadata.tables.items():
        pointing = {
            column.name
            for column in table.columns
            if any(key.target_fullname == "members.id" for key in column.foreign_keys)
            or (isinstance(column.type, sa.Uuid) and NAMES_A_PERSON.fullmatch(column.name))
        }
        assert pointing - inventory.tables[name].people.keys() == set(), name


def test_purposes_retentions_and_tables_have_their_words() -> None:
    inventory = load_inventory()
    codes = [f"purpose_{part}{one}" for one in inventory.purposes for part in ("", "what_", "who_")]
    codes += [f"kept_{one}" for one in inventory.retentions] + [f"data_{one}" for one in inventory.tables]
    assert [code for code in codes if not known(code)] == []


def test_anybody_may_read_what_is_kept_and_how_long(house: House) -> None:
    page = house.stranger().read("/privacy")
    for words in ("Nhắc việc trên máy", "dịch vụ nước ngoài", "90 ngày", "lý do", "Đảng bộ"):
        assert words in page
    assert "Nguyễn" not in page
    assert "Nguyễn" not in house.sign_in("member").read("/privacy").replace("Gọi giúp", "")
