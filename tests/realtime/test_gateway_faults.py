"""What goes wrong in the field: slow phones, lost hints, restarts, a database that goes away."""

import asyncio
import socket
import time
from contextlib import suppress

import pytest
from websockets.exceptions import ConnectionClosed

import realtime.crowd
import realtime.poller
from realtime.relay import NoRelay
from server.protocol.cursor import Cursor
from tests.realtime.memory_source import MemorySource
from tests.realtime.site import MEETING, Phone, Site


def test_a_slow_phone_is_dropped_resumes_and_keeps_nobody_waiting() -> None:
    async def play() -> None:
        source = MemorySource()
        async with Site(source) as site, await site.open() as quick:
            await quick.until("live")
            reader, writer = await _raw_socket(site)
            body = {"text": "x" * 150_000}
            for number in range(1, 61):
                source.append(MEETING, body)
                started = time.monotonic()
                await quick.until_seq(number)
                assert time.monotonic() - started < 1.0
            assert site.gateway.health()["listeners"] == 1, "the slow one was forgotten"
            received = await _drain(reader)
            await _hang_up(writer)
            assert received.endswith(b"\x88\x02" + (4008).to_bytes(2, "big"))
            seen = received.count(b'"k":"ev"')
            assert 0 < seen < 60
            async with await site.open(source.cursor(MEETING, seen)) as again:
                await again.until("live")
                assert again.frames[1]["k"] == "reload", "more than a phone should be sent at once"

    asyncio.run(play())


async def _raw_socket(site: Site) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A WebSocket that reads nothing, with a small receive buffer."""
    raw = socket.socket()
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    raw.setblocking(False)
    await asyncio.get_running_loop().sock_connect(raw, ("127.0.0.1", site.port))
    reader, writer = await asyncio.open_connection(sock=raw, limit=1024)
    target = site.url(site.source.cursor(MEETING, 0), site.ticket()).partition(str(site.port))[2]
    writer.write(
        f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{site.port}\r\nOrigin: {site.origin}\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
    )
    await asyncio.sleep(0.2)
    return reader, writer


async def _hang_up(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()


async def _drain(reader: asyncio.StreamReader) -> bytes:
    received = b""
    with suppress(OSError):
        while piece := await reader.read(65536):
            received += piece
            if received.endswith(b"\x88\x02" + (4008).to_bytes(2, "big")):
                break
    return received


def test_a_lost_hint_is_healed_by_looking(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(realtime.poller, "SLOW", 0.3)

    async def play() -> None:
        source = MemorySource()
        async with Site(source) as site, await site.open() as phone:
            await phone.until("live")
            source.told = lambda _: None
            source.append(MEETING, {"n": 1})
            await phone.until_seq(1, limit=2)

    asyncio.run(play())


def test_without_any_hints_it_is_only_later() -> None:
    async def play() -> None:
        source = MemorySource()
        async with Site(source, relay=NoRelay()) as site, await site.open() as phone:
            await phone.until("live")
            for number in range(1, 6):
                source.append(MEETING, {"n": number})
                await phone.until_seq(number, limit=1.5)
            source.present = 9
            while (await phone.until("tick"))["present"] != 9:
                continue

    asyncio.run(play())


def test_a_restart_says_1012_and_everybody_resumes() -> None:
    async def play() -> None:
        source = MemorySource()
        phones: list[Phone] = []
        async with Site(source) as site:
            phones = [await site.open() for _ in range(20)]
            source.append(MEETING, {"n": 1})
            for phone in phones:
                await phone.until_seq(1)
            port = site.port
            stopping = asyncio.create_task(site.stop())
            assert {await phone.until_closed() for phone in phones} == {1012}
            await asyncio.wait_for(stopping, 3)
        source.append(MEETING, {"n": 2})
        async with Site(source, port=port) as site:
            for phone in phones:
                async with await site.open(phone.cursor) as again:
                    await again.until("live")
                    assert [one["seq"] for one in again.events] == [2]

    asyncio.run(play())


def test_while_the_database_is_away_pages_say_so_and_nothing_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(realtime.poller, "SLOW", 0.2)

    async def play() -> None:
        source = MemorySource()
        async with Site(source) as site, await site.open() as phone:
            await phone.until("live")
            source.failing = True
            assert (await phone.until("sys"))["mode"] == "readonly"
            waiting = await site.open(source_cursor := str(Cursor.parse(source.cursor(MEETING, 0))))
            assert source_cursor
            source.append(MEETING, {"n": 1})
            source.failing = False
            assert (await phone.until("sys"))["mode"] == "ok"
            await phone.until_seq(1)
            await waiting.until("live")
            assert waiting.last["all"].seq == 1
            await waiting.socket.close()

    asyncio.run(play())


def test_a_restored_database_makes_everybody_show_the_cursor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(realtime.poller, "SLOW", 0.2)

    async def play() -> None:
        source = MemorySource()
        source.append(MEETING, {"n": 1})
        async with Site(source) as site, await site.open() as phone:
            await phone.until("live")
            source._log.clear()
            source.append(MEETING, {"n": "another history"})
            source.current_epoch = "epoch-2"
            assert await phone.until_closed() == 1012
            async with await site.open(phone.cursor) as again:
                assert (await again.until("reload"))["why"] == "hash"
                assert again.frames[0]["epoch"] == "epoch-2"

    asyncio.run(play())


def test_an_event_that_cannot_be_drawn_does_not_stop_the_room() -> None:
    async def play() -> None:
        source = MemorySource()
        source.undrawable.add("strange")
        async with Site(source) as site, await site.open() as phone:
            await phone.until("live")
            source.append(MEETING, {"n": 1}, type_="strange")
            assert (await phone.until("reload"))["why"] == "broken"
            source.append(MEETING, {"n": 2})
            await phone.until_seq(2)
            assert phone.events[-1]["fragments"]

    asyncio.run(play())


def test_ticks_come_at_most_twice_a_second_and_the_last_value_wins() -> None:
    async def play() -> None:
        source = MemorySource()
        async with Site(source) as site, await site.open() as phone:
            await phone.until("live")
            started = time.monotonic()
            for value in range(1, 101):
                source.present = value
                site.hints.counted(MEETING)
                await asyncio.sleep(0.01)
            while (await phone.until("tick"))["present"] != 100:
                continue
            ticks = [frame for frame in phone.frames if frame["k"] == "tick"]
            assert len(ticks) <= 2 + 2 * (time.monotonic() - started)

    asyncio.run(play())


def test_a_phone_that_gives_no_sign_of_life_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    async def play() -> None:
        source = MemorySource()
        async with Site(source) as site, await site.open() as alive:
            await alive.until("live")
            _, writer = await _raw_socket(site)
            assert site.gateway.health()["listeners"] == 2
            for _ in range(2):
                for listener in list(site.gateway._crowd):
                    listener.beat()
                with suppress(ConnectionClosed):
                    await alive.until_nothing()
            assert site.gateway.health()["listeners"] == 1
            await _hang_up(writer)

    asyncio.run(play())


def test_an_empty_room_is_forgotten_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("realtime.gateway.LINGER_SECONDS", 0.1)

    async def play() -> None:
        async with Site() as site:
            async with await site.open() as phone:
                await phone.until("live")
            await asyncio.sleep(1.5)
            assert site.gateway.health()["rooms"] == 0

    asyncio.run(play())


def test_hints_that_pour_in_cost_few_reads() -> None:
    async def play() -> None:
        source = MemorySource()
        async with Site(source) as site, await site.open() as phone:
            await phone.until("live")
            source.reads = 0
            source.delay = 0.02
            for number in range(300):
                source.append(MEETING, {"n": number})
            await phone.until_seq(300)
            assert source.reads < 20

    asyncio.run(play())
