"""The server's own log says that something went wrong and where, never what anybody wrote or who they are.

Every test of this folder ends with that check (conftest.py); here the house is made to fail first.
"""

import logging
from uuid import uuid4

import pytest
import sqlalchemy as sa

from server.discussion.tables import statements
from server.seeds.world import PIN
from tests.evening.people import Ear, Evening
from tests.house import House

TEXT = "Lời riêng không được có trong nhật ký máy chủ."


def test_a_database_that_fails_is_told_of_and_its_values_are_not(evening: Evening, ear: Ear) -> None:
    """The table is gone: the command cannot be written, and the driver's error carries every value."""
    meeting, member, item = evening.meeting("open"), evening.by("member"), evening.item(5)
    evening.house.writer.run(lambda db, _now: db.exec_driver_sql("ALTER TABLE statements RENAME TO gone"))
    path, data = f"{meeting}/statements", {"command_id": str(uuid4()), "item": str(item), "text": TEXT}
    page = member.client.post(path, data=data)
    assert (page.status_code, page.headers["retry-after"]) == (503, "3")
    assert "lần gửi này chưa được ghi" in page.text
    assert TEXT in page.text
    assert evening.another("member").get(f"{meeting}/room").status_code == 500
    assert any(line.startswith("ERROR") for line in ear.heard), "but it was told"
    assert TEXT in evening.sent
    evening.house.writer.run(lambda db, _now: db.exec_driver_sql("ALTER TABLE gone RENAME TO statements"))
    assert member.client.post(path, data=data).status_code == 303, "the same command, once it can be written"
    found = evening.house.value(sa.select(sa.func.count()).where(statements.c.text == TEXT))
    assert found == 1


def test_a_command_that_breaks_takes_no_other_with_it(
    evening: Evening, ear: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bug in one command: it is told, the person gets words, the house goes on."""

    def broken(*_: object) -> None:
        raise KeyError("something that nobody foresaw")

    monkeypatch.setattr("server.discussion.actions.check_text", broken)
    meeting, member = evening.meeting("open"), evening.by("member")
    answer = member.post(f"{meeting}/statements", item=evening.item(5), text=TEXT)
    assert (answer.status_code, answer.json()["code"]) == (500, "unexpected")
    assert evening.another("member").does(f"{meeting}/hand") == "done_hand_raised"
    assert any("unexpected KeyError on" in line for line in ear.heard)


def test_an_ordinary_evening_is_told_of_in_no_line(evening: Evening, ear: Ear) -> None:
    meeting, phone = evening.meeting("open"), evening.another("member")
    phone.does(f"{meeting}/statements", item=evening.item(5), text=TEXT)
    phone.does("/unlock", pin=PIN)
    phone.does("/unlock", pin="918273")
    phone.is_refused(f"{meeting}/statements", item=evening.item(5), text="")
    phone.get("/nowhere?secret=abc")
    phone.does("/sign-out")
    assert ear.heard == []


def test_the_ear_would_hear_it(house: House, ear: Ear) -> None:
    """The check is worth something: a line of the server's reaches it."""
    logging.getLogger("server.db.writer").error("a line about %s", "nobody")
    logging.getLogger("uvicorn.error").error("another")
    assert len(ear.heard) == 2
