"""Joining, resuming, and being told that the page is too old. Real sockets, real server."""

import asyncio
import threading
from uuid import UUID, uuid4

from tests.realtime.memory_source import MemorySource
from tests.realtime.site import MEETING, Site

MEMBER = UUID("0192f0c1-6a1e-7c3a-9b1e-2f5f7b9c0111")


def fill(source: MemorySource, count: int, audience: str = "all") -> None:
    for number in range(count):
        source.append(MEETING, {"n": number}, audience)


def test_a_page_at_zero_gets_everything_and_is_live() -> None:
    async def play() -> None:
        source = MemorySource()
        fill(source, 7)
        async with Site(source) as site, await site.open(source.cursor(MEETING, 0)) as phone:
            live = await phone.until("live")
            assert [one["seq"] for one in phone.events] == [1, 2, 3, 4, 5, 6, 7]
            assert phone.frames[0]["k"] == "hello"
            assert phone.frames[0]["epoch"] == "epoch-1"
            assert live["cursor"] == source.cursor(MEETING, 7)
            source.append(MEETING, {"n": 8})
            await phone.until_seq(8)
            assert phone.events[-1]["fragments"] == {"block-all": "<p id='block-all'>8</p>"}

    asyncio.run(play())


def test_blocks_come_with_the_last_event_of_a_batch_and_the_others_say_more() -> None:
    async def play() -> None:
        source = MemorySource()
        fill(source, 3)
        async with Site(source) as site, await site.open(source.cursor(MEETING, 0)) as phone:
            await phone.until("live")
            assert [bool(one["fragments"]) for one in phone.events] == [False, False, True]
            assert [one.get("more", False) for one in phone.events] == [True, True, False]

    asyncio.run(play())


def test_resume_from_the_middle_out_of_the_ring_and_out_of_the_database() -> None:
    async def play() -> None:
        source = MemorySource()
        fill(source, 5)
        async with Site(source) as site, await site.open() as first:
            await first.until("live")
            fill(source, 300)  # more than the ring holds
            await first.until_seq(305)
            for start in (2, 250):
                async with await site.open(source.cursor(MEETING, start)) as phone:
                    await phone.until("live")
                    assert [one["seq"] for one in phone.events] == list(range(start + 1, 306))
                    assert phone.events[-1]["fragments"] == {"block-all": "<p id='block-all'>305</p>"}
                    assert phone.cursor == first.cursor

    asyncio.run(play())


def test_another_hash_a_future_number_or_no_cursor_means_reload() -> None:
    async def play() -> None:
        source = MemorySource()
        fill(source, 5)
        cursors = {"all:3.0000000000000000": "hash", "all:9.0000000000000000": "ahead", "": "cursor"}
        async with Site(source) as site:
            for cursor, why in cursors.items():
                async with await site.open(cursor) as phone:
                    assert (await phone.until("reload"))["why"] == why
                    assert (await phone.until("live"))["cursor"] == source.cursor(MEETING, 5)

    asyncio.run(play())


def test_a_staff_page_of_somebody_who_is_no_longer_staff_is_reloaded() -> None:
    async def play() -> None:
        source = MemorySource()
        both = f"{source.cursor(MEETING, 0)},{source.cursor(MEETING, 0, 'staff')}"
        async with Site(source) as site, await site.open(both, audiences=("all",)) as phone:
            assert (await phone.until("reload"))["why"] == "audience"

    asyncio.run(play())


def test_too_far_behind_is_a_reload_and_not_a_flood() -> None:
    async def play() -> None:
        source = MemorySource()
        fill(source, 1500)
        async with Site(source) as site, await site.open(source.cursor(MEETING, 1)) as phone:
            assert (await phone.until("reload"))["why"] == "old"
            assert phone.events == []

    asyncio.run(play())


def test_a_page_newer_than_the_gateway_waits_for_it() -> None:
    """The page was made after a commit whose hint got lost."""

    async def play() -> None:
        source = MemorySource()
        async with Site(source) as site, await site.open() as first:
            await first.until("live")
            source.told = lambda _: None
            fill(source, 4)
            async with await site.open(source.cursor(MEETING, 4)) as phone:
                await phone.until("live")
                assert phone.events == []
                assert all(frame["k"] != "reload" for frame in phone.frames)
                await first.until_seq(4)

    asyncio.run(play())


def test_two_audiences_and_personal_blocks() -> None:
    async def play() -> None:
        source = MemorySource()
        async with (
            Site(source) as site,
            await site.open(audiences=("all", "staff"), member=MEMBER) as desk,
            await site.open() as guest,
        ):
            await desk.until("live")
            await guest.until("live")
            source.append(MEETING, {"reason": "ill"}, "staff")
            source.append(MEETING, {"member": str(MEMBER)})
            await desk.until_seq(1, "staff")
            if "me" not in [frame["k"] for frame in desk.frames]:
                await desk.until("me")
            await guest.until_seq(1)
            assert {one["audience"] for one in guest.events} == {"all"}
            assert "me" not in [frame["k"] for frame in guest.frames]

    asyncio.run(play())


def test_who_missed_something_personal_gets_it_before_live() -> None:
    async def play() -> None:
        source = MemorySource()
        async with Site(source) as site, await site.open() as other:
            await other.until("live")
            source.append(MEETING, {"member": str(MEMBER)})
            await other.until_seq(1)
            async with await site.open(source.cursor(MEETING, 0), member=MEMBER) as phone:
                await phone.until("live")
                assert [frame["k"] for frame in phone.frames if frame["k"] != "tick"] == ["hello", "ev", "me", "live"]

    asyncio.run(play())


def test_fifty_join_while_five_hundred_events_pour_in() -> None:
    async def play() -> None:
        source = MemorySource()
        async with Site(source) as site:

            def pour() -> None:
                for number in range(500):
                    source.append(MEETING, {"n": number})
                    threading.Event().wait(0.002)

            pouring = threading.Thread(target=pour)

            async def watch(number: int) -> list[tuple[int, str]]:
                await asyncio.sleep(number * 0.02)
                async with await site.open(source.cursor(MEETING, 0)) as phone:
                    await phone.until_seq(500)
                    return [(one["seq"], one["hash"]) for one in phone.events]

            pouring.start()
            held = await asyncio.gather(*(watch(number) for number in range(50)))
            pouring.join()
            truth = [(one.seq, one.hash[:8].hex()) for one in source.read_after(MEETING, "all", 0, 500)]
            assert len(truth) == 500
            assert all(one == truth for one in held)

    asyncio.run(play())


def test_rooms_do_not_hear_each_other() -> None:
    async def play() -> None:
        source, elsewhere = MemorySource(), uuid4()
        async with Site(source) as site, await site.open() as here, await site.open(meeting_id=elsewhere) as there:
            await here.until("live")
            await there.until("live")
            source.append(MEETING, {"n": 1})
            await here.until_seq(1)
            source.append(elsewhere, {"n": 1})
            await there.until_seq(1)
            assert len(here.events) == len(there.events) == 1

    asyncio.run(play())
