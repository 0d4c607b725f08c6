"""One evening of one cell, invented: its log, its minutes, and the document that they make."""

from datetime import UTC, datetime
from uuid import UUID

from server import clock
from server.minutes.compose import Header, Paragraph, compose
from server.minutes.queries import Approval, Minutes, ParagraphRow
from server.minutes.rules import MinutesState
from server.protocol import events as ev
from server.protocol.events import Event

HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


def at(hour: int, minute: int) -> int:
    """Local time of the evening, as events write it."""
    return clock.millis(datetime(2026, 11, 21, hour, minute, tzinfo=clock.ZONE))


def summons(**changes: object) -> ev.SummonsPublished:
    values: dict[str, object] = {
        "kind": "regular",
        "title": "Sinh hoạt chi bộ thường kỳ tháng 11 năm 2026",
        "unit_name": "Chi bộ thôn Đông",
        "superior_name": "Đảng bộ xã Hòa Bình",
        "locality": "Hòa Bình",
        "starts_at": at(19, 30),
        "place": "Nhà văn hóa thôn Đông.",
        "summoned": {
            "official": 7,
            "probationary": 1,
            "exempt": 2,
            "reduced_duty": 1,
            "temporarily_here": 1,
            "temporarily_away": 1,
            "suspended": 1,
        },
        "agenda": [
            {"id": "i1", "title": "Tình hình tháng 11 và chủ trương mới của cấp trên"},
            {"id": "i2", "title": "Phương hướng, nhiệm vụ tháng 12"},
            {"id": "i3", "title": "Thông qua biên bản, bế mạc"},
        ],
        "papers": ["Báo cáo tháng 11.pdf"],
    }
    return ev.SummonsPublished(**{**values, **changes})  # type: ignore[arg-type]


def opened() -> ev.MeetingOpened:
    return ev.MeetingOpened(chair_name="Nguyễn Văn An", recorder_name="Lê Đức Minh", opened_at=at(19, 35))


def roll() -> list[ev.AttendanceRecorded]:
    """Every state that a person can be in; Bình came after having been written down as absent."""
    return [
        ev.AttendanceRecorded("m1", "Nguyễn Văn An", "official", "present_in_room"),
        ev.AttendanceRecorded("m2", "Lê Đức Minh", "official", "present_in_room"),
        ev.AttendanceRecorded("m3", "Trần Văn Bình", "official", "absent_unexcused"),
        ev.AttendanceRecorded("m4", "Phạm Thị Hoa", "probationary", "present_in_room"),
        ev.AttendanceRecorded("m5", "Vũ Quốc Khánh", "temporarily_here", "present_in_room"),
        ev.AttendanceRecorded("m6", "Trần Văn Nam", "official", "present_remote"),
        ev.AttendanceRecorded("m7", "Đỗ Thị Tuyết", "official", "left_early", "đón con"),
        ev.AttendanceRecorded("m8", "Bùi Văn Dũng", "official", "absent_excused", "ốm"),
        ev.AttendanceRecorded("m9", "Hoàng Thị Yến", "reduced_duty", "absent_excused", "đi công tác"),
        ev.AttendanceRecorded("m10", "Đặng Văn Sơn", "official", "absent_unexcused"),
        ev.AttendanceRecorded("m11", "Ngô Thị Thủy", "exempt", "exempt_present"),
        ev.AttendanceRecorded("m12", "Lý Văn Quế", "exempt", "exempt_absent"),
        ev.AttendanceRecorded("m13", "Mai Văn Ưng", "temporarily_away", "temporarily_away"),
        ev.AttendanceRecorded("m3", "Trần Văn Bình", "official", "late", "họp thôn"),
    ]


def said(number: int, item: str, name: str, channel: str, text: str) -> ev.StatementMade:
    return ev.StatementMade(f"s{number}", item, f"m{number}", name, channel, text)


def closed_motion(**changes: object) -> ev.MotionClosed:
    values: dict[str, object] = {
        "motion_id": "v2",
        "item_id": "i2",
        "title": "Thông qua nghị quyết tháng 12",
        "form": "hands",
        "summoned": 9,
        "required": 5,
        "approve": 6,
        "disapprove": 1,
        "other": 1,
        "not_voting": 1,
        "carried": True,
        "sentence": "Được triệu tập 9 đảng viên chính thức, cần 5: đủ, nội dung được thông qua.",
    }
    return ev.MotionClosed(**{**values, **changes})  # type: ignore[arg-type]


def events_for_all() -> list[Event]:
    return [
        summons(),
        ev.PaperAdded("p2", "i2", "Dự thảo nghị quyết.docx", late=True),
        said(1, "i2", "Trần Văn Nam", "advance", "Đề nghị thêm việc sửa kênh mương trước Tết."),
        said(2, "i2", "Hoàng Thị Yến", "advance", "Nhất trí. Xin rõ người phụ trách từng ngõ."),
        opened(),
        ev.GuestRecorded("g1", "Phan Thị Hà", "Đảng ủy xã Hòa Bình", present=True),
        ev.GuestRecorded("g2", "Cao Văn Lộc", "", present=True),
        ev.GuestRecorded("g3", "Tạ Thị Mơ", "", present=True),
        ev.GuestRecorded("g3", "Tạ Thị Mơ", "", present=False),
        ev.AttendanceRecorded("m8", "Bùi Văn Dũng", "official", "absent_excused"),
        ev.ItemStarted("i1", 1, "Tình hình tháng 11 và chủ trương mới của cấp trên", at(19, 40)),
        ev.HandRaised("m3", "Trần Văn Bình", "i1"),
        said(3, "i1", "Trần Văn Bình", "spoken", "Tôi có hai ý.\nMột là thu quỹ chậm.\n\nHai là đường ngõ 3 còn tối."),
        ev.MeetingSuspended(at(20, 15)),
        ev.MeetingResumed(at(20, 25)),
        said(4, "i2", "Trần Văn Nam", "remote", "Đồng ý với đồng chí Bình."),
        said(5, "i2", "Đỗ Thị Tuyết", "remote", "Nên làm trước ngày 10."),
        said(6, "i2", "Vũ Quốc Khánh", "written", "Kinh phí lấy từ nguồn nào, mong chi ủy nói rõ."),
        ev.StatementReadOut("s1", "i2", read=True),
        ev.StatementReadOut("s5", "i2", read=True),
        ev.StatementReadOut("s4", "i2", read=True),
        ev.StatementReadOut("s4", "i2", read=False),
        ev.MotionVoided("v1", "i2", "Thông qua nghị quyết", "ghi nhầm tên nghị quyết."),
        closed_motion(),
        closed_motion(motion_id="v3", title="Cử người phụ trách ngõ 3", form="named", approve=9, sentence="Đủ."),
        ev.ConclusionRecorded("i2", "Ghi nhầm."),
        ev.ConclusionRecorded("i2", "Làm kênh mương xong trước ngày 20/12."),
        ev.TaskAssigned("t1", "i2", "Sửa kênh mương đoạn ngõ 3.", "m3", "Trần Văn Bình", "2026-12-20"),
        ev.TaskAssigned("t2", "", "Gửi biên bản lên Đảng ủy xã", "m2", "Lê Đức Minh", "2026-11-25"),
        ev.MeetingSuspended(at(21, 0)),
        ev.MeetingClosed(at(21, 5)),
    ]


def whole_log() -> list[tuple[str, Event]]:
    return [("all", one) for one in events_for_all()] + [("staff", one) for one in roll()]


HEADER = compose(whole_log()).header


def minutes(
    paragraphs: list[Paragraph] | None = None, header: Header = HEADER, *signed: Approval, frozen: bool = False
) -> Minutes:
    texts = compose(whole_log()).paragraphs if paragraphs is None else paragraphs
    return Minutes(
        meeting_id=UUID(int=1),
        state=MinutesState.FROZEN if frozen else MinutesState.DRAFT,
        header=header,
        composed_at=clock.from_millis(at(21, 5)),
        read_back_at=clock.from_millis(at(21, 6)) if signed else None,
        read_back_by="Lê Đức Minh" if signed else "",
        frozen_at=clock.from_millis(at(21, 8)) if frozen else None,
        frozen_seq=212 if frozen else None,
        frozen_hash=HASH if frozen else "",
        paragraphs=[ParagraphRow(UUID(int=n), one.heading, one.text, 0) for n, one in enumerate(texts, 1)],
        approvals=signed,
    )


CHAIR_SIGNED = Approval("chair", "Nguyễn Văn An", datetime(2026, 11, 21, 14, 8, tzinfo=UTC))
RECORDER_SIGNED = Approval("recorder", "Lê Đức Minh", datetime(2026, 11, 21, 14, 7, tzinfo=UTC))
