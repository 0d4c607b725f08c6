"""Several workers, and workers that die: each message at most once, and no job forgotten."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from itertools import cycle
from uuid import UUID

import pytest
import sqlalchemy as sa

from server import clock
from server.ids import new_id
from server.notifications import deliveries
from server.notifications.queries import Subscription
from server.notifications.rules import Fate, Kind
from server.notifications.tables import jobs, push_deliveries, push_subscriptions
from server.notifications.vapid import public_key
from tests.evening.people import Evening, at_once, counted
from tests.house import Templates
from tests.notifications.conftest import Told
from tests.notifications.push_service import PushService, bytes_of
from tests.servers import Postgres
from tests.stack import ROOT

MEETING_KINDS = (Kind.MEETING_PUBLISHED, Kind.MEETING_TOMORROW, Kind.MEETING_SOON)


def give_jobs(told: Told, count: int) -> list[UUID]:
    """That many jobs about the meeting that is published, of each kind in turn."""
    subject, ids = told.house.meeting("published"), [new_id() for _ in range(count)]
    rows = [
        {"id": one, "kind": kind, "key": str(one), "subject_id": subject, "due_at": clock.now()}
        for one, kind in zip(ids, cycle(MEETING_KINDS), strict=False)
    ]
    told.house.writer.run(lambda db, _now: db.execute(sa.insert(jobs).values(tries=0, error=""), rows))
    return ids


def give_browsers(told: Told, part: str, count: int) -> None:
    """So many browsers of one member."""
    key = public_key(told.house.installation.settings.data)
    rows = []
    for fields in (told.service.subscribe(key).fields() for _ in range(count)):
        row = {"id": new_id(), "device_id": new_id(), "member_id": told.evening.member(part)}
        keys = {name: bytes_of(fields[name]) for name in ("p256dh", "auth")}
        rows.append(row | keys | {"endpoint": fields["endpoint"]})
    times = {"created_at": clock.now(), "last_seen_at": clock.now(), "fails": 0}
    told.house.writer.run(lambda db, _now: db.execute(sa.insert(push_subscriptions).values(**times), rows))


def test_many_workers_share_the_jobs_and_none_is_run_twice(told: Told) -> None:
    told.work()
    give_browsers(told, "member", 3)
    ids = give_jobs(told, 30)
    at_once([told.work for _ in range(3)])
    told.work()
    mine = jobs.c.id.in_(ids)
    assert counted(told.evening, jobs, mine, jobs.c.ended_at.isnot(None), jobs.c.tries == 1) == 30
    assert set(Counter(told.service.asked).values()) == {30}
    assert counted(told.evening, push_deliveries, push_deliveries.c.fate == Fate.SENT) == 90


def test_who_lost_the_lease_sends_nothing_more(told: Told) -> None:
    told.work()
    give_browsers(told, "member", 1)
    give_jobs(told, 1)
    write, far = told.house.writer.run, clock.now() + timedelta(minutes=5)
    [first] = write(lambda db, now: deliveries.claim(db, now, 10))
    assert write(lambda db, now: deliveries.claim(db, now, 10)) == []
    [second] = write(lambda db, _now: deliveries.claim(db, far, 10))
    [browser] = told.house.read(sa.select(push_subscriptions.c.id))
    to = [Subscription(UUID(str(browser.id)), "", b"", b"")]
    assert write(lambda db, now: deliveries.begin(db, now, first, to)) == []
    assert write(lambda db, now: deliveries.begin(db, now, second, to)) == to
    assert write(lambda db, now: deliveries.begin(db, now, second, to)) == []
    write(lambda db, now: deliveries.close(db, now, first, "not mine"))
    assert counted(told.evening, jobs, jobs.c.error == "not mine") == 0


def test_a_job_that_breaks_is_put_off_and_given_up_in_the_end(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    told.work()
    [broken] = give_jobs(told, 1)
    monkeypatch.setattr("server.audiences.list_participants", lambda *_: 1 / 0)
    for _ in range(8):
        told.evening.change(sa.update(jobs).where(jobs.c.id == broken).values(leased_until=None))
        told.work()
    [row] = told.house.read(sa.select(jobs.c.tries, jobs.c.error, jobs.c.ended_at).where(jobs.c.id == broken))
    assert (row.tries, row.error, row.ended_at is None) == (8, "ZeroDivisionError", False)


def test_what_a_newer_version_planned_is_left_to_it(told: Told) -> None:
    told.work()
    give_browsers(told, "member", 1)
    ids = give_jobs(told, 2)
    told.evening.change(sa.update(jobs).where(jobs.c.id == ids[0]).values(kind="of_tomorrow"))
    told.work()
    assert len(told.service.inbox) == 1
    assert counted(told.evening, jobs, jobs.c.ended_at.is_(None), jobs.c.kind == "of_tomorrow") == 1


def test_a_worker_that_is_told_to_stop_leaves_the_rest_for_the_next(told: Told) -> None:
    told.work()
    give_browsers(told, "member", 40)
    [job] = give_jobs(told, 1)
    told.service.slow = 0.3
    worker = told.worker()
    thread = threading.Thread(target=worker.run)
    thread.start()
    until(lambda: len(told.service.asked) > 0)
    worker.stop()
    thread.join()
    assert 0 < len(told.service.inbox) < 40
    assert counted(told.evening, jobs, jobs.c.id == job, jobs.c.ended_at.is_(None)) == 1
    told.service.slow = 0
    told.work()
    assert (len(told.service.inbox), set(Counter(told.service.asked).values())) == (40, {1})


def test_what_ended_long_ago_is_forgotten(told: Told) -> None:
    told.subscribe("member")
    give_jobs(told, 2)
    told.work()
    assert counted(told.evening, push_deliveries) >= 2
    old = clock.now() - timedelta(days=36)
    told.evening.change(sa.update(jobs).where(jobs.c.ended_at.isnot(None)).values(ended_at=old))
    told.work()
    assert counted(told.evening, push_deliveries) == 0
    assert counted(told.evening, jobs, jobs.c.ended_at.isnot(None)) == 0


# --- kill -9 --------------------------------------------------------------------------------


def until(holds, seconds: float = 20) -> None:  # type: ignore[no-untyped-def]
    for _ in range(int(seconds * 50)):
        if holds():
            return
        time.sleep(0.02)
    raise AssertionError("it did not come to that")


@pytest.fixture
def on_postgres(templates: Templates, postgres: Postgres, service: PushService) -> Iterator[Told]:
    templates.postgres = postgres
    with templates.house("postgresql") as house:
        told = Told(Evening(house), service)
        told.allow(service.origin)
        yield told


def worker_process(told: Told) -> "subprocess.Popen[bytes]":
    settings = told.house.installation.settings
    environ = {
        "DATA": str(settings.data),
        "DATABASE_URL": settings.database_url,
        "WEB_PUSH_ALLOW": told.service.origin,
        "PYTHONPATH": str(ROOT),
    }
    return subprocess.Popen([sys.executable, "-m", "server", "worker"], cwd=ROOT, env=os.environ | environ)


def test_after_kill_nine_nobody_is_told_twice_and_no_job_is_lost(on_postgres: Told) -> None:
    told = on_postgres
    told.work()
    give_browsers(told, "member", 60)
    ids = give_jobs(told, 3)
    told.service.slow = 0.2
    for after in (5, 40, 90):
        process = worker_process(told)
        until(lambda: len(told.service.asked) > after)  # noqa: B023 - asked within this turn
        process.send_signal(signal.SIGKILL)
        process.wait()
        told.evening.change(sa.update(jobs).where(jobs.c.ended_at.is_(None)).values(leased_until=clock.now()))
    told.service.slow = 0
    last = worker_process(told)
    mine = jobs.c.id.in_(ids)
    until(lambda: counted(told.evening, jobs, mine, jobs.c.ended_at.isnot(None)) == 3)
    last.terminate()
    assert last.wait(10) == 0
    begun = counted(told.evening, push_deliveries, push_deliveries.c.job_id.in_(ids))
    cut = counted(told.evening, push_deliveries, push_deliveries.c.fate == Fate.SENDING)
    assert begun == 180
    got = Counter((one.endpoint, one.notification["title"]) for one in told.service.inbox)
    assert set(got.values()) == {1}
    assert len(told.service.asked) == len(told.service.inbox)
    # Of each death at most what was under way stays in doubt; all else arrived.
    assert cut <= 3 * 16
    assert len(told.service.inbox) >= 180 - cut


def test_processes_on_one_database_share_the_jobs(on_postgres: Told) -> None:
    told = on_postgres
    told.work()
    give_browsers(told, "member", 2)
    ids = give_jobs(told, 60)
    told.service.slow = 0.02
    workers = [worker_process(told) for _ in range(3)]
    mine = jobs.c.id.in_(ids)
    until(lambda: counted(told.evening, jobs, mine, jobs.c.ended_at.isnot(None)) == 60)
    for worker in workers:
        worker.terminate()
    assert [worker.wait(10) for worker in workers] == [0, 0, 0]
    assert counted(told.evening, jobs, mine, jobs.c.tries == 1) == 60
    assert set(Counter(told.service.asked).values()) == {60}


def test_who_comes_second_takes_others_and_does_not_wait(on_postgres: Told) -> None:
    told = on_postgres
    told.work()
    ids = set(give_jobs(told, 15))
    engine, now = told.house.installation.database.writing, clock.now()
    with engine.connect() as first, engine.connect() as second:
        taken = {job.id for job in deliveries.claim(first, now, 10)}
        others = {job.id for job in deliveries.claim(second, now, 10)}
        first.commit()
        second.commit()
    assert (len(taken), len(others)) == (10, 5)
    assert taken | others == ids
