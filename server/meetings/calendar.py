"""A meeting as a calendar file, for the person's own calendar."""

from datetime import datetime, timedelta

from icalendar import Alarm, Calendar, Event, Timezone, TimezoneStandard
from starlette.responses import Response

from server.clock import ZONE
from server.i18n.messages import sentence
from server.meetings import queries
from server.meetings.queries import Item, Meeting
from server.units.rules import Action
from server.web.context import View
from server.web.endpoint import view

ZONE_NAME = "Asia/Ho_Chi_Minh"
SHORTEST = timedelta(hours=1)
ALARMS = (timedelta(days=1), timedelta(minutes=30))


def calendar_of(meeting: Meeting, items: list[Item], origin: str) -> bytes:
    """The same file gives the same entry: opened again, it changes it and adds none."""
    calendar = Calendar()
    calendar.add("prodid", "-//So tay//meetings//VI")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(_zone())
    calendar.add_component(_event(meeting, items, origin))
    found: bytes = calendar.to_ical()
    return found


def download_calendar(view: View) -> Response:
    meeting = queries.meeting_for(view, view.uuid("meeting_id"), Action.MEETING_READ)
    body = calendar_of(meeting, queries.list_items(view.db, meeting.id), view.parts.settings.public_origin or "")
    headers = {"Content-Disposition": 'attachment; filename="lich-hop.ics"', "Cache-Control": "no-store"}
    return Response(body, media_type="text/calendar; charset=utf-8", headers=headers)


routes = [view("/meetings/{meeting_id:uuid}/calendar.ics", download_calendar, Action.MEETING_READ)]


def _event(meeting: Meeting, items: list[Item], origin: str) -> Event:
    event = Event()
    planned = timedelta(minutes=sum(item.planned_minutes for item in items))
    event.add("uid", f"{meeting.id}@sotay")
    event.add("dtstamp", meeting.published_at or meeting.starts_at)
    event.add("dtstart", _local(meeting.starts_at), {"TZID": ZONE_NAME})
    event.add("dtend", _local(meeting.starts_at + max(planned, SHORTEST)), {"TZID": ZONE_NAME})
    event.add("summary", meeting.title)
    event.add("location", meeting.place)
    if origin:
        event.add("url", origin + meeting.address)
    for before in ALARMS:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", sentence("push_title_meeting_soon"))
        alarm.add("trigger", -before)
        event.add_component(alarm)
    return event


def _local(moment: datetime) -> datetime:
    """Wall clock time; the zone stands beside it by name."""
    return moment.astimezone(ZONE).replace(tzinfo=None)


def _zone() -> Timezone:
    """The country's one zone, which has known no other time since 1975."""
    standard = TimezoneStandard()
    standard.add("dtstart", datetime(1975, 6, 13))  # noqa: DTZ001 - wall clock time
    standard.add("tzname", "+07")
    for name in ("tzoffsetfrom", "tzoffsetto"):
        standard.add(name, timedelta(hours=7))
    zone = Timezone()
    zone.add("tzid", ZONE_NAME)
    zone.add_component(standard)
    return zone
