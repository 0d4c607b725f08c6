"""What the lines of the script say: addresses and fields, found in the database when their moment comes."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa

from server.accounts.tables import devices
from server.clock import local_date, now
from server.documents.tables import documents
from server.meetings.rules import hall_code
from server.meetings.tables import guests, meetings
from server.members.tables import standings
from server.minutes.tables import paragraphs
from server.reorganisations.tables import reorganisations
from server.reports.tables import report_steps, reports
from server.tasks.tables import tasks
from server.units.tables import assignments
from server.voting.tables import motions
from tests.evening.people import Evening, tomorrow
from tests.members.lists import sheet_of


@dataclass(frozen=True, slots=True)
class Said:
    """What is sent where."""

    path: str
    fields: Mapping[str, object]
    files: object = None


def card_for(e: Evening) -> Said:
    return Said(f"{e.cell}/cards", {"member": e.member("visiting"), "kind": "printed"})


def recovery_for(e: Evening) -> Said:
    return Said(f"{e.cell}/recoveries", {"member": e.member("absent")})


def other_device(e: Evening) -> Said:
    """A second browser of the member is there to be revoked."""
    if "second" not in e.known:
        e.by("member")
        e.known["second"] = e.another("member")
    mine = sa.select(devices.c.id).where(devices.c.member_id == e.member("member")).order_by(devices.c.id.desc())
    return Said(f"/me/devices/{e.house.value(mine.limit(1))}/revocation", {})


def browser_to_tell(_e: Evening) -> Said:
    """As a browser describes itself; the key is the example of RFC 8291."""
    key = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
    endpoint = "https://updates.push.services.mozilla.com/wpush/v2/example"
    return Said("/me/reminders", {"endpoint": endpoint, "p256dh": key, "auth": "BTBZMqHH6r4Tts7J_aSIgg"})


def list_of_members(e: Evening) -> Said:
    head = ("Họ và tên", "Ngày sinh", "Chi bộ", "Loại đảng viên")
    data = sheet_of(head, ("Nguyễn Văn Mới", "05/09/1975", "Chi bộ thôn Đoài", "Chính thức"))
    return Said(f"/units/{e.unit('Đảng bộ xã Hòa An')}/import", {}, {"sheet": ("danh sách.xlsx", data)})


def unit_below(e: Evening) -> Said:
    fields = {"kind": "cell", "name": "Chi bộ thôn Trung"}
    return Said(f"/units/{e.unit('Đảng bộ xã Hòa An')}/units", fields)


def _change(e: Evening, unit: str, **fields: object) -> Said:
    paper = {"decision": "45-QĐ/ĐU", "decided_on": "2026-01-05", "effective_on": local_date(now())}
    return Said(f"/units/{e.unit(unit)}/changes", paper | fields)


def merger(e: Evening) -> Said:
    return _change(e, "Chi bộ thôn Trung", kind="merged", to=e.unit("Chi bộ thôn Đoài"))


def new_name_next_week(e: Evening) -> Said:
    later = local_date(now()) + timedelta(days=7)
    return _change(e, "Chi bộ thôn Đoài", kind="renamed", name="Chi bộ thôn Đoài Thượng", effective_on=later)


def on_change(step: str) -> Callable[[Evening], Said]:
    return lambda e: Said(f"/reorganisations/{e.newest(reorganisations)}/{step}", {})


def new_editor(e: Evening) -> Said:
    fields = {"member": e.member("outsider"), "role": "editor", "since": local_date(now())}
    return Said(f"/units/{e.unit('Chi bộ thôn Đoài')}/officers", fields)


def end_of_editor(e: Evening) -> Said:
    return Said(f"/units/{e.unit('Chi bộ thôn Đoài')}/officers/{e.newest(assignments)}/end", {})


def loan(e: Evening) -> Said:
    own = sa.select(assignments.c.id).where(assignments.c.member_id == e.member("deputy"))
    until = local_date(now()) + timedelta(days=30)
    fields = {"own": e.house.value(own), "member": e.member("member2"), "until": until}
    return Said(f"{e.cell}/officers/loan", fields)


def _entry(e: Evening) -> UUID:
    """What is recorded last of the one who is away."""
    mine = sa.select(standings.c.id).where(
        standings.c.member_id == e.member("away"), standings.c.withdrawn_at.is_(None)
    )
    return UUID(str(e.house.value(mine.order_by(standings.c.id.desc()).limit(1))))


def back_home(e: Evening) -> Said:
    fields = {"standing": "official", "since": local_date(now()), "decision": "12-GT/ĐU", "seen": _entry(e)}
    return Said(f"/members/{e.member('away')}/standings", fields)


def not_back_home(e: Evening) -> Said:
    return Said(f"/members/{e.member('away')}/standings/{_entry(e)}/withdrawal", {})


def private_record(e: Evening) -> Said:
    return Said(f"/members/{e.member('away')}/private", {"reason": "Lập danh sách miễn sinh hoạt"})


def dues_paid(e: Evening) -> Said:
    this = local_date(now())
    return Said(f"{e.cell}/dues", {"month": f"{this:%Y-%m}", "paid_on": this, "member": e.member("away")})


def dues_not_paid(e: Evening) -> Said:
    return Said(f"{e.cell}/dues/removal", {"month": f"{local_date(now()):%Y-%m}", "member": e.member("away")})


def arrears(e: Evening) -> Said:
    return Said(f"{e.cell}/dues/arrears", {"reason": "Nhắc nộp trước kỳ họp tháng 12"})


def draft_fields(e: Evening) -> dict[str, object]:
    leads = {"chair": e.member("chair"), "recorder": e.member("recorder")}
    return {"kind": "regular", "title": "Họp bất thường", "day": tomorrow(), "hour": "19:30", "place": "Đình"} | leads


def agenda(e: Evening) -> Said:
    rows = {"title_1": "Khai mạc", "phase_1": "opening", "minutes_1": 5, "order_1": 2}
    rows |= {"title_2": "Bàn việc làm đường", "phase_2": "content", "minutes_2": 30, "order_2": 1}
    return Said(f"{e.meeting('draft')}/agenda", rows)


PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
PDF += b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def paper_for_draft(e: Evening) -> Said:
    draft = e.meeting("draft")
    return Said(f"{draft}/papers", {"item": e.item(1, draft)}, [("papers", ("dự thảo.pdf", PDF))])


COMMUNE = "Đảng bộ xã Hòa An"


def document(e: Evening) -> Said:
    about = {"type": "plan", "number": "09", "symbol": "KH/ĐU", "title": "Trồng cây đầu năm"}
    about |= {"issuer": "Ban Chấp hành Đảng bộ xã", "issued_on": "2026-11-02"}
    return Said(f"/units/{e.unit(COMMUNE)}/documents", about, [("file", ("kế hoạch.pdf", PDF))])


def number_of_the_resolution(e: Evening) -> Said:
    found = e.house.value(sa.select(documents.c.id).where(documents.c.meeting_id.isnot(None)).limit(1))
    return Said(f"/documents/{found}/number", {"number": "05", "symbol": "NQ/CB"})


def purge_asked(e: Evening) -> Said:
    address = f"https://sotay.example/documents/{e.newest(documents)}"
    return Said(f"/units/{e.unit(COMMUNE)}/purges", {"address": address, "why": "state_secret"})


def question_to_the_trace(e: Evening) -> Said:
    today = now().date().isoformat()
    return Said(f"/units/{e.unit(COMMUNE)}/audit", {"since": today, "until": today, "person": "bich"})


def article(e: Evening) -> Said:
    fields = {"title": "Ra quân làm thủy lợi", "body": "Sáng nay cả xã ra đồng.", "audience": "internal"}
    return Said(f"/units/{e.unit(COMMUNE)}/news", fields)


def revised_article() -> dict[str, object]:
    html = "<p>Sáng nay <strong>cả xã</strong> ra đồng.</p>"
    return {"title": "Ra quân làm thủy lợi", "html": html, "audience": "public", "seen": 0}


def report_up(part: str, **fields: object) -> Callable[[Evening], Said]:
    """With the mark of what stands on the page that this person reads before the tap."""

    def says(e: Evening) -> Said:
        path = f"{e.meeting('closed')}/report"
        return Said(path, {"seen": re.findall('name="seen" value="([^"]+)"', e.by(part).read(path))[0]} | fields)

    return says


def on_report(last: str, **fields: object) -> Callable[[Evening], Said]:
    def says(e: Evening) -> Said:
        seen = e.house.value(sa.select(sa.func.max(report_steps.c.number)))
        return Said(f"/units/{e.unit(COMMUNE)}/reports/{e.newest(reports)}/{last}", {"seen": seen} | fields)

    return says


def check_in(e: Evening) -> Said:
    running = e.house.meeting("open")
    secret = e.house.value(sa.select(meetings.c.hall_secret).where(meetings.c.id == running))
    assert isinstance(secret, bytes)
    return Said(f"/meetings/{running}/check-in", {"code": hall_code(secret, now())})


def motion(form: str) -> Callable[[Evening], Said]:
    def says(e: Evening) -> Said:
        fields = {"item": e.item(5), "title": f"Làm đường {form}", "matter": "resolution", "form": form}
        return Said(f"{e.meeting('open')}/motions", fields)

    return says


def on_motion(last: str, **fields: object) -> Callable[[Evening], Said]:
    return lambda e: Said(f"{e.meeting('open')}/motions/{e.newest(motions)}/{last}", fields)


def on_task(last: str, **fields: object) -> Callable[[Evening], Said]:
    """On the task that was given last, in the meeting under way."""
    return lambda e: Said(f"{e.meeting('open')}/tasks/{e.newest(tasks)}/{last}", fields)


def paragraph(e: Evening) -> Said:
    ids = sa.select(paragraphs.c.id).where(paragraphs.c.meeting_id == e.house.value(NEWEST_CLOSED))
    minutes = f"{e.meeting('closed')}/minutes"
    return Said(f"{minutes}/paragraphs/{e.house.value(ids.limit(1))}", {"seen": 0, "text": "Khai mạc muộn hơn."})


NEWEST_CLOSED = (
    sa.select(meetings.c.id).where(meetings.c.state == "closed").order_by(meetings.c.created_at.desc()).limit(1)
)


INVITED = sa.select(guests.c.id).where(guests.c.member_id.isnot(None))


def behalf(e: Evening) -> Said:
    said = on_motion("ballots/behalf", choice="disapprove")(e)
    return Said(said.path, {**said.fields, "member": e.member("teller")})


def on_running(rest: str, **fields: object) -> Callable[[Evening], Said]:
    """On the meeting under way; a word in place of an id is looked up when the line is played."""
    return lambda e: Said(e.meeting("open") + rest, {name: looked_up(e, value) for name, value in fields.items()})


def looked_up(e: Evening, value: object) -> object:
    if isinstance(value, int):
        return e.item(value)
    return e.member(str(value).removeprefix("@")) if str(value).startswith("@") else value


def on_meeting(state: str, rest: str, **fields: object) -> Callable[[Evening], Said]:
    return lambda e: Said(e.meeting(state) + rest, fields)


def enough(e: Evening, meeting: str) -> dict[str, object]:
    """Enough for every command at once: each reads its own."""
    return {
        **draft_fields(e),
        "title_1": "Một việc", "phase_1": "content", "minutes_1": 5,
        "answer": "present", "member": e.member("member"), "state": "late", "code": "0000",
        "item": e.item(1, meeting), "text": "Ý kiến.", "channel": "spoken",
        "matter": "resolution", "form": "named", "choice": "approve", "asked": "yes", "reason": "Hỏi lại.",
        "assignee": e.member("member"), "due_on": "2099-01-01", "seen": 0, "role": "chair", "name": "Khách",
    }  # fmt: skip
