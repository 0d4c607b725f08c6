"""What is pressed without a network waits in words that people read, and arrives once, under who wrote it."""

import re

from playwright.sync_api import expect

from tests.browser.meeting import Meeting, hold, summon
from tests.browser.people import People, Screen, until
from tests.browser.phone import cut, is_kept_copy, keeps, rows, with_worker
from tests.browser.wire import Wire


def writes(screen: Screen, text: str) -> None:
    """An opinion in advance, on the meeting's page."""
    form = screen.page.locator("#advance form")
    form.locator("textarea").fill(text)
    form.get_by_role("button", name="Gửi ý kiến").click()


def said_in(meeting: Meeting) -> list[str]:
    """Every statement that the server holds, in the order of its log."""
    events = meeting.recorder.get(f"{meeting.address}/events").json()["events"]
    return [one["body"]["text"] for one in events if one["type"] == "statement_made"]


def arrives(screen: Screen, meeting: Meeting, *texts: str) -> None:
    """All of them, each once, and nothing waits any more."""
    assert until(screen.page, lambda: rows(screen.page) == [], 12), rows(screen.page)
    assert said_in(meeting) == list(texts)


def ready(people: People, role: str, meeting: Meeting) -> Screen:
    """On the meeting's page, which is kept."""
    screen = with_worker(people, role)
    screen.open(meeting.address)
    keeps(screen.page, meeting.address)
    return screen


def test_a_statement_written_without_a_network_arrives_once(people: People) -> None:
    meeting = summon(people, "Gửi ý kiến khi mất mạng")
    lan = ready(people, "member", meeting)
    cut(lan)
    lan.open(meeting.address)
    is_kept_copy(lan)
    writes(lan, "Viết lúc mất mạng")
    lan.sees("Chưa có mạng. Nội dung đã được giữ trên máy này")
    lan.sees("Chờ mạng")
    expect(lan.page.locator("#advance textarea")).to_have_value("")
    lan.open(meeting.address).sees("Viết lúc mất mạng")  # still there on the next page
    lan.context.set_offline(False)
    arrives(lan, meeting, "Viết lúc mất mạng")
    lan.sees("Đã ghi lúc")
    assert lan.complaints == []


def test_with_a_network_the_page_goes_on_as_without_a_script(people: People) -> None:
    meeting = summon(people, "Gửi ý kiến khi có mạng")
    lan = ready(people, "member", meeting)
    writes(lan, "Viết lúc có mạng")
    lan.sees("Đã ghi ý kiến.", "#notice")
    lan.sees("Ý kiến đã gửi: Viết lúc có mạng")
    assert rows(lan.page) == []


def test_an_answer_that_is_lost_and_three_open_pages_make_one_statement(far: People, wire: Wire) -> None:
    meeting = summon(far, "Mất câu trả lời")
    lan = ready(far, "member", meeting)
    others = [lan.context.new_page() for _ in range(2)]
    for page in others:
        page.goto(meeting.address)
    wire.loses = "/statements"
    writes(lan, "Chỉ được ghi một lần")
    lan.sees("Chờ mạng")
    assert len(wire.posts("/statements")) >= 1
    wire.heal()
    for page in (lan.page, *others):
        page.evaluate("window.dispatchEvent(new Event('online'))")
    arrives(lan, meeting, "Chỉ được ghi một lần")
    keys = {re.findall(rb"(?i)idempotency-key: (\S+)", head)[0] for head in wire.posts("/statements")}
    assert len(keys) == 1


def test_statements_keep_their_order(people: People) -> None:
    meeting = summon(people, "Giữ thứ tự")
    lan = ready(people, "member", meeting)
    cut(lan)
    for text in ("Ý thứ nhất", "Ý thứ hai", "Ý thứ ba"):
        writes(lan, text)
        lan.sees(text)
    assert [state for _, state in rows(lan.page)] == ["waiting"] * 3
    lan.context.set_offline(False)
    arrives(lan, meeting, "Ý thứ nhất", "Ý thứ hai", "Ý thứ ba")


def test_of_two_answers_to_a_summons_the_later_one_is_sent(far: People, wire: Wire) -> None:
    meeting = summon(far, "Trả lời hai lần")
    lan = ready(far, "member", meeting)
    cut(lan)
    for choice, reason in (("Có mặt", ""), ("Vắng", "Đi khám bệnh")):
        lan.page.locator("#answer").get_by_role("radio", name=choice).check(force=True)
        lan.page.locator("#answer input[name=reason]").fill(reason)
        lan.press("Gửi trả lời")
        lan.sees(f"{choice}: {reason}" if reason else choice, "[data-waiting]")
    assert [label for label, _ in rows(lan.page)] == ["Vắng: Đi khám bệnh"]
    lan.context.set_offline(False)
    assert until(lan.page, lambda: rows(lan.page) == [], 12)
    assert len(wire.posts("/answer")) == 1
    lan.open(meeting.address).sees("Đã ghi: vắng, Đi khám bệnh.")


def test_nothing_is_sent_under_another_member(far: People, wire: Wire) -> None:
    meeting = summon(far, "Hai người một máy")
    lan = ready(far, "member", meeting)
    wire.cuts = "/statements"
    writes(lan, "Của đồng chí Lan")
    lan.sees("Chờ mạng")
    lan.page.goto(far.way_in("member2"))
    lan.sees("Chào đồng chí Khánh")
    wire.heal()
    wire.heads.clear()
    lan.open(meeting.address)
    lan.page.evaluate("window.dispatchEvent(new Event('online'))")
    lan.page.wait_for_timeout(1500)
    lan.does_not_see("Của đồng chí Lan")
    lan.open("/offline").does_not_see("Của đồng chí Lan")
    assert wire.posts("/statements") == []
    assert said_in(meeting) == []
    assert len(rows(lan.page)) == 1
    # And once its own writer signs in again, on a session of its own, it goes.
    lan.page.goto(far.way_in("member"))
    lan.sees("Chào đồng chí Lan")
    arrives(lan, meeting, "Của đồng chí Lan")


def test_what_the_server_refuses_is_shown_with_its_reason_and_can_be_taken_away(people: People) -> None:
    meeting = hold(people, "Gửi khi đã bế mạc")
    lan = with_worker(people, "member")
    meeting.enter(lan)
    cut(lan)
    lan.says(1, "Đến quá muộn")
    lan.sees("Chờ mạng")
    meeting.chair.does(f"{meeting.address}/state", step="close")
    lan.context.set_offline(False)
    lan.page.evaluate("window.dispatchEvent(new Event('online'))")
    lan.sees("Bị từ chối: ")
    lan.open("/offline").sees("Đến quá muộn")
    lan.press("Xóa", "[data-waiting-list]")
    lan.does_not_see("Đến quá muộn")
    assert rows(lan.page) == []


def test_in_the_room_a_statement_waits_and_is_there_once_when_the_line_is_back(people: People) -> None:
    meeting = hold(people, "Mất mạng giữa phòng họp", 1)
    lan = with_worker(people, "member")
    meeting.enter(lan)
    cut(lan)
    lan.says(1, "Gửi từ phòng họp")
    lan.sees("Chờ mạng")
    expect(lan.page.locator("#say-text")).to_have_value("")
    lan.context.set_offline(False)
    lan.sees("Gửi từ phòng họp", "#room-statements")
    arrives(lan, meeting, "Gửi từ phòng họp")


def test_a_vote_and_the_own_check_in_never_wait(people: People) -> None:
    meeting = hold(people, "Phiếu không chờ mạng")
    lan = with_worker(people, "member")
    meeting.put_to_the_vote("Thông qua nghị quyết")
    meeting.enter(lan)
    actions = lan.page.locator("form[data-outbox]").evaluate_all("(all) => all.map((one) => one.action)")
    assert [path.rpartition("/")[2] for path in actions] == ["statements"]
    cut(lan)
    me = lan.page.locator("#room-me")
    me.get_by_label("Tán thành", exact=True).check(force=True)
    me.locator("form[data-review] > button[type=submit]").click()
    lan.press("Gửi phiếu", "#room-me [data-reviewing]")
    lan.sees("Chưa gửi được, đang thử lại.", "#room-me")
    assert rows(lan.page) == []


def test_a_session_that_ended_holds_what_waits_until_its_member_is_back(people: People) -> None:
    meeting = summon(people, "Phiên đã hết")
    lan = ready(people, "member", meeting)
    lan.context.clear_cookies()
    writes(lan, "Chờ đăng nhập lại rồi gửi")
    lan.sees("Chờ đăng nhập lại")
    lan.page.goto(people.way_in("member"))
    arrives(lan, meeting, "Chờ đăng nhập lại rồi gửi")


def test_signing_out_asks_about_what_waits(far: People, wire: Wire) -> None:
    meeting = summon(far, "Đăng xuất khi còn việc chờ")
    lan = ready(far, "member", meeting)
    wire.cuts = "/statements"
    writes(lan, "Chưa gửi đã đăng xuất")
    lan.sees("Chờ mạng")
    lan.open("/me").press("Đăng xuất khỏi máy này")
    lan.sees("Còn 1 việc chưa gửi. Đăng xuất sẽ xóa khỏi máy này.")
    lan.press("Ở lại")
    lan.does_not_see("Còn 1 việc chưa gửi")
    wire.heal()
    lan.press("Đăng xuất khỏi máy này")
    lan.press("Gửi ngay")
    expect(lan.page).to_have_url(re.compile("/enter"))
    assert said_in(meeting) == ["Chưa gửi đã đăng xuất"]


def test_without_a_network_nobody_is_signed_out_by_halves(people: People) -> None:
    lan = with_worker(people, "member")
    lan.open("/me")
    cut(lan)
    lan.press("Đăng xuất khỏi máy này")
    lan.sees("Cần có mạng để đăng xuất.")


def test_a_busy_server_is_asked_again_later_by_itself(far: People, wire: Wire) -> None:
    meeting = summon(far, "Máy chủ bận rồi rảnh")
    lan = ready(far, "member", meeting)
    wire.broken = True
    writes(lan, "Gửi lại khi máy chủ rảnh")
    lan.sees("Chờ mạng")
    assert rows(lan.page) == [["Gửi lại khi máy chủ rảnh", "waiting"]]
    wire.heal()
    arrives(lan, meeting, "Gửi lại khi máy chủ rảnh")


def test_an_answer_that_comes_after_the_meeting_has_begun_is_not_sent(far: People, wire: Wire) -> None:
    meeting = summon(far, "Trả lời quá muộn")
    lan = ready(far, "member", meeting)
    lan.page.evaluate("document.querySelector('#answer form').dataset.dies = String(Date.now() - 1000)")
    lan.page.locator("#answer").get_by_role("radio", name="Có mặt").check(force=True)
    lan.press("Gửi trả lời")
    lan.sees("Quá hạn, chưa gửi được")
    assert wire.posts("/answer") == []
    lan.press("Xóa", "[data-waiting]")
    lan.does_not_see("Quá hạn, chưa gửi được")
