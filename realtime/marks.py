"""Which tickets were used: in this process, and in Redis where there are several processes."""

import asyncio
import logging
from collections.abc import Awaitable
from typing import Final, Protocol

import redis.asyncio
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from server.protocol.channels import used_ticket
from server.protocol.tickets import LIFETIME_MS, Ticket

log = logging.getLogger(__name__)

REDIS_LIMIT: Final = 0.3  # seconds


class Marks(Protocol):
    def use(self, ticket: Ticket, now_ms: int) -> bool | Awaitable[bool]:
        """True the first time. An answer known at once is not wrapped: then a handshake needs no task."""
        ...

    async def close(self) -> None: ...


class MemoryMarks:
    """Remembers a nonce until its ticket has expired."""

    def __init__(self) -> None:
        # In order of use; lifetimes are equal, so the oldest entries expire first.
        self._used: dict[bytes, int] = {}

    def use(self, ticket: Ticket, now_ms: int) -> bool:
        self._forget(now_ms)
        if ticket.nonce in self._used:
            return False
        self._used[ticket.nonce] = now_ms + LIFETIME_MS
        return True

    async def close(self) -> None:
        self._used.clear()

    def _forget(self, now_ms: int) -> None:
        while self._used:
            nonce, expires_at = next(iter(self._used.items()))
            if expires_at > now_ms:
                return
            del self._used[nonce]


class RedisMarks:
    """Over all processes. When Redis does not answer, this process's own memory decides:
    a ticket lives for 30 seconds, and refusing everybody would be the greater harm."""

    def __init__(self, url: str) -> None:
        self._memory = MemoryMarks()
        self._redis = redis.asyncio.Redis.from_url(
            url, socket_timeout=REDIS_LIMIT, socket_connect_timeout=REDIS_LIMIT, retry=Retry(NoBackoff(), 0)
        )

    def use(self, ticket: Ticket, now_ms: int) -> bool | Awaitable[bool]:
        return self._memory.use(ticket, now_ms) and self._first(ticket)

    async def _first(self, ticket: Ticket) -> bool:
        try:
            async with asyncio.timeout(REDIS_LIMIT):
                answer = await self._redis.set(used_ticket(ticket.nonce), 1, nx=True, px=LIFETIME_MS)
        except (redis.RedisError, OSError, TimeoutError) as error:
            log.warning("used tickets are known to this process only: %s", type(error).__name__)
            return True
        return bool(answer)

    async def close(self) -> None:
        await self._redis.aclose()
