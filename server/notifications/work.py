"""The worker: takes up jobs whose time has come, and tells the browsers of those whom they concern.

Runs beside the pages in one process, or as any number of processes of its own.
"""

import asyncio
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from sqlalchemy import Connection

from server import clock
from server.db.engine import Database
from server.db.writer import Writer
from server.notifications import deliveries, queries
from server.notifications.message import Message, Occasions, compose
from server.notifications.queries import Job
from server.notifications.rules import MOST_BREAKS, wait_after
from server.notifications.sender import Sender
from server.notifications.vapid import Signer, subject_of
from server.settings import Settings

log = logging.getLogger(__name__)

T = TypeVar("T")
# What is to be done on its day and concerns no push: each writes for itself, and finds nothing the second time.
AT_ONCE = 16  # messages begun together: what a crash may leave untold
JOBS_AT_ONCE = 10
TIDIED_EVERY = timedelta(hours=1)
# What other parts want done now and then, each how often: sealing the trace, changes whose day has come.
Chore = tuple[timedelta, Callable[[Database, Writer], object]]
KEY = "jobs"  # in the writer: steps of ours share a transaction with nobody's meeting


def _tidy(_database: Database, writer: Writer) -> None:
    writer.run(deliveries.forget_old, KEY)


class Worker:
    """``run`` until ``stop``. What is under way is finished first; what is not stays for the next one."""

    def __init__(
        self,
        database: Database,
        writer: Writer,
        occasions: Occasions,
        make_sender: Callable[[], Sender],
        origin: str = "",
        pause: float = 1.0,
        chores: Sequence[Chore] = (),
    ) -> None:
        self._database, self._writer = database, writer
        self._occasions, self._make_sender = occasions, make_sender
        self._origin, self._pause = origin, pause
        self._stopping = threading.Event()
        never = datetime.min.replace(tzinfo=clock.ZONE)
        self._chores = [(TIDIED_EVERY, _tidy), *chores]
        self._done_at = [never] * len(self._chores)

    def stop(self) -> None:
        self._stopping.set()

    def run(self) -> None:
        with self._sending() as (runner, sender):
            while not self._stopping.is_set():
                if not self._turn(runner, sender):
                    self._stopping.wait(self._pause)

    def run_once(self) -> None:
        """What is due now, and no more."""
        with self._sending() as (runner, sender):
            while self._turn(runner, sender):
                pass

    @contextmanager
    def _sending(self) -> Iterator[tuple[asyncio.Runner, Sender]]:
        with asyncio.Runner() as runner:
            sender = runner.run(_made(self._make_sender))
            try:
                yield runner, sender
            finally:
                runner.run(sender.close())

    def _turn(self, runner: asyncio.Runner, sender: Sender) -> bool:
        """Whether there was anything to do. A database that is away is asked again later."""
        try:
            self._do_chores()
            with self._database.read() as db:
                if not queries.is_anything_due(db, clock.now()):
                    return False
            for job in self._write(partial(deliveries.claim, limit=JOBS_AT_ONCE)):
                self._do(runner, sender, job)
        except Exception:
            log.exception("push: this turn of the worker failed")
            return False
        return True

    def _do(self, runner: asyncio.Runner, sender: Sender, job: Job) -> None:
        try:
            self._tell(runner, sender, job)
        except Exception as error:
            log.exception("push: the job %s broke", job.id)
            name = type(error).__name__
            if job.tries >= MOST_BREAKS:
                self._close(job, name)
            else:
                self._put_off(job, timedelta(0), name)

    def _tell(self, runner: asyncio.Runner, sender: Sender, job: Job) -> None:
        with self._database.read() as db:
            occasion = self._occasions[job.kind](db, job)
        message = compose(job, occasion, self._origin) if occasion else None
        if occasion is None or message is None or message.expires_at <= clock.now():
            self._close(job, "no longer of use")
            return
        asked = timedelta(0)
        while clock.now() < message.expires_at:
            if self._stopping.is_set():
                self._write(lambda db, now: deliveries.put_off(db, job, now, "stopped"))
                return
            with self._database.read() as db:
                to = queries.list_untold(db, job, occasion.members, AT_ONCE)
            if not to:
                break
            begun = self._write(partial(deliveries.begin, job=job, to=to))
            if not begun:
                return  # somebody else has the job now
            outcomes = runner.run(sender.send(message, begun))
            self._write(partial(deliveries.finish, job=job, outcomes=outcomes))
            asked = max(asked, *(one.wait for one in outcomes))
        self._settle(job, message, asked)

    def _settle(self, job: Job, message: Message, asked: timedelta) -> None:
        with self._database.read() as db:
            unfinished = queries.has_unfinished(db, job.id)
        if clock.now() + wait_after(job.tries, asked) >= message.expires_at:
            self._close(job, "too late for some" if unfinished else "")
        elif unfinished:
            self._put_off(job, asked, "again")
        else:
            self._close(job, "")

    def _close(self, job: Job, error: str) -> None:
        self._write(partial(deliveries.close, job=job, error=error))

    def _put_off(self, job: Job, asked: timedelta, error: str) -> None:
        wait = wait_after(job.tries, asked)
        self._write(lambda db, now: deliveries.put_off(db, job, now + wait, error))

    def _do_chores(self) -> None:
        """One that fails is tried again when its time comes, and holds up no other."""
        for number, (every, step) in enumerate(self._chores):
            if clock.now() - self._done_at[number] > every:
                self._done_at[number] = clock.now()
                try:
                    step(self._database, self._writer)
                except Exception:
                    log.exception("a chore of the worker failed")

    def _write(self, step: Callable[[Connection, datetime], T]) -> T:
        found: T = self._writer.run(step, KEY)
        return found


def make_worker(
    settings: Settings, database: Database, writer: Writer, occasions: Occasions, chores: Sequence[Chore] = ()
) -> Worker:
    signer = Signer(settings.data, subject_of(settings))
    return Worker(
        database,
        writer,
        occasions,
        lambda: Sender(signer, settings.web_push_allow),
        settings.public_origin or "",
        chores=chores,
    )


@contextmanager
def working(worker: Worker) -> Iterator[None]:
    """In a thread of its own, beside the pages."""
    thread = threading.Thread(target=worker.run, name="push")
    thread.start()
    try:
        yield
    finally:
        worker.stop()
        thread.join()


async def _made(make: Callable[[], Sender]) -> Sender:
    """Inside the loop, which the client's connections belong to."""
    return make()
