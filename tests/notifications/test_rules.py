"""When, to whom, how often: the rules without a database."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.clock import ZONE
from server.notifications.rules import (
    LONGEST_ASKED,
    LONGEST_WAIT,
    MANNER,
    EndpointNotKnown,
    Fate,
    Kind,
    PushKeysWrong,
    asked_wait,
    check_endpoint,
    expires_at,
    fate_of,
    meeting_times,
    noon,
    origin_of,
    read_auth,
    read_key,
    task_time,
    topic,
    wait_after,
)

NOW = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
SUBJECT = UUID(int=7)


# --- When -----------------------------------------------------------------------------------


def test_a_meeting_is_told_at_once_a_day_before_and_half_an_hour_before() -> None:
    starts = NOW + timedelta(days=3)
    assert meeting_times(starts, NOW) == [
        (Kind.MEETING_PUBLISHED, NOW),
        (Kind.MEETING_TOMORROW, starts - 24 * HOUR),
        (Kind.MEETING_SOON, starts - 30 * MINUTE),
    ]


def test_what_would_have_been_told_before_now_is_left_out() -> None:
    assert [kind for kind, _ in meeting_times(NOW + 24 * HOUR, NOW)] == [Kind.MEETING_PUBLISHED, Kind.MEETING_SOON]
    assert [kind for kind, _ in meeting_times(NOW + 30 * MINUTE, NOW)] == [Kind.MEETING_PUBLISHED]


def test_a_task_is_told_of_in_the_morning_of_the_day_before() -> None:
    assert task_time(date(2026, 11, 30), NOW) == datetime(2026, 11, 29, 7, 0, tzinfo=ZONE)


def test_a_task_that_is_due_sooner_is_not_told_of_again() -> None:
    assert task_time(date(2026, 11, 22), NOW) is None
    assert task_time(date(2026, 11, 21), NOW) is None


def test_a_message_ends_when_it_helps_nobody_any_more() -> None:
    starts = NOW + 2 * HOUR
    assert expires_at(Kind.MEETING_PUBLISHED, NOW, starts) == starts
    assert expires_at(Kind.MEETING_PUBLISHED, NOW, NOW + 72 * HOUR) == NOW + 24 * HOUR
    soon = starts - 30 * MINUTE
    assert expires_at(Kind.MEETING_SOON, soon, starts) == starts + 10 * MINUTE
    morning = datetime(2026, 11, 29, 7, 0, tzinfo=ZONE)
    assert expires_at(Kind.TASK_DUE, morning, noon(date(2026, 11, 30))) == morning + 24 * HOUR


def test_every_kind_has_its_manner() -> None:
    assert MANNER.keys() == set(Kind)
    assert {one.urgency for one in MANNER.values()} == {"normal", "high"}


def test_messages_about_one_thing_share_a_topic_that_a_service_accepts() -> None:
    topics = {topic(kind, SUBJECT) for kind in Kind}
    assert len(topics) == 4  # of a meeting, of a task, of a report, of a way in
    assert all(len(one) <= 32 and one.isascii() and "=" not in one for one in topics)
    assert topic(Kind.TASK_DUE, UUID(int=8)) not in topics


# --- Again ----------------------------------------------------------------------------------


@given(st.integers(0, 5000), st.integers(0, 10**6))
def test_waits_grow_and_have_an_end(tries: int, asked: int) -> None:
    wait = wait_after(tries, timedelta(seconds=asked))
    assert timedelta(seconds=15) <= wait <= max(LONGEST_WAIT, LONGEST_ASKED)
    assert wait >= wait_after(max(tries - 1, 0))


def test_a_service_may_ask_for_a_longer_wait() -> None:
    assert wait_after(1) == timedelta(seconds=30)
    assert wait_after(1, 10 * MINUTE) == 10 * MINUTE
    assert wait_after(1, 50 * HOUR) == LONGEST_ASKED


def test_a_wait_is_asked_for_in_seconds() -> None:
    assert asked_wait("120") == 2 * MINUTE
    assert asked_wait("") == asked_wait("Wed, 21 Oct 2026 07:28:00 GMT") == asked_wait("-5") == timedelta(0)


@pytest.mark.parametrize(
    ("statuses", "fate"),
    [
        ((200, 201, 202, 204), Fate.SENT),
        ((404, 410), Fate.GONE),
        ((401, 403), Fate.DENIED),
        ((429, 500, 502, 503, 504), Fate.AGAIN),
        ((301, 302, 307, 400, 405, 413), Fate.REFUSED),
    ],
)
def test_what_an_answer_means(statuses: tuple[int, ...], fate: Fate) -> None:
    assert {fate_of(status) for status in statuses} == {fate}


# --- Where to -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/dXY:APA91b-_x",
        "https://fcm.googleapis.com:443/wp/abc",
        "https://web.push.apple.com/QGbG",
        "https://updates.push.services.mozilla.com/wpush/v2/gAAAA?x=1",
        "https://wns2-sg2p.notify.windows.com/w/?token=BQYAAAD%2f",
    ],
)
def test_the_browsers_own_services_are_known(endpoint: str) -> None:
    check_endpoint(endpoint)


@pytest.mark.parametrize(
    "endpoint",
    [
        "",
        "http://fcm.googleapis.com/x",
        "ftp://fcm.googleapis.com/x",
        "https://fcm.googleapis.com:8443/x",
        "https://fcm.googleapis.com:99999/x",
        "https://fcm.googleapis.com",
        "https://fcm.googleapis.com/x#y",
        "https://me@fcm.googleapis.com/x",
        "https://me:secret@web.push.apple.com/x",
        "https://fcm.googleapis.com@127.0.0.1/x",
        "https://127.0.0.1\\@fcm.googleapis.com/x",
        "https://evil.example/fcm.googleapis.com",
        "https://fcm.googleapis.com.evil.example/x",
        "https://evilfcm.googleapis.com/x",
        "https://push.apple.com.evil.example/x",
        "https://.push.apple.com/x",
        "https://127.0.0.1/x",
        "https://[::ffff:127.0.0.1]/x",
        "https://2130706433/x",
        "https://0x7f.1/x",
        "https://web.push.apple.com./x",
        "https://[::1/x",
        "https://web.push.apple.com/ x",
        "https://web.push.apple.com/\n",
        "https://wéb.push.apple.com/x",
        "https://web.push.apple.com/" + "x" * 2022,
        "javascript:alert(1)",
    ],
)
def test_everything_else_is_nobody_we_call(endpoint: str) -> None:
    with pytest.raises(EndpointNotKnown):
        check_endpoint(endpoint)


def test_the_longest_address_is_still_taken() -> None:
    check_endpoint("https://web.push.apple.com/" + "x" * 2021)


def test_an_operator_may_add_a_whole_origin_and_nothing_near_it() -> None:
    allowed = {"http://127.0.0.1:8102"}
    check_endpoint("http://127.0.0.1:8102/p/1", allowed)
    for near in ("http://127.0.0.1:8103/p", "https://127.0.0.1:8102/p", "http://x@127.0.0.1:8102/p"):
        with pytest.raises(EndpointNotKnown):
            check_endpoint(near, allowed)


@given(st.text(max_size=60))
def test_any_text_is_judged_and_never_breaks_the_judge(text: str) -> None:
    for endpoint in (text, f"https://{text}/x", f"https://{text}.push.apple.com/x"):
        try:
            check_endpoint(endpoint)
        except EndpointNotKnown:
            continue
        host = origin_of(endpoint).removeprefix("https://").removesuffix(":443")
        assert host.endswith(".push.apple.com") or host == "fcm.googleapis.com"


# --- Keys -----------------------------------------------------------------------------------

KEY = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"  # RFC 8291, 5
AUTH = "BTBZMqHH6r4Tts7J_aSIgg"


def test_the_keys_of_the_example_are_read() -> None:
    assert (len(read_key(KEY)), len(read_auth(AUTH))) == (65, 16)
    assert read_auth(AUTH + "==") == read_auth(AUTH)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "AAAA",
        AUTH,
        KEY[:-1] + "A",  # beside the curve
        "A" + KEY[1:],  # does not begin with 4
        KEY + "A",
        KEY[:-1] + "é",
        "B" + "A" * 86,
        "B" + "_" * 85 + "8",  # larger than the field
    ],
)
def test_what_is_no_point_of_the_curve_is_no_key(text: str) -> None:
    with pytest.raises(PushKeysWrong):
        read_key(text)


@pytest.mark.parametrize("text", ["", "A", AUTH[:-2], KEY, "*" * 22])
def test_what_has_not_sixteen_bytes_is_no_secret(text: str) -> None:
    with pytest.raises(PushKeysWrong):
        read_auth(text)
