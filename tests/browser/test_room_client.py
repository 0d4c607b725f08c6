"""The live room keeps its promises: nothing typed is lost, nothing read moves, one press is one command."""

from playwright.sync_api import Page, expect

from tests.browser.meeting import hold, is_exact
from tests.browser.people import LAPTOP, People, Screen


def say(screen: Screen, text: str) -> None:
    screen.page.locator("#say-text").fill(text)
    screen.press("Gửi ý kiến", "#room-say")
    expect(screen.page.locator("#say-text")).to_have_value("")


def vote_form(page: Page) -> str:
    expect(page.locator("form[data-review]")).to_be_visible()
    return "form[data-review]"


def test_half_a_statement_stays_when_the_chair_moves_on(people: People) -> None:
    meeting = hold(people, "Viết dở một ý kiến")
    lan = people.sign_in("member")
    meeting.enter(lan)
    text = lan.page.locator("#say-text")
    text.fill("Đề nghị chi bộ")
    meeting.start(6)
    lan.sees("Đang bàn · mục 6/8", "#room-now")
    expect(text).to_have_value("Đề nghị chi bộ")
    text.press_sequentially(" xem lại kinh phí")
    lan.press("Gửi ý kiến", "#room-say")
    expect(text).to_have_value("")
    # It belongs to the item that stood over it while it was written, and the field now offers the new one.
    said = lan.page.locator("#room-agenda li", has=lan.page.locator("summary", has_text="1 ý kiến"))
    said.locator("summary").click()
    expect(said.get_by_text("Đề nghị chi bộ xem lại kinh phí")).to_be_visible()
    expect(lan.page.locator("#room-say select[name=item]")).to_have_value(meeting.items[5])
    is_exact(lan.page)
    assert lan.complaints == []


def test_half_a_vote_stays_while_the_room_goes_on(people: People) -> None:
    meeting = hold(people, "Chọn dở một phiếu")
    lan, khanh = people.sign_in("member"), people.sign_in("member2")
    meeting.put_to_the_vote("Thông qua nghị quyết")
    meeting.enter(lan, khanh)
    form = lan.page.locator(vote_form(lan.page))
    form.get_by_label("Ý kiến khác", exact=True).check(force=True)
    form.locator("input[name=note]").fill("Cần ghi rõ")
    khanh.votes("Tán thành")
    meeting.recorder.does(f"{meeting.address}/hand")
    lan.sees("Lê Đức Minh", "#room-speakers")
    expect(form.get_by_label("Ý kiến khác", exact=True)).to_be_checked()
    expect(form.locator("input[name=note]")).to_have_value("Cần ghi rõ")
    expect(lan.page.locator("#room-motion [data-count=cast]")).to_have_text("1")
    assert lan.complaints == []


def test_a_vote_is_looked_at_once_more_before_it_is_sent(people: People) -> None:
    meeting = hold(people, "Xem lại phiếu")
    lan = people.sign_in("member")
    meeting.put_to_the_vote("Thông qua nghị quyết")
    meeting.enter(lan)
    me, form = lan.page.locator("#room-me"), lan.page.locator(vote_form(lan.page))
    form.get_by_label("Không tán thành", exact=True).check(force=True)
    form.get_by_role("button", name="Gửi phiếu").click()
    expect(me.get_by_text("Xem lại rồi gửi")).to_be_visible()
    expect(me.locator("[data-reviewing] .chosen")).to_have_text("Không tán thành")
    lan.press("Chọn lại", "#room-me")
    expect(form.get_by_label("Không tán thành", exact=True)).to_be_focused()
    form.get_by_label("Tán thành", exact=True).check(force=True)
    # The second tap of a double tap does not send what was only to be looked at.
    form.get_by_role("button", name="Gửi phiếu").dblclick()
    expect(me.locator("[data-reviewing] .chosen")).to_have_text("Tán thành")
    expect(me.get_by_text("Đã ghi phiếu của đồng chí")).to_have_count(0)
    lan.page.wait_for_timeout(400)
    lan.press("Gửi phiếu", "#room-me")
    expect(me.get_by_text("Đã ghi phiếu của đồng chí: tán thành")).to_be_visible()
    is_exact(lan.page)
    assert lan.complaints == []


def test_another_opinion_without_words_is_asked_for_them(people: People) -> None:
    meeting = hold(people, "Ý kiến khác chưa ghi")
    lan = people.sign_in("member")
    meeting.put_to_the_vote("Thông qua nghị quyết")
    meeting.enter(lan)
    form = lan.page.locator(vote_form(lan.page))
    form.get_by_label("Ý kiến khác", exact=True).check(force=True)
    form.get_by_role("button", name="Gửi phiếu").click()
    lan.page.locator("[data-reviewing]").get_by_role("button", name="Gửi phiếu").click()
    expect(form.get_by_role("alert")).to_contain_text("Còn thiếu: ý kiến khác")
    expect(form.locator("input[name=note]")).to_be_focused()
    expect(form.get_by_label("Ý kiến khác", exact=True)).to_be_checked()


def test_new_statements_do_not_move_what_is_being_read(people: People) -> None:
    meeting = hold(people, "Ý kiến mới khi đang đọc")
    lan, khanh = people.sign_in("member", (360, 500)), people.sign_in("member2")
    meeting.enter(lan, khanh)
    say(khanh, "Ý kiến đầu tiên")
    lan.sees("Ý kiến đầu tiên", "#room-statements")
    agenda = lan.page.locator("#room-agenda")
    agenda.evaluate("(one) => scrollTo(0, one.offsetTop)")
    before = agenda.bounding_box()
    say(khanh, "Ý kiến thứ hai")
    say(khanh, "Ý kiến thứ ba")
    line = lan.page.locator("#room-statements .new-line")
    expect(line).to_have_text("2 ý kiến mới")
    after = agenda.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(before["y"] - after["y"]) <= 1
    expect(lan.page.get_by_text("Ý kiến thứ hai")).to_have_count(0)
    line.click()
    for text in ("Ý kiến thứ hai", "Ý kiến thứ ba"):
        lan.sees(text, "#room-statements")
    is_exact(lan.page)


def test_a_row_of_the_roll_in_which_somebody_types_stays_while_others_change(people: People) -> None:
    meeting = hold(people, "Ghi dở một dòng điểm danh")
    chair = people.sign_in("chair", LAPTOP)
    meeting.enter(chair)
    rows = chair.page.locator("#desk-roll .roll > li")
    chair.unfold("Danh sách điểm danh", "#desk-roll")
    typing, other = rows.filter(has_text="Trần Văn Nam"), rows.filter(has_text="Trần Thị Bích")
    typing.locator("summary").click()
    typing.locator("input[name=reason]").fill("Đang gõ lý do")
    meeting.is_here("Trần Thị Bích", "left_early", "Con ốm")
    expect(other.locator("summary .tag")).to_have_text("Về sớm")
    expect(typing.locator("input[name=reason]")).to_have_value("Đang gõ lý do")
    typing.get_by_role("button", name="Vắng có lý do").click()
    expect(typing.locator("summary .tag")).to_have_text("Vắng có lý do")
    expect(typing.locator("details")).to_have_attribute("open", "")
    is_exact(chair.page)
    assert chair.complaints == []


def test_pressing_twice_makes_one_statement(people: People) -> None:
    meeting = hold(people, "Bấm hai lần")
    lan, khanh = people.sign_in("member"), people.sign_in("member2")
    meeting.enter(lan, khanh)
    lan.page.locator("#say-text").fill("Chỉ một lần thôi")
    lan.page.locator("#room-say").get_by_role("button", name="Gửi ý kiến").dblclick()
    for screen in (lan, khanh):
        screen.sees("Chỉ một lần thôi", "#room-statements")
    lan.page.reload()
    expect(lan.page.locator("#room-statements .say-text", has_text="Chỉ một lần thôi")).to_have_count(1)


def test_the_own_hand_raised_in_a_second_tab_shows_in_the_first(people: People) -> None:
    meeting = hold(people, "Hai thẻ trình duyệt")
    lan = people.sign_in("member")
    meeting.enter(lan)
    second = lan.context.new_page()
    second.goto(meeting.room)
    second.get_by_role("button", name="Giơ tay xin phát biểu").click()
    lan.sees("Đồng chí đã giơ tay, đang chờ đến lượt", "#room-me")
    lan.press("Hạ tay", "#room-me")
    expect(second.get_by_role("button", name="Giơ tay xin phát biểu")).to_be_visible()
    is_exact(lan.page)
    assert lan.complaints == []
