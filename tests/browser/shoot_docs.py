"""Takes the pictures of docs/screenshots from the demonstration, on an evening at about ten past eight.

.venv/bin/python -m tests.browser.shoot_docs [folder]
"""

import os
import re
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from PIL import Image
from playwright.sync_api import expect

from server.clock import ZONE, local_date, now
from server.reports.rules import month_of
from tests import stack
from tests.browser.meeting import OPTION
from tests.browser.people import HALL, LAPTOP, PHONE, People, Screen, browsing, gathered
from tests.browser.places import UUID, address_of, meetings_of
from tests.stack import ROOT

EVENING = timedelta(hours=20, minutes=10)
TITLE = "Thông qua dự thảo nghị quyết tháng 12"


def until_the_evening() -> float:
    """Seconds from now to ten past eight of the same day."""
    now = datetime.now(ZONE)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return (midnight + EVENING - now).total_seconds()


def opened(people: People, role: str, size: tuple[int, int], path: str, theme: str = "light") -> Screen:
    """Phones are taken at twice their size, so that letters stay sharp beside a text."""
    scale = 2 if size == PHONE else 1
    screen = people.sign_in(role, size, device_scale_factor=scale, color_scheme=theme, reduced_motion="reduce")
    screen.open(path)
    if path.endswith("/room"):
        screen.is_live()
    return screen


def shoot(screen: Screen, picture: Path) -> None:
    screen.page.evaluate("document.fonts.ready")
    screen.page.wait_for_timeout(1200)  # its clocks follow the server's once it is live
    screen.page.screenshot(path=picture)
    print(f"{picture.name}: {picture.stat().st_size // 1000} kB")


def put_to_the_vote(people: People, address: str) -> str:
    """On the item under discussion; gives the motion's address."""
    recorder = people.phone("recorder")
    item = re.findall(f'name="item" value="({UUID})"', recorder.read(f"{address}/room").split('id="desk-motion"')[1])[0]
    recorder.does(f"{address}/motions", item=item, title=TITLE, matter="resolution", form="named")
    return re.findall(rf"{address}/motions/{UUID}", recorder.read(f"{address}/room"))[0]


ON_THEIR_PHONES = ("Nguyễn Thị Lan", "Vũ Quốc Khánh", "Lê Đức Minh")


def vote(people: People, address: str, motion: str, count: int) -> None:
    """So many of those in the room whose ballot the recorder enters for them."""
    recorder = people.phone("recorder")
    waiting = recorder.read(f"{address}/room").split('id="behalf-member"')[1].split("</select>")[0]
    others = [found for found, name in OPTION.findall(waiting) if name not in ON_THEIR_PHONES]
    for place, member in enumerate(others[:count]):
        choice = "disapprove" if place == 6 else "approve"
        recorder.does(f"{motion}/ballots/behalf", member=member, choice=choice)


def take_all(people: People, folder: Path) -> None:
    places = meetings_of(people)
    room = f"{places['running']}/room"
    shoot(opened(people, "member", PHONE, "/"), folder / "today.png")
    shoot(opened(people, "absent", PHONE, places["coming"]), folder / "summons.png")
    shoot(opened(people, "member", PHONE, f"{places['archived']}/minutes"), folder / "minutes.png")

    take_around(people, places["archived"], folder)
    shoot(opened(people, "recorder", LAPTOP, room), folder / "desk.png")

    motion = put_to_the_vote(people, places["running"])
    vote(people, places["running"], motion, 14)
    lan = opened(people, "member", PHONE, room, "dark")
    lan.page.locator("#room-me").get_by_label("Tán thành", exact=True).check(force=True)
    lan.page.evaluate("document.getElementById('room-motion').scrollIntoView()")
    shoot(lan, folder / "room-vote.png")

    people.phone("member2").does(f"{motion}/ballots", choice="other", note="Cần ghi rõ nguồn kinh phí")
    people.phone("member").does(f"{motion}/ballots", choice="approve")
    people.phone("recorder").does(f"{motion}/ballots", choice="approve")
    vote(people, places["running"], motion, 3)
    people.phone("recorder").does(f"{motion}/closure")
    hall = opened(people, "chair", HALL, f"{places['running']}/screen")
    expect(hall.page.get_by_text("Kết quả biểu quyết")).to_be_visible()
    shoot(hall, folder / "screen.png")


def take_around(people: People, archived: str, folder: Path) -> None:
    """What stands around the evening: an article, the library, a task, and the month as the unit above sees it."""
    member = people.phone("member")
    article = address_of(member.read("/news"), "Xã Hòa An hoàn thành")
    shoot(opened(people, "member", PHONE, article), folder / "article.png")
    shoot(opened(people, "member", PHONE, "/documents"), folder / "library.png")
    shoot(opened(people, "member", PHONE, address_of(member.read("/tasks"), "Lập danh sách hộ")), folder / "task.png")
    chair = people.phone("chair")
    seen = re.findall('name="seen" value="([^"]+)"', chair.read(f"{archived}/report"))[0]
    chair.does(f"{archived}/report", seen=seen, accompanying="Kính gửi Đảng ủy xã.")
    desk = re.findall(r'href="(/units/[0-9a-f-]{36}/reports)"', people.phone("upper").read("/"))[0]
    month = month_of(local_date(now())).moved(-1)
    shoot(opened(people, "upper", LAPTOP, f"{desk}?month={month}"), folder / "reports.png")


# What the manifest shows before one installs; a phone loads them, so their colours are few.
SHOWN_BY_THE_MANIFEST = ("today.png", "summons.png", "room-vote.png")


def shrink(folder: Path, onto: Path) -> None:
    onto.mkdir(exist_ok=True)
    for name in SHOWN_BY_THE_MANIFEST:
        with Image.open(folder / name) as picture:
            picture.convert("RGB").quantize(48).save(onto / name, optimize=True)


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["CLOCK_OFFSET"] = str(until_the_evening())
    with (
        tempfile.TemporaryDirectory() as data,
        stack.embedded(Path(data)) as found,
        browsing() as browser,
        gathered(browser, found) as people,
    ):
        take_all(people, folder)
    shrink(folder, ROOT / "static/screenshots")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs/screenshots")
