"""The whole evening as a script: every command of the product once or more, in an order in which each succeeds.

The tests walk it and try everything that must not work on each line before it is played.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from server.accounts.tables import devices
from server.clock import now
from server.discussion.tables import statements
from server.meetings.rules import hall_code
from server.meetings.tables import guests, meetings, papers
from server.minutes.tables import paragraphs
from server.voting.tables import motions
from tests.evening.people import Evening, tomorrow
from tests.members.lists import sheet_of

PREPARERS = frozenset({"chair", "deputy"})
DESK = frozenset({"chair", "recorder"})
CELL = frozenset({"chair", "deputy", "recorder", "member", "probationary", "exempt"})
ROOM = CELL | {"guest"}
EVERYBODY = (*CELL, "guest", "outsider", "upper", "editor", "admin", "operator")
ALL = frozenset(EVERYBODY)

# Ways in and out have no owner yet: test_entry.py and test_devices.py play them.
PLAYED_ELSEWHERE = {"/enter", "/enter/pin", "/unlock", "/sign-out", "/meetings/{meeting_id:uuid}/ticket"}


@dataclass(frozen=True, slots=True)
class Said:
    """What is sent where."""

    path: str
    fields: Mapping[str, object]
    files: object = None


@dataclass(frozen=True, slots=True)
class Line:
    """``may``: who gets further than "not found"; ``notice``: what the answer says."""

    route: str
    who: str
    may: frozenset[str]
    says: Callable[[Evening], Said]
    notice: str = ""


def _card(e: Evening) -> Said:
    return Said(f"{e.cell}/cards", {"member": e.member("absent"), "kind": "printed"})


def _other_device(e: Evening) -> Said:
    """A second browser of the member is there to be revoked."""
    if "second" not in e.known:
        e.by("member")
        e.known["second"] = e.another("member")
    mine = sa.select(devices.c.id).where(devices.c.member_id == e.member("member")).order_by(devices.c.id.desc())
    return Said(f"/me/devices/{e.house.value(mine.limit(1))}/revocation", {})


def _sheet(e: Evening) -> Said:
    head = ("Họ và tên", "Ngày sinh", "Chi bộ", "Loại đảng viên")
    data = sheet_of(head, ("Nguyễn Văn Mới", "05/09/1975", "Chi bộ thôn Đoài", "Chính thức"))
    return Said(f"/units/{e.unit('Đảng bộ xã Hòa An')}/import", {}, {"sheet": ("danh sách.xlsx", data)})


def _draft(e: Evening) -> dict[str, object]:
    leads = {"chair": e.member("chair"), "recorder": e.member("recorder")}
    return {"kind": "regular", "title": "Họp bất thường", "day": tomorrow(), "hour": "19:30", "place": "Đình"} | leads


def _agenda(e: Evening) -> Said:
    rows = {"title_1": "Khai mạc", "phase_1": "opening", "minutes_1": 5, "order_1": 2}
    rows |= {"title_2": "Bàn việc làm đường", "phase_2": "content", "minutes_2": 30, "order_2": 1}
    return Said(f"{e.meeting('draft')}/agenda", rows)


PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
PDF += b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def _papers(e: Evening) -> Said:
    draft = e.meeting("draft")
    return Said(f"{draft}/papers", {"item": e.item(1, draft)}, [("papers", ("dự thảo.pdf", PDF))])


def _check_in(e: Evening) -> Said:
    running = e.house.meeting("open")
    secret = e.house.value(sa.select(meetings.c.hall_secret).where(meetings.c.id == running))
    assert isinstance(secret, bytes)
    return Said(f"/meetings/{running}/check-in", {"code": hall_code(secret, now())})


def _motion(form: str) -> Callable[[Evening], Said]:
    def says(e: Evening) -> Said:
        fields = {"item": e.item(5), "title": f"Làm đường {form}", "matter": "resolution", "form": form}
        return Said(f"{e.meeting('open')}/motions", fields)

    return says


def _on_motion(last: str, **fields: object) -> Callable[[Evening], Said]:
    return lambda e: Said(f"{e.meeting('open')}/motions/{e.newest(motions)}/{last}", fields)


def _paragraph(e: Evening) -> Said:
    ids = sa.select(paragraphs.c.id).where(paragraphs.c.meeting_id == e.house.value(_newest_closed))
    minutes = f"{e.meeting('closed')}/minutes"
    return Said(f"{minutes}/paragraphs/{e.house.value(ids.limit(1))}", {"seen": 0, "text": "Khai mạc muộn hơn."})


_newest_closed = (
    sa.select(meetings.c.id).where(meetings.c.state == "closed").order_by(meetings.c.created_at.desc()).limit(1)
)


_invited = sa.select(guests.c.id).where(guests.c.member_id.isnot(None))


def _behalf(e: Evening) -> Said:
    said = _on_motion("ballots/behalf", choice="disapprove")(e)
    return Said(said.path, {**said.fields, "member": e.member("teller")})


def _open(rest: str, **fields: object) -> Callable[[Evening], Said]:
    """On the meeting under way; a word in place of an id is looked up when the line is played."""
    return lambda e: Said(e.meeting("open") + rest, {name: _looked_up(e, value) for name, value in fields.items()})


def _looked_up(e: Evening, value: object) -> object:
    if isinstance(value, int):
        return e.item(value)
    return e.member(str(value).removeprefix("@")) if str(value).startswith("@") else value


def _in(state: str, rest: str, **fields: object) -> Callable[[Evening], Said]:
    return lambda e: Said(e.meeting(state) + rest, fields)


U, M = "/units/{unit_id:uuid}", "/meetings/{meeting_id:uuid}"
V, B = M + "/motions", M + "/minutes"

SCRIPT = (
    Line(f"{U}/cards", "chair", PREPARERS | {"admin"}, _card, "done_cards_issued"),
    Line("/me/companion", "member", ALL, lambda e: Said("/me/companion", {})),
    Line(
        "/me/devices/{device_id:uuid}/revocation", "member", frozenset({"member"}), _other_device, "done_device_revoked"
    ),
    Line("/preferences", "member", ALL, lambda e: Said("/preferences", {"theme": "dark", "text": "large"})),
    Line(
        f"{U}/remote-decision",
        "chair",
        PREPARERS,
        lambda e: Said(f"{e.cell}/remote-decision", {"decision": "12-QĐ/ĐU", "decision_from": "2026-01-05"}),
        "done_decision",
    ),
    Line(f"{U}/import", "admin", frozenset({"admin"}), _sheet),
    Line(
        U + "/import/{digest}/acceptance",
        "admin",
        frozenset({"admin"}),
        lambda e: Said(f"{e.last}/acceptance", {}),
        "done_imported",
    ),
    # A meeting is prepared ...
    Line(f"{U}/meetings", "chair", PREPARERS, lambda e: Said(f"{e.cell}/meetings", _draft(e))),
    Line(f"{M}/occasion", "deputy", PREPARERS, lambda e: Said(f"{e.meeting('draft')}/occasion", _draft(e))),
    Line(f"{M}/content", "chair", PREPARERS, _in("draft", "/content", last_month="Đã làm xong đường thôn.")),
    Line(f"{M}/agenda", "chair", PREPARERS, _agenda),
    Line(f"{M}/papers", "chair", PREPARERS, _papers, "done_paper_added"),
    Line(
        M + "/papers/{paper_id:uuid}/removal",
        "deputy",
        PREPARERS,
        lambda e: Said(f"{e.meeting('draft')}/papers/{e.newest(papers)}/removal", {}),
        "done_paper_removed",
    ),
    Line(f"{M}/guests", "chair", PREPARERS, _in("draft", "/guests", name="Khách Mời Một"), "done_guest_invited"),
    Line(f"{M}/publication", "chair", PREPARERS, _in("draft", "/publication"), "done_published"),
    Line(f"{M}/answer", "member", CELL, _in("published", "/answer", answer="present"), "done_answered"),
    # ... and the one under way is held.
    Line(
        f"{M}/attendance",
        "recorder",
        DESK,
        _open("/attendance", member="@exempt", state="exempt_absent"),
        "done_attendance",
    ),
    Line(f"{M}/attendance/all", "recorder", DESK, _open("/attendance/all"), "done_all_present"),
    Line(f"{M}/check-in", "exempt", CELL, _check_in, "done_checked_in"),
    Line(
        M + "/guests/{guest_id:uuid}/presence",
        "recorder",
        DESK,
        lambda e: Said(f"{e.meeting('open')}/guests/{e.house.value(_invited)}/presence", {"present": "yes"}),
        "done_attendance",
    ),
    Line(f"{M}/current-item", "chair", DESK, _open("/current-item", item=5), "done_item_started"),
    Line(
        f"{M}/statements",
        "guest",
        ROOM,
        _open("/statements", item=5, text="Xã ủng hộ việc làm đường."),
        "done_statement",
    ),
    Line(
        f"{M}/statements/noted",
        "recorder",
        DESK,
        _open("/statements/noted", item=5, member="@member", channel="spoken", text="Nhất trí làm ngay."),
        "done_statement",
    ),
    Line(
        M + "/statements/{statement_id:uuid}/reading",
        "recorder",
        DESK,
        lambda e: Said(f"{e.meeting('open')}/statements/{e.newest(statements)}/reading", {"read": "yes"}),
        "done_read_out",
    ),
    Line(f"{M}/hand", "member", ROOM, _open("/hand"), "done_hand_raised"),
    Line(f"{M}/speakers", "chair", DESK, _open("/speakers", member="@member"), "done_speaker_called"),
    Line(f"{M}/hand/lowering", "member", ROOM, _open("/hand/lowering"), "done_hand_lowered"),
    Line(
        f"{M}/speakers/removal",
        "chair",
        DESK,
        _open("/speakers/removal", member="@probationary"),
        "done_speaker_removed",
    ),
    Line(
        M + "/items/{item_id:uuid}/conclusion",
        "chair",
        DESK,
        lambda e: Said(f"{e.meeting('open')}/items/{e.item(5)}/conclusion", {"text": "Thống nhất làm đường."}),
        "done_concluded",
    ),
    Line(f"{M}/hall-code", "recorder", DESK, _open("/hall-code"), "done_hall_code"),
    Line(
        f"{M}/tasks",
        "recorder",
        DESK,
        _open("/tasks", item=5, title="Lập dự toán", assignee="@member", due_on="2099-01-01"),
        "done_task",
    ),
    Line(V, "recorder", DESK, _motion("named"), "done_motion_opened"),
    Line(V + "/{motion_id:uuid}/ballots", "member", CELL, _on_motion("ballots", choice="approve"), "done_voted"),
    Line(V + "/{motion_id:uuid}/ballots/behalf", "recorder", DESK, _behalf, "done_voted_for"),
    Line(V + "/{motion_id:uuid}/closure", "recorder", DESK, _on_motion("closure"), "done_motion_closed"),
    Line(V, "chair", DESK, _motion("hands"), "done_motion_opened"),
    Line(V + "/{motion_id:uuid}/hands", "recorder", DESK, _on_motion("hands", asked="yes"), "done_motion_closed"),
    Line(V, "recorder", DESK, _motion("named"), "done_motion_opened"),
    Line(
        V + "/{motion_id:uuid}/void", "chair", DESK, _on_motion("void", reason="Câu hỏi chưa rõ."), "done_motion_voided"
    ),
    Line(f"{M}/state", "chair", frozenset({"chair"}), _in("open", "/state", step="suspend"), "done_meeting_suspend"),
    Line(f"{M}/state", "chair", frozenset({"chair"}), _in("suspended", "/state", step="resume"), "done_meeting_resume"),
    Line(f"{M}/state", "chair", frozenset({"chair"}), _in("open", "/state", step="close"), "done_meeting_close"),
    Line(B + "/paragraphs/{paragraph_id:uuid}", "recorder", DESK, _paragraph, "done_paragraph"),
    Line(f"{B}/reading", "recorder", DESK, _in("closed", "/minutes/reading"), "done_read_back"),
    Line(f"{B}/approval", "recorder", DESK, _in("closed", "/minutes/approval", role="recorder"), "done_approved"),
    Line(f"{B}/approval", "chair", DESK, _in("closed", "/minutes/approval", role="chair"), "done_approved"),
)
