"""An act that gives rights asks for the PIN once more, keeps what was said, and changes the cookie."""

import re
from datetime import UTC, datetime, timedelta

import httpx
import sqlalchemy as sa

from server.accounts.tables import devices, entry_cards
from server.actor import Reach, Role
from server.seeds.world import PIN
from server.units.actions import assign
from server.units.tables import assignments
from tests.evening.people import Evening, at_once, counted
from tests.evening.test_devices import WRONG, device_of
from tests.house import Phone


def stale(evening: Evening, part: str, minutes: float = 6) -> Phone:
    """Signed in, and the PIN given a while ago."""
    phone = evening.another(part)
    at = datetime.now(UTC) - timedelta(minutes=minutes)
    evening.change(sa.update(devices).where(devices.c.id == device_of(evening, phone)).values(confirmed_at=at))
    return phone


def aged(evening: Evening, phone: Phone, **changes: object) -> None:
    evening.change(sa.update(devices).where(devices.c.id == device_of(evening, phone)).values(**changes))


def with_cookie(evening: Evening, secret: str) -> Phone:
    phone = evening.stranger()
    phone.client.cookies.set("s", secret, domain="127.0.0.1", path="/")
    return phone


def cookie_of(phone: Phone) -> str:
    return next(one.value or "" for one in phone.client.cookies.jar if one.name == "s" and one.value)


def show(phone: Phone, secret: str) -> None:
    phone.client.cookies.clear()
    phone.client.cookies.set("s", secret, domain="127.0.0.1", path="/")


def fields_of(page: str) -> list[tuple[str, str]]:
    return re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)


def test_an_act_that_gives_rights_wants_a_proof_five_minutes_old_at_most(lasting: Evening) -> None:
    cards, said = f"{lasting.cell}/cards", {"member": lasting.member("visiting"), "kind": "printed"}
    before = counted(lasting, entry_cards)
    assert stale(lasting, "chair").is_refused(cards, **said) == (403, "confirm_needed")
    assert stale(lasting, "chair", 5.1).is_refused(cards, **said) == (403, "confirm_needed")
    assert counted(lasting, entry_cards) == before
    assert stale(lasting, "chair", 4.5).does(cards, **said) == "done_cards_issued"
    never = lasting.another("chair")
    aged(lasting, never, confirmed_at=None)
    assert never.is_refused(cards, **said) == (403, "confirm_needed")


def test_the_form_goes_on_with_the_pin_and_everything_that_it_said(lasting: Evening) -> None:
    """Without JavaScript: the page that asks for the PIN sends the same press again."""
    chair, cards = stale(lasting, "chair"), f"{lasting.cell}/cards"
    chosen = [str(lasting.member(part)) for part in ("visiting", "away")]
    command = "0197a000-0000-7000-8000-00000000c001"
    data = {"command_id": command, "member": chosen, "kind": "printed"}
    asked = chair.client.post(cards, data=data)
    assert asked.status_code == 403
    assert 'name="confirm_pin"' in asked.text
    kept = fields_of(asked.text)
    assert sorted(kept) == sorted([("command_id", command), *(("member", one) for one in chosen), ("kind", "printed")])
    again = {"command_id": command, "member": [one for name, one in kept if name == "member"], "kind": "printed"}
    before = counted(lasting, entry_cards)
    wrong = chair.client.post(cards, data=again | {"confirm_pin": WRONG})
    assert (wrong.status_code, WRONG in wrong.text) == (403, False)
    assert fields_of(wrong.text) == kept
    assert counted(lasting, entry_cards) == before
    done = chair.client.post(cards, data=again | {"confirm_pin": PIN})
    assert (done.status_code, done.headers["location"]) == (303, f"{cards}?n=done_cards_issued")
    assert counted(lasting, entry_cards) == before + 2
    repeat = chair.client.post(cards, data=again)
    assert repeat.headers["location"] == done.headers["location"]
    assert counted(lasting, entry_cards) == before + 2


def test_wrong_proofs_are_counted_as_at_the_lock_and_by_each_form(lasting: Evening) -> None:
    chair, cards = stale(lasting, "chair"), f"{lasting.cell}/cards"
    said = {"member": lasting.member("visiting"), "kind": "printed"}
    answers = at_once([lambda: chair.post(cards, confirm_pin=WRONG, **said)] * 8)
    assert sorted(one.json()["code"] for one in answers) == ["confirm_wrong"] * 5 + ["pin_too_early"] * 3
    assert chair.is_refused(cards, confirm_pin=PIN, **said) == (409, "pin_too_early")
    assert chair.is_refused("/unlock", pin=PIN) == (409, "pin_too_early")
    aged(lasting, chair, wait_until=None, pin_failures=9)
    assert chair.is_refused(cards, confirm_pin=WRONG, **said) == (403, "confirm_wrong")
    assert chair.get("/tasks").status_code == 303, "the tenth wrong one forgets the browser"


def test_the_page_that_asks_leads_back_and_nowhere_else(lasting: Evening) -> None:
    chair = stale(lasting, "chair")
    page = chair.read("/confirm?next=/tasks")
    assert ("next", "/tasks") in fields_of(page)
    assert ("next", "/") in fields_of(chair.read("/confirm?next=https://xau.vn"))
    assert chair.is_refused("/confirm", next="/tasks") == (403, "confirm_needed")
    assert chair.post("/confirm", next="/tasks", confirm_pin=PIN).json()["location"] == "/tasks"
    assert chair.does(f"{lasting.cell}/cards", member=lasting.member("visiting"), kind="printed") == "done_cards_issued"
    assert lasting.stranger().is_refused("/confirm", confirm_pin=PIN) == (401, "not_signed_in")
    idle = lasting.another("chair", seen=datetime.now(UTC) - timedelta(hours=13))
    assert idle.is_refused("/confirm", confirm_pin=PIN) == (401, "device_locked")


def test_who_may_not_is_told_nothing_by_a_right_pin(lasting: Evening) -> None:
    said = {"member": lasting.member("visiting"), "kind": "printed", "confirm_pin": PIN}
    assert stale(lasting, "member").is_refused(f"{lasting.cell}/cards", **said) == (404, "not_found")
    assert stale(lasting, "outsider").is_refused(f"{lasting.cell}/cards", **said) == (404, "not_found")


def test_a_proof_makes_another_cookie_and_the_copied_one_is_worth_nothing(lasting: Evening) -> None:
    chair = stale(lasting, "chair")
    old = cookie_of(chair)
    thief = with_cookie(lasting, old)
    assert thief.get("/tasks").status_code == 200
    answer = chair.post("/confirm", confirm_pin=PIN)
    new = cookie_of(chair)
    assert new != old
    assert new not in answer.text
    said = {"member": lasting.member("visiting"), "kind": "printed"}
    assert thief.is_refused(f"{lasting.cell}/cards", **said) == (403, "confirm_needed"), "fresh is the new cookie only"
    assert chair.get("/tasks").status_code == 200
    assert chair.does(f"{lasting.cell}/cards", **said) == "done_cards_issued"
    assert thief.get("/tasks").status_code == 200, "what was under way has a minute to arrive"
    aged(lasting, chair, previous_until=datetime.now(UTC) - timedelta(seconds=1))
    assert thief.get("/tasks").status_code == 303
    assert thief.is_refused("/preferences", theme="dark") == (401, "not_signed_in")
    assert chair.get("/tasks").status_code == 200


def test_a_lost_answer_with_the_new_cookie_locks_nobody_out(lasting: Evening) -> None:
    chair = stale(lasting, "chair")
    old = cookie_of(chair)
    chair.post("/confirm", confirm_pin=PIN)
    lost = cookie_of(chair)
    show(chair, old)
    assert chair.get("/tasks").status_code == 200
    chair.post("/confirm", confirm_pin=PIN)
    assert chair.does(f"{lasting.cell}/cards", member=lasting.member("visiting"), kind="printed") == "done_cards_issued"
    assert with_cookie(lasting, lost).get("/tasks").status_code == 303


def test_unlocking_makes_another_cookie_too(lasting: Evening) -> None:
    member = lasting.another("member", seen=datetime.now(UTC) - timedelta(days=61))
    old = cookie_of(member)
    assert member.does("/unlock", pin=PIN) == ""
    assert cookie_of(member) != old


def test_a_cookie_is_exchanged_every_day_also_when_answers_come_at_one_moment_or_not_at_all(lasting: Evening) -> None:
    member = lasting.another("member")
    old = cookie_of(member)
    assert "set-cookie" not in member.get("/tasks").headers
    aged(lasting, member, rotated_at=datetime.now(UTC) - timedelta(hours=25))
    answers: list[httpx.Response] = at_once([lambda: with_cookie(lasting, old).get("/tasks")] * 4)
    offered = {one.cookies["s"] for one in answers}
    assert len(offered) == 1, "every answer carries the same"
    new = offered.pop()
    assert new != old
    assert with_cookie(lasting, old).get("/tasks").cookies["s"] == new, "until the browser has shown it"
    show(member, new)
    assert "set-cookie" not in member.get("/tasks").headers
    assert member.does("/preferences", theme="dark") == ""
    assert "set-cookie" not in with_cookie(lasting, old).get("/tasks").headers
    aged(lasting, member, previous_until=datetime.now(UTC) - timedelta(seconds=1))
    assert with_cookie(lasting, old).get("/tasks").status_code == 303
    assert member.get("/tasks").status_code == 200


def test_other_rights_make_another_cookie(lasting: Evening) -> None:
    member = lasting.another("teller")
    aged(lasting, member, rotated_at=datetime.now(UTC) - timedelta(hours=25))
    show(member, member.get("/tasks").cookies["s"])
    member.does("/preferences", theme="dark")
    assert "set-cookie" not in member.get("/tasks").headers
    cell = {"unit_id": lasting.unit("Chi bộ thôn Đông"), "member_id": lasting.member("teller")}
    today = datetime.now(UTC).date() - timedelta(days=1)
    lasting.house.writer.run(
        lambda db, _now: assign(db, **cell, role=Role.RECORD_KEEPER, reach=Reach.HERE, since=today)
    )
    before = cookie_of(member)
    assert member.get("/tasks").cookies["s"] != before
    lasting.change(sa.delete(assignments).where(assignments.c.member_id == lasting.member("teller")))
