"""`/sw.js`: one classic script out of small pieces, joined once; and `/offline`, which it keeps.

The pieces share one scope, in this order. What the pages use too is an ES module in ``pwa/`` and becomes an object
of its name: `store.get(…)`.
"""

import hashlib
import json
import re
from functools import cache

from starlette.requests import Request
from starlette.responses import Response

from server.i18n.messages import sentence
from server.web.assets import ROOT, asset, current_build
from server.web.context import Parts
from server.web.pages import html

SHARED = ("store", "outbox", "subscription")  # pwa/<name>.js
PIECES = ("shell", "member", "pages", "purged", "replay", "push", "update")  # service_worker/<name>.js
KILL = ROOT / "service_worker" / "kill.js"
OFFLINE = "/offline"

# What a page of a signed-in person and /offline need, and nothing of the room: without a network there is none.
SHELL_FILES = (
    "css/app.css",
    "fonts/be-vietnam-pro-400.woff2",
    "fonts/be-vietnam-pro-700.woff2",
    "icons/mark.svg",
    "icons/sprite.svg",
    "pwa/app.js",
    "pwa/enter.js",
    "pwa/filled.js",
    "pwa/http.js",
    "pwa/install.js",
    "pwa/kept.js",
    "pwa/leaving.js",
    "pwa/lists.js",
    "pwa/look.js",
    "pwa/messages.js",
    "pwa/offline.js",
    "pwa/outbox.js",
    "pwa/press.js",
    "pwa/read_aloud.js",
    "pwa/reminders.js",
    "pwa/saving.js",
    "pwa/say.js",
    "pwa/sentences.js",
    "pwa/store.js",
    "pwa/subscription.js",
    "pwa/time.js",
    "pwa/update.js",
    "pwa/waiting.js",
    "pwa/worker.js",
)

_EXPORT = re.compile(r"^export (?:async )?(?:function|const|class) (\w+)", re.MULTILINE)
_IMPORT = re.compile(r'^import (\{[^}]*\}) from "\./(\w+)\.js";$', re.MULTILINE)


def as_object(name: str, module: str) -> str:
    """An ES module as a constant of its name. It may import only what stands before it."""
    names = ", ".join(_EXPORT.findall(module))
    body = _IMPORT.sub(r"const \1 = \2;", module)
    body = re.sub(r"^export ", "", body, flags=re.MULTILINE)
    return f"const {name} = (() => {{\n{body}return {{ {names} }};\n}})();\n"


@cache
def offline_html() -> str:
    """The same for everybody: it is fetched without a cookie and says nothing of a person by itself."""
    return html("offline/page.html", title=sentence("title_offline"), viewer=None, notice=None, tab="")


@cache
def script() -> str:
    shared = [as_object(name, (ROOT / "pwa" / f"{name}.js").read_text(encoding="utf-8")) for name in SHARED]
    pieces = [(ROOT / "service_worker" / f"{name}.js").read_text(encoding="utf-8") for name in PIECES]
    body = "".join(shared + pieces)
    files = [OFFLINE, *map(asset, SHELL_FILES)]
    version = hashlib.sha256("\0".join((body, offline_html(), *files)).encode()).hexdigest()[:12]
    facts = {"version": version, "build": current_build().id, "files": files}
    return f'"use strict";\nconst facts = {json.dumps(facts)};\n{body}'


def worker(request: Request) -> Response:
    """Asked for without a cookie's help, so that a phone that is signed out gets the next version too."""
    parts: Parts = request.app.state.parts
    content = script() if parts.settings.has_worker else KILL.read_text(encoding="utf-8")
    headers = {"Cache-Control": "no-cache", "Service-Worker-Allowed": "/"}
    return Response(content, media_type="text/javascript", headers=headers)


def offline_page(_request: Request) -> Response:
    return Response(offline_html(), media_type="text/html", headers={"Cache-Control": "no-cache"})


worker.action = offline_page.action = "public"  # type: ignore[attr-defined]  # read by the test of all routes
