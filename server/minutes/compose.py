"""The minutes out of the log: a fold over events, and nothing else is asked.

Opinions stand verbatim under their item with the speaker's name and how they came; nothing is
paraphrased (domain 3.7).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from server import clock
from server.i18n import formats
from server.i18n.messages import sentence
from server.minutes.told import Item, Told, tell
from server.protocol import events as ev
from server.protocol.events import Event


@dataclass(frozen=True, slots=True)
class Header:
    superior: str
    unit: str
    locality: str  # where the document is dated from
    day: str  # ISO date of the meeting
    title: str
    chair: str
    recorder: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Draft:
    header: Header
    paragraphs: tuple[Paragraph, ...]


def compose(log: Iterable[tuple[str, Event]]) -> Draft:
    """``log`` holds (audience, event) of both audiences, each in its order."""
    told = Told()
    for audience, event in log:
        tell(told, audience, event)
    if told.summons is None or told.opened is None:
        raise ValueError("a meeting that was never summoned or opened has no minutes")
    summons, opened = told.summons, told.opened
    header = Header(
        superior=summons.superior_name,
        unit=summons.unit_name,
        locality=summons.locality,
        day=clock.local_date(clock.from_millis(opened.opened_at)).isoformat(),
        title=summons.title,
        chair=opened.chair_name,
        recorder=opened.recorder_name,
    )
    named = [one for one in told.items.values() if one.title]
    items = [paragraph for number, one in enumerate(named, 1) for paragraph in _item(number, one)]
    return Draft(header, (_times(told), _attendance(told), *items, *_tasks(told), _end(told)))


def _times(told: Told) -> Paragraph:
    assert told.summons is not None
    assert told.opened is not None
    lines = [
        sentence("minutes_opened", moment=formats.document_moment(clock.from_millis(told.opened.opened_at))),
        sentence("minutes_place", place=_bare(told.summons.place)),
        sentence("minutes_chair", name=told.opened.chair_name),
        sentence("minutes_recorder", name=told.opened.recorder_name),
    ]
    if told.papers:
        lines.append(sentence("minutes_papers", names="; ".join(told.papers)))
    return Paragraph(sentence("minutes_heading_times"), "\n".join(lines))


_HERE = ("present_in_room", "late", "present_remote", "exempt_present", "left_early")
LISTED = (
    "present_remote",
    "late",
    "left_early",
    "absent_excused",
    "absent_unexcused",
    "exempt_present",
    "exempt_absent",
    "temporarily_away",
)


def _attendance(told: Told) -> Paragraph:
    lines = attendance_numbers(told)
    for state in LISTED:
        names = [_with_reason(one) for one in told.roll.values() if one.state == state]
        if names:
            lines.append(sentence(f"minutes_{state}", number=len(names), names="; ".join(names)))
    guests = [_guest(one) for one in told.guests.values() if one.present]
    if guests:
        lines.append(sentence("minutes_guests", names="; ".join(guests)))
    return Paragraph(sentence("minutes_heading_attendance"), "\n".join(lines))


def attendance_numbers(told: Told) -> list[str]:
    """How many belong to the cell and how many came, without a name."""
    assert told.summons is not None
    count = {str(kind): int(str(number)) for kind, number in told.summons.summoned.items()}
    suspended = count.pop("suspended", 0)
    official = sum(count.get(kind, 0) for kind in ("official", "exempt", "reduced_duty", "temporarily_away"))
    lines = [
        sentence(
            "minutes_members",
            total=sum(count.values()),
            official=official,
            probationary=count.get("probationary", 0),
            temporary=count.get("temporarily_here", 0),
        )
    ]
    if suspended:
        lines.append(sentence("minutes_suspended", number=suspended))
    lines.append(_present([one for one in told.roll.values() if one.state in _HERE]))
    return lines


def _present(here: list[ev.AttendanceRecorded]) -> str:
    probationary = sum(one.standing == "probationary" for one in here)
    temporary = sum(one.standing == "temporarily_here" for one in here)
    official = len(here) - probationary - temporary
    return sentence(
        "minutes_present", total=len(here), official=official, probationary=probationary, temporary=temporary
    )


def _with_reason(one: ev.AttendanceRecorded) -> str:
    return f"{one.name} ({one.reason})" if one.reason else one.name


def _guest(one: ev.GuestRecorded) -> str:
    return f"{one.name} ({one.organisation})" if one.organisation else one.name


def _item(number: int, item: Item) -> list[Paragraph]:
    """A paragraph for each thing that was said or decided, so that each is corrected by itself."""
    lines = [_statement(one, one.statement_id in item.read_out) for one in item.statements.values()]
    lines += map(motion_line, item.motions)
    if item.conclusion:
        lines.append(sentence("minutes_conclusion", text=item.conclusion))
    lines += map(_task, item.tasks)
    first, *others = lines or [sentence("minutes_item_empty")]
    return [Paragraph(f"{number}. {item.title}", first), *(Paragraph("", line) for line in others)]


def _statement(one: ev.StatementMade, read_out: bool) -> str:
    key = f"minutes_said_{one.channel}"
    if one.channel in ("remote", "advance") and read_out:
        key += "_read"
    return sentence(key, name=one.name, text=one.text)


def motion_line(one: ev.MotionClosed | ev.MotionVoided) -> str:
    if isinstance(one, ev.MotionVoided):
        return sentence("minutes_motion_void", title=one.title, reason=_bare(one.reason))
    return sentence(
        "minutes_motion",
        title=one.title,
        form=sentence(f"minutes_form_{one.form}"),
        sentence=one.sentence,
        approve=one.approve,
        summoned=one.summoned,
        share=_percent(one.approve, one.summoned),
    )


def _percent(part: int, whole: int) -> str:
    """Tenths of a percent, rounded half up, as "66,7"; a whole number without the comma."""
    tenths = (2000 * part + whole) // (2 * whole)
    return f"{tenths // 10},{tenths % 10}".removesuffix(",0")


def _task(one: ev.TaskAssigned) -> str:
    due = formats.day_of_iso(one.due)
    return sentence("minutes_task", name=one.assignee_name, title=_bare(one.title), due=due)


def _bare(text: str) -> str:
    """Without the full stop that the sentence around it brings itself."""
    return text.removesuffix(".")


def _tasks(told: Told) -> list[Paragraph]:
    """What was assigned outside the items of the agenda."""
    assigned = [task for item in told.items.values() if not item.title for task in item.tasks]
    return [Paragraph(sentence("minutes_heading_tasks"), "\n".join(map(_task, assigned)))] if assigned else []


def _end(told: Told) -> Paragraph:
    lines = []
    for start, end in told.pauses:
        until = formats.clock_time(clock.from_millis(end)) if end else sentence("minutes_until_end")
        lines.append(sentence("minutes_pause", start=formats.clock_time(clock.from_millis(start)), end=until))
    lines.append(sentence("minutes_closed", moment=formats.document_moment(clock.from_millis(told.closed_at))))
    return Paragraph(sentence("minutes_heading_end"), "\n".join(lines))
