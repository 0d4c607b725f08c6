"""Small things that people rely on: what was opened stays open, the focus stays, leaving leaves everywhere."""

import re

from playwright.sync_api import Request, expect

from tests.browser.meeting import hold, is_exact
from tests.browser.people import LAPTOP, People


def test_what_is_open_stays_open_and_the_focus_where_it_was(people: People) -> None:
    meeting = hold(people, "Mở và để đó")
    desk, lan = people.sign_in("recorder", LAPTOP), people.sign_in("member")
    meeting.enter(desk, lan)
    lan.page.locator("#fold-present summary").click()
    desk.unfold("Danh sách điểm danh", "#desk-roll")
    row = desk.page.locator("#desk-roll .roll > li", has_text="Đỗ Thị Tuyết")
    row.locator("summary").click()
    row.get_by_role("button", name="Đến muộn").click()
    expect(row.locator("summary .tag")).to_have_text("Đến muộn")
    expect(row.locator("details")).to_have_attribute("open", "")
    expect(row.get_by_role("button", name="Đến muộn")).to_be_focused()
    expect(lan.page.locator("#fold-present")).to_have_attribute("open", "")
    is_exact(desk.page)


def test_rows_pressed_one_after_another_are_all_written(people: People) -> None:
    meeting = hold(people, "Ghi nhanh nhiều dòng")
    desk = people.sign_in("recorder", LAPTOP)
    meeting.enter(desk)
    desk.unfold("Danh sách điểm danh", "#desk-roll")
    rows = desk.page.locator("#desk-roll .roll > li")
    for place in range(8, 12):
        rows.nth(place).locator("summary").click()
        rows.nth(place).get_by_role("button", name="Đến muộn").click()
    for place in range(8, 12):
        expect(rows.nth(place).locator("summary .tag")).to_have_text("Đến muộn")
    is_exact(desk.page)
    assert desk.complaints == []


def test_the_second_of_two_presses_on_the_hand_does_not_lower_it(people: People) -> None:
    meeting = hold(people, "Bấm đúp giơ tay")
    lan = people.sign_in("member")
    meeting.enter(lan)
    lan.page.get_by_role("button", name="Giơ tay xin phát biểu").dblclick()
    lan.sees("Đồng chí đã giơ tay, đang chờ đến lượt", "#room-me")
    is_exact(lan.page)
    lan.sees("Đồng chí đã giơ tay, đang chờ đến lượt", "#room-me")


def test_leaving_in_one_tab_is_leaving_the_room_in_the_other(people: People) -> None:
    meeting = hold(people, "Đăng xuất ở thẻ khác")
    lan = people.enter_anew("member")
    meeting.enter(lan)
    other = lan.context.new_page()
    other.goto("/me")
    other.get_by_role("button", name="Đăng xuất khỏi máy này").click()
    expect(lan.page.locator("#room-status")).to_contain_text("Máy này đã được đăng xuất.")
    expect(lan.page).to_have_url(re.compile(r"/enter\?next="), timeout=10_000)


def test_the_end_of_the_meeting_is_said_in_the_room(people: People) -> None:
    meeting = hold(people, "Bế mạc khi đang xem")
    lan = people.sign_in("member")
    meeting.enter(lan)
    meeting.chair.does(f"{meeting.address}/state", step="close")
    lan.sees("Cuộc họp đã kết thúc lúc", "#room-head")
    expect(lan.page.locator("#say-text")).to_have_count(0)
    is_exact(lan.page)


def test_a_plain_form_pressed_twice_is_sent_once(people: People) -> None:
    lan = people.sign_in("member")
    posts: list[str] = []

    def note(request: Request) -> None:
        if request.method == "POST":
            posts.append(request.url)

    lan.page.on("request", note)
    lan.open("/tasks").page.get_by_role("button", name="Rất to").dblclick()
    expect(lan.page.get_by_role("button", name="Rất to")).to_have_attribute("aria-pressed", "true")
    expect(lan.page.locator("html")).to_have_attribute("data-text", "larger")
    assert len(posts) == 1
    lan.page.get_by_role("button", name="Vừa").click()
    expect(lan.page.get_by_role("button", name="Vừa")).to_have_attribute("aria-pressed", "true")
