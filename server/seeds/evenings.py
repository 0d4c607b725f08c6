"""Three meetings of the cell of thôn Đông: one held last month, one under way, one in two days."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection

from server.attendance import actions as attendance
from server.attendance.rules import State
from server.clock import ZONE
from server.discussion import actions as discussion
from server.meetings import actions as meetings
from server.meetings.queries import list_participants
from server.meetings.rules import MeetingKind, SummonsAnswer
from server.minutes import actions as minutes
from server.minutes.rules import Signer
from server.room.actions import close_meeting
from server.seeds.papers import pdf_paper, word_paper
from server.seeds.scene import Scene
from server.settings import Settings
from server.tasks.rules import NoteKind
from server.voting.rules import Choice, VoteForm

LAM, BICH, MINH, LAN, KHANH = (
    *("Nguyễn Đình Lâm", "Trần Thị Bích", "Lê Đức Minh"),
    *("Nguyễn Thị Lan", "Vũ Quốc Khánh"),
)
NAM, CHAU, HOA, TUYET, LUC = "Trần Văn Nam", "Phạm Minh Châu", "Phạm Thị Hoa", "Đỗ Thị Tuyết", "Hồ Văn Lực"
HALL = "Nhà văn hóa thôn Đông"


def hold(db: Connection, settings: Settings, unit_id: UUID, people: Mapping[str, UUID], now: datetime) -> None:
    last = _evening_of((now - timedelta(days=30)).astimezone(ZONE))
    archived(Scene(db, people, last - timedelta(days=3)), settings, unit_id, last)
    begun = now - timedelta(minutes=38)
    running(Scene(db, people, begun - timedelta(days=3)), settings, unit_id, begun)
    coming(Scene(db, people, now - timedelta(hours=20)), settings, unit_id, _evening_of(now.astimezone(ZONE)))


def _evening_of(local: datetime) -> datetime:
    return local.replace(hour=19, minute=30, second=0, microsecond=0).astimezone(UTC)


def _title(starts_at: datetime) -> str:
    return f"Sinh hoạt chi bộ tháng {starts_at.astimezone(ZONE).month}"


def archived(scene: Scene, settings: Settings, unit_id: UUID, starts_at: datetime) -> None:
    """Held whole, with its minutes approved and frozen."""
    scene.draft(unit_id, _title(starts_at), starts_at, leads=(LAM, MINH), place=HALL)
    report = word_paper(
        settings,
        "Báo cáo kết quả tháng trước.docx",
        "Báo cáo kết quả thực hiện nhiệm vụ tháng trước",
        [
            "Chi bộ đã hoàn thành năm trong sáu việc của nghị quyết tháng trước.",
            "Tuyến đường liên thôn đã giải phóng xong mặt bằng đoạn qua xóm Chùa.",
            "Còn chậm: thu gom rác tại ngõ 3, do chưa thống nhất điểm tập kết.",
        ],
    )
    scene.do(LAM, lambda tx, meeting: meetings.add_paper(tx, meeting, scene.items()[2], report))
    scene.do(LAM, meetings.publish)
    scene.after(hours=20).answer(LAN, SummonsAnswer.PRESENT)
    scene.answer(NAM, SummonsAnswer.REMOTE, "Đang làm việc tại Bình Dương")
    scene.say(NAM, 4, "Đề nghị chi bộ bàn việc sửa kênh mương trước vụ đông, giao tổ thủy lợi làm đầu mối.")
    scene.clock = starts_at
    scene.do(LAM, meetings.open_meeting)
    scene.start(LAM, 0)
    scene.do(MINH, attendance.all_present)
    scene.roll(MINH, NAM, State.ABSENT_EXCUSED, "Đang làm việc tại Bình Dương")
    scene.roll(MINH, HOA, State.EXEMPT_PRESENT)
    scene.roll(MINH, LUC, State.LATE, "Đi khám bệnh về muộn")
    scene.open_motion(MINH, 0, "Thông qua chương trình và cử thư ký", "agenda", VoteForm.HANDS)
    scene.hands(MINH, {})
    scene.conclude(LAM, 0, "Chương trình được thông qua. Đồng chí Lê Đức Minh làm thư ký.")
    scene.after(minutes=9).start(LAM, 2)
    scene.note(MINH, BICH, 2, "Đề nghị ghi rõ trách nhiệm của tổ vệ sinh môi trường về điểm tập kết rác ở ngõ 3.")
    scene.after(minutes=15).conclude(LAM, 2, "Nhất trí với báo cáo. Việc ngõ 3 làm dứt điểm trong tháng.")
    scene.start(LAM, 4)
    scene.read_out(MINH, NAM)
    scene.after(minutes=6).note(MINH, KHANH, 4, "Nhất trí với ý kiến đồng chí Nam. Nên làm trước ngày 15.")
    scene.give(MINH, KHANH, 4, "Vận động ba hộ hiến đất mở đường xóm Chùa", 45)
    scene.give(MINH, LAN, 4, "Lập danh sách hộ cần hỗ trợ trước Tết", 36)
    scene.after(minutes=20).start(LAM, 6)
    scene.open_motion(MINH, 6, f"Thông qua nghị quyết tháng {starts_at.month}", "resolution", VoteForm.NAMED)
    _vote(scene)
    scene.close_motion(MINH)
    scene.after(minutes=9).conclude(LAM, 6, "Nghị quyết được thông qua, giao chi ủy tổ chức thực hiện.")
    scene.after(minutes=28).do(LAM, close_meeting)
    scene.after(minutes=10).do(MINH, minutes.read_back)
    scene.do(LAM, lambda tx, meeting: minutes.approve(tx, meeting, Signer.CHAIR))
    scene.do(MINH, lambda tx, meeting: minutes.approve(tx, meeting, Signer.RECORDER))
    scene.after(days=9).write(LAN, NoteKind.NOTE, "Đã rà xong hai xóm: mười hai hộ. Còn xóm Chùa và ngõ 3.")
    scene.after(days=6).write(KHANH, NoteKind.NOTE, "Hai hộ đã đồng ý hiến đất. Hộ thứ ba hẹn trả lời trong tuần.")
    scene.after(days=5).write(KHANH, NoteKind.DONE)


def _vote(scene: Scene) -> None:
    """Phones first, then the recorder for those without one; two think otherwise."""
    scene.cast(LAN, Choice.APPROVE)
    scene.cast(KHANH, Choice.DISAPPROVE)
    for person in list_participants(scene.db, scene.meeting_id):
        votes = person.standing in ("official", "exempt", "reduced_duty") and person.name not in (LAN, KHANH)
        if votes and person.state in ("present_in_room", "late", "exempt_present"):
            choice = Choice.DISAPPROVE if person.name == TUYET else Choice.APPROVE
            scene.cast_for(MINH, person.member_id, choice)


def running(scene: Scene, settings: Settings, unit_id: UUID, starts_at: datetime) -> None:
    """On its third item, with opinions from before, from the room and from afar."""
    scene.draft(unit_id, _title(starts_at), starts_at, leads=(LAM, MINH), place=HALL)
    month = starts_at.astimezone(ZONE).month % 12 + 1
    draft = word_paper(
        settings,
        f"Dự thảo nghị quyết tháng {month}.docx",
        f"Dự thảo nghị quyết tháng {month}",
        [
            "Một là, hoàn thành đường liên thôn đoạn qua xóm Chùa trước ngày 20.",
            "Hai là, sửa kênh mương nội đồng, giao tổ thủy lợi.",
            "Ba là, rà soát các hộ cần hỗ trợ trước Tết.",
        ],
    )
    report = pdf_paper(
        settings,
        "Báo cáo của chi ủy.pdf",
        "Báo cáo của chi ủy",
        ["Trong tháng, chi bộ hoàn thành bốn trong năm việc được giao.", "Thu nộp đảng phí đủ và đúng hạn."],
    )
    scene.do(LAM, lambda tx, meeting: meetings.add_paper(tx, meeting, scene.items()[4], draft))
    scene.do(LAM, lambda tx, meeting: meetings.add_paper(tx, meeting, scene.items()[2], report))
    scene.do(
        LAM,
        lambda tx, meeting: meetings.invite_guest(
            tx,
            meeting,
            name="Hoàng Văn Tiến",
            organisation="Đảng ủy viên xã Hòa An",
            member_id=scene.people["Hoàng Văn Tiến"],
        ),
    )
    scene.do(LAM, meetings.publish)
    scene.after(hours=9).answer(LAN, SummonsAnswer.PRESENT)
    scene.answer(KHANH, SummonsAnswer.PRESENT)
    scene.answer(NAM, SummonsAnswer.REMOTE, "Đang làm việc tại Bình Dương")
    scene.say(LAN, 4, "Nhất trí với dự thảo. Xin rõ người phụ trách từng ngõ.")
    scene.clock = starts_at
    scene.do(LAM, meetings.open_meeting)
    scene.start(LAM, 0)
    scene.do(MINH, attendance.all_present)
    scene.roll(MINH, NAM, State.ABSENT_EXCUSED, "Đang làm việc tại Bình Dương")
    scene.open_motion(MINH, 0, "Thông qua chương trình, cử thư ký cuộc họp", "agenda", VoteForm.HANDS)
    scene.hands(MINH, {})
    scene.after(minutes=7).start(LAM, 2)
    scene.note(MINH, BICH, 2, "Báo cáo đã nêu đủ. Đề nghị thêm số hộ đã hiến đất.")
    scene.after(minutes=12).conclude(LAM, 2, "Thông qua báo cáo, bổ sung số hộ hiến đất.")
    scene.start(LAM, 4)
    scene.read_out(MINH, LAN)
    scene.after(minutes=3).say(NAM, 4, "Đề nghị thêm việc sửa kênh mương trước Tết, giao tổ thủy lợi.")
    scene.note(MINH, TUYET, 4, "Đồng ý với đồng chí Nam. Mùa này nước cạn, làm ngay thì kịp.")
    scene.do(KHANH, discussion.raise_hand)
    scene.do(CHAU, discussion.raise_hand)


def coming(scene: Scene, settings: Settings, unit_id: UUID, today: datetime) -> None:
    """Summoned for two days from now."""
    starts_at = today + timedelta(days=2)
    title = "Sinh hoạt chuyên đề: giữ gìn vệ sinh môi trường"
    scene.draft(unit_id, title, starts_at, leads=(LAM, MINH), place=HALL, kind=MeetingKind.THEMATIC)
    topic = word_paper(
        settings,
        "Đề cương chuyên đề.docx",
        "Giữ gìn vệ sinh môi trường nông thôn",
        ["Thực trạng tại các ngõ xóm.", "Việc làm được ngay trong mùa khô.", "Trách nhiệm của từng đảng viên."],
    )
    scene.do(LAM, lambda tx, meeting: meetings.add_paper(tx, meeting, scene.items()[1], topic))
    scene.do(LAM, meetings.publish)
    scene.answer(LAN, SummonsAnswer.PRESENT)
    scene.answer(HOA, SummonsAnswer.ABSENT, "Sức khỏe yếu, không đi đường tối được")
