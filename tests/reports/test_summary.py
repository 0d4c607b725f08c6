"""What goes up: numbers, conclusions, results. What was said and who voted how stays in the meeting."""

import json

from server.protocol import events as ev
from server.reports.summary import Section, restored, summarise
from tests.minutes.sample import events_for_all, roll, summons, whole_log

RESOLVED = ["Thông qua nghị quyết tháng 12"]
DRAFT = "Một là, sửa kênh mương.\n\nHai là, trồng cây."
SUMMARY = summarise(whole_log(), RESOLVED, DRAFT)


def test_no_word_of_anybody_and_no_name_but_of_those_who_led() -> None:
    text = json.dumps(SUMMARY.stored(), ensure_ascii=False)
    everything = events_for_all()
    said = [one.text for one in everything if isinstance(one, ev.StatementMade)]
    guests = {one.name for one in everything if isinstance(one, ev.GuestRecorded)}
    tasks = {one.assignee_name for one in everything if isinstance(one, ev.TaskAssigned)}
    names = {one.name for one in roll()} | guests | tasks
    assert len(said) == 6
    assert [one for one in said if one in text or one.split("\n")[0] in text] == []
    assert {one for one in names if one in text} == {"Nguyễn Văn An", "Lê Đức Minh"}
    assert [one.reason for one in roll() if one.reason and one.reason in text] == []


def test_the_whole_summary_line_by_line() -> None:
    assert (SUMMARY.unit, SUMMARY.day) == ("Chi bộ thôn Đông", "2026-11-21")
    assert SUMMARY.title == "Sinh hoạt chi bộ thường kỳ tháng 11 năm 2026"
    meeting, attendance, *rest = SUMMARY.sections
    assert meeting.lines == (
        "Khai mạc hồi 19 giờ 35, ngày 21 tháng 11 năm 2026.",
        "Bế mạc hồi 21 giờ 05, ngày 21 tháng 11 năm 2026.",
        "Địa điểm: Nhà văn hóa thôn Đông.",
        "Chủ trì: đồng chí Nguyễn Văn An.",
        "Thư ký: đồng chí Lê Đức Minh.",
    )
    assert attendance.lines == (
        "Tổng số đảng viên 13: chính thức 11, dự bị 1, sinh hoạt tạm thời đến 1.",
        "Bị đình chỉ sinh hoạt 1, không tính vào tổng số trên.",
        "Có mặt 8: chính thức 6, dự bị 1, sinh hoạt tạm thời đến 1.",
        "Dự từ xa 1.",
        "Đến muộn 1.",
        "Về sớm 1.",
        "Vắng có lý do 2.",
        "Vắng không lý do 1.",
        "Được miễn sinh hoạt, có dự 1.",
        "Được miễn sinh hoạt, không dự 1.",
        "Sinh hoạt tạm thời nơi khác 1.",
        "Đại biểu dự 2.",
    )
    assert rest == [
        Section(
            "2. Phương hướng, nhiệm vụ tháng 12",
            (
                "Biểu quyết bằng hình thức giơ tay: “Thông qua nghị quyết tháng 12”. Được triệu tập 9 đảng viên chính "
                "thức, cần 5: đủ, nội dung được thông qua. Tán thành 6/9, đạt 66,7%.",
                "Biểu quyết bằng hình thức ghi tên: “Cử người phụ trách ngõ 3”. Đủ. Tán thành 9/9, đạt 100%.",
                "Chủ trì kết luận: Làm kênh mương xong trước ngày 20/12.",
            ),
        ),
        Section(
            "Nghị quyết đã thông qua",
            ("Thông qua nghị quyết tháng 12.", "Một là, sửa kênh mương.", "Hai là, trồng cây."),
        ),
        Section(
            "Việc đã giao",
            ("Sửa kênh mương đoạn ngõ 3. Hạn 20/12/2026.", "Gửi biên bản lên Đảng ủy xã. Hạn 25/11/2026."),
        ),
    ]


def test_without_a_carried_resolution_its_draft_stays_below() -> None:
    assert "kênh mương." not in json.dumps(summarise(whole_log(), [], DRAFT).stored(), ensure_ascii=False)


def test_a_short_meeting_makes_a_short_report() -> None:
    bare = [summons(), ev.MeetingOpened("Nguyễn Văn An", "Lê Đức Minh", 0), ev.MeetingClosed(3_600_000)]
    found = summarise([("all", one) for one in bare], [], "")
    assert [one.heading for one in found.sections] == ["Thời gian, địa điểm", "Thành phần"]


def test_what_was_kept_comes_back_as_it_was_and_another_word_is_another_mark() -> None:
    again = restored(json.loads(json.dumps(SUMMARY.stored())))
    assert again == SUMMARY
    assert again.fingerprint == SUMMARY.fingerprint
    assert summarise(whole_log(), RESOLVED, DRAFT + ".").fingerprint != SUMMARY.fingerprint
