"""After a commit: "meeting X moved". A hint only: who misses it polls, and nothing is lost.

Hints are called by the writer's threads, so none of them may wait or raise.
"""

import logging
import threading
import time
from collections.abc import Callable, Collection
from typing import Any, Protocol
from uuid import UUID

import redis

from server.protocol.channels import POSTGRES, Hint

log = logging.getLogger(__name__)

REDIS_LIMIT = 0.3  # seconds
PAUSE = 1.0  # seconds without trying, after a failure


class Hints(Protocol):
    """Ids only; safe from any thread; never waits, never raises."""

    def moved(self, meeting_id: UUID) -> None: ...
    def counted(self, meeting_id: UUID) -> None: ...
    def member_revoked(self, member_id: UUID) -> None: ...
    def device_revoked(self, device_id: UUID) -> None: ...
    def close(self) -> None: ...


class _Hinting:
    """The four hints as one `tell`."""

    def moved(self, meeting_id: UUID) -> None:
        self.tell(Hint("moved", meeting_id))

    def counted(self, meeting_id: UUID) -> None:
        self.tell(Hint("counted", meeting_id))

    def member_revoked(self, member_id: UUID) -> None:
        self.tell(Hint("member", member_id))

    def device_revoked(self, device_id: UUID) -> None:
        self.tell(Hint("device", device_id))

    def tell(self, hint: Hint) -> None:
        raise NotImplementedError

    def close(self) -> None:
        """Nothing to stop by default."""


class InProcessHints(_Hinting):
    """For one process: the gateway attaches a function, which it calls in its own loop."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[Hint, None] = {}
        self._wake: Callable[[], object] | None = None

    def attach(self, wake: Callable[[], object]) -> None:
        """``wake`` must be safe from any thread; it is called once until ``take`` is."""
        with self._lock:
            self._wake = wake

    def detach(self) -> None:
        with self._lock:
            self._wake = None

    def take(self) -> list[Hint]:
        """Everything said since the last time, each once."""
        with self._lock:
            taken, self._waiting = list(self._waiting), {}
        return taken

    def tell(self, hint: Hint) -> None:
        with self._lock:
            if self._wake is None:
                return
            # A group commit says the same hint hundreds of times: one wake-up is enough.
            first = not self._waiting
            self._waiting[hint] = None
            if first:
                try:
                    self._wake()
                except RuntimeError:  # the loop has just closed
                    self._waiting.clear()


class _Courier(_Hinting):
    """A thread that sends what was said; the writer never waits for the network."""

    def __init__(self, name: str) -> None:
        self._wake = threading.Condition()
        self._waiting: dict[Hint, None] = {}
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def tell(self, hint: Hint) -> None:
        with self._wake:
            self._waiting[hint] = None
            self._wake.notify()

    def close(self) -> None:
        """Send what waits, then end."""
        with self._wake:
            self._stopping = True
            self._wake.notify()
        self._thread.join(timeout=2.0)

    def send(self, hints: Collection[Hint]) -> None:
        """May raise; the hints are then dropped."""
        raise NotImplementedError

    def _run(self) -> None:
        while True:
            with self._wake:
                while not self._waiting and not self._stopping:
                    self._wake.wait()
                hints, self._waiting = list(self._waiting), {}
                stopping = self._stopping
            if hints and not self._try(hints) and not stopping:
                time.sleep(PAUSE)  # meanwhile equal hints fold into one
            elif stopping:
                return

    def _try(self, hints: list[Hint]) -> bool:
        try:
            self.send(hints)
        except Exception as error:
            log.warning("hints are not being delivered: %s", type(error).__name__)
            return False
        return True


class RedisHints(_Courier):
    """PUBLISH on a channel for each meeting and one for people."""

    def __init__(self, url: str) -> None:
        self._redis = redis.Redis.from_url(
            url, socket_timeout=REDIS_LIMIT, socket_connect_timeout=REDIS_LIMIT, retry=None
        )
        super().__init__("hints-redis")

    def send(self, hints: Collection[Hint]) -> None:
        pipeline = self._redis.pipeline(transaction=False)
        for hint in hints:
            pipeline.publish(hint.channel, str(hint))
        pipeline.execute()

    def close(self) -> None:
        super().close()
        self._redis.close()


class PostgresHints(_Courier):
    """NOTIFY on a connection of its own; ``connect`` gives a psycopg connection in autocommit mode."""

    def __init__(self, connect: Callable[[], Any]) -> None:
        self._connect = connect
        self._connection: Any = None
        super().__init__("hints-postgres")

    def send(self, hints: Collection[Hint]) -> None:
        try:
            if self._connection is None:
                self._connection = self._connect()
            for hint in hints:
                self._connection.execute("SELECT pg_notify(%s, %s)", (POSTGRES, str(hint)))
        except Exception:
            broken, self._connection = self._connection, None
            if broken is not None:
                broken.close()
            raise

    def close(self) -> None:
        super().close()
        if self._connection is not None:
            self._connection.close()
