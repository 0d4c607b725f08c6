"""Whatever arrives: a sentence in Vietnamese, the text kept, and never a crash."""

import re
import unicodedata
from collections.abc import Iterator
from html import unescape
from uuid import uuid4

import httpx

from server.discussion.tables import statements
from server.i18n.messages import sentence
from tests.evening.people import JSON, Evening, counted
from tests.evening.says import draft_fields
from tests.house import Phone

LETTERS = "ộ" * 10_000


def kept_text(page: str) -> str:
    """What stands in the form of a refusal, as it would be sent again."""
    found = re.findall(r"<textarea[^>]*>\n?(.*?)</textarea>", page, flags=re.DOTALL)
    return unescape(found[0]) if found else ""


def form_of(page: str) -> dict[str, str]:
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return {name: unescape(value) for name, value in hidden} | {"text": kept_text(page)}


def is_refused_in_words(answer: httpx.Response, status: int, code: str, words: str = "") -> None:
    assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert (words or sentence(code)) in unescape(answer.text)


def test_a_text_of_the_greatest_length_is_taken_and_one_more_is_not(lasting: Evening) -> None:
    path, member = f"{lasting.meeting('open')}/statements", lasting.by("member")
    assert member.does(path, item=lasting.item(5), text=LETTERS) == "done_statement"
    assert member.is_refused(path, item=lasting.item(5), text=LETTERS + "n") == (422, "field_too_long")
    data = {"command_id": str(uuid4()), "item": str(lasting.item(5)), "text": LETTERS + "n"}
    page = member.client.post(path, data=data)
    words = "Mục “nội dung” dài 10001 ký tự, không được quá 10000."
    is_refused_in_words(page, 422, "field_too_long", words)
    assert kept_text(page.text) == LETTERS + "n"


def test_a_long_paragraph_of_the_minutes_is_taken_too(evening: Evening) -> None:
    meeting, chair = evening.meeting("open"), evening.by("chair")
    chair.does(f"{meeting}/state", step="close")
    place = re.findall(r'id="p-([0-9a-f-]{36})"', chair.read(f"{meeting}/minutes"))[0]
    assert chair.does(f"{meeting}/minutes/paragraphs/{place}", seen=0, text=LETTERS * 5) == "done_paragraph"
    too_long = {"seen": 1, "text": LETTERS * 5 + "n"}
    assert chair.is_refused(f"{meeting}/minutes/paragraphs/{place}", **too_long) == (422, "field_too_long")


def test_text_enters_composed_and_without_what_nobody_sees(lasting: Evening) -> None:
    path, member = f"{lasting.meeting('open')}/statements", lasting.by("member")
    written = {
        unicodedata.normalize("NFD", "Ý kiến về đường thôn"): "Ý kiến về đường thôn",
        "Tốt lắm 👍🏽 🇻🇳": "Tốt lắm 👍🏽 🇻🇳",
        "Chuông\x07 rỗng\x00 lùi\x08": "Chuông rỗng lùi",
        "  nhiều \t dấu\u00a0cách \r\n\r\n\r\n\r\nhai đoạn ": "nhiều dấu cách\n\nhai đoạn",
        "\u202eđảo ngược\u202c": "đảo ngược",
        "<script>alert(1)</script>{{ 7*7 }}": "<script>alert(1)</script>{{ 7*7 }}",
    }
    for text, kept in written.items():
        member.does(path, item=lasting.item(5), text=text)
        assert counted(lasting, statements, statements.c.text == kept) == 1, text
    page = member.read(f"{lasting.meeting('open')}/room")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}" in page
    for nothing in ("", " ", "\u200b", "\n\n", "\x00"):
        assert member.is_refused(path, item=lasting.item(5), text=nothing) == (422, "statement_empty")


def test_without_a_command_id_the_text_comes_back_and_can_be_sent_again(lasting: Evening) -> None:
    path, member = f"{lasting.meeting('open')}/statements", lasting.by("member")
    text = "Một ý kiến dài hơn bốn mươi ký tự, có “ngoặc” & <dấu>,\nvà dòng thứ hai."
    for wrong in ({}, {"command_id": "không phải mã"}):
        page = member.client.post(path, data={"item": str(lasting.item(5)), "text": text, **wrong})
        is_refused_in_words(page, 422, "command_id_missing")
        assert kept_text(page.text).replace("\r\n", "\n") == text
    answer = member.client.post(path, data=form_of(page.text))
    assert (answer.status_code, answer.headers["location"]) == (303, f"{lasting.meeting('open')}/room?n=done_statement")
    assert counted(lasting, statements, statements.c.text == text) == 1


def test_a_used_command_id_gives_a_fresh_form_with_the_new_text(lasting: Evening) -> None:
    path, member = f"{lasting.meeting('open')}/statements", lasting.by("member")
    first, second = "Ý kiến thứ nhất của tôi trong buổi họp này.", "Ý kiến thứ hai của tôi trong buổi họp này."
    data = {"command_id": str(uuid4()), "item": str(lasting.item(5))}
    assert member.client.post(path, data={**data, "text": first}).status_code == 303
    page = member.client.post(path, data={**data, "text": second})
    is_refused_in_words(page, 422, "command_reused")
    assert form_of(page.text)["command_id"] != data["command_id"]
    assert member.client.post(path, data=form_of(page.text)).status_code == 303
    assert [counted(lasting, statements, statements.c.text == one) for one in (first, second)] == [1, 1]


def test_a_body_too_large_is_refused_in_words(lasting: Evening) -> None:
    path, member = f"{lasting.meeting('open')}/statements", lasting.by("member")
    body = b"command_id=1&text=" + b"a" * (30 * 1024 * 1024)
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    is_refused_in_words(member.client.post(path, content=body, headers=kind), 413, "too_large")

    def in_pieces() -> Iterator[bytes]:
        """No length is announced: the size shows only on the way."""
        yield b'--x\r\nContent-Disposition: form-data; name="papers"; filename="a.pdf"\r\n\r\n'
        for _ in range(30):
            yield b"a" * (1024 * 1024)

    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = member.client.post(path, content=in_pieces(), headers={**kind, **JSON})
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert member.get("/healthz").status_code == 200


def test_a_form_that_is_no_form_is_refused_in_words(lasting: Evening) -> None:
    path, member = f"{lasting.meeting('open')}/statements", lasting.by("member")
    part = b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\n+2AA-\r\n--x--\r\n'
    bodies = (
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=x", b"--y\r\n\r\n"),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\nabc'),
        ("multipart/form-data; boundary=x; charset=utf-7", part),
        ("multipart/form-data; boundary=x; charset=unicode_escape", part.replace(b"+2AA-", b"\\ud800")),
        ("application/json", b'{"text": "a"}'),
        ("application/x-www-form-urlencoded", b"&".join(b"f%d=1" % number for number in range(700))),
        ("application/x-www-form-urlencoded", b"text=%ff%fe%00&command_id=%00"),
        ("", b"\xff\xff"),
    )
    for kind, body in bodies:
        command = {"Idempotency-Key": str(uuid4())}
        answer = member.client.post(path, content=body, headers={"Content-Type": kind, **JSON, **command})
        assert 400 <= answer.status_code < 500, (kind, answer.text)
        assert " " in answer.json()["text"]


def test_a_field_that_cannot_be_is_named(lasting: Evening) -> None:
    chair, recorder, meeting = lasting.by("chair"), lasting.by("recorder"), lasting.meeting("open")
    draft = draft_fields(lasting)
    for wrong in ({"day": "0001-01-01", "hour": "00:00"}, {"day": "2026-02-30"}, {"hour": "25:00"}, {"hour": "7 giờ"}):
        assert chair.is_refused(f"{lasting.cell}/meetings", **draft | wrong) == (422, "field_not_understood"), wrong
    for wrong in ({"chair": "x"}, {"kind": "party"}):
        assert chair.is_refused(f"{lasting.cell}/meetings", **draft | wrong) == (422, "field_not_understood")
    assert chair.is_refused(f"{lasting.cell}/meetings", **draft | {"title": "a" * 201}) == (422, "field_too_long")
    assert recorder.is_refused(f"{meeting}/attendance", member="x", state="late") == (422, "field_not_understood")
    assert recorder.is_refused(f"{meeting}/attendance", state="late") == (422, "field_missing")
    answer = recorder.post(f"{meeting}/attendance", state="late")
    assert (answer.json()["field"], answer.json()["text"]) == ("member", "Còn thiếu: đồng chí.")
    for wrong in ("x", "-1", "{}"):
        cards = {"member": wrong, "kind": "printed"}
        assert chair.is_refused(f"{lasting.cell}/cards", **cards) == (422, "field_not_understood")
    assert chair.is_refused(f"{lasting.cell}/cards", member=[lasting.member("member"), "x"], kind="printed")[0] == 422
    assert chair.is_refused(f"{lasting.cell}/cards", member=lasting.member("outsider"), kind="printed")[0] == 404
    for kind in ("companion", "demo", "gold"):
        cards = {"member": lasting.member("visiting"), "kind": kind}
        assert chair.is_refused(f"{lasting.cell}/cards", **cards) == (422, "field_not_understood")
    outsider: Phone = lasting.by("outsider")
    assert outsider.is_refused(f"{lasting.cell}/cards") == (404, "not_found"), "not even what is missing is told"


def test_an_address_that_cannot_be_is_not_found(lasting: Evening) -> None:
    member = lasting.by("member")
    for path in (
        "/meetings/x",
        "/meetings/" + "0" * 36,
        "/meetings/%00/room",
        "/units/..%2f..",
        "/rules/%ff",
        "/a" * 4000,
    ):
        is_refused_in_words(member.get(path), 404, "not_found")
