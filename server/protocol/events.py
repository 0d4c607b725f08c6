"""What can happen in a room: closed, frozen, in the past tense. Fields are JSON values.

Identifiers travel as text. An event says everything that the minutes need, because the
minutes are composed from the log alone. Reasons of absence and names behind ballots go to
the audience ``staff`` only.
"""

import re
from dataclasses import asdict, dataclass, fields

JsonValue = str | int | bool | None | list["JsonValue"] | dict[str, "JsonValue"]
JsonObject = dict[str, JsonValue]


@dataclass(frozen=True, slots=True)
class Event:
    """Base of all events; ``type`` on the wire is the class name in snake_case."""


@dataclass(frozen=True, slots=True)
class SummonsPublished(Event):
    """``summoned`` counts members by standing; ``agenda`` holds {"id", "title"}; ``papers`` file names."""

    kind: str
    title: str
    unit_name: str
    superior_name: str
    locality: str  # where the unit's documents are dated from
    starts_at: int  # milliseconds since 1970, like every time in an event
    place: str
    summoned: dict[str, JsonValue]
    agenda: list[JsonValue]
    papers: list[JsonValue]


@dataclass(frozen=True, slots=True)
class SummonsAnswered(Event):
    """Audience staff: the reason is nobody else's."""

    member_id: str
    name: str
    answer: str
    reason: str


@dataclass(frozen=True, slots=True)
class PaperAdded(Event):
    paper_id: str
    item_id: str
    filename: str
    late: bool


@dataclass(frozen=True, slots=True)
class ItemAdded(Event):
    """After the summons a unit above put an item on the agenda; the items behind it move on by one."""

    item_id: str
    position: int
    title: str
    by_unit: str


@dataclass(frozen=True, slots=True)
class MeetingOpened(Event):
    chair_name: str
    recorder_name: str
    opened_at: int


@dataclass(frozen=True, slots=True)
class MeetingSuspended(Event):
    suspended_at: int


@dataclass(frozen=True, slots=True)
class MeetingResumed(Event):
    resumed_at: int


@dataclass(frozen=True, slots=True)
class MeetingClosed(Event):
    closed_at: int


@dataclass(frozen=True, slots=True)
class HallCodeRenewed(Event):
    """Audience staff: the secret behind the hall screen's code was replaced."""


@dataclass(frozen=True, slots=True)
class ItemStarted(Event):
    item_id: str
    position: int
    title: str
    started_at: int


@dataclass(frozen=True, slots=True)
class ConclusionRecorded(Event):
    item_id: str
    text: str


@dataclass(frozen=True, slots=True)
class AttendanceRecorded(Event):
    """In ``all`` without the reason, in ``staff`` with it and with who entered it."""

    member_id: str
    name: str
    standing: str
    state: str
    reason: str = ""
    via: str = ""
    by_name: str = ""


@dataclass(frozen=True, slots=True)
class GuestRecorded(Event):
    guest_id: str
    name: str
    organisation: str
    present: bool


@dataclass(frozen=True, slots=True)
class StatementMade(Event):
    statement_id: str
    item_id: str
    member_id: str
    name: str
    channel: str
    text: str
    entered_by: str = ""


@dataclass(frozen=True, slots=True)
class StatementReadOut(Event):
    statement_id: str
    item_id: str
    read: bool


@dataclass(frozen=True, slots=True)
class HandRaised(Event):
    member_id: str
    name: str
    item_id: str


@dataclass(frozen=True, slots=True)
class HandLowered(Event):
    member_id: str
    name: str


@dataclass(frozen=True, slots=True)
class SpeakerCalled(Event):
    member_id: str
    name: str


@dataclass(frozen=True, slots=True)
class SpeakerFinished(Event):
    member_id: str
    name: str


@dataclass(frozen=True, slots=True)
class MotionOpened(Event):
    motion_id: str
    item_id: str
    title: str
    matter: str
    form: str
    summoned: int
    required: int
    rule_id: str


@dataclass(frozen=True, slots=True)
class BallotRecorded(Event):
    """Audience staff: an open vote by name. Never used for a secret one."""

    motion_id: str
    member_id: str
    name: str
    choice: str
    channel: str
    by_name: str = ""


@dataclass(frozen=True, slots=True)
class MotionClosed(Event):
    motion_id: str
    item_id: str
    title: str
    form: str
    summoned: int
    required: int
    approve: int
    disapprove: int
    other: int
    not_voting: int
    carried: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class MotionVoided(Event):
    motion_id: str
    item_id: str
    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class TaskAssigned(Event):
    task_id: str
    item_id: str
    title: str
    assignee_id: str
    assignee_name: str
    due: str  # ISO date


@dataclass(frozen=True, slots=True)
class MinutesDrafted(Event):
    paragraphs: int


@dataclass(frozen=True, slots=True)
class MinutesRevised(Event):
    """Audience staff."""

    paragraph_id: str
    revision: int


@dataclass(frozen=True, slots=True)
class MinutesReadBack(Event):
    by_name: str


@dataclass(frozen=True, slots=True)
class MinutesApproved(Event):
    role: str
    name: str


@dataclass(frozen=True, slots=True)
class MinutesFrozen(Event):
    seq: int
    hash: str


def type_of(event: Event | type[Event]) -> str:
    """``MeetingOpened`` -> ``meeting_opened``."""
    name = event.__name__ if isinstance(event, type) else type(event).__name__
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


# Not Event.__subclasses__(): slots=True makes each class twice, and the first of the two lingers there.
ALL_EVENTS: tuple[type[Event], ...] = tuple(
    kind
    for kind in list(globals().values())
    if isinstance(kind, type) and issubclass(kind, Event) and kind is not Event
)
BY_TYPE = {type_of(kind): kind for kind in ALL_EVENTS}


def body_of(event: Event) -> JsonObject:
    return asdict(event)


def event_from(type_name: str, body: JsonObject) -> Event:
    """The event that a log row holds; an unknown type or field is a bug and raises."""
    kind = BY_TYPE[type_name]
    unknown = body.keys() - {field.name for field in fields(kind)}
    if unknown:
        raise ValueError(f"{type_name} has no field {sorted(unknown)}")
    return kind(**body)
