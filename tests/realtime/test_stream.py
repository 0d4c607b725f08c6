"""Server-sent events: the same frames, for networks where sockets do not get through."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from tests.realtime.memory_source import MemorySource
from tests.realtime.site import MEETING, Site


class Reader:
    """One EventSource: fields of each message, comments counted."""

    def __init__(self, response: httpx.Response) -> None:
        self._lines = response.aiter_lines()
        self.last_id = ""
        self.frames: list[dict[str, Any]] = []

    async def until(self, kind: str) -> dict[str, Any]:
        async with asyncio.timeout(5):
            async for line in self._lines:
                name, _, value = line.partition(": ")
                if name == "id":
                    self.last_id = value
                elif name == "data":
                    self.frames.append(json.loads(value))
                    if self.frames[-1]["k"] == kind:
                        return self.frames[-1]
        raise AssertionError(f"ended before {kind}")

    @property
    def numbers(self) -> list[int]:
        return [frame["seq"] for frame in self.frames if frame["k"] == "ev"]


@asynccontextmanager
async def reading(site: Site, cursor: str = "", last_id: str = "", **told: Any) -> AsyncIterator[Reader]:
    headers = {"x-test-ticket": site.ticket(**told), **({"last-event-id": last_id} if last_id else {})}
    async with (
        httpx.AsyncClient() as client,
        client.stream(
            "GET", f"{site.origin}/meetings/{MEETING}/stream", params={"cursor": cursor}, headers=headers, timeout=None
        ) as response,
    ):
        assert response.status_code == 200
        assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert response.headers["cache-control"] == "no-store"
        yield Reader(response)


def test_a_stream_resumes_where_the_browser_says_it_stands() -> None:
    async def play() -> None:
        source = MemorySource()
        for number in range(3):
            source.append(MEETING, {"n": number})
        async with Site(source) as site:
            async with reading(site, source.cursor(MEETING, 1)) as reader:
                await reader.until("live")
                assert reader.numbers == [2, 3]
                assert reader.last_id == source.cursor(MEETING, 3)
                source.append(MEETING, {"n": 4})
                await reader.until("ev")
                await asyncio.sleep(0)
            source.append(MEETING, {"n": 5})
            async with reading(site, source.cursor(MEETING, 1), source.cursor(MEETING, 4)) as again:
                await again.until("live")
                assert again.numbers == [5]

    asyncio.run(play())


def test_the_id_names_both_audiences_and_never_the_middle_of_a_batch() -> None:
    async def play() -> None:
        source = MemorySource()
        both = f"{source.cursor(MEETING, 0)},{source.cursor(MEETING, 0, 'staff')}"
        async with Site(source) as site, reading(site, both, audiences=("all", "staff")) as reader:
            await reader.until("live")
            told, source.told = source.told, lambda _: None
            for number in range(3):
                source.append(MEETING, {"n": number})
                source.append(MEETING, {"n": number}, "staff")
            told(MEETING)
            await reader.until("ev")
            while reader.frames[-1].get("more"):
                assert reader.last_id == both
                await reader.until("ev")
            assert reader.last_id.startswith(source.cursor(MEETING, 3))

    asyncio.run(play())


def test_garbage_in_the_cursor_means_reload() -> None:
    async def play() -> None:
        async with Site() as site, reading(site, last_id="12") as reader:
            assert (await reader.until("reload"))["why"] == "cursor"

    asyncio.run(play())


def test_without_rights_or_from_another_site_there_is_no_stream() -> None:
    async def play() -> None:
        async with Site() as site, httpx.AsyncClient() as client:
            address = f"{site.origin}/meetings/{MEETING}/stream"
            assert (await client.get(address)).status_code == 403
            assert (await client.get(address, headers={"x-test-ticket": "x"})).status_code == 403
            foreign = {"x-test-ticket": site.ticket(), "sec-fetch-site": "cross-site"}
            assert (await client.get(address, headers=foreign)).status_code == 403
            assert (await client.post(address)).status_code == 405
            health = await client.get(f"{site.origin}/healthz")
            assert health.json()["listeners"] == 0
            assert (await client.get(f"{site.origin}/elsewhere")).status_code == 404

    asyncio.run(play())


def test_a_revoked_reader_is_told_why_and_ended() -> None:
    async def play() -> None:
        async with Site() as site, reading(site) as reader:
            await reader.until("live")
            device = next(iter(site.gateway._crowd)).ticket.device_id
            site.hints.device_revoked(device)
            assert (await reader.until("end"))["code"] == 4401

    asyncio.run(play())


def test_a_restart_ends_streams_at_once() -> None:
    async def play() -> None:
        async with Site() as site, reading(site) as reader:
            await reader.until("live")
            stopping = asyncio.create_task(site.stop())
            assert (await reader.until("end"))["code"] == 1012
            await asyncio.wait_for(stopping, 3)

    asyncio.run(play())


def test_who_leaves_is_forgotten() -> None:
    async def play() -> None:
        async with Site() as site:
            async with reading(site) as reader:
                await reader.until("live")
                assert site.gateway.health()["listeners"] == 1
            await asyncio.sleep(0.2)
            assert site.gateway.health()["listeners"] == 0

    asyncio.run(play())
