"""The summary for the unit above, out of the log: numbers, conclusions, results.

What was said in the meeting stays in it: no statement, nobody's absence, nobody's vote, nobody's task.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TypedDict

from server import clock
from server.i18n import formats
from server.i18n.messages import sentence
from server.minutes.compose import LISTED, attendance_numbers, motion_line
from server.minutes.told import Item, Told, tell
from server.protocol import events as ev
from server.protocol.events import Event, MotionClosed


class StoredSection(TypedDict):
    heading: str
    lines: list[str]


class Stored(TypedDict):
    """As it lies in the database."""

    unit: str
    title: str
    day: str
    sections: list[StoredSection]


@dataclass(frozen=True, slots=True)
class Section:
    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    unit: str
    title: str
    day: str  # ISO date of the meeting
    sections: tuple[Section, ...]

    @property
    def fingerprint(self) -> str:
        """What the person has read, so that nothing else is sent in its place."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()

    def stored(self) -> Mapping[str, object]:
        return asdict(self)


def restored(stored: Stored) -> Summary:
    sections = tuple(Section(one["heading"], tuple(one["lines"])) for one in stored["sections"])
    return Summary(stored["unit"], stored["title"], stored["day"], sections)


def summarise(log: Iterable[tuple[str, Event]], resolved: Sequence[str], draft_resolution: str) -> Summary:
    """``resolved``: the questions on a resolution that were carried; its text goes up only with them."""
    told = Told()
    for audience, event in log:
        tell(told, audience, event)
    assert told.summons is not None
    assert told.opened is not None
    named = [one for one in told.items.values() if one.title]
    return Summary(
        unit=told.summons.unit_name,
        title=told.summons.title,
        day=clock.local_date(clock.from_millis(told.opened.opened_at)).isoformat(),
        sections=(
            Section(sentence("report_heading_meeting"), tuple(_meeting(told))),
            Section(sentence("report_heading_attendance"), tuple(_attendance(told))),
            *_items(named),
            *_resolution(resolved, draft_resolution),
            *_tasks(told.items.values()),
        ),
    )


def _meeting(told: Told) -> list[str]:
    assert told.summons is not None
    assert told.opened is not None
    return [
        sentence("minutes_opened", moment=formats.document_moment(clock.from_millis(told.opened.opened_at))),
        sentence("minutes_closed", moment=formats.document_moment(clock.from_millis(told.closed_at))),
        sentence("minutes_place", place=told.summons.place.removesuffix(".")),
        sentence("minutes_chair", name=told.opened.chair_name),
        sentence("minutes_recorder", name=told.opened.recorder_name),
    ]


def _attendance(told: Told) -> list[str]:
    roll = [one.state for one in told.roll.values()]
    lines = attendance_numbers(told)
    lines += [sentence(f"report_{state}", number=roll.count(state)) for state in LISTED if state in roll]
    guests = sum(one.present for one in told.guests.values())
    return [*lines, sentence("report_guests", number=guests)] if guests else lines


def _items(items: Sequence[Item]) -> list[Section]:
    """Under its number on the agenda each item that came to something."""
    found = [(number, one, tuple(_decided(one))) for number, one in enumerate(items, 1)]
    return [Section(f"{number}. {one.title}", lines) for number, one, lines in found if lines]


def _decided(item: Item) -> list[str]:
    lines = [motion_line(one) for one in item.motions if isinstance(one, MotionClosed)]
    if item.conclusion:
        lines.append(sentence("minutes_conclusion", text=item.conclusion))
    return lines


def _resolution(resolved: Sequence[str], draft: str) -> list[Section]:
    if not resolved:
        return []
    lines = [sentence("report_resolved", title=one) for one in resolved]
    return [Section(sentence("report_heading_resolution"), (*lines, *filter(None, draft.split("\n"))))]


def _tasks(items: Iterable[Item]) -> list[Section]:
    lines = tuple(_task(task) for item in items for task in item.tasks)
    return [Section(sentence("report_heading_tasks"), lines)] if lines else []


def _task(one: ev.TaskAssigned) -> str:
    return sentence("report_task", title=one.title.removesuffix("."), due=formats.day_of_iso(one.due))
