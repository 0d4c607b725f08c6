"""Named reads of articles."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection

from server.clock import local_date
from server.errors import NotFound
from server.members.tables import members
from server.news.rules import ArticleState
from server.news.tables import articles
from server.units.queries import Asking
from server.units.rules import Action, Resource, decide
from server.units.tables import units

PAGE = 20


@dataclass(frozen=True, slots=True)
class Headline:
    """What a list shows."""

    id: UUID
    unit_id: UUID
    unit_name: str
    owner_id: UUID
    owner_path: str
    state: ArticleState
    public: bool
    title: str
    summary: str
    written_at: datetime
    published_at: datetime | None

    @property
    def address(self) -> str:
        return f"/news/{self.id}"


@dataclass(frozen=True, slots=True)
class Article(Headline):
    body: str
    revision: int
    image_sha256: str | None
    image_width: int | None
    image_height: int | None
    image_alt: str
    views: int
    published_by_name: str | None


_HEAD_NAMES = ("id", "unit_id", "state", "public", "title", "summary", "written_at", "published_at")
_UNIT = (units.c.name.label("unit_name"), units.c.owner_id, units.c.owner_path)
_HEAD = (*(articles.c[name] for name in _HEAD_NAMES), *_UNIT)
_REST_NAMES = ("body", "revision", "image_sha256", "image_width", "image_height", "image_alt", "views")
_REST = (*(articles.c[name] for name in _REST_NAMES), members.c.name.label("published_by_name"))


def _select(*columns: sa.ColumnElement[Any]) -> sa.Select[*tuple[Any, ...]]:
    return sa.select(*columns).join_from(articles, units, units.c.id == articles.c.unit_id)


def _headline(row: sa.Row[*tuple[Any, ...]]) -> Headline:
    values = row._asdict()
    return Headline(**{**values, "state": ArticleState(values["state"])})


def find_article(db: Connection, article_id: UUID) -> Article | None:
    found = _select(*_HEAD, *_REST).join(members, members.c.id == articles.c.published_by, isouter=True)
    row = db.execute(found.where(articles.c.id == article_id)).one_or_none()
    if row is None:
        return None
    values = row._asdict()
    return Article(**{**values, "state": ArticleState(values["state"])})


def article_for(context: Asking, article_id: UUID, action: Action) -> Article:
    """The only door of members. What is not published is there for the editors of its unit and for nobody else."""
    context.authorised.add(action)
    article = find_article(context.db, article_id)
    if article is None:
        raise NotFound
    hidden = article.state is not ArticleState.PUBLISHED
    if not may(context, article, Action.NEWS_WRITE if hidden else action):
        raise NotFound
    return article


def may(context: Asking, article: Headline, action: Action) -> bool:
    return decide(context.actor, action, Resource(article.owner_id, article.owner_path), local_date(context.now))


def public_article(db: Connection, article_id: UUID) -> Article:
    """The only door of everybody else."""
    article = find_article(db, article_id)
    if article is None or not article.public or article.state is not ArticleState.PUBLISHED:
        raise NotFound
    return article


_NEWEST = (articles.c.published_at.desc(), articles.c.id.desc())
_PUBLISHED = articles.c.state == ArticleState.PUBLISHED


def list_news(db: Connection, unit_ids: Collection[UUID], *, most: int = PAGE, page: int = 1) -> list[Headline]:
    """Newest first, of these units. Asked for one more than shown, a list knows whether there is another page."""
    shown = _PUBLISHED & units.c.owner_id.in_(unit_ids)
    rows = db.execute(_select(*_HEAD).where(shown).order_by(*_NEWEST).limit(most).offset((page - 1) * PAGE))
    return [_headline(row) for row in rows]


def list_public(db: Connection, *, page: int) -> list[Headline]:
    shown = _PUBLISHED & articles.c.public
    rows = db.execute(_select(*_HEAD).where(shown).order_by(*_NEWEST).limit(PAGE + 1).offset((page - 1) * PAGE))
    return [_headline(row) for row in rows]


def list_unpublished(db: Connection, unit_ids: Collection[UUID]) -> list[Headline]:
    """What the editors of these units work on, and what they took back."""
    hidden = (articles.c.state != ArticleState.PUBLISHED) & units.c.owner_id.in_(unit_ids)
    rows = db.execute(_select(*_HEAD).where(hidden).order_by(articles.c.written_at.desc(), articles.c.id).limit(50))
    return [_headline(row) for row in rows]


def lock_article(db: Connection, article_id: UUID) -> None:
    """Two editors who press at one moment come one after the other."""
    db.execute(sa.select(articles.c.id).where(articles.c.id == article_id).with_for_update())
