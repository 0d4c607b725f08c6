"""The page of the minutes: what each person sees and may do at each step."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from uuid import UUID

import pytest

from server.minutes.queries import Minutes, Revision
from server.web.pages import html
from tests.look.content import viewer
from tests.minutes.sample import CHAIR_SIGNED, HASH, HEADER, RECORDER_SIGNED, minutes

FIRST = UUID(int=1)
DRAFT = minutes()
READ = replace(DRAFT, read_back_at=datetime(2026, 11, 21, 14, 6, tzinfo=UTC), read_back_by="Lê Đức Minh")
HALF = minutes(None, HEADER, RECORDER_SIGNED)
FROZEN = minutes(None, HEADER, RECORDER_SIGNED, CHAIR_SIGNED, frozen=True)
WORDINGS = [
    Revision(0, "Bản lập từ nhật ký.", "", datetime(2026, 11, 21, 14, 5, tzinfo=UTC)),
    Revision(1, "Bản <sửa> một.", "Lê Đức Minh", datetime(2026, 11, 21, 14, 6, tzinfo=UTC)),
    Revision(2, "Bản sửa hai.", "Nguyễn Văn An", datetime(2026, 11, 21, 14, 7, tzinfo=UTC)),
]


def shown(
    found: Minutes, person: str = "member", editing: str = "", corrected: dict[UUID, list[Revision]] | None = None
) -> str:
    return html(
        "minutes/show.html",
        title="Biên bản",
        tab="documents",
        viewer=viewer(),
        notice=None,
        now=datetime(2026, 11, 21, 14, 10, tzinfo=UTC),
        meeting=SimpleNamespace(address="/meetings/1", title=found.header.title),
        minutes=found,
        corrected=corrected or {},
        resolution=None,
        anchor=None,
        is_chair="chair" in person,
        is_recorder="recorder" in person,
        signed={one.role for one in found.approvals},
        editing=editing,
        report=None,
    )


def posts(page: str) -> list[str]:
    """Addresses that the page's own forms are sent to."""
    return re.findall(r'<form[^>]* action="(/meetings/[^"]+)"', page)


def roles(page: str) -> list[str]:
    return re.findall(r'name="role" value="(\w+)"', page)


@pytest.mark.parametrize("found", [DRAFT, READ, HALF, FROZEN])
def test_a_member_reads_and_changes_nothing(found: Minutes) -> None:
    page = shown(found, editing=str(FIRST))
    assert posts(page) == []
    assert "Sửa đoạn này" not in page
    assert 'href="/meetings/1/minutes.pdf"' in page
    assert 'href="/meetings/1/minutes.docx"' in page


@pytest.mark.parametrize("person", ["recorder", "chair", "chair recorder"])
def test_before_the_reading_the_desk_records_the_reading(person: str) -> None:
    page = shown(DRAFT, person)
    assert posts(page) == ["/meetings/1/minutes/reading"]
    assert page.count("Sửa đoạn này") == len(DRAFT.paragraphs)


@pytest.mark.parametrize(
    ("person", "found", "offered"),
    [
        ("chair", READ, ["chair"]),
        ("recorder", READ, ["recorder"]),
        ("chair recorder", READ, ["chair", "recorder"]),
        ("chair", HALF, ["chair"]),
        ("recorder", HALF, []),
    ],
)
def test_after_the_reading_each_approves_as_what_they_are(person: str, found: Minutes, offered: list[str]) -> None:
    page = shown(found, person)
    assert roles(page) == offered
    assert posts(page) == ["/meetings/1/minutes/approval"] * len(offered)
    assert "cần đọc lại và duyệt lại" in page


def test_who_has_approved_learns_whose_approval_is_missing() -> None:
    page = shown(HALF, "recorder")
    assert "Thư ký, đồng chí Lê Đức Minh, đã duyệt: thứ Bảy, 21/11/2026, 21:07." in page
    assert "Chủ trì, đồng chí Nguyễn Văn An, chưa duyệt." in page


@pytest.mark.parametrize("person", ["recorder", "chair recorder"])
def test_frozen_minutes_offer_no_change_and_explain_their_hash(person: str) -> None:
    page = shown(FROZEN, person, editing=str(FIRST))
    assert posts(page) == []
    assert "Sửa đoạn này" not in page
    assert HASH in page
    assert "Mã băm này đối chiếu được với nhật ký cuộc họp" in page
    assert "số 212" in page


def test_the_paragraph_that_is_edited_carries_the_words_and_the_revision_seen() -> None:
    page = shown(DRAFT, "recorder", editing=str(FIRST))
    assert f"/meetings/1/minutes/paragraphs/{FIRST}" in posts(page)
    assert 'name="seen" value="0"' in page
    assert DRAFT.paragraphs[0].text in page
    assert page.count("Sửa đoạn này") == len(DRAFT.paragraphs) - 1
    assert f'id="p-{FIRST}"' in page


def test_every_form_carries_its_own_command_id() -> None:
    page = shown(READ, "chair recorder", editing=str(FIRST))
    ids = re.findall(r'name="command_id" value="([^"]+)"', page)
    assert len(ids) == len(set(ids)) == page.count("<form")


def test_a_corrected_paragraph_shows_who_when_and_the_earlier_words() -> None:
    page = shown(DRAFT, corrected={FIRST: WORDINGS})
    assert "Đã sửa 2 lần" in page
    assert "Đồng chí Lê Đức Minh đã sửa: thứ Bảy, 21/11/2026, 21:06.</b> Trước khi sửa:" in page
    first, second = page.index("Bản lập từ nhật ký."), page.index("Bản &lt;sửa&gt; một.")
    assert first < second
    assert "Bản sửa hai." not in page, "the current words stand in the paragraph itself"


def test_each_line_of_a_paragraph_is_a_paragraph_on_the_page() -> None:
    page = shown(DRAFT)
    for line in DRAFT.paragraphs[2].text.split("\n"):
        assert not line or f"<p>{line}</p>" in page
    assert "<p></p>" not in page
