"""What a room knows of somebody who listens, whatever carries the bytes."""

from typing import Protocol

from server.protocol.tickets import Ticket


class Listener(Protocol):
    """A socket, or a stream of server-sent events (``sse``)."""

    ticket: Ticket
    sse: bool

    @property
    def lagging(self) -> bool:
        """Its buffer is full: the next frame would be one too many."""
        ...

    @property
    def heard_at(self) -> float:
        """The loop's time of its last sign of life."""
        ...

    def write(self, data: bytes, /) -> None:
        """Never waits."""
        ...

    def close(self, code: int) -> None:
        """Say why and end; the room has forgotten it before."""
        ...

    def beat(self) -> None:
        """Called every 25 seconds: ask for a sign of life, or end what gave none."""
        ...
