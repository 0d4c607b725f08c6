"""What a list shows opens; what does not open is in no list: pages, logs, and the reasons people gave."""

import re
from collections.abc import Iterator
from datetime import date
from uuid import UUID

from server.actor import Reach, Role
from server.seeds.cast import CAST
from server.units.actions import assign
from tests.evening.people import Evening
from tests.evening.says import draft_fields, paper_for_draft
from tests.evening.script import EVERYBODY
from tests.house import Phone

LISTS = ("/", "/meetings", "/documents", "/documents/meetings", "/tasks", "/me")
DOOR = re.compile(r'href="(/(?:meetings|units|members|me|tasks|documents|rules)[^"#]*)')
# A reason of the seed for the meeting under way, one of a later answer, one of an entry on the roll.
REASONS = ("Đang làm việc tại Bình Dương", "Sức khỏe yếu, không đi đường tối được", "Đưa con đi thi")


def doors_of(phone: Phone, path: str, seen: set[str]) -> Iterator[str]:
    """Every address of ours that pages from here on lead to, each page once."""
    if path in seen or len(seen) > 300:
        return
    seen.add(path)
    answer = phone.client.get(path, follow_redirects=True)
    assert answer.status_code == 200, f"a link leads to {path}: {answer.status_code}"
    if answer.headers["content-type"].startswith("text/html"):
        for found in DOOR.findall(answer.text):
            yield found
            yield from doors_of(phone, found, seen)


def test_whatever_a_page_shows_can_be_opened(lasting: Evening) -> None:
    lasting.by("chair").post(f"{lasting.cell}/meetings", **draft_fields(lasting))
    for part in ("chair", "deputy", "recorder", "member", "guest", "outsider", "upper", "admin"):
        seen: set[str] = set()
        for start in (*LISTS, f"/units/{own_unit(lasting, part)}"):
            for _ in doors_of(lasting.by(part), start, seen):
                pass
        assert set(LISTS) <= seen


def own_unit(evening: Evening, part: str) -> UUID:
    member = evening.member(part)
    name = next(one for one in CAST if evening.house.member(one.name) == member).cell
    return evening.unit(name)


def test_a_list_of_meetings_holds_those_of_the_person(lasting: Evening) -> None:
    running, coming, held = (lasting.meeting(state) for state in ("open", "published", "closed"))
    lasting.by("chair").post(f"{lasting.cell}/meetings", **draft_fields(lasting))
    draft = lasting.meeting("draft")
    shown = {
        part: {one for one in (running, coming, held, draft) if one in lasting.by(part).read("/meetings")}
        for part in EVERYBODY
    }
    cell = {running, coming, held}
    assert shown["chair"] == shown["deputy"] == cell | {draft}
    assert shown["member"] == shown["recorder"] == shown["probationary"] == shown["exempt"] == cell
    assert shown["guest"] == {running}
    assert shown["outsider"] == shown["upper"] == shown["editor"] == shown["admin"] == shown["operator"] == set()


def test_who_prepares_but_was_not_summoned_sees_drafts_only(evening: Evening) -> None:
    """Somebody becomes deputy secretary of a cell after its meetings were published."""
    new, cell = evening.member("outsider"), evening.unit("Chi bộ thôn Đông")
    given = {"role": Role.DEPUTY_SECRETARY, "reach": Reach.HERE, "since": date(2026, 1, 1)}
    evening.house.writer.run(lambda db, _now: assign(db, member_id=new, unit_id=cell, **given))
    evening.by("outsider").post(f"{evening.cell}/meetings", **draft_fields(evening))
    page = evening.by("outsider").read("/meetings")
    assert evening.meeting("draft") in page
    for state in ("open", "published", "closed"):
        assert evening.by("outsider").get(evening.meeting(state)).status_code == 404
        assert evening.meeting(state) not in page


def test_documents_and_papers_of_a_draft_are_nowhere(lasting: Evening) -> None:
    chair = lasting.by("chair")
    chair.post(f"{lasting.cell}/meetings", **draft_fields(lasting))
    one = paper_for_draft(lasting)
    chair.client.post(
        one.path, data={"command_id": str(UUID(int=7)), **{k: str(v) for k, v in one.fields.items()}}, files=one.files
    )
    assert "dự thảo.pdf" in chair.read(f"{lasting.meeting('draft')}/prepare/papers")
    for part in ("member", "recorder", "guest", "upper"):
        assert "dự thảo.pdf" not in lasting.by(part).read("/documents/meetings")


def test_the_tree_shows_to_each_what_is_theirs(lasting: Evening) -> None:
    units = {name: lasting.unit(name) for name in ("Đảng bộ xã Hòa An", "Chi bộ thôn Đông", "Chi bộ thôn Đoài")}
    commune, mine, other = (f"/units/{one}" for one in units.values())
    assert "Chi bộ thôn Đoài" in lasting.by("upper").read(commune)
    assert "Nguyễn Thị Lan" in lasting.by("upper").read(mine)
    assert "Nguyễn Thị Lan" not in lasting.by("member2").read(mine), "a member does not read the list of members"
    assert "Nguyễn Thị Lan" in lasting.by("deputy").read(mine)
    for part, path in (
        ("member", commune),
        ("member", other),
        ("chair", other),
        ("outsider", mine),
        ("operator", mine),
    ):
        assert lasting.by(part).get(path).status_code == 404, (part, path)
    for part in ("member", "upper", "outsider"):
        assert lasting.by(part).get(f"{mine}/import").status_code == 404
        assert lasting.by(part).get(f"{mine}/cards").status_code == 404


def test_a_task_is_on_the_list_of_its_person_alone(lasting: Evening) -> None:
    task = {"item": lasting.item(5), "title": "Đo lại mốc giới xóm Chùa", "assignee": lasting.member("member2")}
    meeting, recorder = lasting.meeting("open"), lasting.by("recorder")
    assert recorder.is_refused(f"{meeting}/tasks", **task, due_on="2020-01-01") == (422, "due_in_the_past")
    assert recorder.is_refused(f"{meeting}/tasks", **task, due_on="31/12/2099") == (422, "field_not_understood")
    stranger = task | {"assignee": lasting.member("outsider")}
    assert recorder.is_refused(f"{meeting}/tasks", **stranger, due_on="2099-12-31") == (404, "not_found")
    assert recorder.does(f"{meeting}/tasks", **task, due_on="2099-12-31") == "done_task"
    has = {
        part: task["title"] in lasting.by(part).read("/tasks") for part in ("member2", "member", "chair", "outsider")
    }
    assert has == {"member2": True, "member": False, "chair": False, "outsider": False}
    assert task["title"] in lasting.by("guest").read(f"{meeting}/room"), (
        "what is given in the room is heard in the room"
    )


def test_the_log_of_the_staff_is_for_the_desk(lasting: Evening) -> None:
    meeting = lasting.meeting("open")
    for part in EVERYBODY:
        answers = [lasting.by(part).get(f"{meeting}/events?audience={one}") for one in ("all", "staff", "none", "")]
        room, desk = part in ("guest", "member", "deputy", "probationary", "exempt"), part in ("chair", "recorder")
        expected = [200, 200, 404, 404] if desk else [200, 404, 404, 404] if room else [404] * 4
        assert [one.status_code for one in answers] == expected, part
        assert part not in ("outsider", "upper") or len({one.content for one in answers}) == 1
    assert (
        lasting.by("stranger").client.get(f"{meeting}/events", headers={"Accept": "application/json"}).status_code
        == 401
    )
    for wrong in ("-1", "x", "²", "1" * 13, "1e3"):
        assert lasting.by("member").get(f"{meeting}/events?after={wrong}").status_code == 404, wrong
    seqs = [one["seq"] for one in lasting.by("member").get(f"{meeting}/events?after=3").json()["events"]]
    assert seqs == list(range(4, 4 + len(seqs)))


def test_reasons_of_absence_stay_between_the_person_and_the_desk(lasting: Evening) -> None:
    running, coming = lasting.meeting("open"), lasting.meeting("published")
    entry = {"member": lasting.member("member2"), "state": "absent_excused", "reason": REASONS[2]}
    lasting.by("recorder").does(f"{running}/attendance", **entry)
    assert REASONS[2] in lasting.by("recorder").read(f"{running}/room")
    for part in ("member", "guest", "probationary"):
        for path in ("/", "/meetings", f"{running}/room", f"{running}/me", f"{running}/events?audience=all", running):
            answer = lasting.by(part).client.get(path, follow_redirects=True)
            assert [one for one in REASONS if one in answer.text] == [], (part, path)
    assert all(one not in lasting.by("member").read(coming) for one in REASONS)
