"""Servers that are busy, answers that are lost, lines that break: the room says so, and is exact again."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests import stack
from tests.browser.meeting import Meeting, hold, is_exact
from tests.browser.people import People, Screen, gathered

BUSY = '{"code": "busy", "text": "Hệ thống đang bận, lần gửi này chưa được ghi.", "field": ""}'


def count_said(screen: Screen, text: str) -> None:
    """The server holds it once."""
    screen.page.reload()
    expect(screen.page.locator(".room-main .say-text", has_text=text)).to_have_count(1)


def state(screen: Screen, name: str, words: str | re.Pattern[str]) -> None:
    line = screen.page.locator("#room-status")
    expect(line).to_have_attribute("data-state", name, timeout=15_000)
    expect(line).to_contain_text(words)


def test_a_busy_server_and_a_lost_answer_make_one_statement(people: People) -> None:
    meeting = hold(people, "Máy chủ bận")
    lan = people.sign_in("member")
    meeting.enter(lan)
    ids: list[str] = []

    def answer(route: Route) -> None:
        ids.append(route.request.headers["idempotency-key"])
        if len(ids) <= 2:
            route.fulfill(status=503, body=BUSY, content_type="application/json")
        elif len(ids) == 3:
            assert route.fetch().ok  # recorded, and the answer never comes
            route.abort()
        else:
            route.continue_()

    lan.page.route("**/statements", answer)
    lan.page.locator("#say-text").fill("Gửi khi máy chủ bận")
    lan.press("Gửi ý kiến", "#room-say")
    lan.sees("Chưa gửi được, đang thử lại. Nội dung đồng chí viết vẫn còn.", "#room-say")
    expect(lan.page.locator("#say-text")).to_have_value("", timeout=15_000)
    lan.sees("Đã ghi ý kiến", "#notice")
    assert len(ids) == 4
    assert len(set(ids)) == 1
    count_said(lan, "Gửi khi máy chủ bận")


def test_what_is_typed_while_a_statement_is_sent_stays(people: People) -> None:
    meeting = hold(people, "Viết tiếp khi đang gửi")
    lan = people.sign_in("member")
    meeting.enter(lan)
    held: list[Route] = []
    lan.page.route("**/statements", lambda route: held.append(route))
    text = lan.page.locator("#say-text")
    text.fill("Câu một")
    lan.press("Gửi ý kiến", "#room-say")
    lan.sees("Đang gửi…", "#room-say")
    text.fill("Câu một, và câu hai viết thêm")
    held[0].continue_()
    lan.sees("Đã ghi ý kiến", "#notice")
    expect(text).to_have_value("Câu một, và câu hai viết thêm")
    count_said(lan, "Câu một")


def test_a_vote_that_comes_too_late_is_refused_in_words_and_its_note_is_kept(people: People) -> None:
    meeting = hold(people, "Phiếu đến muộn")
    lan = people.sign_in("member")
    motion = meeting.put_to_the_vote("Thông qua nghị quyết")
    meeting.enter(lan)
    form = lan.page.locator("form[data-review]")
    form.get_by_label("Ý kiến khác", exact=True).check(force=True)
    form.locator("input[name=note]").fill("Xin lùi một tháng")
    form.get_by_role("button", name="Gửi phiếu").click()
    lan.sees("Xem lại rồi gửi", "#room-me")
    meeting.recorder.does(f"{motion}/closure")
    lan.sees("không biểu quyết 21", "#room-motion")
    sends = lan.page.locator("[data-reviewing]").get_by_role("button", name="Gửi phiếu")
    expect(sends).not_to_have_attribute("aria-disabled", "true")
    sends.click()
    refused = lan.page.get_by_role("alert")
    expect(refused.first).to_contain_text("phiếu vừa gửi không được tính. Kết quả đã công bố không đổi.")
    expect(form.locator("input[name=note]")).to_have_value("Xin lùi một tháng")
    lan.page.locator("#room-me .new-line").click()
    lan.sees("Đồng chí đang viết: Xin lùi một tháng", "#room-me")
    lan.does_not_see("Đã ghi phiếu của đồng chí", "#room-me")


def test_a_page_without_network_says_so_and_is_exact_again(people: People) -> None:
    meeting = hold(people, "Mất mạng giữa chừng")
    lan = people.sign_in("member")
    meeting.enter(lan)
    lan.context.set_offline(True)
    state(lan, "offline", re.compile(r"Ngoại tuyến từ \d\d:\d\d"))
    meeting.start(6)
    motion = meeting.put_to_the_vote("Giơ tay khi mất mạng", form="hands", matter="agenda")
    meeting.recorder.does(f"{motion}/hands", asked="yes")
    meeting.chair.does(f"{meeting.address}/items/{meeting.items[5]}/conclusion", text="Kết luận khi mất mạng.")
    meeting.recorder.does(f"{meeting.address}/statements", item=meeting.items[5], text="Ý kiến khi mất mạng")
    lan.page.locator("#say-text").fill("Viết lúc mất mạng")
    lan.press("Gửi ý kiến", "#room-say")
    # Tried again by the page, or kept on the phone where the part for that is there already: both arrive once.
    said = re.compile("Chưa gửi được, đang thử lại|Nội dung đã được giữ trên máy này")
    expect(lan.page.locator("#room-say").get_by_text(said).first).to_be_visible()
    lan.context.set_offline(False)
    lan.is_live()
    expect(lan.page.locator("#say-text")).to_have_value("")
    lan.sees("Kết luận khi mất mạng.", "#room-now")
    is_exact(lan.page)
    count_said(lan, "Viết lúc mất mạng")
    assert lan.complaints == []


def no_sockets(page: Page) -> None:
    page.add_init_script("window.WebSocket = function () { throw new Error('blocked') }")


def dead_sockets(page: Page) -> None:
    """As behind a proxy that closes what it does not know."""
    page.route_web_socket("**/ws/**", lambda socket: socket.close())


@pytest.mark.parametrize("block", [no_sockets, dead_sockets])
def test_where_sockets_do_not_get_through_events_come_as_a_stream(people: People, block: object) -> None:
    meeting = hold(people, "Không có WebSocket")
    lan = people.sign_in("member")
    block(lan.page)  # type: ignore[operator]
    lan.open(meeting.room)
    state(lan, "live", "Trực tiếp qua đường dự phòng")
    meeting.start(6)
    lan.sees("Đang bàn · mục 6/8", "#room-now")
    meeting.recorder.does(f"{meeting.address}/statements", item=meeting.items[5], text="Qua đường dự phòng")
    lan.sees("Qua đường dự phòng", "#room-statements")
    lan.press("Giơ tay xin phát biểu")
    lan.sees("Đồng chí đã giơ tay", "#room-me")
    is_exact(lan.page)


DROPS = """
const Socket = window.WebSocket;
window.lose = 0;
window.WebSocket = function (address) {
  const socket = new Socket(address);
  let hear = null;
  Object.defineProperty(socket, 'onmessage', { set: (work) => (hear = work) });
  socket.addEventListener('message', (event) => {
    if (window.lose && event.data.includes('"k":"ev"')) window.lose -= 1;
    else hear?.(event);
  });
  return socket;
};
"""


def test_a_hole_in_what_came_is_found_and_filled(people: People) -> None:
    meeting = hold(people, "Một sự kiện bị rơi")
    lan = people.sign_in("member")
    lan.page.add_init_script(DROPS)
    meeting.enter(lan)
    lan.page.evaluate("window.lose = 1")
    for text in ("Ý kiến bị rơi", "Ý kiến sau đó"):
        meeting.recorder.does(f"{meeting.address}/statements", item=meeting.items[4], text=text)
    for text in ("Ý kiến bị rơi", "Ý kiến sau đó"):
        lan.sees(text, "#room-statements")
    lan.is_live()
    is_exact(lan.page)


def restarted(found: stack.Stack, meeting: Meeting, screens: list[Screen]) -> None:
    process = found.processes[0]
    process.stop()
    for screen in screens:
        expect(screen.page.locator("#room-status")).to_have_attribute("data-state", re.compile("reconnecting|offline"))
    process.start()
    for screen in screens:
        expect(screen.page.locator("#room-status")).to_have_attribute("data-state", "live", timeout=20_000)
    meeting.start(7)
    for screen in screens:
        screen.sees("Đang bàn · mục 7/8", "#room-now")


def test_the_server_may_be_restarted_and_nobody_has_to_do_anything(chromium: Browser, tmp_path: Path) -> None:
    with stack.embedded(tmp_path) as found, gathered(chromium, found) as people:
        meeting = hold(people, "Khởi động lại máy chủ")
        lan, desk = people.sign_in("member"), people.sign_in("recorder", (1280, 900))
        hall = people.sign_in("chair", (1920, 1080))
        meeting.enter(lan, desk)
        hall.open(f"{meeting.address}/screen")
        lan.page.locator("#say-text").fill("Viết dở khi máy chủ dừng")
        restarted(found, meeting, [lan, desk])
        hall.sees("Đang bàn · mục 7/8")
        expect(lan.page.locator("#say-text")).to_have_value("Viết dở khi máy chủ dừng")
        lan.press("Gửi ý kiến", "#room-say")
        expect(desk.page.locator("#room-agenda", has_text="Viết dở khi máy chủ dừng")).to_have_count(1)
        for screen in (lan, desk):
            is_exact(screen.page)
