"""Static files: addresses that change with the content, earlier builds, and nothing outside them."""

import asyncio
import gzip
import os
import re
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from server import clock
from server.web import assets
from server.web.assets import APP_STYLE, ROOT, asset, current_build, keep_build, make_build, read_folders, static_files

OLD = "0123456789ab"


class Client:
    """One GET at a time, straight into the route."""

    def __init__(self, data: Path) -> None:
        self.app = Starlette(routes=[Route("/static/{build}/{path:path}", static_files)])
        self.app.state.parts = SimpleNamespace(settings=SimpleNamespace(data=data))

    def get(self, address: str, headers: dict[str, str] | None = None) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
                return await client.get(address, headers=headers)

        return asyncio.run(ask())


@pytest.fixture
def client(tmp_path: Path) -> Client:
    return Client(tmp_path)


def old_file(data: Path, name: str, body: str) -> None:
    path = data / "builds" / OLD / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(body)


def test_another_byte_is_another_build() -> None:
    one, same, other = (make_build({"a.css": body}) for body in (b"a{}", b"a{}", b"b{}"))
    assert one.id == same.id != other.id
    assert re.fullmatch(r"[0-9a-f]{12}", one.id)


def test_another_name_is_another_build() -> None:
    assert make_build({"a.css": b"x", "b.css": b""}).id != make_build({"a.css": b"", "b.css": b"x"}).id


def test_only_known_kinds_of_files_are_served(tmp_path: Path) -> None:
    for name in ("a.css", "notes.md", "tool.py", "deep/b.js"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    assert set(read_folders({"pwa/": tmp_path})) == {"pwa/a.css", "pwa/deep/b.js"}


def test_the_styles_of_every_page_are_joined_in_the_order_of_the_cascade() -> None:
    joined = current_build().files["css/app.css"].body
    places = [joined.index((ROOT / f"static/css/{sheet}.css").read_bytes()) for sheet in APP_STYLE]
    assert places == sorted(places)


@pytest.mark.parametrize("path", sorted((ROOT / "templates").rglob("*.html")), ids=lambda path: path.name)
def test_every_file_that_a_template_asks_for_exists(path: Path) -> None:
    asked = set(re.findall(r"asset\('([^']+)'\)", path.read_text()))
    assert asked <= current_build().files.keys()


def test_a_file_is_kept_for_a_year_and_travels_compressed(client: Client) -> None:
    answer = client.get(asset("css/app.css"), headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.content == current_build().files["css/app.css"].body
    packed = current_build().files["css/app.css"].gzipped
    assert packed is not None
    assert gzip.decompress(packed) == answer.content


def test_who_does_not_ask_for_gzip_gets_the_plain_bytes(client: Client) -> None:
    answer = client.get(asset("icons/sprite.svg"), headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in answer.headers
    assert answer.headers["content-type"] == "image/svg+xml"


def test_fonts_are_not_compressed_twice(client: Client) -> None:
    answer = client.get(asset("fonts/be-vietnam-pro-400.woff2"), headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-type"] == "font/woff2"
    assert "content-encoding" not in answer.headers


def test_an_earlier_build_is_served_from_its_folder(client: Client, tmp_path: Path) -> None:
    old_file(tmp_path, "pwa/app.js", "import './old.js'")
    answer = client.get(f"/static/{OLD}/pwa/app.js")
    assert answer.text == "import './old.js'"
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"


@pytest.mark.parametrize(
    "name",
    [
        "..%2f..%2fsecret.txt",
        "%2e%2e/%2e%2e/secret.txt",
        "css/..%2f..%2f..%2fsecret.txt",
        "%2fetc%2fpasswd",
        "link.txt",
        "app.py",
        "nothing.css",
        "a%00.css",
        "",
    ],
)
def test_nothing_outside_a_build_is_served(client: Client, tmp_path: Path, name: str) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    old_file(tmp_path, "app.py", "code")
    (tmp_path / "builds" / OLD / "link.txt").symlink_to(tmp_path / "secret.txt")
    answer = client.get(f"/static/{OLD}/{name}")
    assert answer.status_code == 404
    assert answer.content == b""


@pytest.mark.parametrize("build", ["..", "0123456789AB", "current", "0123456789abc", "%2e%2e"])
def test_a_name_that_is_no_build_is_not_looked_up(client: Client, tmp_path: Path, build: str) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    assert client.get(f"/static/{build}/secret.txt").status_code == 404


def test_the_current_build_has_no_other_files(client: Client) -> None:
    assert client.get(asset("css/nothing.css")).status_code == 404
    assert client.get(asset("css/../../server/app.py")).status_code == 404


def test_a_start_keeps_the_current_build_whole(tmp_path: Path) -> None:
    keep_build(tmp_path)
    kept = tmp_path / "builds" / current_build().id
    files = {path.relative_to(kept).as_posix() for path in kept.rglob("*") if path.is_file()}
    assert files == current_build().files.keys()
    keep_build(tmp_path)
    assert sorted(path.name for path in (tmp_path / "builds").iterdir()) == sorted([kept.name, "current"])


def test_builds_retired_more_than_thirty_days_ago_go(tmp_path: Path) -> None:
    old_file(tmp_path, "a.css", "")
    stamp = (clock.now() - timedelta(days=31)).timestamp()
    os.utime(tmp_path / "builds" / OLD, (stamp, stamp))
    keep_build(tmp_path)
    assert not (tmp_path / "builds" / OLD).exists()


def test_the_thirty_days_begin_when_the_next_build_starts(tmp_path: Path) -> None:
    old_file(tmp_path, "a.css", "")
    (tmp_path / "builds" / "current").write_text(OLD)
    stamp = (clock.now() - timedelta(days=90)).timestamp()
    os.utime(tmp_path / "builds" / OLD, (stamp, stamp))
    keep_build(tmp_path)
    assert (tmp_path / "builds" / OLD).exists()
    assert (tmp_path / "builds" / "current").read_text() == current_build().id


def test_two_processes_that_start_together_leave_one_build(tmp_path: Path) -> None:
    (tmp_path / "builds").mkdir()
    assets._write_build(current_build(), tmp_path / "builds")
    assets._write_build(current_build(), tmp_path / "builds")
    assert [path.name for path in (tmp_path / "builds").iterdir()] == [current_build().id]
