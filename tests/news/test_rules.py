"""States of an article and what it must have."""

import pytest

from server.news.rules import (
    MOST_BODY,
    ArticleChanged,
    ArticleEmpty,
    ArticleState,
    ArticleStateChanged,
    ArticleTooLong,
    PictureWordsMissing,
    check_body,
    check_picture,
    check_publishable,
    check_revision,
    check_withdrawable,
)


def test_an_article_has_words_and_an_end() -> None:
    check_body("<p>Một</p>", "Một")
    with pytest.raises(ArticleEmpty):
        check_body("<p></p>", "")
    with pytest.raises(ArticleTooLong):
        check_body("x" * (MOST_BODY + 1), "x")


def test_a_picture_needs_words() -> None:
    check_picture(has_picture=False, alt="")
    check_picture(has_picture=True, alt="Kênh mương")
    with pytest.raises(PictureWordsMissing):
        check_picture(has_picture=True, alt="")


def test_who_saves_over_a_newer_text_is_told() -> None:
    check_revision(seen=3, current=3)
    with pytest.raises(ArticleChanged):
        check_revision(seen=2, current=3)


@pytest.mark.parametrize("state", ArticleState)
def test_what_is_published_is_withdrawn_and_what_is_not_is_published(state: ArticleState) -> None:
    allowed, refused = (
        (check_withdrawable, check_publishable)
        if state is ArticleState.PUBLISHED
        else (check_publishable, check_withdrawable)
    )
    allowed(state)
    with pytest.raises(ArticleStateChanged):
        refused(state)
