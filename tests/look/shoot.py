"""Renders the gallery and the sample pages as the product does, and takes their pictures into a folder.

.venv/bin/python tests/look/shoot.py [folder] [page ...]
"""

import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import uvicorn
from jinja2 import ChoiceLoader, FileSystemLoader
from playwright.sync_api import Browser, Page, sync_playwright
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

from server.web.assets import static_files  # noqa: E402
from server.web.headers import SecurityHeaders  # noqa: E402
from server.web.templates import make_environment  # noqa: E402
from tests.look import content  # noqa: E402

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--no-first-run"]
PHONE, LAPTOP, HALL = (360, 780), (1280, 800), (1920, 1080)
TITLES = {
    "gallery": "Sinh hoạt chi bộ tháng 11",
    "room": "Sinh hoạt chi bộ tháng 11",
    "vote": "Thông qua nghị quyết tháng 12?",
    "officer": "Sinh hoạt chi bộ tháng 11",
    "people": "Chi bộ thôn Đông",
}
# page, width and height, what the address asks for
SHOTS = [
    ("today", PHONE, ""),
    ("today", PHONE, "text=larger"),
    ("today", PHONE, "theme=dark"),
    ("today", LAPTOP, ""),
    ("room", PHONE, ""),
    ("room", PHONE, "text=larger"),
    ("room", PHONE, "theme=dark"),
    ("room", LAPTOP, ""),
    ("vote", PHONE, ""),
    ("vote", PHONE, "theme=dark"),
    ("vote", PHONE, "text=larger"),
    ("gallery", PHONE, ""),
    ("gallery", PHONE, "text=larger"),
    ("gallery", PHONE, "theme=dark"),
    ("gallery", LAPTOP, ""),
    ("officer", PHONE, ""),
    ("officer", LAPTOP, ""),
    ("officer", HALL, ""),
    ("people", PHONE, ""),
    ("people", LAPTOP, ""),
    ("enter", PHONE, ""),
    ("refusal", PHONE, ""),
    ("screen_vote", HALL, ""),
    ("screen_calm", HALL, ""),
    ("cards", LAPTOP, ""),
    ("minutes", LAPTOP, ""),
]
MEMBERS_PAGES = ("today", "room", "vote", "gallery", "officer", "people", "enter", "refusal")

CHECKS = (HERE / "checks.js").read_text()


def sample(request: Request) -> Response:
    """One sample page; ``?theme=dark&text=larger`` are the member's own settings."""
    name, asked = request.path_params["name"], request.query_params
    environment = make_environment()
    environment.loader = ChoiceLoader([environment.loader, FileSystemLoader(HERE)])
    shown = {
        "viewer": content.viewer(asked.get("theme", ""), asked.get("text", "")),
        "title": TITLES.get(name, "Hôm nay"),
        "tab": "today" if name == "today" else "meetings",
        "notice": None,
        "now": content.NOW,
        **content.everything(),
    }
    template = f"{name}.html"
    if name == "enter":
        template, shown = "accounts/enter.html", shown | {"viewer": None, "title": "Vào Sổ tay", "next": "/"}
    if name == "refusal":
        template, shown = "errors/page.html", shown | content.REFUSAL
    return HTMLResponse(environment.get_template(template).render(**shown))


@contextmanager
def serving() -> Iterator[str]:
    """The pages on a free port of this machine, with the product's own headers."""
    app = Starlette(
        routes=[Route("/look/{name}", sample), Route("/static/{build}/{path:path}", static_files)],
        middleware=[Middleware(SecurityHeaders)],
    )
    app.state.parts = SimpleNamespace(settings=SimpleNamespace(data=Path("/nonexistent")))
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/look/"
    server.should_exit = True
    thread.join()


@contextmanager
def browsing() -> Iterator[Browser]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def complaints(page: Page) -> list[str]:
    """What measuring finds: too wide, too small to press, too pale or too small to read."""
    found: list[str] = page.evaluate(CHECKS)
    return found


def shoot(browser: Browser, address: str, size: tuple[int, int], picture: Path) -> list[str]:
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    page.goto(address)
    page.screenshot(path=picture, full_page=size != HALL)
    if picture.stem.startswith(("cards", "minutes")):
        page.pdf(path=picture.with_suffix(".pdf"), prefer_css_page_size=True)
    found = complaints(page)
    page.close()
    return found


def too_wide_at_twice_the_text(browser: Browser, address: str, picture: Path | None = None) -> list[str]:
    """WCAG 1.4.4 and 1.4.10: 320 px wide, text at 200 %, and nothing to scroll sideways."""
    page = browser.new_page(viewport={"width": 320, "height": 640})
    page.goto(address)
    page.evaluate("document.documentElement.style.fontSize = '250%'")
    found = [one for one in complaints(page) if one.startswith("too wide")]
    if picture is not None:
        page.screenshot(path=picture, full_page=True)
    page.close()
    return found


def main(folder: Path, wanted: list[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with serving() as base, browsing() as browser:
        for name, size, asked in SHOTS:
            if not wanted or name in wanted:
                ending = f"-{asked.split('=')[1]}" if asked else ""
                found = shoot(browser, f"{base}{name}?{asked}", size, folder / f"{name}-{size[0]}{ending}.png")
                print(name, size[0], asked, *found, sep="\n  ")
        for name in MEMBERS_PAGES:
            if not wanted or name in wanted:
                found = too_wide_at_twice_the_text(browser, f"{base}{name}", folder / f"{name}-320-200.png")
                print(name, "320 at 200 %", *found, sep="\n  ")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "/tmp/look"), sys.argv[2:])
