"""A person's own browsers: the PIN again, waits on this one alone, sign-out, and what revoking does at once."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from server.accounts.tables import devices, entry_cards
from server.seeds.world import PIN
from tests.evening.people import Evening, at_once
from tests.house import Phone

WRONG = "918273"


@contextmanager
def listening(evening: Evening, phone: Phone) -> Iterator[ClientConnection]:
    """The room's socket as the page opens it."""
    meeting, address = evening.meeting("open"), evening.house.address
    cursor = re.findall(r'data-cursor="([^"]+)"', phone.read(f"{meeting}/room"))[0]
    ticket = phone.client.post(f"{meeting}/ticket").json()["ticket"]
    url = f"{address.replace('http', 'ws')}/ws{meeting}?ticket={ticket}&cursor={cursor}"
    with connect(url, origin=address, compression=None, proxy=None) as socket:  # type: ignore[arg-type]
        yield socket


def code_of_the_end(socket: ClientConnection) -> int:
    try:
        while True:
            socket.recv(timeout=10)
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else 1006


def device_of(evening: Evening, phone: Phone) -> UUID:
    mine = sa.select(devices.c.id).where(devices.c.member_id == phone.member_id).order_by(devices.c.id.desc())
    return UUID(str(evening.house.value(mine.limit(1))))


def companion(evening: Evening) -> tuple[Phone, str]:
    """The member's browser, and the code that it shows for a second one."""
    member = evening.another("member")
    member.does("/me/companion")
    return member, re.findall(r'<p class="code">([^<]+)</p>', member.read("/me"))[0]


def test_a_second_browser_comes_in_with_the_code_and_the_pin(lasting: Evening) -> None:
    member, code = companion(lasting)
    second = lasting.stranger()
    assert second.post("/enter", code=code.lower()).status_code == 200
    assert 'name="pin_again"' not in second.read("/enter/pin")
    assert second.does("/enter/pin", pin=PIN) == "done_entered"
    assert second.get("/me").status_code == member.get("/me").status_code == 200
    assert second.read("/me").count("/revocation") == 1


def test_five_wrong_pins_void_the_code_even_at_one_moment(lasting: Evening) -> None:
    _, code = companion(lasting)
    second = lasting.stranger()
    assert second.post("/enter", code=code).status_code == 200
    answers = at_once([lambda: second.post("/enter/pin", pin=WRONG) for _ in range(5)])
    assert [one.json()["notice"] for one in answers] == ["not_done_pin_wrong"] * 5
    assert second.is_refused("/enter/pin", pin=PIN) == (409, "card_spent")
    assert lasting.stranger().is_refused("/enter", code=code) == (409, "card_spent")
    assert lasting.house.value(sa.select(entry_cards.c.failures).order_by(entry_cards.c.id.desc()).limit(1)) == 5


def test_a_browser_that_lay_unused_asks_for_the_pin_and_keeps_what_was_written(lasting: Evening) -> None:
    idle = lasting.another("chair", seen=datetime.now(UTC) - timedelta(hours=13))
    assert idle.get("/tasks").headers["location"] == "/unlock?next=/tasks"
    path, text = f"{lasting.meeting('open')}/statements", "Một ý kiến viết lúc máy đã khóa."
    assert idle.is_refused(path, item=lasting.item(5), text=text) == (401, "device_locked")
    page = idle.client.post(path, data={"text": text, "item": str(lasting.item(5))})
    assert (page.status_code, text in page.text) == (401, True)
    assert idle.does("/unlock", pin=PIN) == ""
    assert idle.does(path, item=lasting.item(5), text=text) == "done_statement"
    weeks = lasting.another("member", seen=datetime.now(UTC) - timedelta(days=59))
    assert weeks.get("/tasks").status_code == 200
    assert lasting.another("member", seen=datetime.now(UTC) - timedelta(days=181)).get("/tasks").status_code == 303


def test_wrong_pins_slow_this_browser_and_no_other(lasting: Evening) -> None:
    phone = lasting.another("member")
    mine = devices.c.id == device_of(lasting, phone)
    other = lasting.another("member")
    assert [phone.does("/unlock", pin=WRONG) for _ in range(5)] == ["not_done_pin_wrong"] * 5
    for pin in (WRONG, PIN):
        assert phone.is_refused("/unlock", pin=pin) == (409, "pin_too_early"), "not even the right one is tried"
    assert other.does("/unlock", pin=PIN) == ""
    assert lasting.house.value(sa.select(devices.c.pin_failures).where(mine)) == 5
    lasting.change(sa.update(devices).where(mine).values(wait_until=datetime.now(UTC)))
    assert phone.does("/unlock", pin=PIN) == ""
    lasting.change(sa.update(devices).where(mine).values(pin_failures=9))
    phone.does("/unlock", pin=WRONG)
    assert phone.get("/tasks").status_code == 303, "the tenth wrong PIN forgets the browser"
    assert other.get("/tasks").status_code == 200


def test_guesses_at_one_moment_are_counted_each(lasting: Evening) -> None:
    phone = lasting.another("member")
    answers = at_once([lambda: phone.post("/unlock", pin=WRONG)] * 8)
    assert sorted(one.status_code for one in answers) == [200] * 5 + [409] * 3


def test_signing_out_forgets_everything_on_this_browser(lasting: Evening) -> None:
    phone = lasting.house.sign_in("member")
    cookie = phone.client.cookies["s"]
    with listening(lasting, phone) as socket:
        answer = phone.post("/sign-out")
        assert code_of_the_end(socket) == 4401
    assert answer.headers["clear-site-data"] == '"storage"'
    assert (answer.json()["location"], answer.json()["notice"]) == ("/enter", "done_signed_out")
    assert "s" not in phone.client.cookies
    thief = lasting.stranger()
    thief.client.cookies.set("s", cookie, domain="127.0.0.1")
    assert thief.get("/tasks").status_code == 303
    assert thief.is_refused("/preferences", theme="dark") == (401, "not_signed_in")
    assert phone.does("/sign-out") == "done_signed_out", "out is out, however often"


def test_a_revoked_browser_is_a_stranger_at_once(lasting: Evening) -> None:
    phone, lost = lasting.another("member"), lasting.another("member")
    revocation = f"/me/devices/{device_of(lasting, lost)}/revocation"
    assert revocation in phone.read("/me")
    assert lasting.by("chair").is_refused(revocation) == (404, "not_found")
    with listening(lasting, lost) as socket:
        assert phone.does(revocation) == "done_device_revoked"
        assert code_of_the_end(socket) == 4401
    assert lost.get("/me").status_code == 303
    assert lost.client.post(f"{lasting.meeting('open')}/ticket").status_code == 401


def test_a_ticket_for_the_room_is_for_those_in_it_and_for_our_own_page(lasting: Evening) -> None:
    ticket = f"{lasting.meeting('open')}/ticket"
    assert lasting.by("guest").client.post(ticket).json()["ticket"]
    assert lasting.by("outsider").client.post(ticket).status_code == 404
    assert lasting.by("stranger").client.post(ticket).status_code == 401
    assert lasting.another("member").client.post(ticket, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_preferences_are_the_persons_own(lasting: Evening) -> None:
    member = lasting.another("member")
    member.does("/preferences", theme="dark", text="larger")
    assert 'data-theme="dark"' in member.read("/tasks")
    assert 'data-theme="dark"' not in lasting.by("chair").read("/tasks")
    for wrong in ({"theme": "pink"}, {"text": "giant"}):
        assert member.is_refused("/preferences", **wrong) == (422, "field_not_understood")
