"""The library down the tree: who reads, who publishes, what stands where after a document was handed down."""

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa

from server.documents.tables import documents
from server.meetings.tables import agenda_items, handed_down_to, meetings, papers
from tests.evening.people import NAMED, Evening, at_once, counted, send, tomorrow
from tests.evening.says import COMMUNE, PDF, draft_fields
from tests.house import House

CELLS_OF_THE_COMMUNE = 3


@pytest.fixture
def evening(house: House) -> Evening:
    return Evening(house)


def publish(e: Evening, title: str = "Trồng cây đầu năm", by: str = "editor", unit: str = COMMUNE) -> str:
    about = {"type": "plan", "number": "09", "symbol": "KH/ĐU", "title": title}
    about |= {"issuer": "Ban Chấp hành Đảng bộ xã", "issued_on": "2026-11-02"}
    sent = send(e.by(by), f"/units/{e.unit(unit)}/documents", about, [("file", ("kế hoạch.pdf", PDF))])
    assert sent.status_code == 200, sent.text
    return str(sent.json()["location"])


def by_name(e: Evening, name: str) -> str:
    """A member of the cast without a part of their own, on a browser."""
    NAMED.setdefault(name, name)
    return name


def hand_down(e: Evening, address: str, **fields: object) -> tuple[int, str]:
    sent = e.by("upper").post(f"{address}/hand-down", unit=e.unit(COMMUNE), title="Học", minutes=20, **fields)
    return sent.status_code, str(sent.json().get("code") or sent.json().get("notice"))


def test_a_document_is_read_below_its_unit_and_nowhere_else(evening: Evening) -> None:
    address = publish(evening)
    below, beside = evening.by("member"), evening.by(by_name(evening, "Phạm Quang Sơn"))
    assert "Trồng cây đầu năm" in below.read("/documents")
    assert below.get(f"{address}/file").content == PDF
    assert "Trồng cây đầu năm" not in beside.read("/documents")
    missing = beside.get("/documents/0193b2c4-0000-7000-8000-000000000000")
    for path in (address, f"{address}/file", f"{address}/hand-down"):
        refused = beside.get(path)
        assert (refused.status_code, refused.content) == (404, missing.content), path


def test_the_page_of_a_pdf_says_what_stands_in_it_and_who_put_it_there(evening: Evening) -> None:
    found = evening.house.value(sa.select(documents.c.id).where(documents.c.symbol == "NQ/TU"))
    page = evening.by("member").read(f"/documents/{found}")
    assert "mọi thôn có đường bê tông, nhà văn hóa và điểm thu gom rác" in page
    assert "Chỗ nào khác với tệp thì tệp là bản đúng." in page
    assert "Đồng chí Trịnh Xuân Hải" in page


def test_a_file_of_somebody_else_shows_itself_and_does_nothing(evening: Evening) -> None:
    answer = evening.by("member").get(f"{publish(evening)}/file")
    assert answer.headers["content-disposition"].startswith("inline")
    assert answer.headers["content-type"] == "application/pdf"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-offline"] == "2592000"


def test_a_cells_own_document_is_for_the_cell_alone(evening: Evening) -> None:
    address = publish(evening, "Nội quy của chi bộ", by="chair", unit="Chi bộ thôn Đông")
    assert "Nội quy của chi bộ" in evening.by("member").read("/documents")
    for other in ("outsider", "upper", "admin", "editor"):
        assert evening.by(other).get(address).status_code == 404, other
        assert "Nội quy của chi bộ" not in evening.by(other).read("/documents")


def test_the_list_is_by_level_and_type_and_newest_first(evening: Evening) -> None:
    member = evening.by("member")
    page = member.read(f"/documents?type=resolution&unit={evening.unit('Đảng bộ tỉnh Sông Thanh')}")
    assert "12-NQ/TU" in page
    assert "08-KH/ĐU" not in page
    whole = member.read("/documents")
    assert whole.index("08-KH/ĐU") < whole.index("12-NQ/TU")
    beside = member.read(f"/documents?unit={evening.unit('Đảng bộ phường Đông Hải')}&type=nothing&page=x")
    assert beside.count("12-NQ/TU") == 1  # a filter that is none of the person's shows everything that is theirs


def test_the_resolution_of_a_meeting_is_in_the_library_of_its_cell(evening: Evening) -> None:
    closed = evening.meeting("closed").rpartition("/")[2]
    found = evening.house.value(sa.select(documents.c.id).where(documents.c.meeting_id == UUID(closed)))
    page = evening.by("member").read(f"/documents/{found}")
    assert "Nghị quyết được thông qua, giao chi ủy tổ chức thực hiện." in page
    assert evening.by("outsider").get(f"/documents/{found}").status_code == 404
    assert evening.by("upper").get(f"/documents/{found}").status_code == 404
    assert evening.by("chair").is_refused(f"/documents/{found}/withdrawal") == (409, "resolution_stays")
    assert evening.by("member").get(f"/documents/{found}/file").status_code == 404


def test_a_resolution_gets_the_number_of_the_cells_book_and_is_found_by_it(evening: Evening) -> None:
    found = evening.house.value(sa.select(documents.c.id).where(documents.c.meeting_id.isnot(None)).limit(1))
    address = f"/documents/{found}"
    assert evening.by("chair").does(f"{address}/number", number="05", symbol="NQ/CB") == "done_document_numbered"
    assert "05-NQ/CB" in evening.by("member").read(address)
    assert str(found) in evening.by("member").read("/search?q=05-nq%2Fcb")
    evening.by("chair").does(f"{address}/number", number="06", symbol="")
    assert str(found) not in evening.by("member").read("/search?q=05-nq%2Fcb")
    assert evening.by("chair").is_refused(f"{address}/number", number="") == (422, "field_missing")
    for other in ("member", "upper", "outsider"):
        assert evening.by(other).is_refused(f"{address}/number", number="07") == (404, "not_found"), other
    published = publish(evening)
    assert evening.by("editor").is_refused(f"{published}/number", number="07") == (409, "numbered_on_paper")


def test_the_minutes_lead_to_their_resolution(evening: Evening) -> None:
    found = evening.house.read(
        sa.select(documents.c.id, documents.c.meeting_id).where(documents.c.meeting_id.isnot(None))
    )
    for row in found:
        minutes = evening.by("member").read(f"/meetings/{row.meeting_id}/minutes")
        assert f"/documents/{row.id}" in minutes


def test_a_withdrawn_document_is_gone_for_readers_and_can_be_neither_handed_down_nor_withdrawn_again(
    evening: Evening,
) -> None:
    address = publish(evening)
    assert evening.by("upper").does(f"{address}/withdrawal") == "done_document_withdrawn"
    assert evening.by("member").get(address).status_code == 404
    assert "Trồng cây đầu năm" not in evening.by("member").read("/documents")
    assert evening.by("upper").is_refused(f"{address}/withdrawal") == (409, "document_withdrawn")
    assert hand_down(evening, address) == (409, "document_withdrawn")
    assert "Đã rút khỏi thư viện" in evening.by("upper").read(address)


def test_what_is_no_document_is_refused_with_the_reason(evening: Evening) -> None:
    about = {"type": "plan", "title": "Một", "issuer": "Hai", "issued_on": "2026-11-02"}
    path = f"/units/{evening.unit(COMMUNE)}/documents"
    for name, data, code in (
        ("a.pdf", b"<html><script>alert(1)</script>", "paper_kind"),
        ("a.pdf", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "paper_kind"),
        ("a.pdf", b"GIF89a/*" + PDF, "paper_kind"),
        ("a.docx", b"PK\x03\x04" + b"\0" * 40, "paper_broken"),
        ("a.pdf", b"", "field_missing"),
    ):
        sent = send(evening.by("editor"), path, about, [("file", (name, data))] if data else None)
        assert sent.json()["code"] == code, name
    late = {**about, "issued_on": tomorrow()}
    sent = send(evening.by("editor"), path, late, [("file", ("a.pdf", PDF))])
    assert sent.json()["code"] == "issued_in_the_future"


# --- Handed down ----------------------------------------------------------------------------


def test_one_act_reaches_the_coming_meeting_and_every_cell_that_has_none_waits(evening: Evening) -> None:
    address = publish(evening)
    preview = evening.by("upper").read(f"{address}/hand-down")
    assert f"Đưa xuống {CELLS_OF_THE_COMMUNE} chi bộ" in preview
    assert hand_down(evening, address) == (200, "done_handed_down")
    published = evening.meeting("published")
    assert evening.types(published)[-2:] == ["item_added", "paper_added"]
    page = evening.by("member").read(published)
    assert "Học" in page
    assert "kế hoạch.pdf" in page
    assert counted(evening, handed_down_to, handed_down_to.c.meeting_id.is_(None)) == CELLS_OF_THE_COMMUNE - 1
    titles = evening.house.read(
        sa.select(agenda_items.c.title, agenda_items.c.phase)
        .where(agenda_items.c.meeting_id == UUID(published.rpartition("/")[2]))
        .order_by(agenda_items.c.position)
    )
    at = [row.title for row in titles].index("Học")
    assert (titles[at - 1].phase, titles[at + 1].phase) == ("content", "closing")


def test_one_act_reaches_a_draft_and_a_summons_of_two_cells(evening: Evening) -> None:
    secretary = evening.by(by_name(evening, "Nguyễn Văn Bình"))
    leads = {"chair": evening.member("Nguyễn Văn Bình"), "recorder": evening.member("outsider")}
    cell = f"/units/{evening.unit('Chi bộ thôn Đoài')}/meetings"
    draft = str(secretary.post(cell, **{**draft_fields(evening), **leads}).json()["location"]).rpartition("/prepare")[0]
    hand_down(evening, publish(evening))
    assert counted(evening, papers, papers.c.filename == "kế hoạch.pdf") == 2
    assert evening.types(draft) == []  # nobody was told of a draft
    secretary.does(f"{draft}/content")
    secretary.does(f"{draft}/publication")
    for reader, meeting in (("member", evening.meetings_in("published")[1]), ("outsider", draft)):
        page = evening.by(reader).read(meeting)
        assert "kế hoạch.pdf" in page, reader
        paper = re.findall(f"{meeting}/papers/[0-9a-f-]{{36}}", page)[-1]
        assert evening.by(reader).get(f"{paper}/file").content == PDF


def test_the_page_of_a_word_paper_stands_once_for_all_cells(evening: Evening) -> None:
    plan = evening.house.value(sa.select(documents.c.id).where(documents.c.symbol == "KH/ĐU"))
    hand_down(evening, f"/documents/{plan}")
    meeting = evening.meeting("published")
    assert counted(evening, papers, papers.c.handed_down_id.isnot(None), papers.c.html.is_(None)) == 1
    paper = re.findall(f"{meeting}/papers/[0-9a-f-]{{36}}", evening.by("member").read(meeting))[-1]
    assert "một điểm thu gom rác trong quý này" in evening.by("member").read(paper)


def test_two_presses_at_one_moment_are_one_act(evening: Evening) -> None:
    address = publish(evening)
    evening.by("upper")
    answers = at_once([lambda: hand_down(evening, address)] * 4)
    assert sorted(answers) == [(200, "done_handed_down")] + [(409, "already_handed_down")] * 3
    assert counted(evening, papers, papers.c.filename == "kế hoạch.pdf") == 1


def test_a_repeat_reaches_nobody_twice(evening: Evening) -> None:
    address = publish(evening)
    hand_down(evening, address)
    assert hand_down(evening, address) == (409, "already_handed_down")
    assert counted(evening, papers, papers.c.filename == "kế hoạch.pdf") == 1
    assert "Tất cả các chi bộ đã nhận nội dung này" in evening.by("upper").read(f"{address}/hand-down")


def test_a_cell_without_a_meeting_gets_it_with_its_next_draft_and_keeps_it_there(evening: Evening) -> None:
    hand_down(evening, publish(evening))
    secretary = evening.by(by_name(evening, "Nguyễn Văn Bình"))
    leads = {"chair": evening.member("Nguyễn Văn Bình"), "recorder": evening.member("outsider")}
    cell = f"/units/{evening.unit('Chi bộ thôn Đoài')}/meetings"
    draft = str(secretary.post(cell, **{**draft_fields(evening), **leads}).json()["location"]).rpartition("/prepare")[0]
    assert 'value="Học"' in secretary.read(f"{draft}/prepare/agenda")
    assert "kế hoạch.pdf" in secretary.read(f"{draft}/prepare/papers")
    paper = evening.newest(papers)
    assert secretary.is_refused(f"{draft}/papers/{paper}/removal") == (409, "handed_down_stays")
    # A form that was open before, and says nothing of it, cannot take it away.
    secretary.does(f"{draft}/agenda", title_1="Mở đầu", phase_1="opening", minutes_1=5)
    assert 'value="Học"' in secretary.read(f"{draft}/prepare/agenda")
    assert "kế hoạch.pdf" in secretary.read(f"{draft}/prepare/papers")
    secretary.does(f"{draft}/discarding")
    again = str(secretary.post(cell, **{**draft_fields(evening), **leads}).json()["location"])
    assert "kế hoạch.pdf" in secretary.read(again.replace("/content", "/papers"))
    assert counted(evening, handed_down_to, handed_down_to.c.meeting_id.isnot(None)) == 2


def test_a_committees_meeting_takes_nothing_from_above(evening: Evening) -> None:
    fields = {**draft_fields(evening), "kind": "committee"}
    soon = evening.by("chair").post(f"{evening.cell}/meetings", **fields).json()["location"]
    hand_down(evening, publish(evening))
    assert "kế hoạch.pdf" not in evening.by("chair").read(str(soon).replace("/content", "/papers"))
    assert "kế hoạch.pdf" in evening.by("member").read(evening.meeting("published"))


def test_a_meeting_under_way_is_left_alone(evening: Evening) -> None:
    running = evening.meeting("open")
    before = evening.types(running)
    hand_down(evening, publish(evening))
    assert evening.types(running) == before


def test_less_than_a_day_ahead_it_counts_as_late(evening: Evening) -> None:
    published = UUID(evening.meeting("published").rpartition("/")[2])
    soon = datetime.now(UTC) + timedelta(hours=2)
    evening.change(sa.update(meetings).where(meetings.c.id == published).values(starts_at=soon))
    hand_down(evening, publish(evening))
    assert counted(evening, papers, papers.c.filename == "kế hoạch.pdf", papers.c.late) == 1


def test_what_a_cell_keeps_is_handed_down_by_nobody(evening: Evening) -> None:
    """The deputy of the commune is the secretary of a cell too, and reads what that cell keeps."""
    own = publish(evening, "Việc riêng của chi bộ", by="upper", unit="Chi bộ Cơ quan xã")
    assert evening.by("upper").get(f"{own}/hand-down").status_code == 404
    assert hand_down(evening, own) == (404, "not_found")


def test_a_province_hands_down_through_its_commune(evening: Evening) -> None:
    found = evening.house.value(sa.select(documents.c.id).where(documents.c.symbol == "NQ/TU"))
    assert hand_down(evening, f"/documents/{found}") == (200, "done_handed_down")
    assert "Nghị quyết 12-NQ-TU.pdf" in evening.by("member").read(evening.meeting("published"))


def test_a_cell_hands_nothing_down(evening: Evening) -> None:
    own = f"/units/{evening.unit('Chi bộ thôn Đông')}/hand-down"
    assert evening.by("chair").is_refused(own, title="Học", minutes=5) == (409, "no_cells_below")


def test_the_minutes_know_the_item_that_came_later(evening: Evening) -> None:
    hand_down(evening, publish(evening))
    published = evening.meeting("published")
    chair, recorder = evening.by("chair"), evening.by("recorder")
    chair.does(f"{published}/state", step="open")
    place = 1 + [
        one.title
        for one in evening.house.read(
            sa.select(agenda_items.c.title)
            .where(agenda_items.c.meeting_id == UUID(published.rpartition("/")[2]))
            .order_by(agenda_items.c.position)
        )
    ].index("Học")
    item = evening.item(place, published)
    recorder.does(f"{published}/current-item", item=item)
    chair.does(f"{published}/items/{item}/conclusion", text="Chi bộ nhận hai mươi cây.")
    chair.does(f"{published}/state", step="close")
    minutes = evening.by("member").read(f"{published}/minutes")
    assert f"{place}. Học" in minutes
    assert "Chi bộ nhận hai mươi cây." in minutes
