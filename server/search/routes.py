"""One box for articles, documents and the person's own meetings, with or without tone marks."""

from dataclasses import dataclass

from starlette.responses import Response

from server.clock import local_date
from server.i18n.text import clean
from server.index.actions import Kind
from server.index.queries import Hit
from server.index.rules import ask
from server.search.queries import MOST, search
from server.search.rules import Piece, mark, passage
from server.units.queries import get_unit
from server.web.context import View
from server.web.endpoint import view
from server.web.pages import page

LONGEST = 200  # characters of a question
_PLACES = {Kind.ARTICLE: "/news", Kind.DOCUMENT: "/documents", Kind.MEETING: "/meetings"}


@dataclass(frozen=True, slots=True)
class Found:
    kind: Kind
    address: str
    title: list[Piece]
    passage: list[Piece]
    hit: Hit
    unit_name: str


def show_search(view: View) -> Response:
    text = clean(view.request.query_params.get("q", ""))[:LONGEST]
    kind = next((one for one in Kind if one == view.request.query_params.get("kind")), None)
    hits = search(view.db, view.actor, text, local_date(view.now), kind=kind) if text else []
    words = ask(text).folded
    names = {unit_id: get_unit(view.db, unit_id).name for unit_id in {one.unit_id for one in hits}}
    return page(
        view,
        "search/show.html",
        title="search",
        asked=text,
        kind=kind,
        kinds=list(Kind),
        found=[_found(one, words, names[one.unit_id]) for one in hits],
        most=MOST,
    )


def _found(hit: Hit, words: tuple[str, ...], unit_name: str) -> Found:
    kind = Kind(hit.kind)
    address = f"{_PLACES[kind]}/{hit.subject_id}"
    return Found(kind, address, mark(hit.title, words), passage(hit.text, words), hit, unit_name)


routes = [view("/search", show_search, "self")]
