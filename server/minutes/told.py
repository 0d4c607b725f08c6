"""What the events of a meeting have said, gathered for the minutes."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from server.protocol import events as ev
from server.protocol.events import Event, JsonValue


@dataclass(slots=True)
class Item:
    title: str  # empty: what was recorded belongs to no item of the agenda
    statements: dict[str, ev.StatementMade] = field(default_factory=dict)
    read_out: set[str] = field(default_factory=set)
    conclusion: str = ""
    motions: list[ev.MotionClosed | ev.MotionVoided] = field(default_factory=list)
    tasks: list[ev.TaskAssigned] = field(default_factory=list)


@dataclass(slots=True)
class Told:
    """What the events have said so far."""

    summons: ev.SummonsPublished | None = None
    opened: ev.MeetingOpened | None = None
    closed_at: int = 0
    pauses: list[tuple[int, int]] = field(default_factory=list)
    roll: dict[str, ev.AttendanceRecorded] = field(default_factory=dict)
    guests: dict[str, ev.GuestRecorded] = field(default_factory=dict)
    papers: list[str] = field(default_factory=list)
    items: dict[str, Item] = field(default_factory=dict)

    def item(self, item_id: str) -> Item:
        return self.items.setdefault(item_id, Item(""))

    def name_items(self, agenda: Sequence[JsonValue]) -> None:
        """In the order of the summons. What was said on an item stays with it: a summons that had to be erased from
        the log is told anew, after that."""
        before, self.items = self.items, {}
        for one in agenda:
            assert isinstance(one, dict)
            item = self.items[str(one["id"])] = before.pop(str(one["id"]), Item(""))
            item.title = str(one["title"])
        self.items |= before


def tell(told: Told, audience: str, event: Event) -> None:
    """Take in one event. Of the roll only what the staff sees: it has the reasons."""
    match event:
        case ev.SummonsPublished():
            told.summons = event
            told.papers.extend(str(name) for name in event.papers)
            told.name_items(event.agenda)
        case ev.PaperAdded():
            told.papers.append(event.filename)
        case ev.ItemAdded():
            added = told.items.pop(event.item_id, Item(""))
            added.title = event.title
            order = list(told.items.items())
            order.insert(event.position - 1, (event.item_id, added))
            told.items = dict(order)
        case ev.MeetingOpened():
            told.opened = event
        case ev.MeetingSuspended():
            told.pauses.append((event.suspended_at, 0))
        case ev.MeetingResumed():
            told.pauses[-1] = (told.pauses[-1][0], event.resumed_at)
        case ev.MeetingClosed():
            told.closed_at = event.closed_at
        case ev.AttendanceRecorded() if audience == "staff":
            told.roll[event.member_id] = event
        case ev.GuestRecorded():
            told.guests[event.guest_id] = event
        case _:
            _tell_item(told, event)


def _tell_item(told: Told, event: Event) -> None:
    match event:
        case ev.StatementMade():
            told.item(event.item_id).statements[event.statement_id] = event
        case ev.StatementReadOut():
            read = told.item(event.item_id).read_out
            (read.add if event.read else read.discard)(event.statement_id)
        case ev.ConclusionRecorded():
            told.item(event.item_id).conclusion = event.text
        case ev.MotionClosed() | ev.MotionVoided():
            told.item(event.item_id).motions.append(event)
        case ev.TaskAssigned():
            told.item(event.item_id).tasks.append(event)
        case _:
            pass
