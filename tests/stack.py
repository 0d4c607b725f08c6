"""The product as its own processes, the way it is run: embedded, or two web and one realtime process."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests import servers
from tests.proxy import Proxy

ROOT = Path(__file__).resolve().parents[1]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@dataclass(slots=True)
class Process:
    """One ``python -m server …``; ``kill`` is kill -9."""

    arguments: list[str]
    port: int
    environ: dict[str, str]
    log: Path
    handle: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        environ = os.environ | self.environ | {"PORT": str(self.port), "PYTHONPATH": str(ROOT)}
        with self.log.open("ab") as log:
            self.handle = subprocess.Popen(
                [sys.executable, "-m", "server", *self.arguments], cwd=ROOT, env=environ, stdout=log, stderr=log
            )
        self._wait()

    def _wait(self) -> None:
        for _ in range(1200):  # a minute: two suites may begin at once
            assert self.handle is not None
            assert self.handle.poll() is None, self.log.read_text()
            try:
                with urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2):
                    return
            except (URLError, OSError):
                time.sleep(0.05)
        raise AssertionError(f"did not start: {self.log.read_text()}")

    def kill(self) -> None:
        if self.handle is not None:
            self.handle.send_signal(signal.SIGKILL)
            self.handle.wait()
            self.handle = None

    def stop(self) -> None:
        if self.handle is not None:
            self.handle.terminate()
            try:
                self.handle.wait(15)
            except subprocess.TimeoutExpired:
                self.kill()
            self.handle = None


@dataclass(slots=True)
class Stack:
    """``address`` is what browsers open. ``environ`` is what `./sotay` needs to speak to it."""

    address: str
    environ: dict[str, str]
    processes: list[Process] = field(default_factory=list)

    def sotay(self, *arguments: str, check: bool = True) -> "subprocess.CompletedProcess[str]":
        environ = os.environ | self.environ | {"PYTHONPATH": str(ROOT)}
        return subprocess.run(
            [sys.executable, "-m", "server", *arguments],
            cwd=ROOT,
            env=environ,
            check=check,
            capture_output=True,
            text=True,
            timeout=60,
        )

    def login(self, role: str) -> str:
        """The whole address that signs this demo person in, once."""
        return self.address + self.sotay("demo", "login", role).stdout.strip()


@contextmanager
def embedded(folder: Path, **settings: str) -> Iterator[Stack]:
    """One process on SQLite, as ``./run`` starts it."""
    folder.mkdir(parents=True, exist_ok=True)
    environ = {"DATA": str(folder / "data"), **settings}
    process = Process(["serve", "--demo"], free_port(), environ, folder / "serve.log")
    process.start()
    try:
        yield Stack(f"http://127.0.0.1:{process.port}", environ, [process])
    finally:
        process.stop()


@contextmanager
def production(folder: Path) -> Iterator[Stack]:
    """PostgreSQL, Redis, two web processes and one for the rooms, behind a proxy that deals in turn."""
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        postgres = stack.enter_context(servers.own_postgres())
        redis = stack.enter_context(servers.own_redis())
        proxy = Proxy(free_port())
        address = f"http://127.0.0.1:{proxy.port}"
        environ = {
            "DATA": str(folder / "data"),
            "DATABASE_URL": postgres.create("sotay"),
            "REDIS_URL": redis.url,
            "PUBLIC_ORIGIN": address,
        }
        found = Stack(address, environ)
        found.sotay("demo")
        for name, arguments in (
            ("web1", ["serve", "--web-only"]),
            ("web2", ["serve", "--web-only"]),
            ("realtime", ["realtime"]),
        ):
            process = Process(arguments, free_port(), environ, folder / f"{name}.log")
            process.start()
            stack.callback(process.stop)
            found.processes.append(process)
        web1, web2, rooms = found.processes
        proxy.start(web=[web1.port, web2.port], rooms=rooms.port)
        stack.callback(proxy.stop)
        yield found
