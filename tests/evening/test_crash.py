"""kill -9 in the middle of an evening: what was acknowledged is there, once, and the log has no hole.

The processes are real, the moments are random; what was not answered is sent again with the same id.
"""

import random
import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import httpx
import sqlalchemy as sa

from server.attendance.tables import attendance_records
from server.db.engine import open_database
from server.discussion.tables import statements
from server.ledger.tables import commands, events, facts
from server.meetings.queries import list_items
from server.meetings.tables import meetings
from server.voting.tables import ballots, motions
from tests.evening.clients import Client, Press, cookie_of, entries
from tests.evening.people import JSON
from tests.stack import Process, Stack, embedded, production

PEOPLE = ("chair", "recorder", "member", "absent")  # all of them electors


@contextmanager
def reading(stack: Stack) -> Iterator[sa.Connection]:
    url = stack.environ.get("DATABASE_URL", f"sqlite:///{stack.environ['DATA']}/sotay.db")
    database = open_database(url, readers=2)
    with database.read() as db:
        yield db
    database.dispose()


def arrive(stack: Stack, log: Path, enough: threading.Event) -> list[Client]:
    """The running meeting with an open named vote, and four people who are there."""
    doors = entries(log)
    cookies = {name: cookie_of(doors[name]) for name in PEOPLE}
    with reading(stack) as db:
        found = db.execute(sa.select(meetings.c.id).where(meetings.c.state == "open")).scalar_one()
        item = list_items(db, found)[4].id
        ids = {
            name: str(db.execute(sa.select(facts.c.value).where(facts.c.name == f"demo:{name}")).scalar_one())
            for name in PEOPLE
        }
    meeting = f"/meetings/{found}"
    desk = Client("bàn", stack.address, cookies["recorder"], "", meeting, "", str(item), rolls=True, enough=enough)
    opening = {"item": str(item), "title": "Làm đường", "matter": "resolution", "form": "named"}
    here = {"member": ids["absent"], "state": "late"}
    with httpx.Client(
        base_url=stack.address, cookies={"s": desk.cookie}, headers={"Origin": stack.address, **JSON}
    ) as browser:
        for press in (Press(f"{meeting}/attendance", here), Press(f"{meeting}/motions", opening)):
            desk.send(browser, press)
    with reading(stack) as db:
        motion = db.execute(sa.select(motions.c.id).where(motions.c.state == "open")).scalar_one()
    return [
        Client(
            name, stack.address, cookies[name], ids["member"], meeting, f"{meeting}/motions/{motion}", str(item),
            rolls=name in ("chair", "recorder"), enough=enough,
        )
        for name in PEOPLE
    ]  # fmt: skip


def evening_with_deaths(stack: Stack, log: Path, mortal: list[Process], *, kills: int) -> list[Client]:
    enough = threading.Event()
    clients = arrive(stack, log, enough)
    threads = [threading.Thread(target=one.run, daemon=True) for one in clients]
    for thread in threads:
        thread.start()
    for number in range(kills):
        time.sleep(random.uniform(0.1, 0.6))
        process = mortal[number % len(mortal)]
        process.kill()
        process.start()
    enough.set()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()
    assert [one.problem for one in clients if one.problem] == []
    return clients


def judge(stack: Stack, clients: list[Client]) -> None:
    presses = [press for one in clients for press in one.presses]
    assert all(press.answer for press in presses)
    assert any(press.times > 1 for press in presses), "no command was cut off: nothing was tried"
    everything_is_there_once(stack, clients)
    for client in clients:
        for press in random.sample(client.presses, min(10, len(client.presses))):
            assert client.repeat(press) == press.answer
    everything_is_there_once(stack, clients)
    meeting_id = clients[0].meeting.rpartition("/")[2]
    told = stack.sotay("verify", "meeting", meeting_id, check=False)
    assert told.returncode == 0, told.stdout
    assert re.findall(r"(all|staff): \d+ events, whole", told.stdout) == ["all", "staff"]


def everything_is_there_once(stack: Stack, clients: list[Client]) -> None:
    said = sorted(press.fields["text"] for one in clients for press in one.presses if "text" in press.fields)
    rolled = sorted(press.fields["reason"] for one in clients for press in one.presses if "reason" in press.fields)
    sent = {UUID(press.id) for one in clients for press in one.presses}
    with reading(stack) as db:
        ours = statements.c.text.like("Ý kiến của % lần %")
        assert sorted(db.execute(sa.select(statements.c.text).where(ours)).scalars()) == said
        mine = attendance_records.c.reason.like("Điểm danh của %")
        assert sorted(db.execute(sa.select(attendance_records.c.reason).where(mine)).scalars()) == rolled
        here = ballots.c.motion_id == UUID(clients[0].motion.rpartition("/")[2])
        notes = sorted(db.execute(sa.select(ballots.c.note).where(here)).scalars())
        assert notes == sorted(last_vote(one) for one in clients)
        kept = Counter(db.execute(sa.select(commands.c.command_id)).scalars())
        assert sent <= set(kept)
        assert max(kept.values()) == 1
        numbered = db.execute(sa.select(events.c.meeting_id, events.c.audience, events.c.seq)).all()
    for stream in {(row.meeting_id, row.audience) for row in numbered}:
        numbers = sorted(row.seq for row in numbered if (row.meeting_id, row.audience) == stream)
        assert numbers == list(range(1, len(numbers) + 1))


def last_vote(client: Client) -> str:
    return [press.fields["note"] for press in client.presses if "note" in press.fields][-1]


def test_one_process_that_dies_loses_and_doubles_nothing(tmp_path: Path) -> None:
    with embedded(tmp_path) as stack:
        judge(stack, evening_with_deaths(stack, tmp_path / "serve.log", stack.processes, kills=8))


def test_web_processes_that_die_in_turn_lose_and_double_nothing(tmp_path: Path) -> None:
    with production(tmp_path) as stack:
        newest = tmp_path / "web2.log"  # the cards that the later process printed replace the earlier ones
        judge(stack, evening_with_deaths(stack, newest, stack.processes[:2], kills=5))
