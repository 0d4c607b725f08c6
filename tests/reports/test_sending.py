"""Up, back, up again, received: by the right person, by the wrong one, in the wrong state, twice, and at one moment."""

import json
import re
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from server.actor import Role
from server.audiences import OCCASIONS
from server.documents.tables import documents
from server.ledger.tables import audit
from server.meetings.tables import meetings
from server.minutes.tables import paragraphs
from server.notifications.message import compose
from server.notifications.queries import Job
from server.notifications.rules import Kind
from server.notifications.tables import jobs
from server.reports.tables import report_steps, reports
from server.units.tables import assignments, units
from tests.evening.people import NAMED, Evening, at_once, counted
from tests.evening.says import COMMUNE
from tests.house import House, Phone

NOTE = "Nói rõ hạn làm xong đoạn qua xóm Chùa."


@pytest.fixture
def evening(house: House) -> Evening:
    return Evening(house)


def mark(phone: Phone, meeting: str) -> str:
    return re.findall('name="seen" value="([^"]+)"', phone.read(f"{meeting}/report"))[0]


def send(e: Evening, part: str = "chair", note: str = "") -> str:
    """The report of the meeting held last; gives its address above."""
    meeting = e.meeting("closed")
    phone = e.by(part)
    said = phone.does(f"{meeting}/report", seen=mark(phone, meeting), accompanying=note)
    assert said == "done_report_sent"
    return above(e)


def above(e: Evening) -> str:
    return f"/units/{e.unit(COMMUNE)}/reports/{e.newest(reports)}"


def steps(e: Evening) -> list[str]:
    return [str(row.kind) for row in e.house.read(sa.select(report_steps.c.kind).order_by(report_steps.c.number))]


def give_back(e: Evening, seen: int = 1) -> None:
    assert e.by("upper").does(f"{above(e)}/return", seen=seen, what_to_add=NOTE) == "done_report_returned"


def test_up_and_back_and_up_again_and_received(evening: Evening) -> None:
    meeting, chair, upper = evening.meeting("closed"), evening.by("chair"), evening.by("upper")
    assert "Chưa gửi." in chair.read(f"{meeting}/minutes")
    address = send(evening, note="Kính gửi Đảng ủy.")
    assert "Đã gửi lên Đảng bộ xã Hòa An" in chair.read(f"{meeting}/minutes")
    assert "Kính gửi Đảng ủy." in upper.read(address)
    give_back(evening)
    for part in ("chair", "recorder", "deputy"):
        assert NOTE in evening.by(part).read(f"{meeting}/minutes"), part
        assert NOTE in evening.by(part).read(f"{meeting}/report"), part
        assert "Báo cáo được trả lại" in evening.by(part).read("/"), part
    send(evening, "deputy", "Xong trước ngày 20.")
    assert "Báo cáo được trả lại" not in chair.read("/")
    page = upper.read(address)
    assert page.index(NOTE) < page.index("Xong trước ngày 20.")
    assert upper.does(f"{address}/receipt", seen=3) == "done_report_received"
    assert "Đã được nhận" in chair.read(f"{meeting}/minutes")
    assert steps(evening) == ["sent", "returned", "sent", "received"]
    traced = [
        row.action for row in evening.house.read(sa.select(audit.c.action).where(audit.c.action.like("report_%")))
    ]
    assert traced == ["report_sent", "report_returned", "report_sent", "report_received"]


def test_what_is_read_before_the_tap_is_what_stands_above(evening: Evening) -> None:
    meeting, chair = evening.meeting("closed"), evening.by("chair")
    article = re.compile('<article class="stack" id="summary">(.*?)</article>', re.DOTALL)
    before = article.findall(chair.read(f"{meeting}/report"))
    address = send(evening)
    assert (
        before == article.findall(evening.by("upper").read(address)) == article.findall(chair.read(f"{meeting}/report"))
    )
    assert "Chủ trì kết luận: Nhất trí với báo cáo." in before[0]
    assert "Có mặt" in before[0]
    for stays_below in ("Đề nghị ghi rõ trách nhiệm", "Trần Văn Nam", "Bình Dương", "Vũ Quốc Khánh", "phát biểu"):
        assert stays_below not in before[0]


def test_what_was_sent_stays_as_it_was_whatever_becomes_of_the_minutes(evening: Evening) -> None:
    address = send(evening)
    page = evening.by("upper").read(address)
    evening.change(sa.update(paragraphs).values(text="Đã đổi."))
    evening.change(sa.update(meetings).values(draft_resolution="Đã đổi.", title="Đã đổi."))
    command = re.compile('name="command_id" value="[^"]+"')
    assert command.sub("", evening.by("upper").read(address)) == command.sub("", page)


def test_other_words_than_those_that_were_read_are_not_sent(evening: Evening) -> None:
    meeting, chair = evening.meeting("closed"), evening.by("chair")
    seen = mark(chair, meeting)
    for wrong in ("x", "", seen[:-1] + "g"):
        status, code = chair.is_refused(f"{meeting}/report", seen=wrong)
        assert (status, code) == ((422, "field_missing") if not wrong else (409, "summary_changed"))
    too_long = chair.is_refused(f"{meeting}/report", seen=seen, accompanying="a" * 2_001)
    assert too_long == (422, "field_too_long")
    assert steps(evening) == []


def test_corrected_minutes_are_named_before_the_tap(evening: Evening) -> None:
    meeting, chair, recorder = evening.meeting("open"), evening.by("chair"), evening.by("recorder")
    chair.does(f"{meeting}/state", step="close")
    minutes_ = f"{meeting}/minutes"
    one = re.findall(r'id="p-([0-9a-f-]{36})"', recorder.read(minutes_))[0]
    recorder.does(f"{minutes_}/paragraphs/{one}", seen=0, text="Khai mạc muộn hơn.")
    assert chair.get(f"{meeting}/report").status_code == 409
    assert chair.is_refused(f"{meeting}/report", seen="x") == (409, "minutes_not_frozen")
    recorder.does(f"{minutes_}/reading")
    recorder.does(f"{minutes_}/approval", role="recorder")
    assert 'id="report"' not in chair.read(minutes_)
    chair.does(f"{minutes_}/approval", role="chair")
    assert "Biên bản có 1 đoạn đã sửa" in chair.read(f"{meeting}/report")


# --- Whose it is ----------------------------------------------------------------------------


def test_only_those_who_led_or_head_the_cell_send_and_the_others_do_not_see_it(evening: Evening) -> None:
    meeting = evening.meeting("closed")
    seen = mark(evening.by("chair"), meeting)
    for part in ("member", "probationary", "guest", "outsider", "upper", "editor", "admin", "operator"):
        assert evening.by(part).is_refused(f"{meeting}/report", seen=seen) == (404, "not_found"), part
        assert evening.by(part).get(f"{meeting}/report").status_code == 404, part
    assert 'id="report"' not in evening.by("member").read(f"{meeting}/minutes")
    send(evening, "recorder")
    give_back(evening)
    page = evening.by("member").read(f"{meeting}/minutes")
    assert "Đã gửi lên Đảng bộ xã Hòa An" in page
    assert NOTE not in page
    assert "Báo cáo được trả lại" not in evening.by("member").read("/")


def test_above_only_the_officers_of_the_addressed_unit_read_and_answer(evening: Evening) -> None:
    address = send(evening)
    NAMED["other cell"], NAMED["ward"] = "Nguyễn Văn Bình", "Phạm Quang Sơn"
    for part in ("chair", "member", "guest", "outsider", "editor", "admin", "operator", "other cell", "ward"):
        phone = evening.by(part)
        for path in (address, address.rpartition("/")[0]):
            assert phone.get(path).status_code == 404, (part, path)
        for last, fields in (("receipt", {}), ("return", {"what_to_add": NOTE})):
            assert phone.is_refused(f"{address}/{last}", seen=1, **fields) == (404, "not_found"), part
    assert steps(evening) == ["sent"]


def test_a_report_opens_by_its_own_unit_only(evening: Evening) -> None:
    address = send(evening)
    report = address.rpartition("/")[2]
    own = evening.unit("Chi bộ Cơ quan xã")  # where the same person is secretary
    assert evening.by("upper").get(f"/units/{own}/reports").status_code == 200
    for path in (f"/units/{own}/reports/{report}", f"/units/{evening.unit(COMMUNE)}/reports/{uuid4()}"):
        assert evening.by("upper").get(path).status_code == 404
        assert evening.by("upper").is_refused(f"{path}/receipt", seen=1) == (404, "not_found")


def test_the_report_leads_no_further_down(evening: Evening) -> None:
    meeting = evening.meeting("closed")
    page = evening.by("upper").read(send(evening))
    assert "/meetings/" not in re.sub('href="/meetings"', "", page)
    for path in (meeting, f"{meeting}/minutes", f"{meeting}/minutes.pdf", f"{meeting}/room", f"{meeting}/events"):
        assert evening.by("upper").get(path).status_code == 404, path
    resolution = evening.house.value(sa.select(documents.c.id).where(documents.c.meeting_id.isnot(None)))
    assert evening.by("upper").get(f"/documents/{resolution}").status_code == 404


def test_a_committee_member_above_reads_and_answers_nothing(evening: Evening) -> None:
    address = send(evening)
    officer = evening.member("upper")
    here = (assignments.c.member_id == officer) & (assignments.c.role == Role.DEPUTY_SECRETARY)
    evening.change(sa.delete(assignments).where(here))
    page = evening.by("upper").read(address)
    assert 'id="answer"' not in page
    assert evening.by("upper").is_refused(f"{address}/receipt", seen=1) == (404, "not_found")


def test_a_unit_without_one_above_has_no_button_and_no_way(evening: Evening) -> None:
    meeting, chair = evening.meeting("closed"), evening.by("chair")
    seen = mark(chair, meeting)
    evening.change(sa.update(units).where(units.c.id == evening.unit("Chi bộ thôn Đông")).values(parent_id=None))
    assert 'id="report"' not in chair.read(f"{meeting}/minutes")
    assert chair.get(f"{meeting}/report").status_code == 409
    assert chair.is_refused(f"{meeting}/report", seen=seen) == (409, "nobody_above")


def test_a_committees_own_meeting_has_no_button_and_no_way(evening: Evening) -> None:
    meeting, chair = evening.meeting("closed"), evening.by("chair")
    seen = mark(chair, meeting)
    evening.change(sa.update(meetings).where(meetings.c.state == "closed").values(kind="committee"))
    assert 'id="report"' not in chair.read(f"{meeting}/minutes")
    assert chair.is_refused(f"{meeting}/report", seen=seen) == (409, "not_for_the_unit_above")


# --- States, repeats, races -----------------------------------------------------------------


def test_each_step_has_its_state(evening: Evening) -> None:
    meeting, chair, upper = evening.meeting("closed"), evening.by("chair"), evening.by("upper")
    seen = mark(chair, meeting)
    address = send(evening)
    assert chair.is_refused(f"{meeting}/report", seen=seen) == (409, "report_already_sent")
    assert upper.is_refused(f"{address}/return", seen=1) == (422, "field_missing")
    assert upper.is_refused(f"{address}/return", seen=1, what_to_add="a" * 2_001) == (422, "field_too_long")
    assert upper.is_refused(f"{address}/receipt", seen=2) == (409, "report_moved")
    assert upper.does(f"{address}/receipt", seen=1) == "done_report_received"
    assert upper.does(f"{address}/receipt", seen=1) == "done_report_received", "said twice it is one receipt"
    assert chair.is_refused(f"{meeting}/report", seen=seen) == (409, "report_already_sent")
    assert upper.is_refused(f"{address}/return", seen=1, what_to_add=NOTE) == (409, "report_moved")
    give_back(evening, seen=2)
    assert upper.is_refused(f"{address}/receipt", seen=3) == (409, "report_was_returned")
    assert upper.is_refused(f"{address}/return", seen=3, what_to_add=NOTE) == (409, "report_was_returned")
    assert steps(evening) == ["sent", "received", "returned"]


def test_two_taps_of_two_people_at_one_moment_send_once(evening: Evening) -> None:
    meeting = evening.meeting("closed")
    phones = [evening.by(part) for part in ("chair", "recorder", "deputy")]
    marks = [mark(one, meeting) for one in phones]
    both = list(zip(phones, marks, strict=True)) * 2
    answers = at_once([lambda p=p, m=m: p.post(f"{meeting}/report", seen=m) for p, m in both])
    assert sorted(one.status_code for one in answers) == [200, 409, 409, 409, 409, 409]
    assert {one.json().get("code") for one in answers if one.status_code == 409} == {"report_already_sent"}
    assert (steps(evening), counted(evening, reports)) == (["sent"], 1)


def test_a_repeat_of_the_same_tap_is_the_same_answer(evening: Evening) -> None:
    meeting, chair, command = evening.meeting("closed"), evening.by("chair"), str(uuid4())
    seen = mark(chair, meeting)
    answers = at_once([lambda: chair.post(f"{meeting}/report", command, seen=seen)] * 4)
    assert {(one.status_code, one.text) for one in answers} == {(200, answers[0].text)}
    assert steps(evening) == ["sent"]


def test_receipt_and_return_at_one_moment_leave_one_order_of_steps(evening: Evening) -> None:
    address = send(evening)
    upper, other = evening.by("upper"), evening.another("upper")
    answers = at_once(
        [
            lambda: upper.post(f"{address}/receipt", seen=1),
            lambda: other.post(f"{address}/return", seen=1, what_to_add=NOTE),
        ]
    )
    assert sorted(one.status_code for one in answers) == [200, 409]
    assert steps(evening) in (["sent", "received"], ["sent", "returned"])


# --- Who hears of it ------------------------------------------------------------------------


def told_of(e: Evening) -> list[set[UUID]]:
    """The people of each planned message about a return, as they would be told now."""
    planned = sa.select(jobs.c.id, jobs.c.subject_id, jobs.c.due_at).where(jobs.c.kind == Kind.REPORT_RETURNED)
    found = []
    for row in e.house.read(planned.order_by(jobs.c.id)):
        assert isinstance(row.due_at, datetime)
        job = Job(row.id, Kind.REPORT_RETURNED, row.subject_id, None, row.due_at, 0)
        with e.house.installation.database.read() as db:
            occasion = OCCASIONS[Kind.REPORT_RETURNED](db, job)
        found.append(set(occasion.members) if occasion else set())
    return found


def test_those_who_may_send_again_are_told_of_each_return_until_it_is_sent(evening: Evening) -> None:
    send(evening)
    assert told_of(evening) == []
    give_back(evening)
    senders = {evening.member(part) for part in ("chair", "deputy", "recorder")}
    assert told_of(evening) == [senders]
    send(evening)
    assert told_of(evening) == [set()]
    give_back(evening, seen=3)
    assert told_of(evening) == [set(), senders]


def test_the_message_says_its_kind_and_nothing_of_whom_or_what(evening: Evening) -> None:
    send(evening)
    give_back(evening)
    row = evening.house.read(sa.select(jobs.c.id, jobs.c.subject_id).where(jobs.c.kind == Kind.REPORT_RETURNED))[0]
    job = Job(row.id, Kind.REPORT_RETURNED, row.subject_id, None, datetime.now(UTC), 0)
    with evening.house.installation.database.read() as db:
        occasion = OCCASIONS[Kind.REPORT_RETURNED](db, job)
    assert occasion is not None
    said = json.loads(compose(job, occasion, "").body)["notification"]
    assert said["navigate"] == f"{evening.meeting('closed')}/report"
    words = f"{said['title']} {said['body']}"
    assert words == "Báo cáo cần bổ sung Có báo cáo được trả lại để bổ sung. Mở Sổ tay để xem."


def test_the_officers_above_see_how_many_wait(evening: Evening) -> None:
    upper = evening.by("upper")
    assert "Báo cáo của các chi bộ" in upper.read("/")
    assert "báo cáo chờ xem" not in upper.read("/")
    address = send(evening)
    assert "1 báo cáo chờ xem" in upper.read("/")
    assert "Báo cáo của các chi bộ" in upper.read(f"/units/{evening.unit(COMMUNE)}")
    for part in ("chair", "member", "admin"):
        assert "báo cáo chờ xem" not in evening.by(part).read("/"), part
        assert "Báo cáo của các chi bộ" not in evening.by(part).read("/"), part
    assert "Báo cáo của các chi bộ" not in evening.by("admin").read(f"/units/{evening.unit(COMMUNE)}")
    upper.does(f"{address}/receipt", seen=1)
    assert "báo cáo chờ xem" not in upper.read("/")


def test_whoever_leaves_office_is_told_nothing_more(evening: Evening) -> None:
    send(evening)
    give_back(evening)
    cell = evening.unit("Chi bộ thôn Đông")
    evening.change(sa.update(assignments).where(assignments.c.unit_id == cell).values(until=date(2026, 1, 1)))
    evening.change(sa.update(meetings).values(chair_id=evening.member("recorder")))
    assert told_of(evening) == [{evening.member("recorder")}]
