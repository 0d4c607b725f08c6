"""Numbers 1, 2, 3 … without holes in commit order, whoever writes at the same time."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa

from server import clock
from server.db.engine import Database
from server.db.writer import Writer
from server.errors import Busy, Conflict
from server.ids import new_id
from server.ledger.append import begin_log, end_log
from server.ledger.read import heads, tail
from server.ledger.tables import events, streams
from server.ledger.transaction import Answer, Transaction
from server.protocol.events import event_from
from tests.db.fresh import opened
from tests.ledger.room import AN, BINH, Room, do, due, emitting, hand


def numbers(room: Room, audience: str = "all") -> list[int]:
    return [one.seq for one in room.log(audience)]


# --- One writer -----------------------------------------------------------------------------


def test_events_are_numbered_in_the_order_in_which_they_were_emitted(room: Room) -> None:
    room.says(hand("Bình"), due("Sửa kênh mương"))
    room.says(hand("Chi"))
    assert [event_from(one.type, one.body or {}) for one in room.log()] == [
        hand("Bình"),
        due("Sửa kênh mương"),
        hand("Chi"),
    ]
    assert numbers(room) == [1, 2, 3]


def test_each_audience_has_its_own_numbers(room: Room) -> None:
    def both(tx: Transaction) -> Answer:
        tx.emit(room.id, hand("staff"), "staff")
        tx.emit(room.id, hand("all"))
        tx.emit(room.id, hand("staff"), "staff")
        return Answer("/")

    room.does(both)
    assert (numbers(room), numbers(room, "staff")) == ([1], [1, 2])
    assert room.verify("all").broken_at is room.verify("staff").broken_at is None


def test_two_meetings_have_their_own_numbers(room: Room) -> None:
    other = new_id()
    room.change(lambda db: begin_log(db, other))

    def both(tx: Transaction) -> Answer:
        for meeting_id in (room.id, other, other):
            tx.emit(meeting_id, hand("Bình"))
        return Answer("/")

    assert room.does(both).moved == {room.id, other}
    with room.database.read() as db:
        found = heads(db, [room.id, other, new_id()])
    assert {key: seq for key, seq in found.items() if key[1] == "all"} == {(room.id, "all"): 1, (other, "all"): 2}


def test_a_refused_command_leaves_no_hole(room: Room) -> None:
    def refused(tx: Transaction) -> Answer:
        tx.emit(room.id, hand("nobody"))
        raise Conflict

    room.says(hand("Bình"))
    with pytest.raises(Conflict):
        room.does(refused)
    room.says(hand("Chi"))
    assert numbers(room) == [1, 2]


def test_an_event_says_who_when_and_by_which_command(room: Room) -> None:
    command_id = new_id()
    room.does(emitting(room.id, [hand("Bình")]), by=BINH, command_id=command_id)
    with room.database.read() as db:
        row = db.execute(sa.select(events)).one()
    assert (row.actor_id, row.command_id, row.type) == (BINH.member_id, command_id, "hand_raised")
    assert abs(clock.from_millis(row.at_ms) - clock.now()) < timedelta(minutes=1)


def test_an_event_of_nobody_is_part_of_the_chain_too(room: Room) -> None:
    room.says(hand("Bình"), by=None)
    room.says(hand("Chi"), by=AN)
    assert (room.verify().events, room.verify().broken_at) == (2, None)


def test_the_stream_knows_its_last_number_and_hash(room: Room) -> None:
    room.says(hand("Bình"), hand("Chi"))
    last = room.log()[-1]
    with room.database.read() as db:
        assert (tail(db, room.id, "all").seq, tail(db, room.id, "all").hash) == (last.seq, last.hash)


def test_a_meeting_without_a_log_takes_no_event(room: Room) -> None:
    unknown = new_id()
    with pytest.raises(sa.exc.NoResultFound):
        room.does(emitting(unknown, [hand("Bình")]))
    with pytest.raises(Busy):
        room.change(lambda db: db.execute(sa.insert(streams).values(meeting_id=unknown, audience="x", seq=0, tail=b"")))


def test_only_a_log_without_events_is_taken_away(room: Room) -> None:
    room.says(hand("Bình"))
    room.change(lambda db: end_log(db, room.id))
    with room.database.read() as db:
        assert heads(db, [room.id]) == {(room.id, "all"): 1}, "the other audience had heard nothing"
    assert room.verify().broken_at is None


def test_the_log_is_read_from_a_number_on_and_in_parts(room: Room) -> None:
    room.says(*(hand(f"m{number}") for number in range(10)))
    assert [one.seq for one in room.log(after=4, limit=3)] == [5, 6, 7]
    assert room.log(after=10) == []


# --- Many at once ---------------------------------------------------------------------------

THREADS, EACH = 8, 25


class Watcher:
    """Reads the log again and again while others write; what it saw once never changes and has no hole."""

    def __init__(self, database: Database, room: Room) -> None:
        self._room, self._over = room, threading.Event()
        self.faults: list[str] = []
        self._thread = threading.Thread(target=self._watch)

    def _watch(self) -> None:
        before: list[tuple[int, bytes]] = []
        while not self._over.is_set():
            found = [(one.seq, one.hash) for one in self._room.log()]
            if [seq for seq, _ in found] != list(range(1, len(found) + 1)):
                self.faults.append("hole")
            if found[: len(before)] != before:
                self.faults.append("changed")
            before = found

    def __enter__(self) -> "Watcher":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()


def write(writer: Writer, meeting_id: UUID, thread: int) -> None:
    for number in range(EACH):
        do(writer, meeting_id, emitting(meeting_id, [hand(f"{thread}-{number}"), due("x")]))


def test_eight_threads_write_one_log_without_holes(room: Room) -> None:
    with Watcher(room.database, room) as watcher, ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(lambda thread: write(room.writer, room.id, thread), range(THREADS)))
    check(room, watcher)


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_two_processes_worth_of_writers_write_one_log_without_holes(room: Room, url: str) -> None:
    with opened(url) as second:
        other = Writer(second.writing)
        with Watcher(room.database, room) as watcher, ThreadPoolExecutor(THREADS) as threads:
            list(threads.map(lambda thread: write((room.writer, other)[thread % 2], room.id, thread), range(THREADS)))
        other.stop()
    check(room, watcher)


def check(room: Room, watcher: Watcher) -> None:
    """All are there, in one chain; the two events of a command stand together, those of a thread in its order."""
    assert watcher.faults == []
    log = room.log()
    assert [one.seq for one in log] == list(range(1, THREADS * EACH * 2 + 1))
    assert [one.type for one in log] == ["hand_raised", "task_assigned"] * (THREADS * EACH)
    names = [str((one.body or {})["name"]) for one in log[::2]]
    for thread in range(THREADS):
        mine = [name for name in names if name.startswith(f"{thread}-")]
        assert mine == [f"{thread}-{number}" for number in range(EACH)]
    assert room.verify().broken_at is None
