"""The people of the demonstration, each on a browser that is enrolled already, and what they share."""

import logging
import re
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import TypeVar
from urllib.parse import parse_qsl
from uuid import UUID, uuid4

import httpx
import sqlalchemy as sa

from server.accounts.queries import digest
from server.accounts.tables import accounts, devices
from server.db.base import metadata
from server.ids import new_id
from server.ledger.tables import events
from server.meetings.queries import list_items
from server.meetings.tables import meetings, participants
from server.units.tables import units
from tests.house import House, Phone

T = TypeVar("T")
JSON = {"Accept": "application/json"}
CELL_NAME = "Chi bộ thôn Đông"
NAMED = {"deputy": "Trần Thị Bích", "away": "Bùi Văn Thái", "visiting": "Mai Thị Xuân", "reduced": "Hồ Văn Lực"}


def at_once(doings: Sequence[Callable[[], T]]) -> list[T]:
    """All start at the same moment, each in a thread of its own; what they gave, in order."""
    start = Barrier(len(doings))

    def run(doing: Callable[[], T]) -> T:
        start.wait()
        return doing()

    with ThreadPoolExecutor(len(doings)) as pool:
        return list(pool.map(run, doings))


def enrol(house: House, member_id: UUID, *, seen: datetime | None = None) -> Phone:
    """A browser of this member, as if they had come in by a card."""
    secret, at = secrets.token_urlsafe(32), seen or datetime.now(UTC)

    def work(db: sa.Connection, _now: datetime) -> None:
        if db.execute(sa.select(accounts).where(accounts.c.member_id == member_id)).first() is None:
            db.execute(sa.insert(accounts).values(member_id=member_id, pin_hash="", pin_set_at=at))
        device = {"id": new_id(), "member_id": member_id, "secret_hash": digest(secret), "name": "android"}
        times = dict.fromkeys(("enrolled_at", "last_seen_at", "unlocked_at", "confirmed_at", "rotated_at"), at)
        db.execute(sa.insert(devices).values(**device, **times, pin_failures=0))

    house.writer.run(work)
    phone = house.stranger()
    phone.client.cookies.set("s", secret, domain="127.0.0.1", path="/")
    phone.member_id = member_id
    return phone


@dataclass(slots=True)
class Evening:
    """``by`` finds people by their part; ``last`` is where the last answer led, for what builds on it."""

    house: House
    known: dict[str, Phone] = field(default_factory=dict)
    sent: set[str] = field(default_factory=set)
    last: str = ""

    def member(self, part: str) -> UUID:
        return self.house.member(NAMED[part]) if part in NAMED else self.house.person(part)

    def by(self, part: str) -> Phone:
        """The same browser each time; ``stranger`` is nobody."""
        if part not in self.known:
            self.known[part] = self.stranger() if part == "stranger" else self.another(part)
        return self.known[part]

    def another(self, part: str, *, seen: datetime | None = None) -> Phone:
        return self._heard(enrol(self.house, self.member(part), seen=seen))

    def stranger(self) -> Phone:
        return self._heard(self.house.stranger())

    def _heard(self, phone: Phone) -> Phone:
        phone.client.event_hooks["request"].append(self._keep)
        return phone

    def _keep(self, request: httpx.Request) -> None:
        """What people write must never be found in a log: remember what they wrote."""
        self.sent.update(re.findall(r"=([^;]{20,})", request.headers.get("cookie", "")))
        with suppress(httpx.RequestNotRead, UnicodeDecodeError):
            self.sent.update(
                value
                for name, value in parse_qsl(request.content.decode(), max_num_fields=1000)
                if name in ("pin", "code", "secret") or " " in value.strip()
            )

    @property
    def cell(self) -> str:
        return f"/units/{self.unit(CELL_NAME)}"

    def unit(self, name: str) -> UUID:
        return UUID(str(self.house.value(sa.select(units.c.id).where(units.c.name == name))))

    def meeting(self, state: str) -> str:
        """The newest meeting in this state."""
        return self.meetings_in(state)[0]

    def meetings_in(self, state: str) -> list[str]:
        newest = sa.select(meetings.c.id).where(meetings.c.state == state).order_by(meetings.c.created_at.desc())
        return [f"/meetings/{row.id}" for row in self.house.read(newest)]

    def item(self, position: int, meeting: str = "") -> UUID:
        meeting_id = UUID((meeting or self.meeting("open")).rpartition("/")[2])
        with self.house.installation.database.read() as db:
            return list_items(db, meeting_id)[position - 1].id

    def state_of(self, part: str, meeting: str) -> str:
        here = participants.c.meeting_id == UUID(meeting.rpartition("/")[2])
        mine = participants.c.member_id == self.member(part)
        return str(self.house.value(sa.select(participants.c.state).where(here, mine)))

    def types(self, meeting: str, audience: str = "all") -> list[str]:
        """The kinds of events in the room's log, in order."""
        here = (events.c.meeting_id == UUID(meeting.rpartition("/")[2])) & (events.c.audience == audience)
        return [str(row.type) for row in self.house.read(sa.select(events.c.type).where(here).order_by(events.c.seq))]

    def newest(self, table: sa.Table, column: str = "id") -> UUID:
        """The id of the row that came last: ids are in the order of time."""
        return UUID(str(self.house.value(sa.select(table.c[column]).order_by(table.c[column].desc()).limit(1))))

    def change(self, statement: sa.Update | sa.Insert | sa.Delete) -> None:
        self.house.writer.run(lambda db, _now: db.execute(statement))

    def everything(self) -> dict[str, list[str]]:
        """All that the database holds, to see whether anything changed."""
        with self.house.installation.database.read() as db:
            return {one.name: sorted(map(repr, db.execute(sa.select(one)))) for one in metadata.sorted_tables}


def counted(evening: Evening, table: sa.Table, *where: sa.ColumnElement[bool]) -> int:
    return int(str(evening.house.value(sa.select(sa.func.count()).select_from(table).where(*where))))


def send(
    phone: Phone, path: str, fields: Mapping[str, object], files: object = None, command_id: str = ""
) -> httpx.Response:
    """One form, with files where it has some."""
    if files is None:
        return phone.post(path, command_id, **fields)
    data = {"command_id": command_id or str(uuid4())} | {name: str(value) for name, value in fields.items()}
    return phone.client.post(path, data=data, files=files, headers=JSON)  # type: ignore[arg-type]


class Ear(logging.Handler):
    """Hears everything that the server's side logs, as it would be written to a file."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.heard: list[str] = []
        self.setFormatter(logging.Formatter("%(levelname)s %(name)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(self.format(record))


SPEAKERS = ("server", "realtime", "sotay", "uvicorn", "alembic")  # uvicorn's do not reach the root


@contextmanager
def hearing() -> Iterator[Ear]:
    ear, loggers = Ear(), [logging.getLogger(name) for name in SPEAKERS]
    before = [one.level for one in loggers]
    for one in loggers:
        one.addHandler(ear)
        one.setLevel(logging.DEBUG)
    try:
        yield ear
    finally:
        for one, level in zip(loggers, before, strict=True):
            one.removeHandler(ear)
            one.setLevel(level)


def tomorrow() -> str:
    return (datetime.now(UTC) + timedelta(days=1, hours=7)).date().isoformat()


def through(evening: Evening, phone: Phone, address: str) -> Phone:
    """The same browser, whose requests the proxy leads to this process."""
    client = httpx.Client(base_url=address, headers={"Origin": address}, timeout=20, cookies=phone.client.cookies)
    same = Phone(client, phone.member_id)
    evening.house.phones.append(same)
    return same
