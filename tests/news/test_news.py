"""News down the tree: written, read, counted, withdrawn; and the page for everybody."""

import io
from uuid import UUID

import httpx
import pytest
import sqlalchemy as sa
from PIL import Image

from server.news.tables import articles
from tests.evening.people import NAMED, Evening, at_once, send
from tests.evening.says import COMMUNE
from tests.house import House


@pytest.fixture
def evening(house: House, monkeypatch: pytest.MonkeyPatch) -> Evening:
    monkeypatch.setitem(NAMED, "beside", "Phạm Quang Sơn")
    return Evening(house)


def jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), 90).save(out, "JPEG")
    return out.getvalue()


def write(e: Evening, *, files: object = None, publish: bool = True, **fields: object) -> str:
    said = {"title": "Ra quân làm thủy lợi", "body": "Cả xã ra đồng.", "audience": "internal", **fields}
    sent = send(e.by("editor"), f"/units/{e.unit(COMMUNE)}/news", said, files)
    assert sent.status_code == 200, sent.text
    address = str(sent.json()["location"])
    if publish:
        e.by("editor").does(f"{address}/publication")
    return address


def revise(e: Evening, address: str, seen: int, **fields: object) -> httpx.Response:
    said = {"title": "Ra quân", "body": "Chữ mới.", "audience": "internal", "seen": seen, **fields}
    return send(e.by("editor"), address, said)


def test_a_draft_is_for_its_editors_alone(evening: Evening) -> None:
    address = write(evening, publish=False, audience="public")
    assert "Chưa đăng" in evening.by("editor").read(address)
    for other in ("member", "upper", "admin", "chair", "beside"):
        assert evening.by(other).get(address).status_code == 404, other
        assert "Ra quân làm thủy lợi" not in evening.by(other).read("/news")
    assert evening.stranger().get(address.replace("/news/", "/public/")).status_code == 404


def test_a_published_article_is_read_below_its_unit_and_nowhere_else(evening: Evening) -> None:
    address = write(evening)
    for reader in ("member", "outsider", "upper", "guest"):
        assert "Cả xã ra đồng." in evening.by(reader).read(address)
        assert "Ra quân làm thủy lợi" in evening.by(reader).read("/news")
    assert "Ra quân làm thủy lợi" in evening.by("member").read("/")
    beside = evening.by("beside")
    assert beside.get(address).status_code == 404
    assert "Ra quân làm thủy lợi" not in beside.read("/news") + beside.read("/")
    assert evening.stranger().get(address).status_code == 303


def test_the_list_can_be_of_one_level(evening: Evening) -> None:
    member, title = evening.by("member"), "Ra quân làm thủy lợi"
    write(evening)
    assert title in member.read(f"/news?unit={evening.unit(COMMUNE)}")
    assert title not in member.read(f"/news?unit={evening.unit('Đảng bộ tỉnh Sông Thanh')}")
    # A unit that is none of the reader's, or no unit, filters nothing.
    for other in (evening.unit("Đảng bộ phường Đông Hải"), "x"):
        assert title in member.read(f"/news?unit={other}")
    assert "Phường Đông Hải ra quân" not in member.read(f"/news?unit={evening.unit('Đảng bộ phường Đông Hải')}")


def test_what_is_internal_is_no_public_page_and_what_is_public_is(evening: Evening) -> None:
    internal, public = write(evening), write(evening, title="Mời nhân dân dự lễ", audience="public")
    stranger = evening.stranger()
    assert stranger.get(internal.replace("/news/", "/public/")).status_code == 404
    page = stranger.get(public.replace("/news/", "/public/"))
    assert page.status_code == 200
    assert page.headers["cache-control"] == "public, max-age=60"
    assert "set-cookie" not in page.headers
    again = stranger.client.get(str(page.url), headers={"If-None-Match": page.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert evening.by("member").get(str(page.url)).content == page.content  # nothing personal on it
    assert "Dương Thu Thảo" not in page.text  # the members read who answers for it
    assert "Người đăng: đồng chí Dương Thu Thảo" in evening.by("member").read(public)
    assert 'property="og:title" content="Mời nhân dân dự lễ"' in page.text
    assert 'data-text="larger"' in stranger.read(public.replace("/news/", "/public/") + "?text=larger")
    assert "data-text" not in stranger.read(public.replace("/news/", "/public/") + "?text=%22%3E")
    listed = stranger.read("/public")
    assert "Mời nhân dân dự lễ" in listed
    assert "Ra quân làm thủy lợi" not in listed


def test_a_withdrawn_article_is_gone_and_comes_back_with_its_date(evening: Evening) -> None:
    address = write(evening, audience="public")
    first = evening.house.value(sa.select(articles.c.published_at).where(articles.c.id == UUID(address[6:])))
    editor = evening.by("editor")
    assert editor.does(f"{address}/withdrawal") == "done_article_withdrawn"
    assert evening.by("member").get(address).status_code == 404
    assert evening.stranger().get(address.replace("/news/", "/public/")).status_code == 404
    assert editor.is_refused(f"{address}/withdrawal") == (409, "article_state")
    editor.does(f"{address}/publication")
    assert editor.is_refused(f"{address}/publication") == (409, "article_state")
    assert evening.house.value(sa.select(articles.c.published_at).where(articles.c.id == UUID(address[6:]))) == first


def test_two_who_correct_at_one_moment_do_not_write_over_each_other(evening: Evening) -> None:
    address = write(evening)
    evening.by("editor")
    sent = at_once([lambda word=word: revise(evening, address, 0, body=word) for word in ("Một.", "Hai.", "Ba.")])
    assert sorted(one.status_code for one in sent) == [200, 409, 409]
    assert {one.json().get("code") for one in sent} == {None, "article_changed"}
    assert revise(evening, address, 1).status_code == 200
    assert "Chữ mới." in evening.by("member").read(address)


def test_who_corrects_is_told_whether_it_is_read_already(evening: Evening) -> None:
    draft, published = write(evening, publish=False), write(evening)
    assert revise(evening, draft, 0).json()["notice"] == "done_article_saved"
    assert revise(evening, published, 0).json()["notice"] == "done_article_corrected"
    assert "Chữ mới." in evening.by("member").read(published)
    assert "đồng chí lưu xong là người đọc thấy ngay" in evening.by("editor").read(f"{published}/edit")


def test_a_plain_text_that_was_left_alone_keeps_its_form(evening: Evening) -> None:
    address = write(evening, html="<p>Một <strong>hai</strong></p><p>Ba</p>")
    assert revise(evening, address, 0, body="Một hai\n\nBa").status_code == 200
    assert "<strong>hai</strong>" in evening.by("member").read(address)
    assert revise(evening, address, 1, body="Khác hẳn").status_code == 200
    assert "<p>Khác hẳn</p>" in evening.by("member").read(address)


def test_an_article_with_a_picture_shows_it_to_its_readers(evening: Evening) -> None:
    picture = [("image", ("ảnh.jpg", jpeg()))]
    fields = {"title": "Có ảnh", "body": "Chữ.", "audience": "internal"}
    path = f"/units/{evening.unit(COMMUNE)}/news"
    assert send(evening.by("editor"), path, fields, picture).json()["code"] == "picture_words_missing"
    address = write(evening, files=picture, image_alt="Bà con ra đồng")
    assert 'alt="Bà con ra đồng"' in evening.by("member").read(address)
    image = evening.by("member").get(f"{address}/image")
    assert image.headers["content-type"] == "image/webp"
    assert image.content[8:12] == b"WEBP"
    assert "sandbox" in image.headers["content-security-policy"]
    assert evening.by("beside").get(f"{address}/image").status_code == 404
    assert evening.stranger().get(address.replace("/news/", "/public/") + "/image").status_code == 404
    assert revise(evening, address, 0, image_alt="Ảnh cũ").status_code == 200
    assert evening.by("member").get(f"{address}/image").status_code == 200
    assert revise(evening, address, 1, without_picture="yes").status_code == 200
    assert evening.by("member").get(f"{address}/image").status_code == 404


def test_a_public_article_brings_its_picture_along(evening: Evening) -> None:
    seeded = evening.house.value(sa.select(articles.c.id).where(articles.c.image_sha256.isnot(None)))
    image = evening.stranger().get(f"/public/{seeded}/image")
    assert (image.status_code, image.headers["cache-control"]) == (200, "public, max-age=60")
    other = evening.house.value(sa.select(articles.c.id).where(articles.c.public, articles.c.image_sha256.is_(None)))
    assert evening.stranger().get(f"/public/{other}/image").status_code == 404


@pytest.mark.parametrize("body", ["", "   ", "\u200b"])
def test_an_article_without_words_is_refused(evening: Evening, body: str) -> None:
    fields = {"title": "Trống", "body": body, "audience": "internal"}
    sent = send(evening.by("editor"), f"/units/{evening.unit(COMMUNE)}/news", fields)
    assert (sent.status_code, sent.json()["field"]) == (422, "body")
    fields["html"] = "<p><br></p><img src=x>"
    sent = send(evening.by("editor"), f"/units/{evening.unit(COMMUNE)}/news", fields)
    assert (sent.status_code, sent.json()["code"]) == (422, "article_empty")


def test_readers_are_counted_and_not_named(evening: Evening) -> None:
    address = write(evening)
    for reader in ("member", "outsider", "member"):
        evening.by(reader).read(address)
    evening.house.writer.run(lambda _db, _now: None)  # what was not waited for is through before this
    counted = evening.house.value(sa.select(articles.c.views).where(articles.c.id == UUID(address[6:])))
    assert counted == 3
    member = str(evening.member("member"))
    assert not [one for one in evening.everything()["articles"] if member in one]


def test_the_editors_page_may_make_its_own_style_and_nothing_else(evening: Evening) -> None:
    page = evening.by("editor").get(f"/units/{evening.unit(COMMUNE)}/news/new")
    policy = page.headers["content-security-policy"]
    nonce = page.text.split('name="csp-nonce" content="')[1].split('"')[0]
    assert f"style-src 'self' 'nonce-{nonce}'" in policy
    assert "script-src 'self';" in policy
    other = evening.by("editor").get(f"/units/{evening.unit(COMMUNE)}/news/new")
    assert nonce not in other.text
    assert "nonce" not in evening.by("editor").get("/news").headers["content-security-policy"]
