"""The ways in: an entry card by its QR or its code, once, and a second browser by a companion code."""

import re

import sqlalchemy as sa

from server.accounts.rules import derive_code, derive_secret
from server.accounts.tables import accounts, devices, entry_cards
from server.members.tables import members
from tests.evening.people import Evening, at_once, counted
from tests.house import Phone

PIN = "730518"


def card_of(evening: Evening, part: str = "absent") -> tuple[str, str]:
    """A printed card: its QR's secret, and its code as it stands on the paper."""
    never_entered(evening, part)
    evening.by("chair").does(f"{evening.cell}/cards", member=evening.member(part), kind="printed")
    page = evening.by("chair").read(f"{evening.cell}/cards")
    code = re.findall(r'<p class="code">([^<]+)</p>', page)[0]
    card_id, key = evening.newest(entry_cards), evening.house.installation.settings.secret_key
    assert code.replace(" ", "") == derive_code(key, card_id)
    return derive_secret(key, card_id), code


def never_entered(evening: Evening, part: str) -> None:
    """As the office's list left them: who has entered before gets a card by two people only."""
    who = evening.member(part)
    evening.change(sa.delete(devices).where(devices.c.member_id == who))
    evening.change(sa.delete(accounts).where(accounts.c.member_id == who))


def at_the_door(evening: Evening, **proof: str) -> Phone:
    phone = evening.stranger()
    answer = phone.post("/enter", **proof)
    assert (answer.status_code, answer.json()["location"]) == (200, "/enter/pin"), answer.text
    return phone


def come_in(phone: Phone, pin: str = PIN, **more: str) -> None:
    assert phone.does("/enter/pin", pin=pin, pin_again=pin, **more) == "done_entered"


def test_a_card_lets_in_by_its_qr_and_asks_for_a_pin(lasting: Evening) -> None:
    secret, _ = card_of(lasting)
    phone = at_the_door(lasting, secret=secret)
    assert "Trần Văn Nam" in phone.read("/enter/pin")
    come_in(phone)
    page = phone.read("/me")
    assert "30/01/1956" not in page
    assert "18/05/1985" in page
    cookie = next(one for one in phone.client.cookies.jar if one.name == "s")
    assert cookie.has_nonstandard_attr("HttpOnly")
    assert cookie.get_nonstandard_attr("SameSite") == "lax"
    kept = lasting.house.value(sa.select(accounts.c.pin_hash).where(accounts.c.member_id == lasting.member("absent")))
    assert str(kept).startswith("$argon2id$")


def test_the_code_may_be_typed_in_any_case_with_spaces_and_dashes(lasting: Evening) -> None:
    _, code = card_of(lasting)
    for spelled in (code.lower(), code.replace(" ", ""), code.replace(" ", "-"), " ".join(code), f"\u00a0{code} "):
        at_the_door(lasting, code=spelled)
    come_in(at_the_door(lasting, code=code))


def test_what_was_asked_for_is_where_one_lands(lasting: Evening) -> None:
    secret, _ = card_of(lasting)
    phone = lasting.stranger()
    asked = phone.client.get(f"{lasting.meeting('open')}/room")
    assert (asked.status_code, asked.headers["location"]) == (303, f"/enter?next={lasting.meeting('open')}/room")
    onward = phone.post("/enter", secret=secret, next="/tasks").json()["location"]
    assert onward == "/enter/pin?next=/tasks"
    answer = phone.post("/enter/pin", pin=PIN, pin_again=PIN, next="/tasks")
    assert answer.json()["location"] == "/tasks"


def test_nobody_is_led_elsewhere(lasting: Evening) -> None:
    secret, _ = card_of(lasting)
    for onward in ("https://xau.vn", "//xau.vn", "/\\xau.vn", "javascript:alert(1)", "/a?b=//c", "/%2f/xau.vn"):
        assert lasting.stranger().post("/enter", secret=secret, next=onward).json()["location"] == "/enter/pin"


EASY_OR_WRONG = (
    ("12345", "12345", "pin_not_six_digits"),
    ("７３０５１８", "７３０５１８", "pin_not_six_digits"),
    ("", "", "pin_not_six_digits"),
    ("730518", "730519", "pins_differ"),
    ("123456", "123456", "pin_too_easy"),
    ("555555", "555555", "pin_too_easy"),
    ("180585", "180585", "pin_too_easy"),
)


def test_a_pin_is_six_digits_that_are_not_the_first_guess(lasting: Evening) -> None:
    secret, _ = card_of(lasting)
    phone = at_the_door(lasting, secret=secret)
    for pin, again, code in EASY_OR_WRONG:
        assert phone.is_refused("/enter/pin", pin=pin, pin_again=again) == (422, code)
        page = phone.client.post("/enter/pin", data={"command_id": phone.last_command, "pin": pin, "pin_again": again})
        assert page.status_code == 422
        assert not pin or pin not in page.text, "a PIN is never written into a page"
    come_in(phone)


def test_a_card_is_spent_by_its_use(lasting: Evening) -> None:
    secret, code = card_of(lasting)
    late = at_the_door(lasting, secret=secret)
    come_in(at_the_door(lasting, secret=secret))
    assert late.is_refused("/enter/pin", pin=PIN, pin_again=PIN) == (409, "card_spent")
    for proof in ({"secret": secret}, {"code": code}):
        assert lasting.stranger().is_refused("/enter", **proof) == (409, "card_spent")


def test_a_lost_answer_lets_in_again_and_only_one_browser_stays(lasting: Evening) -> None:
    secret, _ = card_of(lasting)
    phone, same = at_the_door(lasting, secret=secret), lasting.stranger()
    same.client.cookies.set("entry", phone.client.cookies["entry"], domain="127.0.0.1")
    entry, command = {"pin": PIN, "pin_again": PIN}, "0197a000-0000-7000-8000-000000000001"
    assert phone.post("/enter/pin", command, **entry).status_code == 200
    assert same.post("/enter/pin", command, **entry).status_code == 200
    assert same.get("/me").status_code == 200
    assert phone.get("/me").status_code == 303, "the browser of the lost answer is a stranger"


def test_of_two_browsers_with_one_card_one_gets_in(lasting: Evening) -> None:
    secret, code = card_of(lasting)
    phones = [at_the_door(lasting, secret=secret), *(at_the_door(lasting, code=code) for _ in range(5))]
    mine = devices.c.member_id == lasting.member("absent")
    before = counted(lasting, devices, mine)
    answers = at_once([lambda one=one: one.post("/enter/pin", pin=PIN, pin_again=PIN) for one in phones])
    assert sorted(one.status_code for one in answers) == [200, 409, 409, 409, 409, 409]
    assert counted(lasting, devices, mine) == before + 1


def test_a_card_that_was_replaced_or_is_too_old_lets_nobody_in(lasting: Evening) -> None:
    first, _ = card_of(lasting)
    second, code = card_of(lasting)  # of the same member
    assert lasting.stranger().is_refused("/enter", secret=first) == (409, "card_spent")
    past = sa.update(entry_cards).values(expires_at=sa.select(members.c.created_at).limit(1).scalar_subquery())
    phone = at_the_door(lasting, secret=second)
    lasting.change(past)
    assert phone.is_refused("/enter/pin", pin=PIN, pin_again=PIN) == (409, "card_spent")
    assert lasting.stranger().is_refused("/enter", secret=second) == (409, "card_spent")
    assert lasting.stranger().is_refused("/enter", code=code) == (422, "card_not_known")


def test_what_is_no_card_is_not_known(lasting: Evening) -> None:
    phone = lasting.stranger()
    for wrong in ({"code": "ABCDEFGH"}, {"code": "đây là mã"}, {"secret": "0" * 32}, {"code": "1" * 40}):
        assert phone.is_refused("/enter", **wrong) == (422, "card_not_known")
    assert phone.is_refused("/enter") == (422, "field_missing")
    assert phone.is_refused("/enter", code="A" * 41) == (422, "field_too_long")
    assert phone.is_refused("/enter/pin", pin=PIN, pin_again=PIN) == (422, "card_not_known")
    for forged in ("x", f"{'0' * 32}.{'9' * 13}.{'0' * 64}"):
        phone.client.cookies.set("entry", forged, domain="127.0.0.1")
        assert phone.is_refused("/enter/pin", pin=PIN, pin_again=PIN) == (422, "card_not_known")
