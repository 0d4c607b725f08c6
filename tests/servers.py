"""PostgreSQL and Redis that the tests start for themselves, on private sockets, and stop by their own handles."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import redis


class Redis:
    """A redis-server in a folder of its own; it can be stopped and started again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.url = f"unix://{folder}/redis.sock"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = ["redis-server", "--port", "0", "--unixsocket", "redis.sock", "--save", "", "--appendonly", "no"]
        self._process = subprocess.Popen(command, cwd=self._folder, stdout=subprocess.DEVNULL)
        with redis.Redis.from_url(self.url) as client:
            _wait_until(client.ping)

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(5)
            self._process = None


class Postgres:
    """A cluster of its own. ``url(name)`` and ``conninfo(name)`` lead to one of its databases."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def conninfo(self, database: str = "postgres") -> str:
        return f"host={self._folder} user=postgres dbname={database}"

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self._folder}"

    def create(self, database: str, template: str = "template1") -> str:
        """A new database, if wanted as a copy of another; gives its address."""
        self._act(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')
        return self.url(database)

    def drop(self, database: str) -> None:
        self._act(f'DROP DATABASE "{database}" WITH (FORCE)')

    def _act(self, statement: str) -> None:
        with psycopg.connect(self.conninfo(), autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]  # names of our own


@contextmanager
def own_redis() -> Iterator[Redis]:
    folder = Path(tempfile.mkdtemp(prefix="sotay-redis-", dir="/tmp"))
    server = Redis(folder)
    server.start()
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def own_postgres() -> Iterator[Postgres]:
    """Without fsync: these databases end with the tests. PostgreSQL refuses to run as root."""
    tools = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]
    folder = Path(tempfile.mkdtemp(prefix="sotay-pg-", dir="/tmp"))  # a socket's path may have 107 bytes only
    user = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.getuid() == 0 else {}
    if user:
        account = pwd.getpwnam("postgres")
        os.chown(folder, account.pw_uid, account.pw_gid)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder, **user}
    making = [tools / "initdb", "-D", "data", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8"]
    subprocess.run([*making, "--no-sync"], check=True, **quiet)  # type: ignore[call-overload]
    serving = [tools / "postgres", "-D", "data", "-k", str(folder), "-h", "", "-F", "-c", "max_connections=300"]
    process = subprocess.Popen(serving, **quiet)  # type: ignore[call-overload]
    server = Postgres(folder)
    try:
        _wait_until(lambda: psycopg.connect(server.conninfo()).close())
        yield server
    finally:
        process.terminate()
        process.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_until(ready: Callable[[], object]) -> None:
    for _ in range(200):
        try:
            ready()
        except (redis.RedisError, psycopg.Error, OSError):
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the server did not start")
