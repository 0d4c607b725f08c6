"""What the sample pages show: one evening of one cell, invented."""

from datetime import datetime
from types import SimpleNamespace as Thing
from typing import Any
from zoneinfo import ZoneInfo

NOW = datetime(2026, 11, 21, 20, 31, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


def viewer(theme: str = "", text: str = "") -> Thing:
    return Thing(
        member_id="m7",
        name="Nguyễn Thị Lan",
        given_name="Lan",
        unit_id="u3",
        unit_name="Chi bộ thôn Đông",
        is_officer=True,
        help_phone="0912 345 678",
        theme=theme,
        text=text,
    )


def item(position: int, phase: str, title: str, minutes: int, visited: bool) -> Thing:
    return Thing(
        id=f"i{position}", position=position, phase=phase, title=title, planned_minutes=minutes, visited=visited
    )


ITEMS = [
    item(1, "opening", "Khai mạc, cử thư ký cuộc họp, điểm danh", 10, True),
    item(2, "content", "Tình hình tháng 11 và chủ trương mới của cấp trên", 15, True),
    item(3, "content", "Phương hướng, nhiệm vụ tháng 12", 35, True),
    item(4, "content", "Đề nghị kết nạp quần chúng Nguyễn Hoàng Thủy Tiên", 15, False),
    item(5, "closing", "Kết luận, thông qua nghị quyết", 10, False),
    item(6, "closing", "Thông qua biên bản, bế mạc", 5, False),
]

STATEMENTS = [
    Thing(
        id="s1",
        name="Trần Văn Nam",
        channel="remote",
        text="Đề nghị thêm việc sửa kênh mương trước Tết, giao tổ thủy lợi.",
        entered_by_name="",
        read_out_at=None,
    ),
    Thing(
        id="s2",
        name="Phạm Thị Hoa",
        channel="advance",
        text="Nhất trí. Xin rõ người phụ trách từng ngõ.",
        entered_by_name="Lê Đức Minh",
        read_out_at=NOW,
    ),
    Thing(
        id="s3",
        name="Lê Đức Minh",
        channel="spoken",
        text="Đồng ý với đồng chí Nam.\nMùa này nước cạn, làm ngay thì kịp.",
        entered_by_name="",
        read_out_at=None,
    ),
    Thing(
        id="s4",
        name="Vũ Quốc Khánh",
        channel="written",
        text="Kinh phí lấy từ nguồn nào, mong chi ủy nói rõ.",
        entered_by_name="",
        read_out_at=None,
    ),
    Thing(
        id="s5",
        name="Đỗ Thị Tuyết",
        channel="reserved",
        text="Tôi bảo lưu ý kiến: chưa nên thu thêm của các hộ khó khăn.",
        entered_by_name="",
        read_out_at=None,
    ),
]

RESULT = Thing(
    title="Thông qua nghị quyết tháng 12",
    official=23,
    away=1,
    exempt_absent=2,
    suspended=0,
    excused=0,
    summoned=20,
    required=11,
    approve=15,
    disapprove=1,
    other=1,
    not_voting=3,
    carried=True,
)

FAILED = Thing(
    **vars(RESULT) | {"approve": 12, "disapprove": 4, "other": 2, "not_voting": 2, "required": 14, "carried": False}
)

SENTENCE = (
    "Được triệu tập 20 đảng viên chính thức, cần quá nửa là 11; tán thành 15, không tán thành 1, "
    "ý kiến khác 1, không biểu quyết 3: đủ, nghị quyết được thông qua."
)

PAPERS = [
    Thing(id="p1", filename="Dự thảo nghị quyết tháng 12.docx", kind="docx", size=48_200, pages=3, late=False),
    Thing(id="p2", filename="Báo cáo kết quả tháng 11 của chi ủy.pdf", kind="pdf", size=1_240_000, pages=7, late=False),
    Thing(id="p3", filename="Danh sách hộ hiến đất mở đường.xlsx", kind="xlsx", size=22_000, pages=None, late=True),
]

HANDS = [Thing(name="Trần Văn Nam", called_at=NOW), Thing(name="Nguyễn Hữu Phước", called_at=None)]

NAMES = [
    ("Nguyễn Văn An", "12/03/1958", "Chính thức", "Bí thư", "0912 345 678"),
    ("Trần Thị Bích", "07/11/1961", "Chính thức", "Phó bí thư", "0983 111 222"),
    ("Phạm Thị Hoa", "19/05/1949", "Miễn sinh hoạt", "", ""),
    ("Vũ Quốc Khánh", "02/09/1974", "Chính thức", "", "0904 222 333"),
    ("Nguyễn Thị Lan", "30/01/1956", "Chính thức", "", "0912 000 111"),
    ("Lê Đức Minh", "25/08/1980", "Dự bị", "", "0977 888 999"),
]

ROLL = [
    Thing(id="m1", name="Nguyễn Văn An", note="Bí thư, chủ trì", state="present_in_room"),
    Thing(id="m2", name="Trần Thị Bích", note="Phó bí thư", state="present_in_room"),
    Thing(id="m3", name="Phạm Thị Hoa", note="Miễn sinh hoạt", state=""),
    Thing(id="m4", name="Vũ Quốc Khánh", note="", state="absent_excused"),
    Thing(id="m5", name="Lê Đức Minh", note="Dự bị, thư ký cuộc họp", state="present_in_room"),
]
STATES = [
    ("present_in_room", "Có mặt", "present"),
    ("late", "Đến muộn", ""),
    ("absent_excused", "Vắng có lý do", "absent"),
]

LOG = [
    ("20:28", "Bắt đầu mục 4: Đề nghị kết nạp quần chúng Nguyễn Hoàng Thủy Tiên"),
    ("20:24", "Kết quả: tán thành 15, cần 11, được thông qua"),
    ("20:17", "Mở biểu quyết: Thông qua nghị quyết tháng 12"),
    ("20:09", "Đồng chí Trần Văn Nam gửi ý kiến từ xa"),
    ("19:41", "Đồng chí Vũ Quốc Khánh: vắng có lý do"),
    ("19:32", "Khai mạc; chủ trì: đồng chí Nguyễn Văn An"),
]

REFUSAL = {
    "viewer": None,
    "title": "",
    "status": 409,
    "code": "conflict",
    "text": "Việc này vừa được đồng chí Lan cập nhật lúc 9:12. Đồng chí xem bản mới rồi gửi lại nếu vẫn cần.",
    "kept": [("text", "Đề nghị thêm việc sửa kênh mương trước Tết, giao tổ thủy lợi phụ trách."), ("item", "i3")],
    "post_to": "#",
    "fresh_command_id": "x",
}


def qr(modules: int = 25) -> str:
    """Looks like a code, means nothing; drawn in a fixed order, so that pictures can be compared."""
    cells: list[str] = []
    for y in range(modules):
        for x in range(modules):
            corner = min(x, modules - 1 - x) < 7 and min(y, modules - 1 - y) < 7 and not (x > 10 and y > 10)
            if corner:
                u, v = min(x, modules - 1 - x), min(y, modules - 1 - y)
                ring = max(abs(u - 3), abs(v - 3))
                dark = ring in (0, 1, 3)
            else:
                dark = (x * 7 + y * 13 + x * y * 3) % 5 < 2
            if dark:
                cells.append(f"M{x} {y}h1v1h-1z")
    box = f"-2 -2 {modules + 4} {modules + 4}"
    return f'<svg viewBox="{box}" role="img" aria-label="Mã QR"><path d="{"".join(cells)}"/></svg>'


def everything() -> dict[str, Any]:
    return {
        "agenda_items": ITEMS,
        "said": STATEMENTS,
        "result": RESULT,
        "failed": FAILED,
        "spoken_result": SENTENCE,
        "papers_shown": PAPERS,
        "hands": HANDS,
        "people": NAMES,
        "roll": ROLL,
        "roll_states": STATES,
        "events": LOG,
        "qr_drawing": qr(),
        "new_command_id": lambda: "0193b2c4-0000-7000-8000-000000000000",
    }
