"""Who gets in, and who is shown out."""

import asyncio
from uuid import UUID, uuid4

from server.protocol.channels import Hint
from server.protocol.tickets import seal
from tests.realtime.memory_source import MemorySource
from tests.realtime.site import MEETING, Site, now_ms, status_of_refusal

MEMBER = UUID("0192f0c1-6a1e-7c3a-9b1e-2f5f7b9c0111")


def test_wrong_or_missing_origin_is_refused_before_the_handshake() -> None:
    async def play() -> None:
        async with Site() as site:
            url = site.url(site.source.cursor(MEETING, 0), site.ticket())
            for origin in ("https://evil.example", "http://127.0.0.1", "null", f"{site.origin}.evil.example", None):
                assert await status_of_refusal(url, origin) == 403
            assert site.gateway.health()["rooms"] == 0
            assert await status_of_refusal(url, site.origin) == 101, "the ticket must not have been used up"

    asyncio.run(play())


def test_public_origin_is_compared_exactly() -> None:
    async def play() -> None:
        async with Site(origins=["https://so.example"]) as site:
            cursor = site.source.cursor(MEETING, 0)
            assert await status_of_refusal(site.url(cursor, site.ticket()), site.origin) == 403
            assert await status_of_refusal(site.url(cursor, site.ticket()), "https://so.example") == 101

    asyncio.run(play())


def test_used_expired_forged_and_foreign_tickets_are_refused() -> None:
    async def play() -> None:
        async with Site() as site:
            cursor = site.source.cursor(MEETING, 0)
            good = site.ticket()
            assert await status_of_refusal(site.url(cursor, good), site.origin) == 101
            other = seal(
                b"x" * 32, meeting_id=MEETING, member_id=uuid4(), device_id=uuid4(), audiences=["all"], now_ms=now_ms()
            )
            bad = {
                "used": good,
                "expired": site.ticket(now_ms=now_ms() - 30_001),
                "forged": other,
                "of another meeting": site.ticket(meeting_id=uuid4()),
                "changed": site.ticket()[:-1] + "!",
                "empty": "",
            }
            for name, ticket in bad.items():
                assert await status_of_refusal(site.url(cursor, ticket), site.origin) == 401, name

    asyncio.run(play())


def test_other_paths_and_garbage_are_refused() -> None:
    async def play() -> None:
        async with Site() as site:
            base = f"ws://127.0.0.1:{site.port}"
            assert await status_of_refusal(f"{base}/ws/meetings/12", site.origin) == 404
            assert await status_of_refusal(f"{base}/meetings/{MEETING}/stream", site.origin) == 404
            assert await status_of_refusal(site.url("all:1.xyz", site.ticket()), site.origin) == 400
            twice = f"{site.url('', site.ticket())}&ticket={site.ticket()}"
            assert await status_of_refusal(twice, site.origin) == 400

    asyncio.run(play())


def test_a_member_without_rights_is_closed_on_joining() -> None:
    async def play() -> None:
        source = MemorySource()
        source.revoked.add(MEMBER)
        async with Site(source) as site, await site.open(member=MEMBER) as phone:
            assert await phone.until_closed() == 4403
            assert phone.frames == []

    asyncio.run(play())


def test_a_revoked_member_is_closed_and_the_others_stay() -> None:
    async def play() -> None:
        source = MemorySource()
        async with Site(source) as site, await site.open(member=MEMBER) as leaving, await site.open() as staying:
            await leaving.until("live")
            await staying.until("live")
            site.gateway.loop.call_soon_threadsafe(site.gateway.hinted, Hint("member", MEMBER))
            await asyncio.sleep(0.05)
            source.append(MEETING, {"n": 1})
            await leaving.until_seq(1), "a hint alone takes nothing away: the rights are asked again"
            source.revoked.add(MEMBER)
            site.hints.member_revoked(MEMBER)
            assert await leaving.until_closed() == 4403
            source.append(MEETING, {"n": 2})
            await staying.until_seq(2)

    asyncio.run(play())


def test_a_revoked_device_is_signed_out() -> None:
    async def play() -> None:
        device = uuid4()
        async with Site() as site, await site.open(device_id=device) as phone, await site.open() as other:
            await phone.until("live")
            await other.until("live")
            site.hints.device_revoked(device)
            assert await phone.until_closed() == 4401
            site.source.append(MEETING, {"n": 1})
            await other.until_seq(1)

    asyncio.run(play())


def test_the_seventh_socket_of_a_member_takes_the_place_of_the_quietest() -> None:
    async def play() -> None:
        async with Site() as site:
            phones = []
            for _ in range(7):
                phones.append(await site.open(member=MEMBER))
                await phones[-1].until("live")
                await asyncio.sleep(0.01)
            assert await phones[0].until_closed() == 4008
            assert site.gateway.health()["listeners"] == 6
            for phone in phones:
                await phone.socket.close()

    asyncio.run(play())


def test_a_meeting_that_is_over_closes_after_its_last_event() -> None:
    async def play() -> None:
        source = MemorySource()
        async with Site(source) as site, await site.open() as phone:
            await phone.until("live")
            source.over.add(MEETING)
            source.append(MEETING, {}, type_="meeting_closed")
            assert await phone.until_closed() == 4410
            assert [one["type"] for one in phone.events] == ["meeting_closed"]
            async with await site.open(source.cursor(MEETING, 0)) as late:
                assert await late.until_closed() == 4410
                assert [one["type"] for one in late.events] == ["meeting_closed"]

    asyncio.run(play())


def test_only_small_pings_may_be_said() -> None:
    async def play() -> None:
        async with Site() as site:
            async with await site.open() as phone:
                await phone.until("live")
                await phone.socket.send('{"k":"ping","t":41}')
                pong = await phone.until("pong")
                assert pong["t"] == 41
                assert abs(pong["now"] - now_ms()) < 2000
                await phone.socket.send('{"k":"ping","t":1e300}')
                assert (await phone.until("pong"))["t"] is None
                assert await asyncio.wait_for(await phone.socket.ping(), 1) >= 0
            for said in ('{"k":"vote"}', "x" * 300, "[", '"ping"', b"\x00", ["frag", "ments"]):
                async with await site.open() as phone:
                    await phone.until("live")
                    await phone.socket.send(said)
                    assert await phone.until_closed() == 1008, said

    asyncio.run(play())


def test_a_flood_of_pings_and_a_huge_message_are_closed() -> None:
    async def play() -> None:
        async with Site() as site:
            async with await site.open() as phone:
                await phone.until("live")
                for _ in range(61):
                    await phone.socket.send('{"k":"ping"}')
                assert await phone.until_closed() == 1008
            async with await site.open() as phone:
                await phone.until("live")
                await phone.socket.send("x" * 70_000)
                assert await phone.until_closed() in (1009, 1006)
            await asyncio.sleep(0.05)
            assert site.gateway.health()["listeners"] == 0

    asyncio.run(play())
