"""How many reminders one core encrypts and posts, and what a pass over 100,000 subscriptions costs in memory.

    python -m tests.load.push_quick [messages]

The service is a bare socket in another process on another core: it reads a request and says 201. Beside our figures
their peers: the same library sending by itself, one after the other, and its encryption alone. Prints.
"""

import asyncio
import multiprocessing
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path

from pywebpush import webpush

from server import clock
from server.ids import new_id
from server.notifications.message import Message
from server.notifications.queries import Subscription
from server.notifications.sender import Sender, encrypt
from server.notifications.vapid import Signer
from server.notifications.work import AT_ONCE
from tests.notifications.push_service import Browser, bytes_of, text_of

PEERS = 500
BODY = b'{"web_push":8030,"notification":{"title":"S","body":"' + b"t" * 180 + b'"}}'


def serve(pipe: Connection) -> None:
    os.sched_setaffinity(0, {1})
    asyncio.run(_serve(pipe))


async def _serve(pipe: Connection) -> None:
    server = await asyncio.start_server(_answer, "127.0.0.1", 0)
    pipe.send(server.sockets[0].getsockname()[1])
    await asyncio.get_running_loop().run_in_executor(None, pipe.recv)


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while head := await reader.readuntil(b"\r\n\r\n"):
            length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
            await reader.readexactly(length)
            writer.write(b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n")
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


def subscriptions(origin: str, count: int) -> list[Subscription]:
    """A thousand different keys; encryption makes a new pair for each message all the same."""
    found = [Browser(origin, "").fields() for _ in range(min(count, 1000))]
    keys = [(bytes_of(one["p256dh"]), bytes_of(one["auth"])) for one in found]
    return [Subscription(new_id(), f"{origin}/p/{place}", *keys[place % len(keys)]) for place in range(count)]


def rate(name: str, count: int, work: Callable[[], object]) -> None:
    before, began = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    work()
    spent, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"{name:44} {count / spent:7,.0f}/s · {cpu / count * 1e6:4.0f} µs of CPU each · {_memory()} MB")


def _memory() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1_000_000


async def send_all(data: Path, origin: str, to: list[Subscription]) -> None:
    sender = Sender(Signer(data, "mailto:load@example.org"), [origin])
    message = Message(BODY, "normal", "topic", clock.now() + timedelta(hours=1))
    try:
        for start in range(0, len(to), AT_ONCE):
            outcomes = await sender.send(message, to[start : start + AT_ONCE])
            assert {one.fate for one in outcomes} == {"sent"}
    finally:
        await sender.close()


def by_the_library(data: Path, to: list[Subscription]) -> None:
    for one in to:
        keys = {"p256dh": text_of(one.p256dh), "auth": text_of(one.auth)}
        info = {"endpoint": one.endpoint, "keys": keys}
        claims: dict[str, str | int] = {"sub": "mailto:load@example.org"}
        webpush(info, BODY, vapid_private_key=str(data / "vapid.pem"), vapid_claims=claims)


def main(count: int) -> None:
    here, there = multiprocessing.Pipe()
    child = multiprocessing.get_context("spawn").Process(target=serve, args=(there,))
    child.start()
    os.sched_setaffinity(0, {0})
    with tempfile.TemporaryDirectory() as folder:
        data, origin = Path(folder), f"http://127.0.0.1:{here.recv()}"
        to = subscriptions(origin, count)
        print(f"{len(to):,} subscriptions · {_memory()} MB")
        rate("encrypted and posted, ours", count, lambda: asyncio.run(send_all(data, origin, to)))
        rate("encrypted only", PEERS * 10, lambda: [encrypt(BODY, one) for one in to[: PEERS * 10]])
        rate("the library sends by itself", PEERS, lambda: by_the_library(data, to[:PEERS]))
    here.send(None)
    child.join()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
