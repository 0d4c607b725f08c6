"""News and documents of the demonstration's province, commune and cell, published by its people."""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from PIL import Image, ImageDraw
from sqlalchemy import Connection

from server.actor import Actor
from server.clock import local_date
from server.db.files import store_file
from server.documents import actions as documents
from server.documents.actions import About
from server.documents.rules import DocumentType
from server.ids import new_id
from server.ledger.transaction import Answer, Command, Transaction, execute
from server.members.queries import get_member
from server.news import actions as news
from server.news.actions import Written
from server.news.clean import from_plain
from server.news.pictures import Picture, accept_picture
from server.news.queries import find_article
from server.seeds.cast import COMMUNE, DONG, PROVINCE, WARD
from server.seeds.papers import pdf_paper, word_paper
from server.settings import Settings
from server.units.queries import get_unit

EDITOR, OFFICE, CHAIR, WARD_SECRETARY = "Dương Thu Thảo", "Trịnh Xuân Hải", "Nguyễn Đình Lâm", "Nguyễn Thị Vân"


@dataclass(frozen=True, slots=True)
class Story:
    """An article: who published it, for which unit, how many days ago."""

    unit: str
    by: str
    days: int
    title: str
    summary: str
    text: str
    public: bool = False
    picture: str = ""  # its words; the picture itself is drawn here


STORIES = (
    Story(
        PROVINCE,
        OFFICE,
        6,
        "Tỉnh Sông Thanh triển khai chuyển đổi số trong sinh hoạt chi bộ",
        "Từ tháng này, tài liệu họp có trên Sổ tay ít nhất một ngày trước cuộc họp.",
        "Các chi bộ đưa nội dung sinh hoạt lên Sổ tay trước cuộc họp để đảng viên nghiên cứu và chuẩn bị ý kiến.\n\n"
        "Đồng chí vắng mặt có lý do gửi ý kiến trên Sổ tay; ý kiến được đọc trước chi bộ và ghi vào biên bản.\n\n"
        "Tổ hỗ trợ của từng xã, phường giúp các đồng chí cao tuổi cài đặt tại nhà.",
        public=True,
    ),
    Story(
        COMMUNE,
        EDITOR,
        2,
        "Xã Hòa An hoàn thành nạo vét kênh mương trước vụ đông xuân",
        "Bốn tuyến kênh nội đồng dài 3,2 km đã thông nước.",
        "Đảng ủy xã phát động nạo vét kênh mương từ đầu tháng. Đến nay bốn tuyến kênh nội đồng đã thông nước.\n\n"
        "Chi bộ thôn Đông và chi bộ thôn Đoài mỗi chi bộ nhận một tuyến, phân công đảng viên phụ trách từng đoạn.\n\n"
        "Các hộ dân góp hơn 400 ngày công. Tổ thủy lợi giữ lịch bơm nước và thông báo cho từng xóm.",
        public=True,
        picture="Kênh mương giữa cánh đồng lúa, hai bên bờ đã phát quang",
    ),
    Story(
        COMMUNE,
        EDITOR,
        1,
        "Đảng ủy xã Hòa An hướng dẫn nội dung sinh hoạt tháng tới",
        "",
        "Các chi bộ tập trung bàn việc chỉnh trang đường làng, chăm lo hộ khó khăn dịp Tết và thu nộp đảng phí.\n\n"
        "Bí thư chi bộ triệu tập trên Sổ tay trước ít nhất một ngày, kèm tài liệu.",
    ),
    Story(
        WARD,
        WARD_SECRETARY,
        3,
        "Phường Đông Hải ra quân dọn vệ sinh khu dân cư",
        "Sáng Chủ nhật, các tổ dân phố cùng dọn vệ sinh và trồng cây.",
        "Đảng viên các tổ dân phố đi đầu nhận phần việc khó. Phường bố trí xe gom rác từ sáu giờ sáng.",
    ),
    Story(
        DONG,
        CHAIR,
        4,
        "Chi bộ thôn Đông vận động hiến đất mở đường xóm Chùa",
        "Ba hộ đã đồng ý hiến đất.",
        "Chi bộ cảm ơn ba hộ đã hiến đất mở rộng đường xóm Chùa. Còn hai hộ, chi bộ tiếp tục vận động trong tháng này.",
    ),
)


def fill(
    db: Connection, settings: Settings, units: Mapping[str, UUID], people: Mapping[str, UUID], now: datetime
) -> None:
    for story in STORIES:
        _tell(db, settings, units[story.unit], people[story.by], story, now)
    _province_document(db, settings, units[PROVINCE], people[OFFICE], now)
    _commune_document(db, settings, units[COMMUNE], people[EDITOR], now)


def _tell(db: Connection, settings: Settings, unit_id: UUID, by: UUID, story: Story, now: datetime) -> None:
    picture = _draw(settings) if story.picture else None

    def act(tx: Transaction) -> Answer:
        written = Written(
            story.title, story.summary, from_plain(story.text), story.public, picture, False, story.picture
        )
        article = find_article(tx.db, news.write(tx, unit_id, written))
        assert article is not None
        news.publish(tx, article)
        return Answer("/")

    _run(db, by, now - timedelta(days=story.days), act)


def _province_document(db: Connection, settings: Settings, unit_id: UUID, by: UUID, now: datetime) -> None:
    issued = now - timedelta(days=20)
    paper = pdf_paper(
        settings,
        "Nghị quyết 12-NQ-TU.pdf",
        "Nghị quyết về xây dựng nông thôn mới giai đoạn 2026–2030",
        [
            "Đến năm 2030, mọi thôn có đường bê tông, nhà văn hóa và điểm thu gom rác.",
            "Mỗi chi bộ chọn một việc cụ thể mỗi quý, giao đảng viên phụ trách và báo cáo kết quả trước nhân dân.",
        ],
    )
    title = "Về xây dựng nông thôn mới giai đoạn 2026–2030"
    day = local_date(issued)
    about = About(DocumentType.RESOLUTION, "12", "NQ/TU", title, "Ban Chấp hành Đảng bộ tỉnh Sông Thanh", day)
    _run(db, by, issued, lambda tx: _published(documents.publish(tx, unit_id, about, paper)))


def _commune_document(db: Connection, settings: Settings, unit_id: UUID, by: UUID, now: datetime) -> None:
    issued = now - timedelta(days=8)
    paper = word_paper(
        settings,
        "Kế hoạch 08-KH-ĐU.docx",
        "Kế hoạch thực hiện Nghị quyết 12-NQ/TU",
        [
            "Mỗi chi bộ bàn và ra nghị quyết về một tuyến đường, một điểm thu gom rác trong quý này.",
            "Bí thư chi bộ báo cáo Đảng ủy xã kết quả sau cuộc họp gần nhất.",
        ],
    )
    title = "Thực hiện Nghị quyết về xây dựng nông thôn mới trên địa bàn xã Hòa An"
    about = About(DocumentType.PLAN, "08", "KH/ĐU", title, "Ban Chấp hành Đảng bộ xã Hòa An", local_date(issued))
    _run(db, by, issued, lambda tx: _published(documents.publish(tx, unit_id, about, paper)))


def _published(document_id: UUID) -> Answer:
    return Answer(f"/documents/{document_id}")


def _run(db: Connection, by: UUID, at: datetime, act: Callable[[Transaction], Answer]) -> None:
    member = get_member(db, by)
    unit = get_unit(db, member.unit_id)
    actor = Actor(member.id, new_id(), member.name, member.name, unit.id, unit.name, unit.path)
    execute(db, at, Command(new_id(), actor, b""), act, remembered=False)


def _draw(settings: Settings) -> Picture:
    """A field with a canal, as a camera would give it."""
    image = Image.new("RGB", (1600, 900), "#cfe3ee")
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 360, 1600, 900), fill="#8fae5a")
    for x in range(-1600, 3200, 130):
        pen.line((800 + (x - 800) // 6, 360, x, 900), fill="#7a9a48", width=10)
    pen.polygon([(770, 360), (830, 360), (1050, 900), (550, 900)], fill="#5f8fa8")
    pen.polygon([(0, 360), (420, 250), (800, 360)], fill="#6f8f6a")
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85)
    picture = accept_picture(out.getvalue(), "kênh mương.jpg")
    store_file(settings.files, picture.sha256, picture.webp)
    return picture
