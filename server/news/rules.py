"""States of an article, and what it must have. Standard library only."""

from enum import StrEnum

from server.errors import Conflict, Invalid


class ArticleState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Audience(StrEnum):
    """``PUBLIC``: everybody on the internet; ``INTERNAL``: the members of the unit and of those below it."""

    INTERNAL = "internal"
    PUBLIC = "public"


class ArticleStateChanged(Conflict):
    code = "article_state"


class ArticleChanged(Conflict):
    """Somebody else saved meanwhile; both texts are kept for the person to compare."""

    code = "article_changed"


class ArticleEmpty(Invalid):
    code = "article_empty"


class ArticleTooLong(Invalid):
    code = "article_too_long"


class PictureWordsMissing(Invalid):
    code = "picture_words_missing"


MOST_BODY = 100_000  # characters of the cleaned page


def check_body(html: str, words: str) -> None:
    if not words:
        raise ArticleEmpty(field="body")
    if len(html) > MOST_BODY:
        raise ArticleTooLong(field="body", limit=MOST_BODY)


def check_picture(*, has_picture: bool, alt: str) -> None:
    """A picture without words is nothing to those who cannot see it."""
    if has_picture and not alt:
        raise PictureWordsMissing(field="image_alt")


def check_revision(*, seen: int, current: int) -> None:
    if seen != current:
        raise ArticleChanged


def check_publishable(state: ArticleState) -> None:
    if state is ArticleState.PUBLISHED:
        raise ArticleStateChanged


def check_withdrawable(state: ArticleState) -> None:
    if state is not ArticleState.PUBLISHED:
        raise ArticleStateChanged
