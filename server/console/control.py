"""How a second process asks the embedded server to write: a private socket in DATA.

SQLite has one writer, so ``./sotay demo login`` beside a running server must not write by
itself. The socket has the owner's rights only; one JSON line is asked, one is answered.
"""

import fcntl
import json
import logging
import os
import socket
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO

log = logging.getLogger(__name__)

Arguments = Mapping[str, str]
Handler = Callable[[Arguments], str]
LIMIT = 16 * 1024


class AlreadyServing(RuntimeError):
    """Another process holds the database's only place for a writer."""


class Control:
    """Listens in a thread of its own until ``close``."""

    def __init__(self, data: Path, handlers: Mapping[str, Handler]) -> None:
        self._handlers = handlers
        self._path = _path(data)
        self._path.unlink(missing_ok=True)  # left by a process that was killed; the lock says nobody uses it
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        before = os.umask(0o177)
        try:
            self._socket.bind(_short(self._path))
        finally:
            os.umask(before)
        self._socket.listen(4)
        threading.Thread(target=self._run, name="control", daemon=True).start()

    def close(self) -> None:
        self._path.unlink(missing_ok=True)
        self._socket.close()

    def _run(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(30)
                self._serve(connection)

    def _serve(self, connection: socket.socket) -> None:
        try:
            asked = json.loads(_read_line(connection))
            answer = {"answer": self._handlers[asked["name"]](asked["arguments"])}
        except Exception as error:
            log.warning("a command of the console failed: %r", error)
            answer = {"error": str(error)}
        connection.sendall(json.dumps(answer).encode() + b"\n")


def ask(data: Path, name: str, arguments: Arguments) -> str | None:
    """The answer of the server that runs on this DATA; None when none does. Raises RuntimeError."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(60)
        try:
            connection.connect(_short(_path(data)))
        except (FileNotFoundError, ConnectionRefusedError):
            return None
        connection.sendall(json.dumps({"name": name, "arguments": dict(arguments)}).encode() + b"\n")
        answer = json.loads(_read_line(connection))
    if "error" in answer:
        raise RuntimeError(answer["error"])
    return str(answer["answer"])


def hold_writer_lock(data: Path) -> IO[str]:
    """The place of the one process that writes to DATA's SQLite file. Keep what it returns open."""
    file = (data / "writer.lock").open("a")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.close()
        raise AlreadyServing(f"another process is serving {data}") from error
    return file


def _path(data: Path) -> Path:
    return data / "control.sock"


def _short(path: Path) -> str:
    """A socket's address may have 107 bytes only, a folder's name more."""
    full = str(path)
    return full if len(full) < 100 else os.path.relpath(full)


def _read_line(connection: socket.socket) -> bytes:
    line = b""
    while not line.endswith(b"\n"):
        part = connection.recv(4096)
        if not part or len(line) > LIMIT:
            raise ConnectionError("the other side said half a line")
        line += part
    return line
