"""Whoever finds a thing can open it, and whoever can open it finds it: every person, every thing."""

import re

import pytest
import sqlalchemy as sa

from server.documents.tables import documents
from server.meetings.tables import meetings
from server.news.tables import articles
from tests.evening.people import NAMED, Evening
from tests.evening.says import COMMUNE, draft_fields
from tests.evening.script import EVERYBODY
from tests.house import House

FOUND = re.compile(r'<li><a class="row line" href="(/(?:news|documents|meetings)/[0-9a-f-]{36})"')
BESIDE = {"ward": "Phạm Quang Sơn", "doai": "Nguyễn Văn Bình"}


@pytest.fixture
def evening(house: House) -> Evening:
    return Evening(house)


def everything(e: Evening) -> dict[str, str]:
    """Address and title of all there is, whoever may see it."""
    kinds = (("news", articles), ("documents", documents), ("meetings", meetings))
    return {
        f"/{place}/{row.id}": str(row.title)
        for place, table in kinds
        for row in e.house.read(sa.select(table.c.id, table.c.title))
    }


def found_by(e: Evening, part: str, asked: str) -> set[str]:
    return set(FOUND.findall(e.by(part).client.get("/search", params={"q": asked}).text))


def test_found_is_what_can_be_opened(evening: Evening, monkeypatch: pytest.MonkeyPatch) -> None:
    for part, name in BESIDE.items():
        monkeypatch.setitem(NAMED, part, name)
    evening.by("chair").post(f"{evening.cell}/meetings", **draft_fields(evening))
    fields = {"title": "Bản soạn chưa đăng", "body": "Chưa ai đọc.", "audience": "public"}
    evening.by("editor").post(f"/units/{evening.unit(COMMUNE)}/news", **fields)
    things = everything(evening)
    hidden = {address for address, title in things.items() if title in ("Bản soạn chưa đăng", "Họp bất thường")}
    assert len(hidden) == 2
    for part in (*EVERYBODY, *BESIDE):
        for address, title in things.items():
            opens = evening.by(part).get(address).status_code == 200 and address not in hidden
            assert (address in found_by(evening, part, title)) is opens, (part, title)


def test_a_stranger_finds_nothing(evening: Evening) -> None:
    assert evening.stranger().get("/search?q=nghi+quyet").status_code == 303


def test_found_without_marks_and_shown_with_them(evening: Evening) -> None:
    page = evening.by("member").read("/search?q=kenh%20muong")
    assert "<mark>kênh</mark> <mark>mương</mark>" in page
    only = evening.by("member").read("/search?q=kenh%20muong&kind=document")
    assert "Không tìm thấy" in only


def test_what_is_typed_is_text_and_never_markup(evening: Evening) -> None:
    page = evening.by("member").client.get("/search", params={"q": "<script>alert(1)</script>"}).text
    assert "<script>alert" not in page
    for odd in ("", " ", "'", '"', "%00", "đ" * 5000, "a:b*", "\ud83d"):
        answer = evening.by("member").client.get("/search", params={"q": odd.encode("utf-8", "replace").decode()})
        assert answer.status_code == 200, odd


def test_a_withdrawn_article_and_document_are_found_no_more(evening: Evening) -> None:
    article = evening.house.value(sa.select(articles.c.id).where(articles.c.title.like("Xã Hòa An%")))
    document = evening.house.value(sa.select(documents.c.id).where(documents.c.symbol == "KH/ĐU"))
    assert found_by(evening, "member", "hoa an") >= {f"/news/{article}", f"/documents/{document}"}
    evening.by("editor").does(f"/news/{article}/withdrawal")
    evening.by("editor").does(f"/documents/{document}/withdrawal")
    assert found_by(evening, "member", "hoa an") & {f"/news/{article}", f"/documents/{document}"} == set()
