"""An article is written, published, corrected and withdrawn."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection

from server.ids import new_id
from server.index.actions import Entry, Kind, put, remove
from server.ledger.transaction import Transaction
from server.news.clean import to_plain
from server.news.pictures import Picture
from server.news.queries import Article
from server.news.rules import (
    ArticleState,
    check_body,
    check_picture,
    check_publishable,
    check_revision,
    check_withdrawable,
)
from server.news.tables import articles


@dataclass(frozen=True, slots=True)
class Written:
    """What the editor's form says. ``picture`` None leaves the one that is there, unless it is to go."""

    title: str
    summary: str
    body: str
    public: bool
    picture: Picture | None
    without_picture: bool
    image_alt: str


def write(tx: Transaction, unit_id: UUID, written: Written) -> UUID:
    """A new draft: nobody reads it before it is published."""
    article_id = new_id()
    tx.db.execute(
        sa.insert(articles).values(
            id=article_id,
            unit_id=unit_id,
            state=ArticleState.DRAFT,
            revision=0,
            views=0,
            written_by=tx.actor.member_id,
            written_at=tx.now,
            **_values(written, has_picture=False),
        )
    )
    tx.trace("article_written", article_id, unit_id=unit_id)
    return article_id


def revise(tx: Transaction, article: Article, written: Written, *, seen: int) -> None:
    check_revision(seen=seen, current=article.revision)
    values = _values(written, has_picture=article.image_sha256 is not None)
    here = articles.c.id == article.id
    tx.db.execute(sa.update(articles).where(here).values(revision=article.revision + 1, **values))
    if article.state is ArticleState.PUBLISHED:
        _make_findable(tx.db, article, article.published_at or tx.now, written.title, written.summary, written.body)
    tx.trace("article_revised", article.id, unit_id=article.unit_id)


def _values(written: Written, *, has_picture: bool) -> dict[str, object]:
    picture = written.picture
    kept = has_picture and not written.without_picture
    check_body(written.body, to_plain(written.body))
    check_picture(has_picture=picture is not None or kept, alt=written.image_alt)
    values: dict[str, object] = {
        "title": written.title,
        "summary": written.summary,
        "body": written.body,
        "public": written.public,
        "image_alt": written.image_alt if picture is not None or kept else "",
    }
    if picture is not None or not kept:
        values["image_sha256"] = picture.sha256 if picture else None
        values["image_width"] = picture.width if picture else None
        values["image_height"] = picture.height if picture else None
    return values


def publish(tx: Transaction, article: Article) -> None:
    """A withdrawn one that comes back keeps the date at which it was first read; who publishes now answers."""
    check_publishable(article.state)
    at = article.published_at or tx.now
    values = {"state": ArticleState.PUBLISHED, "published_at": at, "published_by": tx.actor.member_id}
    tx.db.execute(sa.update(articles).where(articles.c.id == article.id).values(**values))
    _make_findable(tx.db, article, at, article.title, article.summary, article.body)
    tx.trace("article_published", article.id, unit_id=article.unit_id)


def withdraw(tx: Transaction, article: Article) -> None:
    check_withdrawable(article.state)
    withdrawn = ArticleState.WITHDRAWN
    tx.db.execute(sa.update(articles).where(articles.c.id == article.id).values(state=withdrawn))
    remove(tx.db, article.id)
    tx.trace("article_withdrawn", article.id, unit_id=article.unit_id)


def _make_findable(db: Connection, article: Article, at: datetime, title: str, summary: str, body: str) -> None:
    text = "\n".join(filter(None, (summary, to_plain(body), article.unit_name)))
    put(db, Entry(article.id, Kind.ARTICLE, article.unit_id, at, title, text))


def count_view(db: Connection, article_id: UUID) -> None:
    """How often a page was opened; nothing says by whom."""
    counted = sa.update(articles).where(articles.c.id == article_id).values(views=articles.c.views + 1)
    db.execute(counted)
