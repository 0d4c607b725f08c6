"""One evening from the summons to the frozen minutes, as its people live it, and what is left of it on paper."""

from io import BytesIO

import sqlalchemy as sa
from docx import Document

from server.meetings.tables import meetings
from server.voting.tables import motions
from tests.evening.people import Evening
from tests.evening.says import draft_fields

ADVANCE = "Đề nghị xem lại dự toán đoạn qua xóm Chùa."
SPOKEN = "Tôi nhận vận động ba hộ trong ngõ."


def hold(evening: Evening) -> str:
    """Prepared, published, answered, held: gives its address, closed."""
    chair, recorder = evening.by("chair"), evening.by("recorder")
    meeting = str(chair.post(f"{evening.cell}/meetings", **draft_fields(evening)).json()["location"])
    meeting = meeting.removesuffix("/prepare/content")
    chair.does(f"{meeting}/publication")
    item = evening.item(5, meeting)
    evening.by("member2").does(f"{meeting}/answer", answer="absent", reason="Đi Hà Nội")
    evening.by("absent").does(f"{meeting}/statements", item=item, text=ADVANCE)
    chair.does(f"{meeting}/state", step="open")
    recorder.does(f"{meeting}/attendance/all")
    recorder.does(f"{meeting}/current-item", item=item)
    evening.by("member").does(f"{meeting}/statements", item=item, text=SPOKEN)
    fields = {"item": item, "title": "Làm đường thôn", "matter": "resolution", "form": "named"}
    recorder.does(f"{meeting}/motions", **fields)
    motion = f"{meeting}/motions/{evening.newest(motions)}"
    for part in ("member", "chair", "recorder"):
        evening.by(part).does(f"{motion}/ballots", choice="approve")
    recorder.does(f"{motion}/closure")
    task = {"item": item, "title": "Vận động ba hộ", "assignee": evening.member("member"), "due_on": "2099-01-01"}
    recorder.does(f"{meeting}/tasks", **task)
    chair.does(f"{meeting}/items/{item}/conclusion", text="Làm từ đầu tháng sau.")
    chair.does(f"{meeting}/state", step="close")
    return meeting


def test_what_was_said_done_and_decided_stands_in_the_minutes(evening: Evening) -> None:
    meeting = hold(evening)
    docx = evening.by("member").get(f"{meeting}/minutes.docx").content
    paper = "\n".join(one.text for one in Document(BytesIO(docx)).paragraphs)
    for words in (
        "Đồng chí Nguyễn Thị Lan nêu bằng văn bản tại phòng họp: " + SPOKEN,
        "Đồng chí Trần Văn Nam gửi ý kiến trước cuộc họp: " + ADVANCE,
        "Được triệu tập 21 đảng viên chính thức, cần 11",
        "tán thành 3, không tán thành 0, ý kiến khác 0, không biểu quyết 18: không đủ",
        "Giao đồng chí Nguyễn Thị Lan: Vận động ba hộ. Hạn 01/01/2099.",
        "Chủ trì kết luận: Làm từ đầu tháng sau.",
        "Vũ Quốc Khánh (Đi Hà Nội)",
    ):
        assert words in paper, words


def test_corrected_read_back_and_approved_they_are_everybodys_to_read(evening: Evening) -> None:
    meeting, chair, recorder = hold(evening), evening.by("chair"), evening.by("recorder")
    assert "Dự thảo" in evening.by("member").read("/documents/meetings")
    for part in ("member", "deputy", "upper", "outsider", "guest"):
        for rest in ("reading", "approval"):
            assert evening.by(part).is_refused(f"{meeting}/minutes/{rest}", role="chair") == (404, "not_found")
    recorder.does(f"{meeting}/minutes/reading")
    assert recorder.is_refused(f"{meeting}/minutes/approval", role="chair") == (403, "not_a_signer")
    assert recorder.is_refused(f"{meeting}/minutes/approval", role="clerk") == (422, "field_not_understood")
    recorder.does(f"{meeting}/minutes/approval", role="recorder")
    assert chair.does(f"{meeting}/minutes/approval", role="chair") == "done_approved"
    assert evening.types(meeting)[-3:] == ["minutes_approved", "minutes_approved", "minutes_frozen"]
    for part in ("member", "probationary", "exempt", "absent"):
        assert evening.by(part).get(f"{meeting}/minutes").status_code == 200
    assert evening.by("member").read("/documents/meetings").count("Đã duyệt") == 2
    assert evening.by("guest").get(f"{meeting}/minutes").status_code == 404
    assert recorder.is_refused(f"{meeting}/minutes/reading") == (409, "minutes_frozen")


def test_who_was_only_a_guest_reads_no_minutes(evening: Evening) -> None:
    """The delegate of the superior was in the room; the minutes are the cell's."""
    running = evening.meeting("open")
    evening.by("chair").does(f"{running}/state", step="close")
    assert evening.by("guest").get(running).status_code == 200
    for rest in ("minutes", "minutes.pdf", "minutes.docx"):
        assert evening.by("guest").get(f"{running}/{rest}").status_code == 404
    assert f"{running}/minutes" not in evening.by("guest").read("/documents/meetings")


def test_whoever_leads_may_be_an_ordinary_member(evening: Evening) -> None:
    """The chair of one evening is named in its summons; without an office they lead that meeting and no other."""
    leads = {"chair": evening.member("member"), "recorder": evening.member("member2")}
    made = evening.by("deputy").post(f"{evening.cell}/meetings", **draft_fields(evening) | leads)
    meeting = str(made.json()["location"]).removesuffix("/prepare/content")
    assert evening.by("member").is_refused(f"{meeting}/publication") == (404, "not_found")
    evening.by("deputy").does(f"{meeting}/publication")
    assert evening.by("chair").is_refused(f"{meeting}/state", step="open") == (404, "not_found")
    assert evening.by("member").does(f"{meeting}/state", step="open") == "done_meeting_open"
    assert evening.by("member2").does(f"{meeting}/attendance/all") == "done_all_present"
    assert evening.by("member").is_refused(f"{evening.meeting('closed')}/minutes/reading") == (404, "not_found")
    opened = sa.select(sa.func.count()).where(meetings.c.state == "open")
    assert evening.house.value(opened) == 2
