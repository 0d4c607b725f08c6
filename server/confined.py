"""Files that others made are opened in a child process with limits: a hostile one takes only the child along.

Size on the wire says nothing: one megabyte of a zip can hold a gigabyte. So a zip's own table of contents is
looked at first, and the memory and the time of the child have the last word.
"""

import contextlib
import io
import os
import resource
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

MEMORY = 512 * 1024 * 1024
SECONDS = 10
MAX_ENTRIES = 2_000
_ROOT = Path(__file__).resolve().parents[1]


class CannotOpen(Exception):
    """The file broke its reader, or asked for more than it may have. Never reaches a person as such."""


def names_in_zip(data: bytes, most_bytes: int) -> frozenset[str]:
    """The names in a zip that says it unpacks to no more than this."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise CannotOpen from error
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > most_bytes:
        raise CannotOpen
    return frozenset(entry.filename for entry in entries)


def run_confined(module: str, data: bytes, *arguments: str) -> bytes:
    """What the module writes when it is run on these bytes. The child knows nothing of our environment."""
    path = os.pathsep.join([str(_ROOT), *filter(None, sys.path)])
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module; the file arrives as input
            [sys.executable, "-B", "-m", module, *arguments],
            input=data,
            capture_output=True,
            timeout=SECONDS * 2,
            env={"PYTHONPATH": path},
            check=True,
        )
    except subprocess.SubprocessError as error:
        raise CannotOpen from error
    return done.stdout


@contextlib.contextmanager
def confinement() -> Iterator[bytes]:
    """In the child: give up rights first, then hand over the file. Any failure is a plain exit code."""
    for limit, value in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (value, value))
    try:
        yield sys.stdin.buffer.read()
    except Exception:
        sys.exit(1)
