"""The environment, the rules every template keeps, and the parts that forms are made of."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from jinja2 import DictLoader, TemplateNotFound, UndefinedError

from server.web import templates
from server.web.assets import ROOT
from server.web.templates import filesize, make_environment, render

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def text_of(path: Path) -> str:
    """A template without its comments."""
    return re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.DOTALL)


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Templates by name that `render` sees instead of the product's."""
    found: dict[str, str] = {}
    environment = make_environment()
    environment.loader = DictLoader(found)
    monkeypatch.setattr(templates, "_environment", environment)
    return found


def test_an_undefined_name_is_an_error(pages: dict[str, str]) -> None:
    pages["a.html"] = "{{ nobody }}"
    with pytest.raises(UndefinedError):
        render("a.html")


def test_what_people_wrote_is_escaped(pages: dict[str, str]) -> None:
    pages["a.html"] = "<p>{{ said }}</p>"
    assert render("a.html", said="<script>") == "<p>&lt;script&gt;</p>"


def test_a_block_rendered_alone_is_a_part_of_the_page(pages: dict[str, str]) -> None:
    pages["layout.html"] = "<main>{% block content %}{% endblock %}</main>"
    pages["words.html"] = "{% macro word(text) %}<b>{{ text }}</b>{% endmacro %}"
    pages["a.html"] = (
        '{% extends "layout.html" %}{% block content %}<i>one</i>'
        '{% block part %}{% from "words.html" import word %}{{ word(said) }}{% endblock %}{% endblock %}'
    )
    part = render("a.html", "part", said="Lan")
    assert part == "<b>Lan</b>"
    assert part in render("a.html", said="Lan")


def test_a_block_rendered_alone_must_import_its_macros_itself(pages: dict[str, str]) -> None:
    pages["words.html"] = "{% macro word(text) %}{{ text }}{% endmacro %}"
    pages["a.html"] = '{% from "words.html" import word %}{% block part %}{{ word("x") }}{% endblock %}'
    with pytest.raises(UndefinedError):
        render("a.html", "part")


def test_a_page_or_block_that_is_missing_says_so(pages: dict[str, str]) -> None:
    pages["a.html"] = ""
    with pytest.raises(TemplateNotFound):
        render("b.html")
    with pytest.raises(KeyError):
        render("a.html", "part")


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "1 kB"), (840, "1 kB"), (48_200, "48 kB"), (999_600, "1 MB"), (1_240_000, "1,2 MB"), (25_000_000, "25 MB")],
)
def test_file_sizes_as_people_read_them(size: int, words: str) -> None:
    assert filesize(size) == words


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_compiles_and_keeps_the_rules(path: Path) -> None:
    make_environment().get_template(path.relative_to(ROOT / "templates").as_posix())
    text = text_of(path)
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style|javascript:", text), (
        "the policy refuses inline styles and scripts"
    )
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert not re.search(r'\sname="(id|action|method)"', text), "such a field hides the form's own property"
    assert not re.search(r"uỷ|hoá|thuỷ|Uỷ|Hoá|Thuỷ", text), "tone marks as official texts place them"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_sentence_shouts(path: Path) -> None:
    words = re.sub(r"\{[%{].*?[%}]\}|<!doctype html>", "", text_of(path), flags=re.DOTALL)
    assert "!" not in words


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_drawing_that_is_named_exists(path: Path) -> None:
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (ROOT / "static/icons/sprite.svg").read_text()))
    named = set(re.findall(r'\bicon\(\s*"([^"]+)"', text_of(path))) | set(
        re.findall(r'\bicon_name="([^"]+)"', text_of(path))
    )
    assert named <= drawn


def macro(file: str, call: str, **context: object) -> str:
    source = f'{{% import "macros/{file}.html" as m %}}{{{{ m.{call} }}}}'
    return make_environment().from_string(source).render(**context)


def test_a_field_ties_its_hint_and_error_to_itself() -> None:
    html = macro("forms", 'field("title", "Tên", hint="Ngắn", error="Chưa có tên")')
    assert '<label for="f-title">Tên</label>' in html
    assert 'aria-describedby="hint-title error-title" aria-invalid="true"' in html
    assert 'id="hint-title"' in html
    assert 'id="error-title"' in html
    assert " required" in html


def test_a_field_that_may_stay_empty_says_so() -> None:
    html = macro("forms", 'text_area("text", "Ý kiến", "<b>", required=false)')
    assert "(không bắt buộc)" in html
    assert " required" not in html
    assert "&lt;b&gt;" in html


def test_the_error_summary_leads_to_the_fields() -> None:
    assert 'href="#f-title"' in macro("forms", 'error_summary([("title", "Chưa có tên")])')
    assert macro("forms", "error_summary([])").strip() == ""


def test_the_first_choice_of_a_group_is_where_the_error_summary_leads() -> None:
    html = macro("forms", 'choice_rows("choice", "Ý kiến", [("a", "Tán thành", "yes"), ("b", "Không", "no")], "b")')
    assert 'id="f-choice" name="choice" value="a" required' in html
    assert 'id="f-choice-2" name="choice" value="b" checked' in html


def test_the_bars_say_sign_word_number_and_length() -> None:
    result = SimpleNamespace(approve=15, disapprove=0, other=1, not_voting=4, summoned=20, required=11)
    html = macro("votes", "bars(result)", result=result)
    assert 'width="75.0%"' in html
    assert "Tán thành" in html
    assert '<b class="bar-count">15</b>' in html
    assert 'x1="55.0%"' in html, "the line of what is needed"


def test_terms_of_zero_are_left_out_of_the_sum() -> None:
    base = SimpleNamespace(official=23, away=1, exempt_absent=0, suspended=0, excused=0, summoned=22)
    html = macro("votes", "denominators(base, 12)", base=base)
    assert "Đang sinh hoạt tạm thời nơi khác" in html
    assert "miễn" not in html


def refusal(**changed: object) -> str:
    context: dict[str, object] = {
        "title": "",
        "text": "Việc này vừa được cập nhật.",
        "code": "conflict",
        "status": 409,
        "kept": [],
        "post_to": "/meetings/1/statements",
        "fresh_command_id": "new",
        "viewer": None,
        "notice": None,
        "tab": "",
    }
    return render("errors/page.html", **(context | changed))


def test_a_refusal_gives_the_text_back_ready_to_be_sent_again() -> None:
    html = refusal(kept=[("text", "Đề nghị thêm việc sửa kênh mương trước Tết."), ("item", "3")])
    assert 'action="/meetings/1/statements"' in html
    assert 'name="command_id" value="new"' in html
    assert "sửa kênh mương trước Tết.</textarea>" in html
    assert 'type="hidden" name="item" value="3"' in html


def test_a_refusal_never_repeats_a_pin() -> None:
    html = refusal(kept=[("pin", "482715"), ("pin_again", "482715"), ("secret", "abcdef")])
    assert "482715" not in html
    assert "abcdef" not in html


@pytest.mark.parametrize("status", [401, 403, 404, 409, 413, 422, 500, 503])
def test_every_refusal_has_a_heading_and_a_way_out(status: int) -> None:
    html = refusal(status=status)
    assert re.search(r"<h1>\S", html)
    assert 'href="/' in html.split("<main")[1]
