"""Where there is something to see: the demonstration's meetings, and a draft, a vote and minutes made for looking."""

import re
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from server.clock import local_date, now
from server.seeds.world import PIN
from tests.browser.meeting import Meeting, give_task, hold, hold_to_the_end, report, summon
from tests.browser.people import PHONE, People
from tests.members.lists import faulty_list, sheet_of
from tests.members.lists import people as listed

UUID = "[0-9a-f-]{36}"
HEADER = ("TT", "Họ và tên", "Ngày sinh", "Số CCCD", "Chi bộ", "Loại đảng viên", "Chức vụ", "Ngày vào Đảng")
HEADER += ("Ngày chính thức", "Số điện thoại", "Ghi chú")


def meetings_of(people: People) -> dict[str, str]:
    """The demonstration's three by their state."""
    page = people.phone("member").read("/meetings")
    running = re.findall(f'href="(/meetings/{UUID})/room"', page)[0]
    plain = re.findall(f'href="(/meetings/{UUID})"', page)
    return {"running": running, "coming": plain[0], "archived": plain[-1]}


def draft(people: People) -> str:
    """Not published yet, with a paper and a guest."""
    chair = people.phone("chair")
    cell = re.findall(f"/units/{UUID}", chair.read("/"))[0]
    ids = {
        name: found for found, name in re.findall(f'value="({UUID})"[^>]*>([^<]+)<', chair.read(f"{cell}/meetings/new"))
    }
    fields = {"kind": "regular", "title": "Sinh hoạt chi bộ đang soạn", "place": "Nhà văn hóa thôn Đông"}
    leads = {"chair": ids["Nguyễn Đình Lâm"], "recorder": ids["Lê Đức Minh"]}
    made = chair.post(f"{cell}/meetings", day="2030-01-05", hour="19:30", **fields, **leads)
    address = str(made.json()["location"]).removesuffix("/prepare/content")
    chair.does(f"{address}/guests", name="Hoàng Văn Tiến", organisation="Đảng ủy viên xã Hòa An")
    return address


def minutes_to_be_read(people: People) -> str:
    """A meeting just closed, with something said and decided in it."""
    meeting = hold(people, "Cuộc họp vừa bế mạc")
    meeting.recorder.does(f"{meeting.address}/statements", item=meeting.items[4], text="Nhất trí với dự thảo.")
    motion = meeting.put_to_the_vote("Thông qua nghị quyết", form="hands")
    meeting.recorder.does(f"{motion}/hands", asked="yes")
    give_task(meeting, "Chuyển thư ngỏ về việc hiến đất đến từng hộ ở xóm Chùa và ngõ 3", "Nguyễn Thị Lan")
    meeting.chair.does(f"{meeting.address}/state", step="close")
    return meeting.address


def finished_task(people: People, title: str) -> str:
    """Done by the member and confirmed by the secretary."""
    lan = people.phone("member")
    task = address_of(lan.read("/tasks"), title)
    lan.does(f"{task}/notes", text="Đã đưa thư đến mười một hộ, có ký nhận.\nHộ thứ mười hai đi vắng đến cuối tuần.")
    lan.does(f"{task}/done")
    people.phone("chair").does(f"{task}/return", text="Đồng chí đợi hộ thứ mười hai về rồi báo xong.")
    lan.does(f"{task}/done")
    people.phone("chair").does(f"{task}/confirmation")
    return task


def voting(people: People, form: str) -> Meeting:
    meeting = hold(people, f"Cuộc họp đang biểu quyết ({form})")
    meeting.put_to_the_vote("Thông qua nghị quyết tháng 12 về đường liên thôn và kênh mương", form=form)
    return meeting


def plan(people: People, commune: str, sheet: bytes) -> str:
    admin = people.phone("admin")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    sent = admin.client.post(
        f"{commune}/import",
        data={"command_id": str(uuid4())},
        files={"sheet": ("danh sách.xlsx", sheet, kind)},
        headers={"Accept": "application/json"},
    )
    return str(sent.json()["location"])


def reports(people: People) -> dict[str, str]:
    """One that waits above, seen before another was returned: of two the month shows the one that came further."""
    returned = hold_to_the_end(people, "Cuộc họp có báo cáo được trả lại")
    back = report(people, returned)
    note = "Đề nghị ghi rõ đồng chí phụ trách và hạn hoàn thành từng đoạn đường."
    people.phone("upper").does(f"{back}/return", seen=1, what_to_add=note)
    sent = hold_to_the_end(people, "Cuộc họp đã gửi báo cáo")
    return {"returned": returned.address, "back": back, "reported": sent.address, "above": report(people, sent)}


def merger(people: People, commune: str) -> dict[str, str]:
    """Proposed for next month, so that nothing moves under those who look at other pages."""
    admin = people.phone("admin")
    other = address_of(admin.read(commune), "Chi bộ Cơ quan xã")
    into = address_of(admin.read(commune), "Chi bộ thôn Đoài")
    first = local_date(now()).replace(day=1) + timedelta(days=32)
    said = {"kind": "merged", "to": into.rpartition("/")[2], "effective_on": first.replace(day=1)}
    sent = admin.post(f"{other}/changes", decision="45-QĐ/ĐU", decided_on="2026-01-05", **said)
    return {"other_cell": into, "merger": str(sent.json()["location"])}


def record(people: People, cell: str) -> str:
    """Of the member, with a change that waits, a mistake taken back, and two who looked."""
    chair = people.phone("chair")
    path = re.findall(f'href="(/members/{UUID})">Nguyễn Thị Lan<', chair.read(cell))[0]
    change = {"standing": "exempt", "since": local_date(now()), "open_ended": "yes", "decision": "12-QĐ/ĐU, 20/11/2026"}
    for _ in range(2):
        seen = re.findall(f'name="seen" value="({UUID})"', chair.read(path))[0]
        chair.does(f"{path}/standings", seen=seen, **change)
        taken_back = re.findall(f"{path}/standings/{UUID}/withdrawal", chair.read(path))[0]
        chair.does(taken_back)
        change["since"] = local_date(now()) + timedelta(days=30)
    chair.does(f"{path}/standings", seen=re.findall(f'name="seen" value="({UUID})"', chair.read(path))[0], **change)
    chair.does(f"{path}/private", reason="Lập danh sách đề nghị miễn sinh hoạt năm tới")
    return path


def trace(people: People, commune: str) -> str:
    """Everything that was done in the commune this year."""
    today = now().date()
    asked = {"since": today - timedelta(days=200), "until": today + timedelta(days=1)}
    return str(people.phone("auditor").post(f"{commune}/audit", **asked).json()["location"])


def address_of(page: str, title: str) -> str:
    """Where the line of a list leads whose title begins like this."""
    return re.findall('<a class="row line" href="([^"]+)"', page.split(f"<b>{title}")[0])[-1]


def build(people: People) -> dict[str, str]:
    """Addresses by the names that the table of pages uses."""
    found = meetings_of(people)
    chair, admin = people.phone("chair"), people.phone("admin")
    cell = re.findall(f"/units/{UUID}", chair.read("/"))[0]
    province = re.findall(f"/units/{UUID}", admin.read("/"))[-1]
    children = re.split('href="', admin.read(province).split("Đơn vị trực thuộc")[1])
    commune = next(one.split('"')[0] for one in children if "Đảng bộ xã Hòa An" in one)
    cells = re.findall(r"<b>(Chi bộ [^<]+)</b>", admin.read(commune))
    good = [[cells[0] if str(cell).startswith("Chi bộ thôn") else cell for cell in row] for row in listed(12)]
    named, hands = voting(people, "named"), voting(people, "hands")
    member = re.findall(f'name="member" value="({UUID})"', chair.read(f"{cell}/cards"))
    chair.does(f"{cell}/cards", kind="printed", member=member[:3], confirm_pin=PIN)
    again = re.findall(rf'<option value="({UUID})">Nguyễn Thị Lan', chair.read(f"{cell}/cards"))[0]
    chair.does(f"{cell}/recoveries", member=again, confirm_pin=PIN)
    people.phone("member").does("/me/companion")
    minutes = minutes_to_be_read(people)
    paragraph = re.findall(rf"\?edit=({UUID})", people.phone("recorder").read(f"{minutes}/minutes"))[2]
    paper = re.findall(f"{found['coming']}/papers/{UUID}", people.phone("member").read(found["coming"]))[0]
    library = people.phone("member").read("/documents")
    article = address_of(people.phone("member").read("/news"), "Xã Hòa An hoàn thành")
    to_confirm = address_of(people.phone("chair").read(f"{cell}/tasks"), "Vận động ba hộ")
    return (
        found
        | reports(people)
        | merger(people, commune)
        | {
            "trace": trace(people, commune),
            "plan": address_of(library, "Thực hiện Nghị quyết về xây dựng"),
            "resolution": address_of(library, "Về xây dựng nông thôn mới"),
            "own": address_of(library, "Nghị quyết: Sinh hoạt chi bộ"),
            "article": article,
            "task": address_of(people.phone("member").read("/tasks"), "Lập danh sách hộ"),
            "to_confirm": to_confirm,
            "finished": finished_task(people, "Chuyển thư ngỏ"),
            "public": article.replace("/news/", "/public/"),
            "cell": cell,
            "record": record(people, cell),
            "commune": commune,
            "commune_id": commune.rpartition("/")[2],
            "draft": draft(people),
            "named": named.address,
            "hands": hands.address,
            "summoned": summon(people, "Cuộc họp chưa khai mạc").address,
            "closed": minutes,
            "paragraph": paragraph,
            "paper": paper,
            "refused": plan(people, commune, faulty_list()[0]),
            "accepted": plan(people, commune, sheet_of(HEADER, *good)),
        }
    )


@dataclass(frozen=True, slots=True)
class Place:
    """A page, and who looks at it; ``size`` only where it is made for another than a phone."""

    name: str
    role: str
    path: str
    size: tuple[int, int] = PHONE
