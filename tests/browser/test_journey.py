"""One matter on its way: a document of the province, the agenda of a cell, a vote, the resolution on the shelf, the
report to the unit above, the task, and the next agenda.

Each leg is a function that takes the journey where the one before left it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, expect

from tests import stack
from tests.browser.people import LAPTOP, People, Screen, gathered
from tests.browser.phone import cut, is_kept_copy, keeps, takes_charge
from tests.browser.places import UUID, meetings_of
from tests.browser.test_evening import give_task, put_to_the_vote
from tests.browser.test_tasks import items_on, next_agenda

OF_THE_PROVINCE = "Về xây dựng nông thôn mới giai đoạn 2026–2030"
ITEM = "Chi bộ thực hiện Nghị quyết 12-NQ/TU của Tỉnh ủy"
QUESTION = "Thông qua nghị quyết về tuyến đường xóm Chùa"
CONCLUSION = "Chi bộ nhận làm tuyến đường xóm Chùa, xong trong quý này."
ABOVE = "Đảng bộ xã Hòa An"
PROGRESS = "Chín hộ đã đăng ký ngày công, còn ba hộ"
TASK = "Vận động các hộ xóm Chùa góp ngày công"


@dataclass(slots=True)
class Journey:
    """Who travels along, and what the legs have found so far."""

    people: People
    meeting: str = ""  # the address of the cell's meeting
    resolution: str = ""  # the address of the resolution in the cell's library
    screens: dict[str, Screen] = field(default_factory=dict)

    def of(self, role: str) -> Screen:
        """Officers at a laptop, members at a phone; each on one browser for the whole way."""
        if role not in self.screens:
            size = {"size": LAPTOP} if role in ("chair", "recorder", "upper") else {}
            self.screens[role] = self.people.sign_in(role, **size)
        return self.screens[role]


@pytest.fixture
def journey(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Journey]:
    """A demonstration of its own: the next meeting of the cell is the one of the seeds."""
    with stack.embedded(tmp_path_factory.mktemp("journey")) as own, gathered(chromium, own) as people:
        yield Journey(people)


def test_a_document_of_the_province_comes_back_as_a_report_and_a_task_on_the_next_agenda(journey: Journey) -> None:
    down_the_tree(journey)
    read_before_the_meeting(journey)
    voted(journey)
    approved(journey)
    on_the_shelf(journey)
    reported_up(journey)
    worked_on(journey)
    on_the_next_agenda(journey)
    for role, screen in journey.screens.items():
        assert screen.complaints == [], role


def down_the_tree(journey: Journey) -> None:
    """The commune puts what the province has sent before all its cells, in one act."""
    journey.meeting = meetings_of(journey.people)["coming"]
    officer = journey.of("upper")
    page = officer.open("/documents").page
    page.get_by_role("link", name=re.compile(OF_THE_PROVINCE)).click()
    officer.sees("12-NQ/TU")
    page.get_by_role("link", name="Đưa xuống các chi bộ").click()
    page.get_by_label("Tên mục trong chương trình").fill(ITEM)
    page.get_by_role("button", name="Đưa xuống 3 chi bộ").click()
    officer.sees("Đã đưa vào cuộc họp sắp tới của các chi bộ.")


def read_before_the_meeting(journey: Journey) -> None:
    """The member finds the item and its paper, and reads both again where there is no network."""
    lan = journey.people.enter_anew("member")
    takes_charge(lan)
    lan.open(journey.meeting).sees(ITEM)
    keeps(lan.page, journey.meeting)
    file = lan.page.get_by_role("link", name="Nghị quyết 12-NQ-TU.pdf").first.get_attribute("href") or ""
    assert lan.page.request.get(file).body().startswith(b"%PDF")
    cut(lan)
    lan.open(journey.meeting)
    is_kept_copy(lan)
    lan.sees(ITEM)


def voted(journey: Journey) -> None:
    """The chair opens, the recorder puts the question, members vote on their phones, the chair concludes."""
    chair, recorder, lan = journey.of("chair"), journey.of("recorder"), journey.of("member")
    chair_phone, recorder_phone = journey.people.phone("chair"), journey.people.phone("recorder")
    here = re.findall(rf'<option value="({UUID})"[^>]*>[^<]*{ITEM}', chair_phone.read(journey.meeting))[0]
    chair_phone.does(f"{journey.meeting}/state", step="open")
    recorder_phone.does(f"{journey.meeting}/attendance/all")
    chair_phone.does(f"{journey.meeting}/current-item", item=here)
    for screen in (chair, recorder, lan):
        screen.open(f"{journey.meeting}/room").is_live()
    lan.sees(ITEM, "#room-now")
    put_to_the_vote(recorder, QUESTION, "Nghị quyết", "tên")
    lan.sees(QUESTION, "#room-motion")
    lan.votes("Tán thành")
    for_those_without_a_phone(journey)
    chair.page.locator("#desk-conclusion textarea").fill(CONCLUSION)
    chair.press("Ghi kết luận")
    lan.sees(CONCLUSION, "#room-now")
    give_task(recorder, TASK, "Nguyễn Thị Lan", in_days=0)
    lan.sees(TASK, "#room-tasks")
    chair.unfold("Bế mạc", "#desk-close")
    chair.press("Bế mạc cuộc họp", "#desk-close")
    lan.sees("Cuộc họp đã kết thúc", "#room-head")


def for_those_without_a_phone(journey: Journey) -> None:
    """The recorder writes down the others; more than half of all who were summoned have to be for it."""
    recorder = journey.people.phone("recorder")
    room = recorder.read(f"{journey.meeting}/room")
    motion = re.findall(rf"{journey.meeting}/motions/{UUID}", room)[0]
    electors = re.findall(rf'<option value="({UUID})"', room.split('id="behalf-member"')[1].split("</select>")[0])
    for one in electors:
        recorder.does(f"{motion}/ballots/behalf", member=one, choice="approve")
    recorder.does(f"{motion}/closure")


def approved(journey: Journey) -> None:
    """Read back, and approved by both: before that nothing is on the shelf."""
    journey.of("member").open("/documents").does_not_see("Nghị quyết: Sinh hoạt chuyên đề")
    recorder, chair = journey.of("recorder"), journey.of("chair")
    recorder.open(f"{journey.meeting}/minutes").press("Ghi là đã đọc lại trước chi bộ")
    recorder.press("Duyệt biên bản với vai thư ký")
    recorder.sees("Đã ghi đồng chí duyệt biên bản")
    chair.open(f"{journey.meeting}/minutes").press("Duyệt biên bản với vai chủ trì")
    chair.sees("Đã ghi đồng chí duyệt biên bản")


def on_the_shelf(journey: Journey) -> None:
    """The resolution is in the library of the cell, for the cell, and found without tone marks."""
    lan = journey.of("member")
    page = lan.open("/documents").page
    lan.unfold("Lọc: mọi cấp, mọi loại")
    page.get_by_role("link", name="Nghị quyết", exact=True).click()
    page.get_by_role("link", name=re.compile("Nghị quyết: Sinh hoạt chuyên đề")).click()
    expect(page.locator("article.prose")).to_contain_text(CONCLUSION)
    journey.resolution = page.url.removeprefix(journey.people.stack.address)
    lan.open("/search?q=tuyen+duong+xom+chua").page.get_by_role(
        "link", name=re.compile("Nghị quyết: Sinh hoạt")
    ).click()
    expect(page).to_have_url(re.compile(journey.resolution))
    assert journey.people.phone("outsider").get(journey.resolution).status_code == 404


def reported_up(journey: Journey) -> None:
    """One tap of the secretary; above they read what was concluded and who has met, and nothing of who said what."""
    chair, officer = journey.of("chair"), journey.of("upper")
    chair.open(f"{journey.meeting}/minutes").page.get_by_role("link", name="Xem và gửi báo cáo").click()
    chair.press(f"Gửi lên {ABOVE}")
    chair.sees("Đã gửi báo cáo lên cấp trên.")
    desk = officer.open("/").page
    desk.get_by_role("link", name="Xem báo cáo", exact=True).click()
    desk.locator("#cells").get_by_role("link", name=re.compile("Chi bộ thôn Đông")).first.click()
    officer.sees(CONCLUSION, "#summary")
    officer.sees(TASK, "#summary")
    officer.does_not_see("Nguyễn Thị Lan")
    officer.press("Ghi là đã nhận")
    officer.sees("Đã ghi là đã nhận báo cáo.")
    assert journey.people.phone("upper").get(f"{journey.meeting}/minutes").status_code == 404


def worked_on(journey: Journey) -> None:
    """The member writes down how far the task is; it is not finished yet."""
    lan = journey.of("member")
    lan.open("/tasks").page.get_by_role("link", name=re.compile(TASK)).click()
    lan.page.locator("#progress textarea").fill(PROGRESS)
    lan.press("Ghi tiến độ")
    lan.sees(PROGRESS, "#history")


def on_the_next_agenda(journey: Journey) -> None:
    """What is due and not confirmed stands before the next meeting by itself, and leads to the task."""
    chair = journey.of("chair")
    draft = next_agenda(chair, "Sinh hoạt chi bộ kỳ sau")
    assert [one for one in items_on(chair) if one.startswith(TASK)] != []
    page = chair.open(f"{draft}/prepare/check").page
    page.get_by_role("link", name="Xem tiến độ việc này").first.click()
    chair.sees(PROGRESS, "#history")
