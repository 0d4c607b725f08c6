"""A page: a template, what every page knows, and how long it may be kept."""

from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from server.actor import Actor
from server.i18n.messages import known, sentence
from server.ids import new_id
from server.web.context import View
from server.web.templates import render


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
    content = html(
        template,
        title=heading or sentence(f"title_{title}"),
        tab=tab,
        viewer=viewer_of(view.visitor),
        notice=notice,
        now=view.now,
        here=view.request.scope["path"],
        **context,
    )
    return Response(content, media_type="text/html", headers=_keeping(keep))


def page_number(view: View) -> int:
    """Which page of a long list the address asks for; anything odd is the first."""
    asked = view.request.query_params.get("page", "1")
    return max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1


def _keeping(seconds: int) -> dict[str, str]:
    if not seconds:
        return {"Cache-Control": "no-store"}
    return {"Cache-Control": "private, no-cache", "X-Offline": str(seconds)}
