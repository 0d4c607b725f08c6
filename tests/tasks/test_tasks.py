"""A task from the meeting that gives it to its confirmation, and onto the next agenda: who may, when, and once."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa

from server import clock
from server.ledger.tables import audit
from server.meetings.tables import agenda_items, meetings
from server.tasks.tables import task_notes, tasks
from tests.evening.people import Evening, at_once, counted, through
from tests.evening.says import draft_fields
from tests.house import House, Phone, open_house, serve


@pytest.fixture
def evening(house: House) -> Evening:
    return Evening(house)


@pytest.fixture
def doors(house: House) -> Iterator[list[str]]:
    """With PostgreSQL two processes, as in production."""
    settings = house.installation.settings
    if settings.embedded:
        yield [house.address]
        return
    with serve(open_house(settings)) as other:
        yield [house.address, other.address]


def at(e: Evening, part: str, door: str) -> Phone:
    return through(e, e.by(part), door)


def give(e: Evening, title: str = "Lập dự toán", to: str = "member", in_days: int = 1) -> str:
    """Given in the meeting under way; gives the task's address."""
    due_on = clock.local_date(clock.now()) + timedelta(days=in_days)
    fields = {
        "item": e.item(5),
        "title": title,
        "assignee": e.member(to),
        "due_on": max(due_on, clock.local_date(clock.now())),
    }
    e.by("recorder").does(f"{e.meeting('open')}/tasks", **fields)
    task_id = e.newest(tasks)
    e.change(sa.update(tasks).where(tasks.c.id == task_id).values(due_on=due_on))
    return f"{e.meeting('open')}/tasks/{task_id}"


def state_of(e: Evening, task: str) -> str:
    return str(e.house.value(sa.select(tasks.c.state).where(tasks.c.id == UUID(task[-36:]))))


def kinds_of(e: Evening, task: str) -> list[str]:
    mine = sa.select(task_notes.c.kind).where(task_notes.c.task_id == UUID(task[-36:])).order_by(task_notes.c.id)
    return [str(row.kind) for row in e.house.read(mine)]


def draft(e: Evening, **changes: object) -> str:
    fields = draft_fields(e) | changes
    return str(e.by("chair").post(f"{e.cell}/meetings", **fields).json()["location"]).removesuffix("/prepare/content")


def carried(e: Evening, meeting: str) -> list[tuple[int, str, str]]:
    here = agenda_items.c.meeting_id == UUID(meeting[-36:])
    found = sa.select(agenda_items).where(here, agenda_items.c.task_id.isnot(None)).order_by(agenda_items.c.position)
    return [(row.position, row.phase, row.title) for row in e.house.read(found)]


# --- From given to confirmed ----------------------------------------------------------------


def test_from_progress_to_the_confirmation_everything_stays_readable(evening: Evening) -> None:
    task, lan, chair = give(evening), evening.by("member"), evening.by("chair")
    assert lan.does(f"{task}/notes", text="Đã đo xong hai đoạn.\nCòn đoạn qua đình.") == "done_task_note"
    assert lan.does(f"{task}/done") == "done_task_done"
    assert chair.does(f"{task}/return", text="Còn thiếu dự toán cống.") == "done_task_returned"
    returned = lan.read(task)
    assert "Còn thiếu dự toán cống." in returned
    assert "Báo đã làm xong" in returned
    lan.does(f"{task}/done")
    assert evening.by("deputy").does(f"{task}/confirmation") == "done_task_confirmed"
    assert kinds_of(evening, task) == ["note", "done", "returned", "done", "confirmed"]
    assert state_of(evening, task) == "confirmed"
    for part in ("member", "chair", "recorder"):
        page = evening.by(part).read(task)
        for words in ("Còn đoạn qua đình.", "Nguyễn Đình Lâm", "Trần Thị Bích", "Đã xác nhận hoàn thành"):
            assert words in page, (part, words)
        assert "<form" not in page.split("<main")[1].split("</main>")[0]
    traced = sa.select(audit.c.action).where(audit.c.subject_id == UUID(task[-36:])).order_by(audit.c.at)
    assert [row.action for row in evening.house.read(traced)][-2:] == ["task_done", "task_confirmed"]


def test_each_sees_the_buttons_that_are_theirs_to_press(evening: Evening) -> None:
    task = give(evening)
    words = ("Ghi tiến độ", "Báo đã làm xong", "Xác nhận hoàn thành", "Trả lại")

    def shown(part: str) -> set[str]:
        page = evening.by(part).read(task)
        return {one for one in words if f">{one}</button>" in page or f"</svg>{one}</button>" in page}

    assert shown("member") == {"Ghi tiến độ", "Báo đã làm xong"}
    assert shown("chair") == shown("recorder") == set()
    evening.by("member").does(f"{task}/done")
    assert shown("chair") == shown("deputy") == {"Xác nhận hoàn thành", "Trả lại"}
    assert shown("member") == shown("recorder") == set()


def test_a_task_opens_for_its_person_and_the_officers_of_the_cell_only(evening: Evening) -> None:
    task = give(evening)
    missing = evening.by("outsider").get(f"{evening.meeting('open')}/tasks/{UUID(int=1)}")
    assert missing.status_code == 404
    for part in ("member", "chair", "deputy", "recorder"):
        assert evening.by(part).get(task).status_code == 200, part
    for part in ("member2", "guest", "exempt", "outsider", "upper", "admin", "operator"):
        answer = evening.by(part).get(task)
        assert (answer.status_code, answer.content) == (404, missing.content), part
    elsewhere = task.replace(evening.meeting("open"), evening.meeting("closed"))
    assert evening.by("member").get(elsewhere).status_code == 404


def test_the_wrong_owner_writes_nothing(evening: Evening) -> None:
    task = give(evening)
    before = evening.everything()
    for part in ("chair", "recorder", "member2", "outsider", "upper"):
        for path in ("notes", "done"):
            assert evening.by(part).is_refused(f"{task}/{path}", text="Lời") == (404, "not_found"), part
    for part in ("member", "recorder", "member2", "outsider", "upper", "admin"):
        for path in ("confirmation", "return"):
            assert evening.by(part).is_refused(f"{task}/{path}", text="Lời") == (404, "not_found"), part
    after = evening.everything()
    assert {name: after[name] for name in ("tasks", "task_notes")} == {
        name: before[name] for name in ("tasks", "task_notes")
    }


def test_the_wrong_state_is_refused_with_where_the_task_stands(evening: Evening) -> None:
    task, lan, chair = give(evening), evening.by("member"), evening.by("chair")
    assert chair.is_refused(f"{task}/confirmation") == (409, "task_not_done")
    assert chair.is_refused(f"{task}/return", text="Chưa đủ.") == (409, "task_not_done")
    lan.does(f"{task}/done")
    assert lan.is_refused(f"{task}/done") == (409, "task_done_already")
    assert lan.does(f"{task}/notes", text="Viết lúc mất mạng, trước khi báo xong.") == "done_task_note"
    chair.does(f"{task}/confirmation")
    for phone, path in ((lan, "notes"), (lan, "done"), (chair, "confirmation"), (chair, "return")):
        assert phone.is_refused(f"{task}/{path}", text="Muộn") == (409, "task_confirmed"), path


def test_an_empty_or_endless_note_is_refused_by_name(evening: Evening) -> None:
    task, lan = give(evening), evening.by("member")
    assert lan.is_refused(f"{task}/notes", text="  \u200b") == (422, "field_missing")
    assert lan.is_refused(f"{task}/notes", text="ộ" * 2001) == (422, "field_too_long")
    assert lan.does(f"{task}/notes", text="<b>Đậm</b>" + "ộ" * 1900) == "done_task_note"
    assert "&lt;b&gt;Đậm&lt;/b&gt;" in lan.read(task)
    lan.does(f"{task}/done")
    assert evening.by("chair").is_refused(f"{task}/return") == (422, "field_missing")
    assert state_of(evening, task) == "done"


def test_the_same_press_is_recorded_once_and_two_presses_are_two_notes(evening: Evening) -> None:
    task, lan = give(evening), evening.by("member")
    key = str(UUID(int=77))
    answers = at_once([lambda: lan.post(f"{task}/notes", key, text="Một lần") for _ in range(6)])
    assert {one.status_code for one in answers} == {200}
    assert kinds_of(evening, task) == ["note"]
    lan.does(f"{task}/notes", text="Một lần")
    assert kinds_of(evening, task) == ["note", "note"]


def test_of_many_who_judge_at_one_moment_one_does(evening: Evening, doors: list[str]) -> None:
    task = give(evening)
    evening.by("member").does(f"{task}/done")
    phones = [at(evening, part, door) for door in doors for part in ("chair", "deputy")]
    presses = [lambda one=one: one.post(f"{task}/confirmation") for one in phones]
    presses += [lambda one=one: one.post(f"{task}/return", text="Chưa đủ.") for one in phones]
    outcomes = Counter(str(one.json().get("code") or "done") for one in at_once(presses))
    assert outcomes["done"] == 1
    assert set(outcomes) <= {"done", "task_confirmed", "task_not_done"}
    assert len(kinds_of(evening, task)) == 2


def test_of_many_presses_of_done_one_counts(evening: Evening, doors: list[str]) -> None:
    task = give(evening)
    phones = [at(evening, "member", door) for door in doors for _ in range(4)]
    answers = at_once([lambda one=one: one.post(f"{task}/done") for one in phones])
    outcomes = Counter(str(one.json().get("code") or "done") for one in answers)
    assert outcomes == {"done": 1, "task_done_already": len(phones) - 1}
    assert kinds_of(evening, task) == ["done"]


# --- Lists ----------------------------------------------------------------------------------


def test_ones_own_list_has_the_overdue_first_and_the_finished_below(evening: Evening) -> None:
    titles = {"Việc xa": 30, "Việc quá hạn": -3, "Việc hôm nay": 0, "Việc đã xong": 2}
    given = {title: give(evening, title, "exempt", days) for title, days in titles.items()}
    exempt = evening.by("exempt")
    exempt.does(f"{given['Việc đã xong']}/done")
    page = exempt.read("/tasks")
    order = ["Việc quá hạn", "Quá hạn 3 ngày", "Việc hôm nay", "Hạn hôm nay", "Việc xa", "Còn 30 ngày"]
    order += ["<h2>Đã làm xong</h2>", "Việc đã xong", "chờ xác nhận"]
    places = [page.index(words) for words in order]
    assert places == sorted(places)
    first = exempt.read("/")
    assert "Việc quá hạn" in first
    assert "Việc đã xong" not in first


def test_the_officers_of_the_cell_see_all_its_tasks_by_where_they_stand(evening: Evening) -> None:
    give(evening, "Việc còn hạn", "member", 30)
    give(evening, "Việc quá hạn", "exempt", -3)
    done, confirmed = give(evening, "Việc đã báo xong"), give(evening, "Việc đã xác nhận")
    for task in (done, confirmed):
        evening.by("member").does(f"{task}/done")
    evening.by("chair").does(f"{confirmed}/confirmation")
    for part in ("chair", "deputy", "recorder"):
        page = evening.by(part).read(f"{evening.cell}/tasks")
        order = ("Chờ xác nhận (", "Việc đã báo xong", "Quá hạn (1)", "Việc quá hạn", "Đang làm (", "Việc còn hạn")
        places = [page.index(words) for words in (*order, "Đã xác nhận gần đây (1)", "Việc đã xác nhận")]
        assert places == sorted(places), part
        assert f"{evening.cell}/tasks" in evening.by(part).read("/tasks")
        assert f"{evening.cell}/tasks" in evening.by(part).read(evening.cell)
    for part in ("member", "exempt", "guest", "outsider", "upper", "admin", "operator"):
        assert evening.by(part).get(f"{evening.cell}/tasks").status_code == 404, part
    assert f"{evening.cell}/tasks" not in evening.by("member").read("/tasks")


def test_the_first_page_of_a_secretary_says_what_waits_for_them(evening: Evening) -> None:
    task = give(evening)
    assert "1 việc chờ đồng chí xác nhận" in evening.by("chair").read("/")
    evening.by("member").does(f"{task}/done")
    assert "2 việc chờ đồng chí xác nhận" in evening.by("chair").read("/")
    for part in ("member", "recorder"):
        assert "việc chờ đồng chí xác nhận" not in evening.by(part).read("/")


# --- The next agenda ------------------------------------------------------------------------


def test_what_is_due_by_the_next_meeting_stands_on_its_agenda_until_confirmed(evening: Evening) -> None:
    overdue, today = give(evening, "Việc quá hạn", "exempt", -3), give(evening, "Việc hôm nay", "member", 0)
    give(evening, "Việc của ngày họp", "member2", 1)
    give(evening, "Việc còn xa", "member", 2)
    finished = give(evening, "Việc xác nhận rồi", "member", 0)
    evening.by("member").does(f"{today}/done")  # not confirmed: the cell hears of it
    evening.by("member").does(f"{finished}/done")
    evening.by("chair").does(f"{finished}/confirmation")
    meeting = draft(evening)
    shown = carried(evening, meeting)
    assert [title.partition(" (")[0] for _, _, title in shown] == ["Việc quá hạn", "Việc hôm nay", "Việc của ngày họp"]
    assert [(position, phase) for position, phase, _ in shown] == [(2, "content"), (3, "content"), (4, "content")]
    assert shown[0][2].startswith("Việc quá hạn (đã giao đồng chí Phạm Thị Hoa, hạn ")
    page = evening.by("chair").read(f"{meeting}/prepare/check")
    assert f'href="{overdue}"' in page
    evening.by("chair").does(f"{meeting}/publication")
    links = {
        part: evening.by(part).read(meeting).count("Xem tiến độ việc này") for part in ("chair", "exempt", "absent")
    }
    assert links == {"chair": 3, "exempt": 1, "absent": 0}
    assert f'href="{overdue}"' in evening.by("exempt").read(meeting)
    assert "Việc quá hạn" in evening.by("absent").read(meeting)


def test_a_task_stands_once_on_a_draft_however_often_it_is_sent_and_saved(evening: Evening) -> None:
    give(evening, "Việc quá hạn", "exempt", -3)
    chair, key = evening.by("chair"), str(UUID(int=5))
    answers = [chair.post(f"{evening.cell}/meetings", key, **draft_fields(evening)) for _ in range(3)]
    assert len({one.json()["location"] for one in answers}) == 1
    meeting = evening.meeting("draft")
    [(position, _, title)] = carried(evening, meeting)
    items = evening.house.read(
        sa.select(agenda_items)
        .where(agenda_items.c.meeting_id == UUID(meeting[-36:]))
        .order_by(agenda_items.c.position)
    )
    rows: dict[str, object] = {}
    for number, item in enumerate(items, 1):
        rows |= {f"title_{number}": item.title, f"phase_{number}": item.phase, f"minutes_{number}": 7}
    chair.does(f"{meeting}/agenda", **rows)
    assert carried(evening, meeting) == [(position, "content", title)]
    chair.does(
        f"{meeting}/agenda", **{name: value for name, value in rows.items() if not name.endswith(f"_{position}")}
    )
    assert carried(evening, meeting) == []


def test_what_a_committee_gave_stays_within_the_committee(evening: Evening) -> None:
    give(evening, "Việc của chi bộ", "member", 0)
    given_in = evening.newest(tasks, "meeting_id")
    assert [title[:15] for _, _, title in carried(evening, draft(evening))] == ["Việc của chi bộ"]
    assert carried(evening, draft(evening, kind="committee")) == []
    evening.change(sa.update(meetings).where(meetings.c.id == given_in).values(kind="committee"))
    assert carried(evening, draft(evening, kind="thematic")) == []
    assert len(carried(evening, draft(evening, kind="committee"))) == 1


def test_another_cell_s_tasks_stay_there_and_a_long_list_leaves_room(evening: Evening) -> None:
    give(evening, "Việc dài " + "rất dài " * 36, "member", 0)
    row = evening.house.read(sa.select(tasks).order_by(tasks.c.id.desc()).limit(1))[0]
    many = [
        {
            **row._asdict(),
            "id": UUID(int=number),
            "title": f"Việc số {number}",
            "due_on": row.due_on - timedelta(days=1),
        }
        for number in range(1, 25)
    ]
    evening.house.writer.run(lambda db, _now: db.execute(sa.insert(tasks), many))
    shown = carried(evening, draft(evening))
    assert len(shown) == 20
    assert all("Việc số" in title for _, _, title in shown)
    evening.change(sa.delete(tasks).where(tasks.c.id.in_([one["id"] for one in many])))
    [(_, _, title)] = carried(evening, draft(evening))
    assert len(title) <= 300
    assert "… (đã giao đồng chí Nguyễn Thị Lan, hạn " in title
    evening.change(
        sa.update(meetings).where(meetings.c.id == row.meeting_id).values(unit_id=evening.unit("Chi bộ thôn Đoài"))
    )
    assert carried(evening, draft(evening)) == []
    assert counted(evening, tasks, tasks.c.meeting_id == row.meeting_id) == 1
