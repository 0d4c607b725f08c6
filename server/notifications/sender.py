"""Posts to push services, and to nobody else: the address came from a browser.

The library encrypts only. Its own sending follows redirects and waits for ever.
"""

import asyncio
import base64
import ipaddress
import logging
import socket
import ssl
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from pywebpush import WebPusher

from server import clock
from server.notifications.message import Message
from server.notifications.queries import Subscription
from server.notifications.rules import (
    EndpointNotKnown,
    Fate,
    asked_wait,
    check_endpoint,
    fate_of,
    origin_of,
)
from server.notifications.vapid import Signer

log = logging.getLogger(__name__)

DEADLINE = aiohttp.ClientTimeout(total=5, connect=2.5)
LARGEST_ANSWER = 4096
STOPPED_FOR = timedelta(hours=1)

Resolve = Callable[[str, int], Awaitable[list[str]]]


@dataclass(frozen=True, slots=True)
class Outcome:
    subscription_id: UUID
    fate: Fate
    wait: timedelta = timedelta(0)


async def resolve(host: str, port: int) -> list[str]:
    """Every address of the host, from the system."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


def is_public(address: str) -> bool:
    """Also behind the forms that wrap one address in another."""
    found = ipaddress.ip_address(address)
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo or (None, None))[1]
        if inner is not None:
            return inner.is_global and found.ipv4_mapped is not None
        if found in _NAT64 or found.is_site_local:
            return False
    return found.is_global and not found.is_multicast


_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class AddressNotPublic(OSError):
    """The name leads into somebody's own network."""


class GuardedResolver(AbstractResolver):
    """The client connects to the very addresses that were judged here; there is no second question to rebind."""

    def __init__(self, ask: Resolve, allowed_hosts: Collection[tuple[str, int]]) -> None:
        self._ask, self._allowed = ask, allowed_hosts

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_UNSPEC,  # noqa: ARG002 - both families are judged
    ) -> list[ResolveResult]:
        found = await self._ask(host, port)
        if (host, port) not in self._allowed and not all(map(is_public, found)):
            raise AddressNotPublic(host)
        return [
            ResolveResult(
                hostname=host,
                host=one,
                port=port,
                family=socket.AF_INET6 if ":" in one else socket.AF_INET,
                proto=socket.IPPROTO_TCP,
                flags=socket.AI_NUMERICHOST,
            )
            for one in found
        ]

    async def close(self) -> None:
        """Nothing is held."""


class Sender:
    """One for a process, used inside one event loop."""

    def __init__(
        self,
        signer: Signer,
        allowed: Collection[str],
        *,
        ask: Resolve = resolve,
        tls: ssl.SSLContext | None = None,
        parallel: int = 16,
    ) -> None:
        self._signer, self._allowed = signer, frozenset(allowed)
        self._stopped: dict[str, datetime] = {}
        urls = [urlsplit(origin) for origin in self._allowed]
        connector = aiohttp.TCPConnector(
            resolver=GuardedResolver(ask, {(url.hostname or "", url.port or 443) for url in urls}),
            use_dns_cache=False,
            limit=parallel,
            ssl=tls or True,
        )
        self._session = aiohttp.ClientSession(
            connector=connector, timeout=DEADLINE, cookie_jar=aiohttp.DummyCookieJar(), auto_decompress=False
        )

    async def send(self, message: Message, to: Sequence[Subscription]) -> list[Outcome]:
        return list(await asyncio.gather(*(self._send(message, one) for one in to)))

    async def close(self) -> None:
        await self._session.close()

    async def _send(self, message: Message, to: Subscription) -> Outcome:
        try:
            check_endpoint(to.endpoint, self._allowed)
        except EndpointNotKnown:
            return Outcome(to.id, Fate.REFUSED)
        now = clock.now()
        if self._stopped.get(origin_of(to.endpoint), now) > now:
            return Outcome(to.id, Fate.DENIED)
        outcome = await self._post(to, encrypt(message.body, to), self._headers(message, to.endpoint, now))
        if outcome.fate is Fate.DENIED:
            self._stop(origin_of(to.endpoint), now)
        return outcome

    def _headers(self, message: Message, endpoint: str, now: datetime) -> dict[str, str]:
        return {
            "Authorization": self._signer.header(endpoint),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(max(0, int((message.expires_at - now).total_seconds()))),
            "Urgency": message.urgency,
            "Topic": message.topic,
        }

    async def _post(self, to: Subscription, body: bytes, headers: dict[str, str]) -> Outcome:
        try:
            async with self._session.post(to.endpoint, data=body, headers=headers, allow_redirects=False) as answer:
                if len(await answer.content.read(LARGEST_ANSWER)) == LARGEST_ANSWER:
                    answer.close()  # what more it has to say is not read
                return Outcome(to.id, fate_of(answer.status), asked_wait(answer.headers.get("Retry-After", "")))
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            log.info("push: no connection: %s", type(error).__name__)
            return Outcome(to.id, Fate.AGAIN)
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            # The message may have left before this, and whoever sends it again may send it twice.
            log.info("push: no answer: %s", type(error).__name__)
            return Outcome(to.id, Fate.LOST)

    def _stop(self, origin: str, now: datetime) -> None:
        """Said once, and then nothing is sent there for a while; the subscriptions stay."""
        if self._stopped.get(origin, now) <= now:
            log.error("push: %s refuses our key; nothing more is sent there for %s", origin, STOPPED_FOR)
        self._stopped[origin] = now + STOPPED_FOR


def encrypt(body: bytes, to: Subscription) -> bytes:
    """With a key of its own for each message (RFC 8291)."""
    keys = {"p256dh": _text(to.p256dh), "auth": _text(to.auth)}
    encoded = WebPusher({"endpoint": to.endpoint, "keys": keys}).encode(body)
    found: bytes = encoded["body"]
    return found


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
