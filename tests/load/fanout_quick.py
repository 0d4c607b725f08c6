"""Where the gateway stands: 1 room x 1,000 sockets on 127.0.0.1, and what an idle socket costs.

    python -m tests.load.fanout_quick [asyncio|uvloop]

The server has a core of its own and the phones another. Not the benchmark of record: one run,
no peers. Done within 30 seconds.
"""

import asyncio
import gc
import multiprocessing
import os
import resource
import select
import socket
import sys
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from uuid import uuid4

from tests.realtime.memory_source import MemorySource
from tests.realtime.site import MEETING, Site

PHONES, IDLE = 1000, 2000
SECONDS = 4.0
BODY = {"item": "0192f0c1-6a1e-7c3a-9b1e-2f5f7b9c0002", "position": 3, "title": "T" * 80}
MARK = b'"k":"ev"'


def serve(pipe: Connection, loop: str) -> None:
    """The child: a whole site, and a thread that appends what the parent asks for."""
    os.sched_setaffinity(0, {0})
    resource.setrlimit(resource.RLIMIT_NOFILE, (8192, 8192))
    runner = asyncio.Runner(loop_factory=_loop_factory(loop))
    with runner:
        runner.run(_serve(pipe))


def _loop_factory(name: str):  # type: ignore[no-untyped-def]
    if name == "uvloop":
        import uvloop

        return uvloop.new_event_loop
    return asyncio.new_event_loop


async def _serve(pipe: Connection) -> None:
    source = MemorySource()
    async with Site(source, loop="none") as site:
        pipe.send((site.port, source.cursor(MEETING, 0)))
        loop = asyncio.get_running_loop()
        while (order := await loop.run_in_executor(None, pipe.recv)) is not None:
            if order == "usage":
                gc.collect()
                usage = resource.getrusage(resource.RUSAGE_SELF)
                pipe.send((usage.ru_utime + usage.ru_stime, _pss()))
            elif isinstance(order, list):
                pipe.send([site.ticket(uuid4()) for _ in order])
            else:
                await loop.run_in_executor(None, _append, source, order)


def _append(source: MemorySource, count: int) -> None:
    for _ in range(count):
        source.append(MEETING, BODY)


def _pss() -> int:
    for line in Path("/proc/self/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    raise RuntimeError("no Pss")


class Phones:
    """Raw sockets that count events and answer nothing."""

    def __init__(self, pipe: Connection) -> None:
        self.pipe = pipe
        self.port, self.cursor = pipe.recv()
        self.poll = select.epoll()
        self.sockets: dict[int, socket.socket] = {}
        self.tails: dict[int, bytes] = {}
        self.delivered = 0

    def connect(self, count: int) -> None:
        self.pipe.send(list(range(count)))
        for ticket in self.pipe.recv():
            one = socket.create_connection(("127.0.0.1", self.port))
            target = f"/ws/meetings/{MEETING}?ticket={ticket}&cursor={self.cursor}"
            one.sendall(
                f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nOrigin: http://127.0.0.1:{self.port}\r\n"
                "User-Agent: Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36\r\nAccept-Language: vi\r\n"
                "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
            )
            one.setblocking(False)
            self.sockets[one.fileno()] = one
            self.tails[one.fileno()] = b""
            self.poll.register(one.fileno(), select.EPOLLIN)
        live = 0
        while live < count:
            live += sum(data.count(b'"k":"live"') for _, data in self._receive(5.0))

    def _receive(self, limit: float) -> Iterator[tuple[int, bytes]]:
        ready = self.poll.poll(limit)
        if not ready:
            raise TimeoutError
        for number, _ in ready:
            yield number, self.sockets[number].recv(1 << 18)

    def count_until(self, wanted: int) -> None:
        while self.delivered < wanted:
            for number, data in self._receive(5.0):
                text = self.tails[number] + data
                self.delivered += text.count(MARK)
                self.tails[number] = text[-len(MARK) + 1 :]

    def usage(self) -> tuple[float, int]:
        self.pipe.send("usage")
        answer: tuple[float, int] = self.pipe.recv()
        return answer


def fan_out(phones: Phones, in_flight: int) -> None:
    phones.delivered = 0
    cpu, _ = phones.usage()
    started, events = time.perf_counter(), 0
    while time.perf_counter() - started < SECONDS:
        phones.pipe.send(in_flight)
        events += in_flight
        phones.count_until(events * PHONES)
    seconds = time.perf_counter() - started
    spent = phones.usage()[0] - cpu
    rate, each = phones.delivered / seconds, spent / phones.delivered * 1e6
    print(
        f"fanout 1x{PHONES} in flight {in_flight:>3}: {rate:>9,.0f} deliveries/s, {each:5.2f} us CPU each,"
        f" {phones.delivered / spent:>9,.0f} per core-second"
    )


def main() -> None:
    loop = sys.argv[1] if len(sys.argv) > 1 else "asyncio"
    os.sched_setaffinity(0, {1})
    resource.setrlimit(resource.RLIMIT_NOFILE, (8192, 8192))
    mine, theirs = multiprocessing.Pipe()
    child = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs, loop))
    child.start()
    phones = Phones(mine)
    print(f"loop {loop}, python {sys.version.split()[0]}")
    phones.connect(200)  # warm: code, pools
    cpu, size = phones.usage()
    phones.connect(IDLE)
    cpu_after, size_after = phones.usage()
    each, spent = (size_after - size) / IDLE, (cpu_after - cpu) / IDLE * 1e6
    print(f"idle: {each:,.0f} bytes per connection, {spent:.0f} us CPU per connect")
    for one in list(phones.sockets.values())[PHONES:]:
        phones.poll.unregister(one.fileno())
        del phones.sockets[one.fileno()]
        one.close()
    time.sleep(0.5)
    for in_flight in (1, 3, 10, 100):
        fan_out(phones, in_flight)
    mine.send(None)
    child.join(10)


if __name__ == "__main__":
    main()
