"""Those who are live in one room, grouped by what they hear and how the bytes reach them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from realtime.listener import Listener
from realtime.wire import Packet, encode
from server.protocol import frames

Group = tuple[tuple[str, ...], bool]  # audiences, sse


@dataclass(frozen=True, slots=True)
class Sending:
    """The same bytes to several listeners."""

    listeners: Iterable[Listener]
    data: bytes


class Hall:
    """The bytes of a broadcast are joined once for each group, whatever its size."""

    __slots__ = ("_groups",)

    def __init__(self) -> None:
        self._groups: dict[Group, set[Listener]] = {}

    def __iter__(self) -> Iterator[Listener]:
        return (listener for group in self._groups.values() for listener in group)

    def add(self, listener: Listener) -> None:
        self._groups.setdefault(_group_of(listener), set()).add(listener)

    def discard(self, listener: Listener) -> bool:
        """Whether it was here."""
        group = self._groups.get(_group_of(listener), set())
        if listener not in group:
            return False
        group.remove(listener)
        if not group:
            del self._groups[_group_of(listener)]
        return True

    def broadcast(self, packets: Sequence[Packet]) -> list[Sending]:
        """To everybody, each group the packets of its audiences."""
        return [
            Sending(tuple(listeners), data)  # a copy: who is let in next must not get these bytes
            for (audiences, sse), listeners in self._groups.items()
            if (data := encode(packets, audiences, sse=sse))
        ]

    def personal(self, blocks: Mapping[UUID, Mapping[str, str]]) -> list[Sending]:
        """A `me` frame to each device of those members."""
        if not blocks:
            return []
        packets = {member_id: [Packet(frames.me(fragments))] for member_id, fragments in blocks.items()}
        return [
            Sending((listener,), encode(packets[listener.ticket.member_id], audiences, sse=sse))
            for (audiences, sse), listeners in self._groups.items()
            for listener in listeners
            if listener.ticket.member_id in packets
        ]


def _group_of(listener: Listener) -> Group:
    return listener.ticket.audiences, listener.sse
