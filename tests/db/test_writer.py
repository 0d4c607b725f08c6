"""Group commit: commands that wait at the same moment share one transaction, and one that fails fails alone."""

import threading
from collections.abc import Callable, Hashable, Iterator
from concurrent.futures import Future
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from server.db.engine import Database
from server.db.writer import GROUP_LIMIT, Work, Writer
from server.errors import Busy, Conflict
from server.ledger.tables import facts
from tests.db.fresh import opened

PATIENCE = 20  # seconds after which a test gives up; nothing is measured


def note(name: str) -> Work:
    """A command that writes one fact and answers with its name."""

    def work(db: Connection, _now: datetime) -> str:
        db.execute(sa.insert(facts).values(name=name, value="có"))
        return name

    return work


def noted(database: Database) -> set[str]:
    with database.read() as db:
        return set(db.execute(sa.select(facts.c.name).where(facts.c.name != "epoch")).scalars())


class Desk:
    """A writer whose first command can be held, so that what comes after waits as one group."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.writer = Writer(database.writing)
        self._held: list[threading.Event] = []

    def hold(self, key: Hashable = "chi bộ Đông") -> threading.Event:
        """The writer is busy with this key until the event is set."""
        begun, go_on = threading.Event(), threading.Event()
        self._held.append(go_on)

        def work(_db: Connection, _now: datetime) -> None:
            begun.set()
            go_on.wait(PATIENCE)

        self.submit(work, key)
        assert begun.wait(PATIENCE)
        return go_on

    def submit(
        self, work: Work, key: Hashable = "chi bộ Đông", told: Callable[[Any], None] | None = None
    ) -> "Future[Any]":
        return self.writer.submit(key, work, told)

    def together(self, *works: Work) -> "list[Future[Any]]":
        """All in one group."""
        go_on = self.hold()
        futures = [self.submit(work) for work in works]
        go_on.set()
        return futures

    def end(self) -> None:
        for one in self._held:
            one.set()
        stopping = threading.Thread(target=self.writer.stop, daemon=True)
        stopping.start()
        stopping.join(PATIENCE)
        assert not stopping.is_alive(), "the writer does not end"


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    found = Desk(database)
    yield found
    found.end()


@pytest.fixture
def pg_desk(on_postgres: Database) -> Iterator[Desk]:
    found = Desk(on_postgres)
    yield found
    found.end()


def results(futures: "list[Future[Any]]") -> list[Any]:
    """The answer or the refusal of each."""
    return [one.exception(PATIENCE) or one.result(PATIENCE) for one in futures]


def kinds(futures: "list[Future[Any]]") -> list[Any]:
    return [type(one) if isinstance(one, Exception) else one for one in results(futures)]


# --- One commit for many --------------------------------------------------------------------


def test_commands_that_wait_together_share_one_commit(desk: Desk) -> None:
    futures = desk.together(*(note(f"n{number}") for number in range(60)))
    assert results(futures) == [f"n{number}" for number in range(60)]
    assert len(noted(desk.database)) == 60
    desk.end()
    assert (desk.writer.commands, desk.writer.commits) == (61, 2)


def test_a_group_has_a_limit(desk: Desk) -> None:
    futures = desk.together(*[lambda _db, _now: None] * (GROUP_LIMIT + 1))
    assert results(futures) == [None] * (GROUP_LIMIT + 1)
    desk.end()
    assert desk.writer.commits == 3


def test_commands_of_one_meeting_run_in_the_order_in_which_they_came(desk: Desk) -> None:
    ran: list[int] = []
    results(desk.together(*((lambda _db, _now, n=number: ran.append(n)) for number in range(100))))
    assert ran == list(range(100))


def test_an_answer_is_given_after_the_commit_and_the_hint_after_the_answer_is_safe(desk: Desk) -> None:
    seen: list[tuple[str, set[str]]] = []
    future = desk.submit(note("a"), told=lambda answer: seen.append((answer, noted(desk.database))))
    assert future.result(PATIENCE) == "a"
    desk.end()
    assert seen == [("a", {"a"})]


def test_run_waits_for_the_answer(desk: Desk) -> None:
    assert desk.writer.run(note("a")) == "a"
    assert noted(desk.database) == {"a"}


# --- One that fails -------------------------------------------------------------------------


def then(*works: Work, error: Exception) -> Work:
    """Does something and then refuses, or breaks."""

    def work(db: Connection, now: datetime) -> None:
        for one in works:
            one(db, now)
        raise error

    return work


def test_a_refusal_leaves_the_others_of_its_group_and_nothing_of_its_own(desk: Desk) -> None:
    futures = desk.together(note("a"), then(note("b"), error=Conflict()), note("c"))
    assert kinds(futures) == ["a", Conflict, "c"]
    assert noted(desk.database) == {"a", "c"}
    desk.end()
    assert desk.writer.commits == 2


def test_a_command_that_breaks_fails_alone(desk: Desk) -> None:
    futures = desk.together(note("a"), then(note("b"), error=ZeroDivisionError()), note("c"))
    assert kinds(futures) == ["a", ZeroDivisionError, "c"]
    assert noted(desk.database) == {"a", "c"}


def test_after_an_error_of_the_database_each_is_tried_alone(desk: Desk) -> None:
    desk.writer.run(note("đã có"))
    futures = desk.together(note("a"), note("đã có"), note("b"), then(note("c"), error=Conflict()))
    assert kinds(futures) == ["a", Busy, "b", Conflict]
    assert isinstance(results(futures)[1].__cause__, IntegrityError)
    assert noted(desk.database) == {"đã có", "a", "b"}


def test_an_error_of_the_database_that_passes_is_not_told_to_anybody(desk: Desk) -> None:
    desk.writer.run(note("đã có"))
    tries: list[int] = []

    def sometimes(db: Connection, now: datetime) -> str:
        tries.append(1)
        return note("đã có" if len(tries) < 3 else "a")(db, now)

    assert desk.submit(sometimes).result(PATIENCE) == "a"
    assert len(tries) == 3
    assert noted(desk.database) == {"đã có", "a"}


def test_after_any_failure_the_writer_goes_on(desk: Desk) -> None:
    desk.writer.run(note("đã có"))
    for work, refusal in ((note("đã có"), Busy), (then(error=Conflict()), Conflict), (then(error=OSError()), OSError)):
        with pytest.raises(refusal):
            desk.writer.run(work)
    assert desk.writer.run(note("a")) == "a"


def test_a_hint_that_fails_takes_nothing_back(desk: Desk) -> None:
    def broken(_answer: object) -> None:
        raise OSError

    first, second = desk.submit(note("a"), told=broken), desk.submit(note("b"))
    assert results([first, second]) == ["a", "b"]


def test_who_has_gone_away_takes_nobody_along(desk: Desk) -> None:
    go_on = desk.hold()
    gone, refused, stays = desk.submit(note("a")), desk.submit(then(error=Conflict())), desk.submit(note("b"))
    assert gone.cancel()
    assert refused.cancel()
    go_on.set()
    assert stays.result(PATIENCE) == "b"


# --- The end --------------------------------------------------------------------------------


def test_stop_finishes_what_was_accepted_and_takes_no_more(desk: Desk) -> None:
    go_on = desk.hold()
    futures = [desk.submit(note(f"n{number}")) for number in range(10)]
    stopping = threading.Thread(target=desk.writer.stop, daemon=True)
    stopping.start()
    while True:
        try:
            futures.append(desk.submit(note(f"n{len(futures)}")))
        except Busy:
            break
    go_on.set()
    stopping.join(PATIENCE)
    assert not stopping.is_alive()
    assert noted(desk.database) == {f"n{number}" for number in range(len(futures))} == set(results(futures))


def test_a_writer_without_work_stops(desk: Desk) -> None:
    desk.end()
    with pytest.raises(Busy):
        desk.submit(note("a"))


# --- PostgreSQL -----------------------------------------------------------------------------


def transaction_of(db: Connection, _now: datetime) -> int:
    return int(db.exec_driver_sql("SELECT txid_current()").scalar_one())


def test_on_postgresql_a_transaction_holds_commands_of_one_meeting_only(pg_desk: Desk) -> None:
    held = [pg_desk.hold(number) for number in range(4)]  # all threads
    futures = [(number % 10, pg_desk.submit(transaction_of, number % 10)) for number in range(200)]
    for one in held:
        one.set()
    keys: dict[int, set[int]] = {}
    for key, future in futures:
        keys.setdefault(future.result(PATIENCE), set()).add(key)
    assert all(len(found) == 1 for found in keys.values())
    assert len(keys) == 10, "and all that waited of one meeting share one"


def test_on_postgresql_two_meetings_go_on_at_the_same_time(pg_desk: Desk) -> None:
    meet = threading.Barrier(2)

    def work(_db: Connection, _now: datetime) -> int:
        return meet.wait(PATIENCE)

    assert sorted(results([pg_desk.submit(work, "một"), pg_desk.submit(work, "hai")])) == [0, 1]


def test_on_postgresql_a_meeting_waits_for_itself_and_keeps_no_other_waiting(pg_desk: Desk) -> None:
    go_on = pg_desk.hold("một")
    same, other = pg_desk.submit(note("a"), "một"), pg_desk.submit(note("b"), "hai")
    assert other.result(PATIENCE) == "b"
    assert not same.done()
    go_on.set()
    assert same.result(PATIENCE) == "a"


def test_on_postgresql_a_lost_connection_is_replaced(pg_desk: Desk) -> None:
    pg_desk.writer.run(note("a"))
    with pg_desk.database.reading.connect() as db:
        db.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    assert pg_desk.writer.run(note("b")) == "b"
    assert noted(pg_desk.database) == {"a", "b"}


def test_on_postgresql_a_connection_lost_in_the_middle_of_a_group_costs_nobody_anything(pg_desk: Desk) -> None:
    lost: list[int] = []

    def loses_it_once(db: Connection, now: datetime) -> str:
        if not lost:
            lost.append(1)
            db.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")
        return note("b")(db, now)

    assert results(pg_desk.together(note("a"), loses_it_once, note("c"))) == ["a", "b", "c"]
    assert noted(pg_desk.database) == {"a", "b", "c"}


def test_while_the_database_cannot_be_reached_people_are_told_to_send_again(tmp_path: Path) -> None:
    with opened(f"postgresql://postgres@/nobody?host={tmp_path}") as away:
        writer = Writer(away.writing)
        with pytest.raises(Busy):
            writer.run(note("a"))
        writer.stop()
