"""News: read by members down the tree and, where it is meant for them, by everybody; written by the editors."""

import hashlib
import secrets
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from starlette.responses import Response

from server.clock import local_date
from server.db.files import store_file
from server.errors import Busy, NotFound
from server.i18n.messages import sentence
from server.ledger.transaction import Answer, Transaction
from server.news import actions, queries
from server.news.actions import Written
from server.news.clean import clean_body, from_plain, to_plain
from server.news.pictures import Picture, accept_picture
from server.news.queries import PAGE, Article, Headline, article_for, public_article
from server.news.rules import MOST_BODY, ArticleState, Audience
from server.units.queries import Unit, held_units, list_units, unit_for
from server.units.rules import Action, units_read_from
from server.web.context import View
from server.web.endpoint import PUBLIC, Call, command, view
from server.web.files import send_file
from server.web.forms import Form
from server.web.headers import policy_with_style
from server.web.pages import WEEK, browser_of, html, page, page_number

PUBLIC_FOR = 60  # seconds that anybody on the way may keep a public page: a withdrawal is soon seen


# --- members read ---------------------------------------------------------------------------


def newest_for(view: View, most: int) -> list[Headline]:
    """Of all levels above the reader and of the own unit."""
    return queries.list_news(view.db, units_read_from(view.actor, local_date(view.now)), most=most)


def show_news(view: View) -> Response:
    number = page_number(view)
    readable = units_read_from(view.actor, local_date(view.now))
    levels = sorted(list_units(view.db, readable), key=lambda one: one.path)
    level = next((one for one in levels if str(one.id) == view.request.query_params.get("unit")), None)
    found = queries.list_news(view.db, [level.id] if level else readable, most=PAGE + 1, page=number)
    edited = _edited_units(view)
    return page(
        view,
        "news/list.html",
        title="news",
        tab="today",
        keep=WEEK,
        articles=found[:PAGE],
        number=number,
        more=len(found) > PAGE,
        levels=levels,
        level=level,
        edited=edited,
        unpublished=queries.list_unpublished(view.db, [one.id for one in edited]),
    )


def _edited_units(view: View) -> list[Unit]:
    return held_units(view, Action.NEWS_WRITE)


def show_article(view: View) -> Response:
    article = article_for(view, view.uuid("article_id"), Action.NEWS_READ)
    if view.request.method == "GET":
        _count(view, article.id)
    return page(
        view,
        "news/show.html",
        title="article",
        heading=article.title,
        tab="today",
        keep=WEEK,
        article=article,
        image=f"{article.address}/image?v={(article.image_sha256 or '')[:8]}",
        public_address=browser_of(view).address.replace("/news/", "/public/", 1),
        may_write=queries.may(view, article, Action.NEWS_WRITE),
    )


def _count(view: View, article_id: UUID) -> None:
    """Not waited for: a number that is one too small harms nobody. Strangers are not counted: their pages are kept
    on the way, and nobody outside shall be able to make the writer work."""
    with suppress(Busy):
        view.parts.writer.submit(None, lambda db, _now: actions.count_view(db, article_id))


def show_image(view: View) -> Response:
    article = article_for(view, view.uuid("article_id"), Action.NEWS_READ)
    return _image(view, article, keep=WEEK)


def _image(view: View, article: Article, *, keep: int) -> Response:
    if article.image_sha256 is None:
        raise NotFound
    return send_file(view, article.image_sha256, "webp", "anh.webp", keep=keep)


# --- everybody reads ------------------------------------------------------------------------


def show_public_list(view: View) -> Response:
    number = page_number(view)
    found = queries.list_public(view.db, page=number)
    context = {"articles": found[:PAGE], "number": number, "more": len(found) > PAGE}
    return _public_page(view, "news/public_list.html", sentence("title_public"), **context)


def show_public(view: View) -> Response:
    article = public_article(view.db, view.uuid("article_id"))
    image = f"/public/{article.id}/image?v={(article.image_sha256 or '')[:8]}"
    origin = view.parts.settings.public_origin or ""  # never from the request: the page may be kept on the way
    return _public_page(view, "news/public.html", article.title, article=article, image=image, origin=origin)


def _public_page(view: View, template: str, title: str, **context: object) -> Response:
    """The same for everybody, signed in or not, so that it may be kept on the way; letters as large as it is asked."""
    asked = view.request.query_params.get("text", "")
    letters = asked if asked in ("large", "larger") else ""
    content = html(template, title=title, tab="", viewer=None, notice=None, letters=letters, **context)
    tag = f'"{hashlib.sha256(content.encode()).hexdigest()[:20]}"'
    headers = {"Cache-Control": f"public, max-age={PUBLIC_FOR}", "ETag": tag}
    if view.request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type="text/html", headers=headers)


def show_public_image(view: View) -> Response:
    response = _image(view, public_article(view.db, view.uuid("article_id")), keep=0)
    del response.headers["X-User"]
    response.headers["Cache-Control"] = f"public, max-age={PUBLIC_FOR}"
    return response


# --- editors write --------------------------------------------------------------------------


def show_new(view: View) -> Response:
    unit = unit_for(view, view.uuid("unit_id"), Action.NEWS_WRITE)
    return _editor(view, unit.name, f"/units/{unit.id}/news", None)


def show_edit(view: View) -> Response:
    article = article_for(view, view.uuid("article_id"), Action.NEWS_WRITE)
    return _editor(view, article.unit_name, article.address, article)


def _editor(view: View, unit_name: str, post_to: str, article: Article | None) -> Response:
    nonce = secrets.token_urlsafe(16)
    response = page(
        view,
        "news/edit.html",
        title="write_article",
        tab="today",
        nonce=nonce,
        unit_name=unit_name,
        post_to=post_to,
        article=article,
        plain=to_plain(article.body) if article else "",
    )
    response.headers["Content-Security-Policy"] = policy_with_style(nonce)  # the editor brings a style of its own
    return response


@dataclass(frozen=True, slots=True)
class Prepared:
    body: str
    picture: Picture | None


def prepare_new(view: View, form: Form) -> Prepared:
    unit_for(view, view.uuid("unit_id"), Action.NEWS_WRITE)
    return _prepared(view, form, None)


def prepare_edit(view: View, form: Form) -> Prepared:
    return _prepared(view, form, article_for(view, view.uuid("article_id"), Action.NEWS_WRITE))


def _prepared(view: View, form: Form, article: Article | None) -> Prepared:
    """Clean the text and draw the picture anew, outside the transaction."""
    upload = next(iter(form.uploads("image")), None)
    picture = accept_picture(upload.data, upload.filename) if upload else None
    if picture is not None:
        store_file(view.parts.settings.files, picture.sha256, picture.webp)
    return Prepared(_body(form, article), picture)


def _body(form: Form, article: Article | None) -> str:
    """From the editor as HTML, from the plain field as text; a text that was left as it was keeps its form."""
    if form.has("html"):
        return clean_body(form.text("html", limit=MOST_BODY * 3))
    text = form.text("body", limit=MOST_BODY)
    return article.body if article and text == to_plain(article.body) else from_plain(text)


def _written(call: Call) -> Written:
    prepared: Prepared = call.prepared
    return Written(
        title=call.form.text("title"),
        summary=call.form.text("summary", required=False, limit=500),
        body=prepared.body,
        public=call.form.choice("audience", Audience) is Audience.PUBLIC,
        picture=prepared.picture,
        without_picture=call.form.has("without_picture"),
        image_alt=call.form.text("image_alt", required=False, limit=300),
    )


def write(tx: Transaction, call: Call) -> Answer:
    unit = unit_for(tx, call.uuid("unit_id"), Action.NEWS_WRITE)
    article_id = actions.write(tx, unit.id, _written(call))
    return Answer(f"/news/{article_id}", "done_article_saved")


def _article(tx: Transaction, call: Call) -> Article:
    queries.lock_article(tx.db, call.uuid("article_id"))
    return article_for(tx, call.uuid("article_id"), Action.NEWS_WRITE)


def revise(tx: Transaction, call: Call) -> Answer:
    article = _article(tx, call)
    actions.revise(tx, article, _written(call), seen=call.form.integer("seen", least=0, most=999_999))
    is_read = article.state is ArticleState.PUBLISHED
    return Answer(article.address, "done_article_corrected" if is_read else "done_article_saved")


def publish(tx: Transaction, call: Call) -> Answer:
    article = _article(tx, call)
    actions.publish(tx, article)
    return Answer(article.address, "done_article_published")


def withdraw(tx: Transaction, call: Call) -> Answer:
    article = _article(tx, call)
    actions.withdraw(tx, article)
    return Answer(article.address, "done_article_withdrawn")


_A, _P, _U = "/news/{article_id:uuid}", "/public/{article_id:uuid}", "/units/{unit_id:uuid}"
routes = [
    view("/news", show_news, "self"),
    view(_A, show_article, Action.NEWS_READ),
    view(f"{_A}/image", show_image, Action.NEWS_READ),
    view("/public", show_public_list, PUBLIC),
    view(_P, show_public, PUBLIC),
    view(f"{_P}/image", show_public_image, PUBLIC),
    view(f"{_U}/news/new", show_new, Action.NEWS_WRITE, name="show_new_article"),
    command(f"{_U}/news", write, Action.NEWS_WRITE, prepare=prepare_new, name="write_article"),
    view(f"{_A}/edit", show_edit, Action.NEWS_WRITE),
    command(_A, revise, Action.NEWS_WRITE, prepare=prepare_edit, name="revise_article"),
    command(f"{_A}/publication", publish, Action.NEWS_WRITE, name="publish_article"),
    command(f"{_A}/withdrawal", withdraw, Action.NEWS_WRITE, name="withdraw_article"),
]
