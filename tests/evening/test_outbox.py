"""What waited on a phone is recorded under who wrote it, or not at all."""

import re
from uuid import uuid4

from tests.evening.people import JSON, Evening
from tests.house import Phone


def owner(phone: Phone) -> str:
    return phone.get("/tasks").headers["x-user"].partition("-")[0]


def send(phone: Phone, evening: Evening, said: str, key: str, text: str = "Viết lúc mất mạng") -> tuple[int, str]:
    """As the outbox of a phone sends it."""
    headers = JSON | {"Idempotency-Key": key, "X-Outbox-User": said, "X-Made-At": "1795264200000"}
    item = evening.item(1)
    address = f"{evening.meeting('open')}/statements"
    answer = phone.client.post(address, data={"item": str(item), "text": text}, headers=headers)
    return answer.status_code, answer.json().get("code", "")


def said(evening: Evening, text: str = "Viết lúc mất mạng") -> list[str]:
    page = evening.by("recorder").get(f"{evening.meeting('open')}/events").json()["events"]
    return [one["body"]["name"] for one in page if one["type"] == "statement_made" and one["body"]["text"] == text]


def test_another_member_s_words_are_refused_and_wait_for_their_writer(evening: Evening) -> None:
    lan, khanh, key = evening.by("member"), evening.by("member2"), str(uuid4())
    evening.by("recorder")
    before = evening.everything()
    assert send(khanh, evening, owner(lan), key) == (401, "not_the_sender")
    assert send(khanh, evening, "", key) == (401, "not_the_sender")
    assert send(evening.stranger(), evening, owner(lan), key) == (401, "not_signed_in")
    assert evening.everything() == before
    for _ in range(3):
        assert send(lan, evening, owner(lan), key) == (200, "")
    assert len(said(evening)) == 1
    assert re.search("Lan$", said(evening)[0])


def test_a_second_session_of_the_same_member_may_send_them(evening: Evening) -> None:
    lan = evening.by("member")
    again = evening.another("member")
    assert send(again, evening, owner(lan), str(uuid4())) == (200, "")
