"""The whole evening: a cell holds its meeting with seven screens, from the summons to the minutes.

Chair, recorder, two phones in the room, an absent member, a probationary member and the hall screen.
The same evening is played on one process with SQLite, and on PostgreSQL and Redis with two web
processes and one for the rooms.
"""

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from server.clock import ZONE
from tests.browser.people import HALL, LAPTOP, People, Screen, gathered
from tests.stack import Stack

TITLE = "Sinh hoạt chi bộ kiểm thử"


@pytest.fixture(params=["embedded", "production"])
def cell(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[People]:
    stack: Stack = request.getfixturevalue(request.param)
    with gathered(chromium, stack) as found:
        yield found


def paper(folder: Path) -> Path:
    document = docx.Document()
    document.add_heading("Dự thảo nghị quyết", 1)
    document.add_paragraph("Hoàn thành đường liên thôn trước ngày 20.")
    path = folder / "Dự thảo nghị quyết.docx"
    document.save(str(path))
    return path


def prepare(chair: Screen, folder: Path) -> str:
    """The five steps of the summons; gives the meeting's address."""
    page = chair.open("/meetings").page
    page.get_by_role("link", name="Chuẩn bị cuộc họp").click()
    start = (datetime.now(UTC) + timedelta(hours=2)).astimezone(ZONE)
    page.get_by_label("Tên cuộc họp").fill(TITLE)
    page.locator("input[name=day]").fill(start.date().isoformat())
    page.locator("input[name=hour]").fill(f"{start:%H:%M}")
    page.get_by_label("Địa điểm").fill("Nhà văn hóa thôn Đông")
    page.get_by_label("Thư ký cuộc họp").select_option(label="Lê Đức Minh")
    chair.press("Tiếp tục")
    page.get_by_label("Việc chi bộ đã làm trong tháng trước").fill("Giải phóng xong mặt bằng xóm Chùa.")
    page.get_by_label("Dự thảo nghị quyết").fill("Một là, hoàn thành đường liên thôn.")
    chair.press("Lưu và tiếp tục")
    expect(page.locator("[name=title_8]")).to_have_value("Đọc lại và thông qua biên bản; bế mạc")
    chair.press("Lưu và tiếp tục")
    page.get_by_label("Thuộc mục").select_option(index=4)
    page.locator("input[type=file]").set_input_files(paper(folder))
    chair.press("Thêm tài liệu")
    chair.sees("Nộp muộn") if page.get_by_text("Nộp muộn").count() else chair.sees("Đã có 1 tài liệu")
    page.get_by_role("link", name="Tiếp tục").click()
    page.get_by_role("button", name="Triệu tập").click()
    chair.sees("Đã triệu tập")
    return page.url.split("?")[0].removeprefix(chair.page.evaluate("location.origin"))


def answer(screen: Screen, words: str, reason: str = "") -> None:
    page = screen.open("/").page
    card = page.locator(".card", has_text=TITLE)
    card.get_by_role("link").click()
    page.get_by_label(words).check(force=True)
    page.get_by_label("Lý do, nếu vắng hoặc ở xa").fill(reason)
    screen.press("Gửi trả lời")
    screen.sees("Đã ghi trả lời của đồng chí")


def read_code(hall: Page) -> str:
    return hall.locator(".screen-code").inner_text().replace(" ", "")


def test_the_whole_evening(cell: People, tmp_path: Path) -> None:
    chair, recorder = cell.sign_in("chair", LAPTOP), cell.sign_in("recorder", LAPTOP)
    lan, khanh = cell.sign_in("member"), cell.sign_in("member2")
    nam, chau = cell.sign_in("absent"), cell.sign_in("probationary")
    everybody = (chair, recorder, lan, khanh, nam, chau)

    # The summons, and what is said before the evening.
    address = prepare(chair, tmp_path)
    answer(lan, "Có mặt")
    answer(nam, "Tham gia từ xa", "Đang làm việc tại Bình Dương")
    nam.page.locator("#advance select").select_option(index=4)
    nam.page.locator("#advance textarea").fill("Đề nghị sửa kênh mương trước Tết.")
    nam.press("Gửi ý kiến", "#advance")
    nam.sees("Ý kiến đã gửi:")
    lan.page.get_by_role("link", name="Dự thảo nghị quyết.docx").click()
    lan.sees("Hoàn thành đường liên thôn trước ngày 20.")

    # Everybody enters the room; the hall screen shows the code.
    for screen in everybody:
        screen.open(f"{address}/room")
        screen.is_live()
    hall = cell.sign_in("chair", HALL)
    hall.open(f"{address}/screen")
    hall.sees(TITLE)
    lan.unfold("Tôi có mặt tại phòng họp", "#room-me")
    lan.page.locator("#room-me input[name=code]").fill(read_code(hall.page))
    lan.press("Điểm danh", "#room-me")
    lan.sees("Đồng chí: có mặt", "#room-me")
    for screen in (recorder, khanh, nam, hall):
        expect(screen.page.get_by_text("1/24").first).to_be_visible()

    # Roll call at the recorder's desk, then the opening.
    recorder.press("Ghi những đồng chí còn lại có mặt")
    recorder.sees("Điểm danh: 23/24 có mặt, còn 1")
    row = recorder.page.locator("#desk-roll li", has_text="Trần Văn Nam")
    row.locator("summary").click()
    row.get_by_role("button", name="Vắng có lý do").click()
    recorder.sees("Điểm danh: 23/24 có mặt", "#desk-roll")
    nam.sees("Đồng chí: vắng có lý do", "#room-me")
    chair.press("Khai mạc")
    for screen in (recorder, lan, nam, chau):
        screen.sees("Chủ trì chưa chuyển vào mục nào")
    chair.press("Sang mục 1")
    for screen in everybody:
        screen.sees("Đang bàn · mục 1/8", "#room-now")
    hall.sees("Đang bàn · mục 1/8")

    # By show of hands: one is against, and everybody sees the plain sentence.
    put_to_the_vote(recorder, "Thông qua chương trình", "Chương trình, thư ký cuộc họp", "Giơ tay, thư ký ghi")
    for screen in (lan, nam, chau):
        screen.sees("Đang biểu quyết · giơ tay", "#room-motion")
    hall.sees("Chủ trì hỏi, các đồng chí giơ tay")
    recorder.unfold("Ghi theo tên", "#desk-motion")
    recorder.page.locator("#desk-motion").get_by_label("Vũ Quốc Khánh").select_option("disapprove")
    recorder.press("Ghi kết quả và kết thúc")
    recorder.sees("Cần đánh dấu là chủ trì đã hỏi")
    expect(recorder.page.locator("#desk-motion").get_by_label("Vũ Quốc Khánh")).to_have_value("disapprove")
    recorder.page.get_by_label("Chủ trì đã hỏi").check(force=True)
    recorder.press("Ghi kết quả và kết thúc")
    for screen in (chair, recorder, lan, khanh, nam, chau):
        screen.sees("Được triệu tập 21 đảng viên chính thức, cần 11", "#room-motion")
        screen.sees("tán thành 19, không tán thành 1, ý kiến khác 0, không biểu quyết 1", "#room-motion")
    hall.sees("Được thông qua: tán thành 19, cần 11")

    # Item five: opinions from before, from afar and from the room; hands and the order of speakers.
    chair.unfold("Chọn mục khác", "#desk-agenda")
    chair.page.locator("#desk-agenda li", has_text="Phương hướng").get_by_role("button").click()
    for screen in everybody:
        screen.sees("Đề nghị sửa kênh mương trước Tết.", "#room-statements")
    nam.says(5, "Giao tổ thủy lợi làm đầu mối.")
    nam.sees("Đã ghi ý kiến")
    for screen in (chair, recorder, lan):
        see_statement(screen, "Giao tổ thủy lợi làm đầu mối.")
    said = lan.page.locator("#room-statements li", has_text="Giao tổ thủy lợi")
    expect(said.get_by_text("Từ xa")).to_be_visible()
    reading = recorder.page.locator("#desk-reading li", has_text="Giao tổ thủy lợi")
    reading.get_by_role("button", name="Đánh dấu đã đọc trước chi bộ").click()
    expect(said.get_by_text("Đã đọc trước chi bộ")).to_be_visible()
    khanh.press("Giơ tay xin phát biểu")
    khanh.sees("Đồng chí đã giơ tay, đang chờ đến lượt", "#room-me")
    chair.page.locator("#desk-speakers li", has_text="Vũ Quốc Khánh").get_by_role("button", name="Mời").click()
    khanh.sees("Mời đồng chí phát biểu", "#room-me")
    hall.sees("Đ/c Vũ Quốc Khánh · đang phát biểu")
    note(recorder, "Vũ Quốc Khánh", "Nhất trí, nên làm trước ngày 15.")
    khanh.press("Tôi đã phát biểu xong")

    # By name on the phones; who has no ballot reads why.
    put_to_the_vote(recorder, "Thông qua nghị quyết", "Nghị quyết, kết luận thường kỳ", "Ghi tên")
    chau.sees("Đồng chí là đảng viên dự bị: được thảo luận, chưa có quyền biểu quyết", "#room-me")
    nam.sees("Đồng chí chưa được ghi là có mặt nên chưa bỏ phiếu được", "#room-me")
    lan.votes("Tán thành")
    khanh.votes("Ý kiến khác", "Cần ghi rõ nguồn kinh phí")
    expect(hall.page.locator("[data-count=cast]")).to_have_text("2")
    recorder.unfold("Có mặt, chưa bỏ phiếu", "#desk-motion")
    recorder.page.locator("#behalf-member").select_option(label="Trần Thị Bích")
    recorder.page.locator("#behalf-choice").select_option("approve")
    recorder.press("Ghi phiếu giúp")
    expect(hall.page.locator("[data-count=cast]")).to_have_text("3")
    lan.does_not_see("không tán thành 0", "#room-motion")

    # A reload, a second tab and a lost network change nothing that is true.
    lan.page.reload()
    lan.sees("Đã ghi phiếu của đồng chí: tán thành", "#room-me")
    second = lan.context.new_page()
    second.goto(f"{address}/room")
    expect(second.locator("#room-me")).to_contain_text("Đã ghi phiếu của đồng chí: tán thành")
    second.close()
    khanh.context.set_offline(True)
    recorder.press("Kết thúc biểu quyết")
    for screen in (chair, recorder, lan, nam, chau):
        screen.sees("tán thành 2, không tán thành 0, ý kiến khác 1, không biểu quyết 18", "#room-motion")
    khanh.context.set_offline(False)
    khanh.sees("tán thành 2, không tán thành 0, ý kiến khác 1, không biểu quyết 18", "#room-motion")
    khanh.is_live()

    # Conclusion and task, then the end.
    chair.page.locator("#desk-conclusion textarea").fill("Chi ủy tổ chức thực hiện.")
    chair.press("Ghi kết luận")
    for screen in (lan, nam):
        screen.sees("Chi ủy tổ chức thực hiện.", "#room-now")
    give_task(recorder, "Lập danh sách hộ cần hỗ trợ", "Nguyễn Thị Lan")
    lan.sees("Lập danh sách hộ cần hỗ trợ", "#room-tasks")
    chair.unfold("Bế mạc", "#desk-close")
    chair.press("Bế mạc cuộc họp", "#desk-close")
    for screen in (lan, khanh, nam, chau, recorder):
        screen.sees("Cuộc họp đã kết thúc", "#room-head")
    hall.sees("Cuộc họp đã bế mạc")
    lan.open("/tasks").sees("Lập danh sách hộ cần hỗ trợ")

    approve_minutes(cell, chair, recorder, address)
    for screen in cell.screens:
        assert screen.complaints == []


def put_to_the_vote(recorder: Screen, title: str, matter: str, form: str) -> None:
    recorder.unfold("Đưa ra biểu quyết", "#desk-motion")
    page = recorder.page
    page.locator("#motion-title").fill(title)
    chosen = page.locator("#motion-matter option", has_text=matter).get_attribute("value")
    page.locator("#motion-matter").select_option(chosen)
    chosen = page.locator("#motion-form option", has_text=form).get_attribute("value")
    page.locator("#motion-form").select_option(chosen)
    recorder.press("Mở biểu quyết")
    recorder.sees(title, "#room-motion")


def see_statement(screen: Screen, text: str) -> None:
    """At once, or behind the line that says how many are new."""
    found = screen.page.locator("#room-statements").get_by_text(text)
    line = screen.page.locator(".new-line:visible")
    expect(found.or_(line).first).to_be_visible()
    if line.count():
        line.first.click()
    expect(found.first).to_be_visible()


def note(recorder: Screen, name: str, text: str) -> None:
    page = recorder.page
    recorder.unfold("Ghi lời phát biểu", "#desk-note")
    page.locator("#note-member").select_option(label=name)
    page.locator("#note-text").fill(text)
    recorder.press("Ghi ý kiến")
    expect(page.locator("#note-text")).to_have_value("")


def give_task(recorder: Screen, title: str, name: str, *, in_days: int = 20) -> None:
    page = recorder.page
    recorder.unfold("Giao việc", "#desk-task")
    page.locator("#task-title").fill(title)
    page.locator("#task-assignee").select_option(label=name)
    page.locator("#task-due").fill((datetime.now(ZONE) + timedelta(days=in_days)).date().isoformat())
    recorder.press("Giao việc", "#desk-task")


def approve_minutes(cell: People, chair: Screen, recorder: Screen, address: str) -> None:
    """Correct, read back, approve twice; the frozen paper says what the room saw."""
    page = recorder.open(f"{address}/minutes").page
    recorder.sees("Đồng chí Vũ Quốc Khánh phát biểu: Nhất trí, nên làm trước ngày 15.")
    recorder.sees("Đồng chí Trần Văn Nam gửi ý kiến từ xa, đã đọc trước chi bộ: Giao tổ thủy lợi làm đầu mối.")
    recorder.sees("Vắng có lý do 1: Trần Văn Nam (Đang làm việc tại Bình Dương).")
    page.get_by_role("link", name="Sửa đoạn này").last.click()
    text = page.locator("textarea[name=text]")
    text.fill(text.input_value() + "\nBiên bản được đọc lại trước chi bộ.")
    page.locator("form", has=text).get_by_role("button").first.click()
    recorder.sees("Đã sửa đoạn biên bản")
    recorder.press("Ghi là đã đọc lại trước chi bộ")
    page.get_by_role("button", name="Duyệt biên bản").click()
    recorder.sees("Đã ghi đồng chí duyệt biên bản")
    chair.open(f"{address}/minutes").page.get_by_role("button", name="Duyệt biên bản").click()
    chair.sees("Đã ghi đồng chí duyệt biên bản")
    meeting_id = address.rsplit("/", 1)[1]
    checked = cell.stack.sotay("verify", "meeting", meeting_id).stdout
    assert "BROKEN" not in checked
    printed = printed_texts(chair.page, address)
    for text in printed:
        assert "Biên bản được đọc lại trước chi bộ." in text
        assert "tán thành 2, không tán thành 0, ý kiến khác 1, không biểu quyết 18" in text
        assert "nhật ký cuộc họp đến số" in text


def printed_texts(page: Page, address: str) -> list[str]:
    """The PDF's and the DOCX's text, spaces made equal."""
    pdf = page.request.get(f"{address}/minutes.pdf")
    word = page.request.get(f"{address}/minutes.docx")
    assert pdf.ok
    assert word.ok
    pages = " ".join(one.extract_text() for one in PdfReader(io.BytesIO(pdf.body())).pages)
    document = docx.Document(io.BytesIO(word.body()))
    footers = [one.text for section in document.sections for one in section.footer.paragraphs]
    words = " ".join([one.text for one in document.paragraphs] + footers)
    return [" ".join(pages.split()), " ".join(words.split())]
