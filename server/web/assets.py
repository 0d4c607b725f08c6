"""Static files under a build id, a hash over all of them: a file that changes gets a new address.

``static/`` is served at ``/static/<build>/`` and ``pwa/`` at ``/static/<build>/pwa/``. The current
build lives in memory; earlier ones stay in ``DATA/builds`` for 30 days, because a phone may hold
a page of last week that asks for its own style and script.
"""

import gzip
import hashlib
import os
import re
import shutil
import tempfile
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from server import clock

ROOT = Path(__file__).resolve().parents[2]
KEPT_FOR = timedelta(days=30)

# Only these are served: a note or a tool that lies in the folders is nobody's business.
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".ico": "image/x-icon",
    ".png": "image/png",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".wasm": "application/wasm",
}
# What every page needs, in the order of the cascade: joined, it is one request instead of eight.
APP_STYLE = ("tokens", "base", "frame", "components", "forms", "meeting", "room")
PRINT_STYLE = "print"

_COMPRESSED_ALREADY = frozenset({".ico", ".png", ".webp", ".woff2"})
_BUILD_ID = re.compile(r"[0-9a-f]{12}")
_HEADERS = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}


@dataclass(frozen=True, slots=True)
class StaticFile:
    body: bytes
    gzipped: bytes | None
    media_type: str


@dataclass(frozen=True, slots=True)
class Build:
    """Every file of one state of the folders, by the name that addresses use."""

    id: str
    files: dict[str, StaticFile]


def read_folders(folders: dict[str, Path]) -> dict[str, bytes]:
    """Every file that is served, by name; the keys of ``folders`` are the prefixes ("" and "pwa/")."""
    return {
        f"{prefix}{path.relative_to(folder).as_posix()}": path.read_bytes()
        for prefix, folder in folders.items()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix in TYPES
    }


def make_build(bodies: dict[str, bytes]) -> Build:
    digest = hashlib.sha256()
    for name, body in sorted(bodies.items()):
        digest.update(f"{name}\0{len(body)}\0".encode())
        digest.update(body)
    return Build(digest.hexdigest()[:12], {name: _static_file(name, body) for name, body in bodies.items()})


@lru_cache(maxsize=1)
def current_build() -> Build:
    """The build of this process: read once, because a running server never changes its files."""
    bodies = read_folders({"": ROOT / "static", "pwa/": ROOT / "pwa"})
    sheets = [bodies[f"css/{sheet}.css"] for sheet in APP_STYLE]
    paper = b"@media print {\n%s}\n" % bodies[f"css/{PRINT_STYLE}.css"]
    bodies["css/app.css"] = b"\n".join([*sheets, paper])
    return make_build(bodies)


def asset(name: str) -> str:
    """The address of a file. That every name a template asks for exists is held by a test."""
    return f"/static/{current_build().id}/{name}"


def keep_build(data: Path) -> None:
    """At start-up: put the current build beside the earlier ones and remove those retired long ago."""
    build, builds = current_build(), data / "builds"
    builds.mkdir(parents=True, exist_ok=True)
    if not (builds / build.id).exists():
        _write_build(build, builds)
    _retire_previous(build, builds)
    oldest = (clock.now() - KEPT_FOR).timestamp()
    for folder in builds.iterdir():
        if folder.is_dir() and folder.name != build.id and folder.stat().st_mtime < oldest:
            shutil.rmtree(folder, ignore_errors=True)


async def static_files(request: Request) -> Response:
    """``GET /static/{build}/{path:path}``: the current build from memory, an earlier one from its folder."""
    build_id, name = request.path_params["build"], request.path_params["path"]
    build = current_build()
    if build_id == build.id:
        found = build.files.get(name)
    else:
        builds: Path = request.app.state.parts.settings.data / "builds"
        found = await run_in_threadpool(_earlier, builds, build_id, name)
    if found is None:
        return Response(status_code=404)
    return _respond(found, request.headers.get("accept-encoding", ""))


static_files.action = "public"  # type: ignore[attr-defined]  # read by the test that every route declares one


def _static_file(name: str, body: bytes) -> StaticFile:
    suffix = Path(name).suffix
    packed = None if suffix in _COMPRESSED_ALREADY else gzip.compress(body, 9, mtime=0)
    return StaticFile(body, packed if packed and len(packed) < len(body) else None, TYPES[suffix])


def _respond(found: StaticFile, accepted: str) -> Response:
    if found.gzipped is not None and "gzip" in accepted:
        return Response(found.gzipped, headers=_HEADERS | {"Content-Encoding": "gzip"}, media_type=found.media_type)
    return Response(found.body, headers=_HEADERS, media_type=found.media_type)


def _earlier(builds: Path, build_id: str, name: str) -> StaticFile | None:
    """A file of an earlier build. The resolved path must lie inside it, whatever the name says."""
    if not _BUILD_ID.fullmatch(build_id) or "\0" in name:
        return None
    folder = (builds / build_id).resolve()
    path = (folder / name).resolve()
    if not path.is_relative_to(folder) or path.suffix not in TYPES or not path.is_file():
        return None
    return _static_file(path.name, path.read_bytes())


def _write_build(build: Build, builds: Path) -> None:
    """Written aside and renamed, so that a build is there as a whole or not at all."""
    aside = Path(tempfile.mkdtemp(prefix=".new-", dir=builds))
    for name, file in build.files.items():
        path = aside / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.body)
    try:
        aside.rename(builds / build.id)
    except OSError:
        # Another process of the same release was first.
        shutil.rmtree(aside, ignore_errors=True)


def _retire_previous(build: Build, builds: Path) -> None:
    """The 30 days of a build begin when the next one starts, however long it was the current one."""
    marker = builds / "current"
    previous = marker.read_text() if marker.exists() else ""
    if previous == build.id:
        return
    stamp = clock.now().timestamp()
    if _BUILD_ID.fullmatch(previous) and (builds / previous).is_dir():
        os.utime(builds / previous, (stamp, stamp))
    marker.write_text(build.id)
