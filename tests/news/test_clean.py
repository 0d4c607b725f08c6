"""Whatever an editor's page sends, only a short list of tags is stored."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.news.clean import clean_body, from_plain, to_plain
from tests.news.hostile import PAYLOADS

TAGS = {"p", "br", "h2", "h3", "strong", "em", "ul", "ol", "li", "blockquote", "a"}
LINK = re.compile(r'<a(?: href="https://[^"<>]*")? rel="noopener noreferrer nofollow">')


def check_short_list(html: str) -> None:
    for tag in re.findall(r"<[^>]*>", html):
        name = re.fullmatch(r"</?([a-z0-9]+)( [^>]*)?>", tag)
        assert name is not None, tag
        assert name[1] in TAGS, tag
        assert name[2] is None or LINK.fullmatch(tag), tag


def test_there_are_payloads_enough() -> None:
    assert len(set(PAYLOADS)) >= 80


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_of_a_hostile_text_but_words_and_the_short_list(payload: str) -> None:
    once = clean_body(payload)
    check_short_list(once)
    assert clean_body(once) == once


PARTS = st.sampled_from(
    [
        *("<p>", "</p>", "<div>", "</div>", "<h1>", "</h1>", "<b>", "</b>", "<i>", "</i>", "<li>", "<ul>", "</ul>"),
        *("<a href='https://x.vn'>", "</a>", "<br>", "<blockquote>", "<table>", "<td>", "<svg>", "<math>", "<style>"),
        *("</style>", "<!--", "-->", "&nbsp;", "&lt;", "&", "chữ", " ", "\n", "<script>", "</script>", "<img src=x>"),
        *PAYLOADS[::9],
    ]
)


@settings(max_examples=400)
@given(st.lists(PARTS | st.text(max_size=4), max_size=12).map("".join))
def test_doing_it_twice_is_doing_it_once(html: str) -> None:
    once = clean_body(html)
    check_short_list(once)
    assert clean_body(once) == once


def test_what_the_editor_makes_stays_as_it_is() -> None:
    html = "<p>Một <strong>hai</strong> <em>ba</em></p><h2>Bốn</h2><ul><li>Năm</li></ul><blockquote>Sáu</blockquote>"
    assert clean_body(html) == html


def test_other_names_for_the_same_become_ours_and_empty_lines_go() -> None:
    html = "<div>Một<br></div><div><br></div><h1>Hai</h1><b>ba</b><i></i>"
    assert clean_body(html) == "<p>Một<br></p><h2>Hai</h2><strong>ba</strong>"


def test_an_empty_line_ends_a_paragraph_and_what_was_bold_stays_bold() -> None:
    assert clean_body("<div>Một<br><br>hai<br>ba</div>") == "<p>Một</p><p>hai<br>ba</p>"
    assert (
        clean_body("<div><b>Một<br><br><br>hai</b></div>") == "<p><strong>Một</strong></p><p><strong>hai</strong></p>"
    )


def test_plain_text_becomes_paragraphs_and_comes_back() -> None:
    text = "Một < hai & ba\ndòng hai\n\nĐoạn sau"
    html = from_plain(text)
    assert html == "<p>Một &lt; hai &amp; ba<br>dòng hai</p><p>Đoạn sau</p>"
    assert to_plain(html) == text


@given(st.text("abcđ<>&\n ", max_size=60))
def test_plain_text_is_never_markup(text: str) -> None:
    assert to_plain(from_plain(to_plain(from_plain(text)))) == to_plain(from_plain(text))
    check_short_list(from_plain(text))
