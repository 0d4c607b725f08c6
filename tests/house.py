"""A whole installation for a test: the demonstration world on a database of its own, served on 127.0.0.1."""

import re
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import sqlalchemy as sa

from realtime.app import make_server
from server.__main__ import Installation, compose
from server.console.demo import login_path, make_demo
from server.db.engine import open_database
from server.db.migrate import migrate
from server.db.writer import Writer
from server.ledger.tables import facts
from server.meetings.tables import meetings
from server.members.tables import members
from server.room.hints import InProcessHints, PostgresHints
from server.settings import Settings
from tests.servers import Postgres

KEY = b"test" * 8


def make_settings(url: str, data: Path) -> Settings:
    data.mkdir(parents=True, exist_ok=True)
    return Settings(
        database_url=url,
        redis_url=None,
        data=data,
        files=data / "files",
        secret_key=KEY,
        public_origin=None,
        host="127.0.0.1",
        port=0,
        clock_offset=timedelta(0),
    )


def open_house(settings: Settings) -> Installation:
    database = open_database(settings.database_url, readers=8)
    migrate(database)
    return Installation(settings, database, Writer(database.writing), None)


def build_template(url: str, data: Path) -> None:
    """The demonstration world, made once; tests work on copies."""
    installation = open_house(make_settings(url, data))
    make_demo(installation.settings, installation.database, installation.writer)
    installation.close()


@dataclass(slots=True)
class Phone:
    """A browser of one person: cookies, and forms sent as a browser sends them."""

    client: httpx.Client
    member_id: UUID | None = None
    last_command: str = ""
    since: float = field(default_factory=time.monotonic)

    @property
    def is_old(self) -> bool:
        """The PIN of its sign-in is soon no proof any more (5 minutes)."""
        return time.monotonic() - self.since > 120

    def get(self, path: str) -> httpx.Response:
        return self.client.get(path)

    def read(self, path: str) -> str:
        """The page's HTML; it must be there."""
        response = self.client.get(path, follow_redirects=True)
        assert response.status_code == 200, f"{path}: {response.status_code} {response.text[:300]}"
        return response.text

    def post(self, path: str, command_id: str = "", **fields: object) -> httpx.Response:
        """A form with a fresh command id, answered as JSON."""
        self.last_command = command_id or str(uuid4())
        data = {"command_id": self.last_command} | {name: _text(value) for name, value in fields.items()}
        return self.client.post(path, data=data, headers={"Accept": "application/json"})

    def does(self, path: str, **fields: object) -> str:
        """A command that succeeds; gives the code of what was said."""
        response = self.post(path, **fields)
        assert response.status_code == 200, f"{path}: {response.status_code} {response.text[:300]}"
        return str(response.json()["notice"])

    def is_refused(self, path: str, **fields: object) -> tuple[int, str]:
        """Status and code of a refusal."""
        response = self.post(path, **fields)
        assert response.status_code >= 400, f"{path} was not refused"
        return response.status_code, str(response.json()["code"])


def _text(value: object) -> object:
    return [str(one) for one in value] if isinstance(value, list | tuple) else str(value)


@dataclass(slots=True)
class House:
    """``meeting`` finds one of the demonstration's three by its state."""

    installation: Installation
    address: str
    phones: list[Phone] = field(default_factory=list)

    @property
    def writer(self) -> Writer:
        return self.installation.writer

    def read(self, statement: sa.Select[tuple[object, ...]]) -> list[sa.Row[tuple[object, ...]]]:
        with self.installation.database.read() as db:
            return list(db.execute(statement).all())

    def value(self, statement: sa.Select[tuple[object]]) -> object:
        with self.installation.database.read() as db:
            return db.execute(statement).scalar_one()

    def stranger(self) -> Phone:
        phone = Phone(httpx.Client(base_url=self.address, headers={"Origin": self.address}, timeout=20))
        self.phones.append(phone)
        return phone

    def sign_in(self, role: str) -> Phone:
        """The demo person with this part, on a new phone."""
        phone = self.stranger()
        path = login_path(self.installation.settings, self.writer, role)
        assert phone.get(path).status_code == 303
        phone.member_id = self.person(role)
        return phone

    def person(self, role: str) -> UUID:
        return UUID(str(self.value(sa.select(facts.c.value).where(facts.c.name == f"demo:{role}"))))

    def member(self, name: str) -> UUID:
        return UUID(str(self.value(sa.select(members.c.id).where(members.c.name == name))))

    def meeting(self, state: str) -> UUID:
        found = self.value(sa.select(meetings.c.id).where(meetings.c.state == state).limit(1))
        return UUID(str(found))

    def items(self, meeting_id: UUID) -> list[UUID]:
        from server.meetings.queries import list_items

        with self.installation.database.read() as db:
            return [one.id for one in list_items(db, meeting_id)]

    def close(self) -> None:
        for phone in self.phones:
            phone.client.close()


@contextmanager
def serve(installation: Installation) -> Iterator[House]:
    settings = installation.settings
    hints = InProcessHints() if settings.embedded else PostgresHints(_connect(settings.database_url))
    app, gateway = compose(installation, hints, with_rooms=True)
    assert gateway is not None
    listener = socket.create_server(("127.0.0.1", 0))
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # else each answer waits 40 ms for an ACK
    server = make_server(app, gateway, log_level="warning", loop="asyncio")
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.005)
    house = House(installation, f"http://127.0.0.1:{listener.getsockname()[1]}")
    try:
        yield house
    finally:
        house.close()
        server.should_exit = True
        thread.join(10)
        hints.close()
        listener.close()
        installation.close()


def _connect(url: str):  # type: ignore[no-untyped-def]
    import psycopg

    return lambda: psycopg.connect(url, autocommit=True)


@dataclass(slots=True)
class Templates:
    """One ready world for each database, made when first asked for."""

    folder: Path
    postgres: Postgres | None = None
    made: set[str] = field(default_factory=set)

    @contextmanager
    def house(self, kind: str) -> Iterator[House]:
        data = self.folder / uuid4().hex
        template = self.folder / f"template-{kind}"
        if kind == "sqlite":
            if kind not in self.made:
                build_template(f"sqlite:///{template}.db", template)
                self.made.add(kind)
            shutil.copytree(template, data)
            shutil.copy(f"{template}.db", data / "sotay.db")
            with serve(open_house(make_settings(f"sqlite:///{data}/sotay.db", data))) as house:
                yield house
        else:
            assert self.postgres is not None
            if kind not in self.made:
                build_template(self.postgres.create("template_world"), template)
                self.made.add(kind)
            shutil.copytree(template, data)
            name = re.sub("[^a-z0-9]", "", data.name)
            url = self.postgres.create(name, "template_world")
            with serve(open_house(make_settings(url, data))) as house:
                yield house
            self.postgres.drop(name)
        shutil.rmtree(data, ignore_errors=True)
