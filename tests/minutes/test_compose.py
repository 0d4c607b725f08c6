"""The draft out of the log, word for word."""

from pathlib import Path

import pytest

from server.discussion.rules import Channel
from server.i18n.messages import known
from server.minutes.compose import Paragraph, compose
from server.protocol import events as ev
from server.protocol.events import Event
from server.voting.rules import VoteForm
from tests.minutes.sample import at, closed_motion, opened, said, summons, whole_log

GOLDEN = Path(__file__).parent / "regular_meeting.txt"


def paragraphs(*events: Event, staff: tuple[Event, ...] = ()) -> dict[str, list[str]]:
    """Lines by heading of a short meeting in which these things happened."""
    log = [("all", one) for one in (summons(), opened(), *events)] + [("staff", one) for one in staff]
    log.append(("all", ev.MeetingClosed(at(21, 0))))
    found: dict[str, list[str]] = {}
    for one in compose(log).paragraphs:
        heading = one.heading or list(found)[-1]
        found.setdefault(heading, []).extend(one.text.split("\n"))
    return found


def test_a_whole_meeting_reads_as_the_golden_text() -> None:
    parts = [f"\n{one.heading}\n{one.text}" if one.heading else one.text for one in compose(whole_log()).paragraphs]
    assert "\n".join(parts).lstrip("\n") + "\n" == GOLDEN.read_text(encoding="utf-8")


def test_each_opinion_decision_and_task_of_an_item_is_a_paragraph_of_its_own() -> None:
    drafted = compose(whole_log()).paragraphs
    assert all("\nĐồng chí" not in one.text for one in drafted if one.heading[:1].isdigit() or not one.heading)
    assert sum(not one.heading for one in drafted) > 3


def test_the_header_holds_the_names_of_the_time() -> None:
    header = compose(whole_log()).header
    assert (header.superior, header.unit, header.locality) == ("Đảng bộ xã Hòa Bình", "Chi bộ thôn Đông", "Hòa Bình")
    assert (header.chair, header.recorder, header.day) == ("Nguyễn Văn An", "Lê Đức Minh", "2026-11-21")


def test_a_meeting_that_was_not_opened_has_no_minutes() -> None:
    with pytest.raises(ValueError, match="never summoned or opened"):
        compose([("all", summons())])
    with pytest.raises(ValueError, match="never summoned or opened"):
        compose([("all", opened())])


def test_a_meeting_in_which_nothing_was_said_still_has_its_frame() -> None:
    found = paragraphs()
    assert list(found) == [
        "Thời gian, địa điểm",
        "Thành phần",
        "1. Tình hình tháng 11 và chủ trương mới của cấp trên",
        "2. Phương hướng, nhiệm vụ tháng 12",
        "3. Thông qua biên bản, bế mạc",
        "Kết thúc",
    ]
    assert found["2. Phương hướng, nhiệm vụ tháng 12"] == ["Không có ý kiến."]
    assert found["Kết thúc"] == ["Bế mạc hồi 21 giờ 00, ngày 21 tháng 11 năm 2026."]


def test_without_papers_there_is_no_line_about_them() -> None:
    log = [("all", summons(papers=[])), ("all", opened()), ("all", ev.MeetingClosed(at(21, 0)))]
    assert "Tài liệu" not in compose(log).paragraphs[0].text


def test_reasons_of_absence_come_from_the_staff_log_alone() -> None:
    absent = ev.AttendanceRecorded("m8", "Bùi Văn Dũng", "official", "absent_excused", "ốm")
    assert not any("Dũng" in line for line in paragraphs(absent)["Thành phần"])
    assert "Vắng có lý do 1: Bùi Văn Dũng (ốm)." in paragraphs(staff=(absent,))["Thành phần"]


def test_the_newest_entry_of_a_person_counts() -> None:
    late = ev.AttendanceRecorded("m3", "Trần Văn Bình", "official", "late")
    found = paragraphs(staff=(ev.AttendanceRecorded("m3", "Trần Văn Bình", "official", "absent_unexcused"), late))
    assert "Đến muộn 1: Trần Văn Bình." in found["Thành phần"]
    assert not any(line.startswith("Vắng") for line in found["Thành phần"])


def test_the_total_is_the_sum_of_what_is_named_beside_it() -> None:
    first, second, third, *_ = compose(whole_log()).paragraphs[1].text.split("\n")
    assert first == "Tổng số đảng viên 13: chính thức 11, dự bị 1, sinh hoạt tạm thời đến 1."
    assert second == "Bị đình chỉ sinh hoạt 1, không tính vào tổng số trên."
    assert third == "Có mặt 8: chính thức 6, dự bị 1, sinh hoạt tạm thời đến 1."


def test_without_suspended_members_there_is_no_word_of_suspension() -> None:
    log = [("all", summons(summoned={"official": 3})), ("all", opened()), ("all", ev.MeetingClosed(at(21, 0)))]
    assert compose(log).paragraphs[1].text.split("\n") == [
        "Tổng số đảng viên 3: chính thức 3, dự bị 0, sinh hoạt tạm thời đến 0.",
        "Có mặt 0: chính thức 0, dự bị 0, sinh hoạt tạm thời đến 0.",
    ]


def test_an_opinion_stands_verbatim_whatever_signs_it_holds() -> None:
    text = '{name} "trích"  \\ #x $y$ <b> 100%'
    assert (
        f"Đồng chí Hoa phát biểu: {text}"
        in paragraphs(said(1, "i1", "Hoa", "spoken", text))["1. Tình hình tháng 11 và chủ trương mới của cấp trên"]
    )


@pytest.mark.parametrize(
    ("approve", "summoned", "share"),
    [(0, 7, "0"), (1, 3, "33,3"), (2, 3, "66,7"), (1, 2, "50"), (17, 18, "94,4"), (18, 18, "100")],
)
def test_the_share_is_of_those_summoned(approve: int, summoned: int, share: str) -> None:
    found = paragraphs(closed_motion(approve=approve, summoned=summoned))["2. Phương hướng, nhiệm vụ tháng 12"]
    assert found[0].endswith(f"Tán thành {approve}/{summoned}, đạt {share}%.")


def test_a_task_of_no_item_is_not_lost() -> None:
    task = ev.TaskAssigned("t1", "", "Báo cáo xã", "m2", "Lê Đức Minh", "2026-11-25")
    assert paragraphs(task)["Giao việc"] == ["Giao đồng chí Lê Đức Minh: Báo cáo xã. Hạn 25/11/2026."]


def test_every_way_of_speaking_and_voting_has_its_words() -> None:
    assert all(known(f"minutes_said_{channel}") for channel in Channel)
    assert all(known(f"minutes_form_{form}") for form in VoteForm)


def test_a_paragraph_is_heading_and_text() -> None:
    assert compose(whole_log()).paragraphs[-1] == Paragraph(
        "Kết thúc",
        "Tạm dừng từ 20:15 đến 20:25.\nTạm dừng từ 21:00 đến khi bế mạc.\n"
        "Bế mạc hồi 21 giờ 05, ngày 21 tháng 11 năm 2026.",
    )
