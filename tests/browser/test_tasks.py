"""A task on the phones of its people: written on without a network, done, sent back, confirmed, and never lost."""

import re

from playwright.sync_api import expect

from tests.browser.meeting import Meeting, give_task, hold
from tests.browser.people import LAPTOP, People, Screen, until
from tests.browser.phone import cut, is_kept_copy, keeps, rows, with_worker
from tests.browser.places import UUID, address_of
from tests.browser.wire import Wire


def given(people: People, title: str) -> tuple[Meeting, str]:
    """In a meeting that is over, due today; gives the task's address."""
    meeting = hold(people, f"Cuộc họp giao việc: {title}")
    give_task(meeting, title, "Nguyễn Thị Lan")
    meeting.chair.does(f"{meeting.address}/state", step="close")
    return meeting, address_of(people.phone("member").read("/tasks"), title)


def writes(screen: Screen, text: str) -> None:
    form = screen.page.locator("#progress form")
    form.locator("textarea").fill(text)
    form.get_by_role("button", name="Ghi tiến độ").click()


def times_recorded(people: People, task: str, text: str) -> int:
    return people.phone("chair").read(task).split('id="history"')[1].count(text)


def arrives(screen: Screen) -> None:
    assert until(screen.page, lambda: rows(screen.page) == [], 12), rows(screen.page)


def next_agenda(chair: Screen, title: str) -> str:
    """Prepares the next meeting as far as its agenda; gives the draft's address."""
    page = chair.open("/meetings").page
    page.get_by_role("link", name="Chuẩn bị cuộc họp").click()
    page.get_by_label("Tên cuộc họp").fill(title)
    page.get_by_label("Địa điểm").fill("Nhà văn hóa thôn Đông")
    page.get_by_label("Thư ký cuộc họp").select_option(label="Lê Đức Minh")
    chair.press("Tiếp tục")
    chair.press("Lưu và tiếp tục")
    return re.findall(f"/meetings/{UUID}", page.url)[0]


def items_on(chair: Screen) -> list[str]:
    fields = chair.page.locator("input[name^=title_]")
    return [value for value in fields.evaluate_all("(all) => all.map((one) => one.value)") if value]


def test_a_task_from_the_minutes_to_its_confirmation_and_the_next_agenda(people: People) -> None:
    title = "Đo lại mốc giới đường liên thôn"
    _, task = given(people, title)
    lan, chair = with_worker(people, "member"), people.sign_in("chair", LAPTOP)
    lan.open("/tasks").page.get_by_role("link", name=title).click()
    lan.sees("Hạn hôm nay")
    expect(lan.page.get_by_role("link", name="Xem biên bản cuộc họp")).to_be_visible()
    keeps(lan.page, task)

    # In the field, without a network.
    cut(lan)
    lan.open(task)
    is_kept_copy(lan)
    writes(lan, "Đã đo xong đoạn qua xóm Chùa")
    lan.sees("Chưa có mạng. Nội dung đã được giữ trên máy này")
    lan.sees("Chờ mạng", "#progress + [data-waiting]")
    expect(lan.page.locator("#progress textarea")).to_have_value("")
    lan.open(task).sees(f"{title}: Đã đo xong đoạn qua xóm Chùa")  # still there on the next page
    lan.open("/offline").sees("Tiến độ việc")
    assert times_recorded(people, task, "Đã đo xong đoạn qua xóm Chùa") == 0
    lan.open(task)
    lan.context.set_offline(False)
    arrives(lan)
    lan.sees("Đã ghi lúc")
    assert times_recorded(people, task, "Đã đo xong đoạn qua xóm Chùa") == 1
    lan.page.reload()
    lan.sees("Đã đo xong đoạn qua xóm Chùa", "#history")

    # Done, sent back, and on the next agenda as long as nobody has confirmed it.
    lan.press("Báo đã làm xong")
    lan.sees("Đã ghi là đồng chí làm xong.", "#notice")
    chair.open("/").page.get_by_role("link", name=re.compile("việc chờ đồng chí xác nhận")).click()
    chair.page.get_by_role("link", name=title).click()
    chair.unfold("Chưa xong, trả lại để làm tiếp")
    chair.page.get_by_label("Còn phải làm gì").fill("Còn đoạn qua đình")
    chair.press("Trả lại")
    chair.sees("Đã trả lại để làm tiếp.", "#notice")
    first = next_agenda(chair, "Cuộc họp sau khi trả lại việc")
    assert [one for one in items_on(chair) if one.startswith(f"{title} (đã giao đồng chí Nguyễn Thị Lan")] != []
    chair.open(f"{first}/prepare/check").page.locator(f"a[href='{task}']").click()
    chair.sees("Còn đoạn qua đình", "#history")

    # Done again, and confirmed: it stands on no further agenda.
    lan.open(task).sees("Còn đoạn qua đình", ".notice")
    lan.press("Báo đã làm xong")
    lan.sees("Đồng chí đã báo làm xong.")
    chair.open(task).press("Xác nhận hoàn thành")
    chair.sees("Đã xác nhận việc hoàn thành.", "#notice")
    lan.open("/tasks")
    expect(lan.page.locator(".row", has_text=title)).to_contain_text("Đã xác nhận hoàn thành")
    second = next_agenda(chair, "Cuộc họp sau khi xác nhận việc")
    assert [one for one in items_on(chair) if title in one] == []
    for draft in (first, second):
        people.phone("chair").does(f"{draft}/discarding")
    assert lan.complaints == chair.complaints == []


def test_done_may_wait_for_the_network_behind_what_was_written_before(people: People) -> None:
    title = "Kiểm kê sách của nhà văn hóa"
    _, task = given(people, title)
    lan = with_worker(people, "member")
    lan.open("/tasks")
    keeps(lan.page, task)  # before anybody opened it
    cut(lan)
    lan.open(task)
    is_kept_copy(lan)
    writes(lan, "Đủ ba trăm cuốn")
    lan.sees("Chờ mạng", "#progress + [data-waiting]")
    for _ in range(2):
        lan.press("Báo đã làm xong")
        lan.sees("Chờ mạng", "#finish + [data-waiting]")
    assert [state for _, state in rows(lan.page)] == ["waiting", "waiting"]
    lan.context.set_offline(False)
    arrives(lan)
    history = people.phone("chair").read(task).split('id="history"')[1]
    assert history.index("Đủ ba trăm cuốn") < history.index("Báo làm xong")
    assert history.count("Báo làm xong") == 1


def test_an_answer_that_is_lost_makes_no_second_note(far: People, wire: Wire) -> None:
    title = "Thu gom rác ở ngõ 3"
    _, task = given(far, title)
    lan = with_worker(far, "member")
    lan.open(task)
    wire.loses = "/notes"
    writes(lan, "Đã thu gom lần một")
    lan.sees("Chờ mạng")
    assert len(wire.posts("/notes")) >= 1
    wire.heal()
    lan.page.evaluate("window.dispatchEvent(new Event('online'))")
    arrives(lan)
    assert times_recorded(far, task, "Đã thu gom lần một") == 1


def test_what_comes_after_the_confirmation_is_shown_with_its_reason(people: People) -> None:
    title = "Treo cờ ở nhà văn hóa"
    _, task = given(people, title)
    lan = with_worker(people, "member")
    lan.open(task)
    keeps(lan.page, task)
    cut(lan)
    writes(lan, "Ghi quá muộn")
    lan.sees("Chờ mạng")
    people.phone("member").does(f"{task}/done")
    people.phone("chair").does(f"{task}/confirmation")
    lan.context.set_offline(False)
    lan.page.evaluate("window.dispatchEvent(new Event('online'))")
    lan.sees("Bị từ chối: Việc này đã được xác nhận hoàn thành")
    lan.press("Xóa", "[data-waiting]")
    assert rows(lan.page) == []


def test_without_javascript_a_task_is_worked_on_by_plain_forms(people: People) -> None:
    title = "Sửa bảng tin của thôn"
    _, task = given(people, title)
    lan = people.sign_in("member", java_script_enabled=False)
    chair = people.sign_in("chair", java_script_enabled=False)
    writes(lan.open(task), "Đã thay mặt kính")
    lan.sees("Đã ghi tiến độ.", "#notice")
    lan.press("Báo đã làm xong")
    lan.sees("Đã xong, chờ xác nhận")
    chair.open(task).press("Xác nhận hoàn thành")
    chair.sees("Đã xác nhận việc hoàn thành.", "#notice")
    assert times_recorded(people, task, "Đã thay mặt kính") == 1
