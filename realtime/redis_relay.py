"""Hints over Redis: a channel for each meeting that somebody here listens to, and one for people."""

import asyncio
import contextlib
from typing import Any, Final
from uuid import UUID

import redis.asyncio
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from realtime.relay import HintSink, ListeningRelay
from server.protocol.channels import PEOPLE, Hint, parse_hint, room

CONNECT_LIMIT: Final = 1.0  # seconds
QUIET_LIMIT: Final = 10.0  # seconds without a word before the connection is asked for a sign of life


class RedisRelay(ListeningRelay):
    """``watch`` takes effect at once; its confirmation counts as a hint, for what was said just before."""

    def __init__(self, url: str) -> None:
        super().__init__()
        # No retries inside the library: it would reconnect under us and hide the gap.
        self._redis = redis.asyncio.Redis.from_url(
            url, socket_connect_timeout=CONNECT_LIMIT, retry=Retry(NoBackoff(), 0), decode_responses=True
        )
        self._pubsub: Any = None
        self._changes: set[asyncio.Task[None]] = set()

    def watch(self, meeting_id: UUID) -> None:
        super().watch(meeting_id)
        self._change("subscribe", meeting_id)

    def unwatch(self, meeting_id: UUID) -> None:
        super().unwatch(meeting_id)
        self._change("unsubscribe", meeting_id)

    async def stop(self) -> None:
        await super().stop()
        await self._redis.aclose()

    async def listen(self, sink: HintSink) -> None:
        pubsub: Any = self._redis.pubsub()
        try:
            await pubsub.subscribe(PEOPLE, *map(room, self.watched))
            self._pubsub = pubsub
            await self._read(pubsub, sink)
        finally:
            self._pubsub = None
            with contextlib.suppress(redis.RedisError, OSError):
                await pubsub.aclose()

    async def _read(self, pubsub: Any, sink: HintSink) -> None:
        quiet = False
        while True:
            message = await pubsub.get_message(timeout=QUIET_LIMIT)
            if message is None:
                if quiet:
                    raise TimeoutError
                quiet = True
                await pubsub.ping()
                continue
            quiet = False
            self._deliver(message, sink)

    def _deliver(self, message: dict[str, Any], sink: HintSink) -> None:
        if message["type"] == "subscribe":
            if message["channel"] == PEOPLE:
                self.up(sink)
            elif hint := parse_hint(f"moved {message['channel'].rpartition(':')[2]}"):
                sink.hinted(hint)
        elif message["type"] == "message" and (hint := self._own(message)):
            sink.hinted(hint)

    def _own(self, message: dict[str, Any]) -> Hint | None:
        hint = parse_hint(message["data"])
        return hint if hint and hint.channel == message["channel"] else None

    def _change(self, verb: str, meeting_id: UUID) -> None:
        if self._pubsub is not None:
            change = asyncio.get_running_loop().create_task(self._send(getattr(self._pubsub, verb), meeting_id))
            self._changes.add(change)
            change.add_done_callback(self._changes.discard)

    async def _send(self, change: Any, meeting_id: UUID) -> None:
        # If the connection is gone, the reader finds out too and subscribes to everything again.
        with contextlib.suppress(redis.RedisError, OSError):
            await change(room(meeting_id))
