"""Hints between processes: over a Redis and a PostgreSQL that the tests start for themselves."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import psycopg
import pytest

from realtime.marks import MemoryMarks, RedisMarks
from realtime.postgres_relay import PostgresRelay
from realtime.redis_relay import RedisRelay
from realtime.relay import ListeningRelay
from server.protocol.channels import Hint, parse_hint
from server.protocol.tickets import LIFETIME_MS, open_ticket
from server.room.hints import Hints, InProcessHints, PostgresHints, RedisHints
from tests import servers
from tests.realtime.memory_source import MemorySource
from tests.realtime.site import KEY, MEETING, Site, now_ms, status_of_refusal
from tests.servers import Redis


@pytest.fixture
def own_redis() -> Iterator[Redis]:
    with servers.own_redis() as server:
        yield server


@pytest.fixture(scope="module")
def conninfo() -> Iterator[str]:
    with servers.own_postgres() as server:
        yield server.conninfo()


async def _connected(relay: ListeningRelay) -> None:
    async with asyncio.timeout(5):
        while not relay.connected:
            await asyncio.sleep(0.02)


@contextmanager
def closing(hints: Hints) -> Iterator[Hints]:
    yield hints
    hints.close()


async def _meeting_moves(relay: ListeningRelay, hints: Hints) -> None:
    source, device, member = MemorySource(), uuid4(), uuid4()
    async with Site(source, relay=relay, hints=hints) as site:
        await _connected(relay)
        async with await site.open(device_id=device) as phone, await site.open(member=member) as other:
            await phone.until("live")
            await other.until("live")
            await asyncio.sleep(0.1)
            for number in range(1, 20):
                started = time.monotonic()
                source.append(MEETING, {"n": number})
                await phone.until_seq(number)
                assert time.monotonic() - started < 0.4, "that was a poll and not a hint"
            source.present = 3
            hints.counted(MEETING)
            while (await phone.until("tick"))["present"] != 3:
                continue
            hints.device_revoked(device)
            assert await phone.until_closed() == 4401
            source.revoked.add(member)
            hints.member_revoked(member)
            assert await other.until_closed() == 4403


def test_hints_over_redis(own_redis: Redis) -> None:
    with closing(RedisHints(own_redis.url)) as hints:
        asyncio.run(_meeting_moves(RedisRelay(own_redis.url), hints))


def test_hints_over_postgres(conninfo: str) -> None:
    with closing(PostgresHints(lambda: psycopg.connect(conninfo, autocommit=True))) as hints:
        asyncio.run(_meeting_moves(PostgresRelay(conninfo), hints))


def test_redis_goes_away_and_comes_back(own_redis: Redis) -> None:
    async def play() -> None:
        source, relay = MemorySource(), RedisRelay(own_redis.url)
        with closing(RedisHints(own_redis.url)) as hints:
            async with Site(source, relay=relay, hints=hints) as site, await site.open() as phone:
                await phone.until("live")
                await _connected(relay)
                own_redis.stop()
                for number in range(1, 4):
                    started = time.monotonic()
                    source.append(MEETING, {"n": number})
                    assert time.monotonic() - started < 0.1, "a commit never waits for Redis"
                    await phone.until_seq(number, limit=2)
                own_redis.start()
                await _connected(relay)
                await asyncio.sleep(1.2)  # the sender's pause after a failure
                started = time.monotonic()
                source.append(MEETING, {"n": 4})
                await phone.until_seq(4)
                assert time.monotonic() - started < 0.4

    asyncio.run(play())


def test_a_ticket_is_used_once_over_two_processes(own_redis: Redis) -> None:
    async def play() -> None:
        source = MemorySource()
        async with (
            Site(source, marks=RedisMarks(own_redis.url)) as one,
            Site(source, marks=RedisMarks(own_redis.url)) as two,
        ):
            ticket, cursor = one.ticket(), source.cursor(MEETING, 0)
            assert await status_of_refusal(one.url(cursor, ticket), one.origin) == 101
            assert await status_of_refusal(two.url(cursor, ticket), two.origin) == 401
            own_redis.stop()
            again = one.ticket()
            assert await status_of_refusal(one.url(cursor, again), one.origin) == 101
            assert await status_of_refusal(one.url(cursor, again), one.origin) == 401

    asyncio.run(play())


def test_marks_forget_what_has_expired() -> None:
    marks, now = MemoryMarks(), now_ms()
    ticket = open_ticket(KEY, Site().ticket(now_ms=now), meeting_id=MEETING, now_ms=now)
    assert marks.use(ticket, now)
    assert not marks.use(ticket, now + LIFETIME_MS - 1)
    assert marks.use(ticket, now + LIFETIME_MS), "by then the ticket itself is refused"


def test_hints_are_ids_only_and_garbage_is_ignored() -> None:
    hint = Hint("moved", MEETING)
    assert parse_hint(str(hint)) == hint
    assert hint.channel == f"sotay:room:{MEETING}"
    assert Hint("device", MEETING).channel == Hint("member", MEETING).channel == "sotay:people"
    for garbage in ("", "moved", "moved x", "closed 0192f0c1-6a1e-7c3a-9b1e-2f5f7b9c0001", "moved  " + str(MEETING)):
        assert parse_hint(garbage) is None


def test_hints_in_process_wake_once_and_survive_a_closed_loop() -> None:
    hints, woken = InProcessHints(), []
    hints.moved(MEETING)
    assert hints.take() == []
    hints.attach(lambda: woken.append(1))
    for _ in range(100):
        hints.moved(MEETING)
    hints.counted(MEETING)
    assert woken == [1]
    assert hints.take() == [Hint("moved", MEETING), Hint("counted", MEETING)]

    def closed() -> None:
        raise RuntimeError("Event loop is closed")

    hints.attach(closed)
    hints.moved(MEETING)
    hints.moved(MEETING)
