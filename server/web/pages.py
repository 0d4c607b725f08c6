"""A page: a template, what every page knows, and how long it may be kept."""

from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from server.actor import Actor
from server.i18n.messages import known, sentence
from server.ids import new_id
from server.web.browsers import chrome_address, in_app, phone_system
from server.web.context import View
from server.web.identity import user_of
from server.web.templates import render

# For how long a phone may show its copy.
WEEK, MONTH = 7 * 86_400, 30 * 86_400


@dataclass(frozen=True, slots=True)
class Notice:
    kind: str  # ok | warn | refused
    text: str


@dataclass(frozen=True, slots=True)
class Viewer:
    """What the layouts know of the person."""

    member_id: str
    name: str
    given_name: str
    unit_id: str
    unit_name: str
    is_officer: bool
    help_phone: str | None
    theme: str
    text: str


def viewer_of(actor: Actor | None) -> Viewer | None:
    if actor is None:
        return None
    theme, text = actor.preferences
    return Viewer(
        member_id=str(actor.member_id),
        name=actor.name,
        given_name=actor.given_name,
        unit_id=str(actor.unit_id),
        unit_name=actor.unit_name,
        is_officer=actor.is_officer,
        help_phone=actor.help_phone,
        theme=theme,
        text=text,
    )


def _notice(code: str) -> Notice | None:
    """What the last command said: only sentences made for this, never a text from the address."""
    if not known(code) or not code.startswith(("done_", "not_done_")):
        return None
    return Notice("ok" if code.startswith("done_") else "refused", sentence(code))


def html(template: str, **context: Any) -> str:
    context.setdefault("new_command_id", new_id)
    return render(template, **context)


def page(
    view: View, template: str, *, title: str, tab: str = "", heading: str = "", keep: int = 0, **context: Any
) -> Response:
    """Render for this person. ``title`` names a sentence, ``heading`` is a title that data gave.

    ``keep``: for how many seconds the phone of this member may show its copy without a network; 0 is never.
    """
    code = view.request.query_params.get("n", "")
    notice = _notice(code)
    settings = view.parts.settings
    user = user_of(settings.secret_key, view.visitor)
    content = html(
        template,
        title=heading or sentence(f"title_{title}"),
        tab=tab,
        viewer=viewer_of(view.visitor),
        notice=notice,
        now=view.now,
        here=view.request.scope["path"],
        user=user,
        has_worker=settings.has_worker,
        browser=browser_of(view),
        **context,
    )
    # A notice is said once: the page that carries it is not the one to keep.
    headers = {"X-User": user} | keeping(0 if notice else keep)
    return Response(content, media_type="text/html", headers=headers)


def page_number(view: View) -> int:
    """Which page of a long list the address asks for; anything odd is the first."""
    asked = view.request.query_params.get("page", "1")
    return max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1


@dataclass(frozen=True, slots=True)
class Browser:
    """``inside`` names the app whose window this is; ``address`` is this page, ``chrome`` the way to it in Chrome."""

    inside: str
    system: str
    address: str
    chrome: str


def browser_of(view: View) -> Browser:
    agent = view.request.headers.get("user-agent", "")
    origin = view.parts.settings.public_origin or str(view.request.base_url).rstrip("/")
    path = view.request.url.path
    return Browser(in_app(agent), phone_system(agent), origin + path, chrome_address(origin, path))


def keeping(seconds: int) -> dict[str, str]:
    """`no-store` for the browser's own cache, which would show a page again after signing out; the worker keeps."""
    return {"Cache-Control": "no-store"} | ({"X-Offline": str(seconds)} if seconds else {})
