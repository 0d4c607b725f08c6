"""The summons in the person's own calendar, and in the cell's own chat."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from uuid import uuid4

import icalendar
import sqlalchemy as sa

from server.meetings.tables import meetings
from tests.evening.people import Evening
from tests.house import House


def published(house: House) -> tuple[str, datetime, str]:
    row = house.read(
        sa.select(meetings.c.id, meetings.c.starts_at, meetings.c.title, meetings.c.place).where(
            meetings.c.state == "published"
        )
    )[0]
    return f"/meetings/{row.id}", row.starts_at, row.title


def test_the_file_says_when_where_and_what(house: House) -> None:
    address, starts_at, title = published(house)
    answer = Evening(house).by("member").get(f"{address}/calendar.ics")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert "\r\n" in answer.text
    calendar = icalendar.Calendar.from_ical(answer.text)
    [event] = calendar.walk("VEVENT")
    assert event["SUMMARY"] == title
    assert event["LOCATION"]
    assert event.start.astimezone(UTC) == starts_at
    assert event["DTSTART"].params["TZID"] == "Asia/Ho_Chi_Minh"
    assert event.end - event.start >= timedelta(hours=1)
    assert event["UID"] == f"{address.rpartition('/')[2]}@sotay"
    [zone] = calendar.walk("VTIMEZONE")
    assert zone["TZID"] == "Asia/Ho_Chi_Minh"
    assert sorted(alarm["TRIGGER"].dt for alarm in event.walk("VALARM")) == [-timedelta(days=1), -timedelta(minutes=30)]


def test_asked_again_it_is_the_same_entry(house: House) -> None:
    address, _, _ = published(house)
    evening = Evening(house)
    first, second = (evening.by(part).get(f"{address}/calendar.ics").content for part in ("member", "chair"))
    assert first == second


def test_a_title_cannot_add_lines_of_its_own(house: House) -> None:
    address, _, _ = published(house)
    evil = "Họp; A,B\\\r\nBEGIN:VALARM\r\nX:1"
    evening = Evening(house)
    evening.change(sa.update(meetings).where(meetings.c.state == "published").values(title=evil, place="Đình, " * 30))
    body = evening.by("member").get(f"{address}/calendar.ics").text
    assert all(len(line.encode()) <= 75 for line in body.split("\r\n"))
    [event] = icalendar.Calendar.from_ical(body).walk("VEVENT")
    assert len(event.walk("VALARM")) == 2
    assert str(event["SUMMARY"]).startswith("Họp; A,B\\")


def test_who_may_not_see_the_meeting_gets_no_file(house: House) -> None:
    address, _, _ = published(house)
    evening = Evening(house)
    missing = evening.by("outsider").get(f"/meetings/{uuid4()}/calendar.ics")
    refused = evening.by("outsider").get(f"{address}/calendar.ics")
    assert (refused.status_code, refused.content) == (404, missing.content)
    assert evening.by("stranger").get(f"{address}/calendar.ics").status_code in (303, 401)


def test_who_leads_finds_a_text_to_paste(house: House) -> None:
    address, _, title = published(house)
    evening = Evening(house)
    page = evening.by("recorder").read(address)
    [text] = re.findall(r'data-copy="(Mời họp[^"]*)"', page)
    assert unescape(text).splitlines()[0] == f"Mời họp: {title}"
    assert unescape(text).splitlines()[-1] == f"Xem tài liệu và trả lời: {house.address}{address}"
    assert "data-copy" not in evening.by("member").read(address)
