"""From what somebody does to what stands on the phones of those whom it concerns."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from server import clock
from server.meetings.tables import meetings
from server.notifications.rules import Fate, Kind
from server.notifications.tables import jobs, push_deliveries, push_subscriptions
from server.tasks.tables import tasks
from tests.evening.people import counted
from tests.evening.says import draft_fields
from tests.notifications.conftest import Told


def publish(told: Told) -> str:
    """A meeting of the cell, from its draft to the summons."""
    evening = told.evening
    evening.by("chair").does(f"{evening.cell}/meetings", **draft_fields(evening))
    draft = evening.meeting("draft")
    evening.by("chair").does(f"{draft}/publication")
    return draft


def fates(told: Told) -> list[str]:
    return sorted(str(row.fate) for row in told.house.read(sa.select(push_deliveries.c.fate)))


def make_due(told: Told, kind: Kind) -> None:
    told.evening.change(sa.update(jobs).where(jobs.c.kind == kind).values(due_at=clock.now()))


def test_a_summons_reaches_the_cell_and_nobody_else(told: Told) -> None:
    told.work()
    here = {told.subscribe(part).endpoint for part in ("member", "recorder", "exempt")}
    told.subscribe("outsider")
    meeting = publish(told)
    told.work()
    assert {got.endpoint for got in told.service.inbox} == here
    [got, *_] = told.service.inbox
    assert got.notification["navigate"] == meeting
    assert got.notification["title"] == "Có lịch họp mới"
    assert (got.urgency, got.topic) == ("normal", got.notification["tag"])
    assert 0 < got.ttl <= 24 * 3600


def test_nothing_private_is_ever_pushed(told: Told) -> None:
    told.work()
    told.subscribe("member")
    publish(told)
    for kind in Kind:
        make_due(told, kind)
    told.work()
    assert {got.notification["title"] for got in told.service.inbox} >= {"Có lịch họp mới", "Sắp đến giờ họp"}
    said = "\n".join(got.text for got in told.service.inbox).lower()
    seeded = ("đình", "bất thường", "chi bộ", "hòa an", "thôn", "đường", "nguyễn", "trần", "bích", "đảng")
    assert [word for word in seeded if word in said] == []
    for got in told.service.inbox:
        assert got.notification.keys() == {"title", "body", "lang", "dir", "navigate", "tag"}


def test_a_second_run_sends_nothing_again(told: Told) -> None:
    told.subscribe("member")
    publish(told)
    told.work()
    before = len(told.service.asked)
    told.work()
    assert len(told.service.asked) == before >= 1


def test_a_meeting_that_is_over_is_not_announced(told: Told) -> None:
    told.work()
    told.subscribe("member")
    publish(told)
    make_due(told, Kind.MEETING_SOON)
    told.evening.change(sa.update(meetings).where(meetings.c.state == "published").values(state="closed"))
    told.work()
    assert told.service.inbox == []
    assert counted(told.evening, jobs, jobs.c.error == "no longer of use") > 0


def test_a_task_is_reminded_of_to_whom_it_was_given(told: Told) -> None:
    told.work()
    mine = told.subscribe("member")
    told.subscribe("recorder")
    due_on = clock.local_date(clock.now() + timedelta(days=9))
    evening = told.evening
    fields = {"item": evening.item(5), "title": "Lập dự toán", "assignee": evening.member("member"), "due_on": due_on}
    evening.by("recorder").does(f"{evening.meeting('open')}/tasks", **fields)
    newest = sa.select(jobs.c.due_at).where(jobs.c.kind == Kind.TASK_DUE).order_by(jobs.c.id.desc()).limit(1)
    [job] = told.house.read(newest)
    local = job.due_at.astimezone(clock.ZONE)
    assert (local.date(), local.hour) == (due_on - timedelta(days=1), 7)
    told.evening.change(sa.update(jobs).where(jobs.c.id == told.evening.newest(jobs)).values(due_at=clock.now()))
    told.work()
    [got] = told.service.inbox
    assert (got.endpoint, got.notification["navigate"]) == (mine.endpoint, "/tasks")
    assert got.notification["body"] == f"Có việc đến hạn ngày {due_on:%d/%m/%Y}. Mở Sổ tay để xem."


@pytest.mark.parametrize(("confirmed", "told_again"), [("", False), ("confirmation", False), ("return", True)])
def test_nobody_is_reminded_of_what_is_finished(told: Told, confirmed: str, told_again: bool) -> None:
    told.work()
    told.subscribe("member")
    evening = told.evening
    due_on = clock.local_date(clock.now() + timedelta(days=9))
    fields = {"item": evening.item(5), "title": "Lập dự toán", "assignee": evening.member("member"), "due_on": due_on}
    evening.by("recorder").does(f"{evening.meeting('open')}/tasks", **fields)
    task = f"{evening.meeting('open')}/tasks/{evening.newest(tasks)}"
    evening.by("member").does(f"{task}/done")
    if confirmed:
        evening.by("chair").does(f"{task}/{confirmed}", text="Còn đoạn cuối.")
    told.evening.change(sa.update(jobs).where(jobs.c.id == told.evening.newest(jobs)).values(due_at=clock.now()))
    told.work()
    assert len(told.service.inbox) == told_again


def test_who_signs_out_or_locks_a_browser_is_not_told_on_it(told: Told) -> None:
    told.work()
    for part in ("member", "recorder", "exempt"):
        told.subscribe(part)
    told.evening.by("member").does("/sign-out")
    told.evening.by("recorder").does("/me/reminders/removal")
    [device] = told.house.read(
        sa.select(push_subscriptions.c.device_id).where(push_subscriptions.c.member_id == told.evening.member("exempt"))
    )
    told.evening.another("exempt").does(f"/me/devices/{device.device_id}/revocation")
    assert counted(told.evening, push_subscriptions) == 0
    publish(told)
    told.work()
    assert told.service.asked == []


def test_an_ended_subscription_is_removed_and_a_busy_one_is_tried_again(told: Told) -> None:
    told.work()
    for part, mode in (("member", "gone"), ("recorder", "busy"), ("exempt", "down"), ("chair", "ok")):
        told.subscribe(part, mode)
    publish(told)
    told.work()
    assert fates(told) == sorted([Fate.GONE, Fate.AGAIN, Fate.AGAIN, Fate.SENT])
    assert counted(told.evening, push_subscriptions) == 3
    for browser in told.service.browsers.values():
        browser.mode = "ok"
    told.evening.change(sa.update(jobs).values(leased_until=None))
    told.work()
    assert fates(told) == sorted([Fate.GONE, Fate.SENT, Fate.SENT, Fate.SENT])
    assert len(told.service.inbox) == 3


def test_a_key_that_is_refused_raises_the_alarm_and_removes_nobody(told: Told, caplog) -> None:
    told.work()
    told.subscribe("member")
    told.subscribe("recorder")
    for browser in told.service.browsers.values():
        browser.application_key = "another"
    publish(told)
    told.work()
    assert fates(told) == [Fate.DENIED, Fate.DENIED]
    assert counted(told.evening, push_subscriptions) == 2
    assert [one.levelname for one in caplog.records if "refuses our key" in one.message] == ["ERROR"]
    assert 'sotay_push_messages{fate="denied"} 2' in told.evening.by("member").read("/metrics")


def test_what_comes_too_late_is_dropped(told: Told) -> None:
    told.work()
    told.subscribe("member")
    publish(told)
    old = clock.now() - timedelta(days=2)
    told.evening.change(sa.update(jobs).where(jobs.c.ended_at.is_(None)).values(due_at=old))
    told.work()
    assert told.service.asked == []
    assert counted(told.evening, jobs, jobs.c.ended_at.is_(None)) == 0


def test_a_phone_that_changes_hands_tells_its_new_owner_only(told: Told) -> None:
    told.work()
    browser = told.subscribe("member")
    assert told.evening.by("outsider").does("/me/reminders", **browser.fields()) == "done_push_on"
    [row] = told.house.read(sa.select(push_subscriptions.c.member_id))
    assert row.member_id == told.evening.member("outsider")
    publish(told)
    told.work()
    assert told.service.inbox == []


def test_a_browser_has_one_subscription_however_often_it_says_so(told: Told) -> None:
    first = told.subscribe("member")
    second = told.subscribe("member")
    told.evening.by("member").does("/me/reminders", **second.fields())
    assert [row.endpoint for row in told.house.read(sa.select(push_subscriptions.c.endpoint))] == [second.endpoint]
    assert first.endpoint != second.endpoint


def test_strange_addresses_and_keys_are_refused(told: Told) -> None:
    good = told.service.subscribe("").fields()
    phone = told.evening.by("member")
    wrong = [
        ({"endpoint": "https://example.org/push"}, "push_endpoint_not_known"),
        ({"endpoint": "http://127.0.0.1:9/push"}, "push_endpoint_not_known"),
        ({"p256dh": "AAAA"}, "push_keys_wrong"),
        ({"auth": "AAAA"}, "push_keys_wrong"),
        ({"endpoint": ""}, "field_missing"),
    ]
    for change, code in wrong:
        assert phone.is_refused("/me/reminders", **(good | change)) == (422, code)
    assert counted(told.evening, push_subscriptions) == 0
