"""The command line, and the one place where server and gateway become one process."""

import asyncio
import logging
import signal
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any

import click
import psycopg
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Route

from realtime.app import RealtimeApp, make_server
from realtime.gateway import Gateway
from realtime.marks import Marks, MemoryMarks, RedisMarks
from realtime.postgres_relay import PostgresRelay
from realtime.redis_relay import RedisRelay
from realtime.relay import InProcessRelay, Relay
from realtime.stream import Stream
from server import clock
from server.app import make_app
from server.audiences import OCCASIONS
from server.chores import CHORES
from server.console import demo as demo_world
from server.console.control import AlreadyServing, Control, ask, hold_writer_lock
from server.console.founding import Beginning, found
from server.console.members import import_members
from server.console.verify import read_anchor, verify_audit, verify_meeting
from server.db.engine import Database, open_database
from server.db.migrate import migrate as migrate_database
from server.db.writer import Writer
from server.ledger.audit import seal_all
from server.notifications.work import make_worker, working
from server.room.hints import Hints, InProcessHints, PostgresHints, RedisHints
from server.room.listening import listening_ticket
from server.room.source import DatabaseSource
from server.settings import Settings, load_settings
from server.units.rules import UnitKind
from server.web.assets import keep_build

log = logging.getLogger("sotay")


@dataclass(slots=True)
class Installation:
    """The database of this installation, open for writing."""

    settings: Settings
    database: Database
    writer: Writer
    lock: IO[str] | None

    def close(self) -> None:
        try:
            self.writer.run(seal_all)
        except Exception:  # the next process seals what this one could not
            log.exception("the trace could not be sealed")
        self.writer.stop()
        self.database.dispose()
        if self.lock is not None:
            self.lock.close()


def open_installation() -> Installation:
    """Takes the writer's place on SQLite, and brings the tables up to date. Raises AlreadyServing."""
    settings = load_settings()
    lock = hold_writer_lock(settings.data) if settings.embedded else None
    database = open_database(settings.database_url)
    migrate_database(database)
    return Installation(settings, database, Writer(database.writing), lock)


def make_hints(settings: Settings) -> Hints:
    if settings.redis_url:
        return RedisHints(settings.redis_url)
    if settings.embedded:
        return InProcessHints()
    return PostgresHints(lambda: _listening_connection(settings))


def make_gateway(settings: Settings, database: Database, hints: Hints | None) -> Gateway:
    relay: Relay
    if isinstance(hints, InProcessHints):
        relay = InProcessRelay(hints)
    elif settings.redis_url:
        relay = RedisRelay(settings.redis_url)
    else:
        relay = PostgresRelay(_conninfo(settings))
    marks: Marks = RedisMarks(settings.redis_url) if settings.redis_url else MemoryMarks()
    return Gateway(
        DatabaseSource(database),
        key=settings.secret_key,
        now_ms=lambda: clock.millis(clock.now()),
        origins=[settings.public_origin] if settings.public_origin else (),
        relay=relay,
        marks=marks,
    )


def _conninfo(settings: Settings) -> str:
    return settings.database_url.replace("postgresql+psycopg://", "postgresql://", 1)


def _listening_connection(settings: Settings) -> Any:
    return psycopg.connect(_conninfo(settings), autocommit=True)


def _stream(gateway: Gateway, database: Database) -> Stream:
    return Stream(gateway, lambda scope: listening_ticket(database, scope))


def compose(installation: Installation, hints: Hints, *, with_rooms: bool) -> tuple[Starlette, Gateway | None]:
    """The application, and with rooms the gateway whose sockets stand beside it."""
    settings, database = installation.settings, installation.database
    if not with_rooms:
        return make_app(settings, database, installation.writer, hints), None
    gateway = make_gateway(settings, database, hints)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        gateway.start(asyncio.get_running_loop())
        try:
            yield
        finally:
            await gateway.stop()

    stream = Route("/meetings/{meeting_id:uuid}/stream", _stream(gateway, database), methods=["GET"])
    return make_app(settings, database, installation.writer, hints, [stream], lifespan), gateway


@click.group()
def main() -> None:
    """Sổ tay: the handbook of an organisation, and its meetings."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)


@main.command()
@click.option("--web-only", is_flag=True, help="Pages only; rooms and reminders run in processes of their own.")
@click.option("--demo", "with_demo", is_flag=True, help="In an empty database make the demonstration first.")
def serve(web_only: bool, with_demo: bool) -> None:
    """Serve the pages and, unless --web-only, the live rooms, in one process."""
    try:
        installation = open_installation()
    except AlreadyServing as error:
        raise click.ClickException(str(error)) from error
    settings, database, writer = installation.settings, installation.database, installation.writer
    if with_demo and demo_world.is_empty(database):
        demo_world.make_demo(settings, database, writer)
    keep_build(settings.data)
    hints = make_hints(settings)
    app, gateway = compose(installation, hints, with_rooms=not web_only)
    control = Control(settings.data, _handlers(installation)) if settings.embedded else None
    _announce(installation)
    work = make_worker(settings, database, writer, OCCASIONS, CHORES)
    with nullcontext() if web_only else working(work):
        _run(app, gateway, settings)
    if control is not None:
        control.close()
    hints.close()
    installation.close()


@main.command()
def realtime() -> None:
    """Serve the live rooms alone: sockets and streams, beside `serve --web-only` processes."""
    settings = load_settings()
    if settings.embedded:
        raise click.ClickException("rooms in a process of their own need PostgreSQL (DATABASE_URL)")
    database = open_database(settings.database_url, readers=8)
    gateway = make_gateway(settings, database, None)
    _run(RealtimeApp(gateway, _stream(gateway, database)), gateway, settings)
    database.dispose()


@main.command()
def worker() -> None:
    """Send what is due to people's browsers, beside `serve --web-only` processes."""
    settings = load_settings()
    if settings.embedded:
        raise click.ClickException("a worker of its own needs PostgreSQL (DATABASE_URL)")
    installation = open_installation()
    work = make_worker(settings, installation.database, installation.writer, OCCASIONS, CHORES)
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: work.stop())
    work.run()
    installation.close()


@main.command()
def migrate() -> None:
    """Bring the database to this version's tables."""
    open_installation().close()


@main.command("found")
@click.option("--unit", required=True, help="Name of the uppermost unit, as its documents write it.")
@click.option("--kind", type=click.Choice([one.value for one in UnitKind]), default=UnitKind.COMMUNE.value)
@click.option("--place", default="", help="Where its documents are dated from.")
@click.option("--person", required=True, help="Full name of the first administrator.")
@click.option("--born", required=True, type=click.DateTime(["%Y-%m-%d"]), help="Their birth date.")
def found_command(unit: str, kind: str, place: str, person: str, born: datetime) -> None:
    """Begin an installation: its first unit, and the first person, who lets all others in."""
    asked = {"unit": unit, "kind": kind, "place": place, "person": person, "born": born.date().isoformat()}
    click.echo(f"{person} enters at /enter with the code {_in_installation('found', asked)}, once, within 72 hours")


@main.group(invoke_without_command=True)
@click.pass_context
def demo(context: click.Context) -> None:
    """Make the demonstration world in an empty database."""
    if context.invoked_subcommand is None:
        _in_installation("demo", {})
        click.echo("demo: done")


@demo.command("login")
@click.argument("role", type=click.Choice(demo_world.ROLES))
def demo_login(role: str) -> None:
    """Print a one-use path that signs this demo person in."""
    click.echo(_in_installation("demo_login", {"role": role}))


@main.group("import")
def import_() -> None:
    """Bring in data from an office's files."""


@import_.command("members")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, resolve_path=True))
@click.option("--unit", required=True, help="Name or id of the unit whose cells the people belong to.")
@click.option("--accept", is_flag=True, help="Write it; without this only the plan is shown.")
def import_members_command(file: str, unit: str, accept: bool) -> None:
    """Show what a member list would change, and with --accept change it in one transaction."""
    click.echo(_in_installation("import_members", {"file": file, "unit": unit, "accept": "yes" if accept else ""}))


@main.group()
def verify() -> None:
    """Check what was recorded."""


@verify.command("meeting")
@click.argument("meeting_id", type=click.UUID)
def verify_meeting_command(meeting_id: Any) -> None:
    """Walk the chain of a meeting's log, and name the first broken number."""
    settings = load_settings()
    database = open_database(settings.database_url, readers=2)
    text, whole = verify_meeting(database, meeting_id)
    click.echo(text)
    sys.exit(0 if whole else 1)


@verify.command("audit")
@click.option("--anchor", "anchors", multiple=True, help="A day's mark from paper: 2026-11-25=XXXX-XXXX-XXXX-XXXX.")
def verify_audit_command(anchors: tuple[str, ...]) -> None:
    """Walk the chains of the trace of acts, and name the first row that does not hold."""
    try:
        typed = [read_anchor(one) for one in anchors]
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    text, whole = verify_audit(open_database(load_settings().database_url, readers=2), typed)
    click.echo(text)
    sys.exit(0 if whole else 1)


def _handlers(installation: Installation) -> dict[str, Callable[[Any], str]]:
    settings, database, writer = installation.settings, installation.database, installation.writer

    def make(_arguments: Any) -> str:
        demo_world.make_demo(settings, database, writer)
        return "done"

    return {
        "demo": make,
        "found": lambda asked: found(settings, database, writer, _beginning(asked)),
        "demo_login": lambda asked: demo_world.login_path(settings, writer, asked["role"]),
        "import_members": lambda asked: import_members(
            database, writer, asked["file"], asked["unit"], accept=bool(asked["accept"])
        ),
    }


def _beginning(asked: Mapping[str, str]) -> Beginning:
    born = date.fromisoformat(asked["born"])
    return Beginning(asked["unit"], UnitKind(asked["kind"]), asked["place"], asked["person"], born)


def _in_installation(name: str, arguments: dict[str, str]) -> str:
    """By the server that runs on this DATA, or by ourselves when none does."""
    settings = load_settings()
    try:
        answer = ask(settings.data, name, arguments) if settings.embedded else None
        if answer is not None:
            return answer
        installation = open_installation()
    except (RuntimeError, AlreadyServing) as error:
        raise click.ClickException(str(error)) from error
    try:
        return _handlers(installation)[name](arguments)
    except RuntimeError as error:
        raise click.ClickException(str(error)) from error
    finally:
        installation.close()


def _announce(installation: Installation) -> None:
    settings = installation.settings
    origin = settings.public_origin or f"http://{settings.host}:{settings.port}"
    click.echo(f"Sổ tay: {origin}")
    if demo_world.is_demo(installation.database):
        for role in ("chair", "recorder", "member", "absent", "probationary", "upper", "admin"):
            path = demo_world.login_path(settings, installation.writer, role)
            click.echo(f"  {role:<13}{origin}{path}")
        click.echo("  more: ./sotay demo login ROLE")
    sys.stdout.flush()


def _run(app: Any, gateway: Gateway | None, settings: Settings) -> None:
    options: dict[str, Any] = {"host": settings.host, "port": settings.port, "log_level": "warning"}
    options |= {"proxy_headers": False, "server_header": False}
    if gateway is not None:
        make_server(app, gateway, **options).run()
        return
    uvicorn.Server(uvicorn.Config(app, http="httptools", ws="none", access_log=False, **options)).run()


if __name__ == "__main__":
    main()
