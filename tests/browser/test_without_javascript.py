"""A short meeting by plain forms only: the browser runs no script, and every page says what happened."""

from datetime import datetime, timedelta

from playwright.sync_api import expect

from server.clock import ZONE
from tests.browser.meeting import Meeting, summon
from tests.browser.people import LAPTOP, People, Screen


def plain(people: People, role: str, size: tuple[int, int] = (360, 780)) -> Screen:
    return people.sign_in(role, size, java_script_enabled=False)


def told(screen: Screen, words: str) -> None:
    """The page that came says it first of all."""
    expect(screen.page.locator("#notice")).to_contain_text(words)


def check_in(meeting: Meeting, chair: Screen, lan: Screen) -> None:
    code = chair.open(f"{meeting.address}/screen").page.locator(".screen-code").inner_text()
    lan.open(meeting.room)
    lan.sees("Trang này chưa nối trực tiếp. Tải lại để xem mới nhất.")
    lan.unfold("Tôi có mặt tại phòng họp", "#room-me")
    field = lan.page.locator("#room-me input[name=code]")
    field.fill("0000" if code != "0000" else "1111")
    lan.press("Điểm danh", "#room-me")
    lan.sees("Mã chưa đúng hoặc đã đổi")
    lan.page.get_by_role("link", name="Về trang cuộc họp").click()
    lan.open(meeting.room).unfold("Tôi có mặt tại phòng họp", "#room-me")
    field.fill(code)
    lan.press("Điểm danh", "#room-me")
    told(lan, "Đã ghi đồng chí có mặt tại phòng họp.")


def open_and_start(meeting: Meeting, chair: Screen, recorder: Screen, nam: Screen) -> None:
    recorder.open(meeting.room).press("Ghi những đồng chí còn lại có mặt")
    told(recorder, "Đã ghi có mặt các đồng chí còn lại")
    row = recorder.page.locator("#desk-roll li", has_text="Trần Văn Nam")
    row.locator("summary").click()
    row.locator("input[name=reason]").fill("")
    row.get_by_role("button", name="Vắng có lý do").click()
    # The refusal asks for what is missing and needs nothing typed twice.
    recorder.sees("Vắng có lý do thì cần ghi lý do.")
    recorder.page.get_by_label("Lý do").fill("Đi công tác")
    recorder.press("Gửi lại")
    told(recorder, "Đã ghi điểm danh.")
    chair.open(meeting.room).press("Khai mạc")
    told(chair, "Cuộc họp đã khai mạc.")
    chair.press("Sang mục 1")
    told(chair, "Đã chuyển mục.")
    nam.open(meeting.room).sees("Đồng chí: vắng có lý do", "#room-me")


def speak(meeting: Meeting, recorder: Screen, lan: Screen, nam: Screen) -> None:
    nam.says(1, "Ở xa, tôi nhất trí với chương trình.")
    told(nam, "Đã ghi ý kiến.")
    lan.open(meeting.room).sees("Ở xa, tôi nhất trí với chương trình.", "#room-statements")
    lan.press("Giơ tay xin phát biểu")
    told(lan, "Đã ghi tên đồng chí vào danh sách xin phát biểu.")
    recorder.open(meeting.room).press("Mời", "#desk-speakers")
    told(recorder, "Đã mời phát biểu.")
    recorder.press("Đánh dấu đã đọc trước chi bộ")
    told(recorder, "Đã ghi.")
    lan.open(meeting.room).sees("Mời đồng chí phát biểu.", "#room-me")
    lan.press("Tôi đã phát biểu xong")
    told(lan, "Đã hạ tay.")


def put(recorder: Screen, title: str, matter: str, form: str) -> None:
    recorder.unfold("Đưa ra biểu quyết", "#desk-motion")
    page = recorder.page
    page.locator("#motion-title").fill(title)
    page.locator("#motion-matter").select_option(matter)
    page.locator("#motion-form").select_option(form)
    recorder.press("Mở biểu quyết")
    told(recorder, "Đã mở biểu quyết.")


def vote_by_hands(meeting: Meeting, recorder: Screen, lan: Screen) -> None:
    put(recorder.open(meeting.room), "Thông qua chương trình", "agenda", "hands")
    lan.open(meeting.room).sees("Chủ trì hỏi, đồng chí giơ tay", "#room-motion")
    recorder.unfold("Ghi theo tên", "#desk-motion")
    recorder.page.locator("#desk-motion").get_by_label("Vũ Quốc Khánh").select_option("disapprove")
    recorder.press("Ghi kết quả và kết thúc")
    recorder.sees("Cần đánh dấu là chủ trì đã hỏi")
    recorder.page.get_by_label("Chủ trì đã hỏi").check(force=True)
    recorder.press("Gửi lại")
    told(recorder, "Đã kết thúc biểu quyết và ghi kết quả.")
    lan.open(meeting.room).sees("tán thành 19, không tán thành 1", "#room-motion")


def vote_by_name(meeting: Meeting, recorder: Screen, lan: Screen, nam: Screen) -> None:
    put(recorder, "Thông qua nghị quyết", "resolution", "named")
    nam.open(meeting.room).sees("Đồng chí chưa được ghi là có mặt nên chưa bỏ phiếu được", "#room-me")
    me = lan.open(meeting.room).page.locator("#room-me")
    me.get_by_label("Ý kiến khác", exact=True).check(force=True)
    lan.press("Gửi phiếu", "#room-me")
    lan.sees("Còn thiếu: ý kiến khác.")
    lan.page.get_by_label("Nội dung ý kiến khác").fill("Cần ghi rõ kinh phí")
    lan.press("Gửi lại")
    told(lan, "Đã ghi phiếu của đồng chí.")
    lan.sees("Đã ghi phiếu của đồng chí: ý kiến khác: Cần ghi rõ kinh phí.", "#room-me")
    recorder.open(meeting.room).press("Kết thúc biểu quyết")
    told(recorder, "Đã kết thúc biểu quyết và ghi kết quả.")
    recorder.sees("Không được thông qua", "#room-motion")


def conclude(meeting: Meeting, chair: Screen, recorder: Screen) -> None:
    chair.open(meeting.room).page.locator("#desk-conclusion textarea").fill("Làm lại dự thảo.")
    chair.press("Ghi kết luận")
    told(chair, "Đã ghi kết luận của chủ trì.")
    recorder.open(meeting.room).unfold("Giao việc", "#desk-task")
    page = recorder.page
    page.locator("#task-title").fill("Sửa dự thảo nghị quyết")
    page.locator("#task-assignee").select_option(label="Nguyễn Thị Lan")
    page.locator("#task-due").fill((datetime.now(ZONE) + timedelta(days=9)).date().isoformat())
    recorder.press("Giao việc", "#desk-task")
    told(recorder, "Đã giao việc.")


def close(meeting: Meeting, chair: Screen, recorder: Screen, lan: Screen) -> None:
    lan.open(meeting.room).page.locator("#say-text").fill("Ý kiến viết lúc bế mạc")
    chair.open(meeting.room).unfold("Bế mạc", "#desk-close")
    chair.press("Bế mạc cuộc họp", "#desk-close")
    told(chair, "Cuộc họp đã bế mạc. Dự thảo biên bản ở ngay dưới đây.")
    lan.press("Gửi ý kiến", "#room-say")
    lan.sees("Cuộc họp đã kết thúc nên không ghi thêm được.")
    expect(lan.page.get_by_label("Nội dung đồng chí đã viết")).to_have_value("Ý kiến viết lúc bế mạc")
    recorder.open(f"{meeting.address}/minutes").press("Ghi là đã đọc lại trước chi bộ")
    told(recorder, "Đã ghi là biên bản được đọc lại trước chi bộ.")
    for screen, role in ((recorder, "thư ký"), (chair.open(f"{meeting.address}/minutes"), "chủ trì")):
        screen.press(f"Duyệt biên bản với vai {role}")
        told(screen, "Đã ghi đồng chí duyệt biên bản.")
    chair.sees("không ai sửa được nữa", "#state")
    lan.open("/tasks").sees("Sửa dự thảo nghị quyết")


def test_a_meeting_by_plain_forms(people: People) -> None:
    meeting = summon(people, "Họp bằng biểu mẫu thường")
    chair, recorder = plain(people, "chair", LAPTOP), plain(people, "recorder", LAPTOP)
    lan, nam = plain(people, "member"), plain(people, "absent")
    check_in(meeting, chair, lan)
    open_and_start(meeting, chair, recorder, nam)
    speak(meeting, recorder, lan, nam)
    vote_by_hands(meeting, recorder, lan)
    vote_by_name(meeting, recorder, lan, nam)
    conclude(meeting, chair, recorder)
    close(meeting, chair, recorder, lan)


def test_the_summons_is_answered_by_a_plain_form(people: People) -> None:
    meeting = summon(people, "Trả lời bằng biểu mẫu thường")
    nam = plain(people, "absent").open(meeting.address)
    nam.page.get_by_role("radio", name="Vắng").check(force=True)
    nam.press("Gửi trả lời")
    nam.sees("Đồng chí ghi lý do vắng để chi bộ biết.")
    nam.page.get_by_label("Lý do").fill("Đang làm việc tại Bình Dương")
    nam.press("Gửi lại")
    told(nam, "Đã ghi trả lời của đồng chí.")
    nam.sees("Đã ghi: vắng, Đang làm việc tại Bình Dương.")
