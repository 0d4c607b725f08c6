"""A member's record: who opens it and leaves a trace, who changes a standing, and what the member reads of it."""

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from server.accounts.tables import devices
from server.clock import local_date, now
from server.errors import Busy
from server.ledger.tables import audit
from server.meetings.tables import participants
from server.members.tables import members, standings
from server.records import actions
from server.records.sweep import apply_due_standings
from server.records.tables import looks
from server.units.tables import assignments
from tests.evening.people import Evening, at_once, counted, enrol, through
from tests.evening.says import draft_fields
from tests.house import House, open_house, serve

TODAY = local_date(now())
LAN, HOA = "Nguyễn Thị Lan", "Phạm Thị Hoa"
WHY = "Lập danh sách đề nghị miễn sinh hoạt"


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


def of(e: Evening, name: str = LAN) -> str:
    return f"/members/{e.house.member(name)}"


def in_force(e: Evening, name: str = LAN) -> str:
    """The standing that attendance and votes read."""
    return str(e.house.value(sa.select(members.c.standing).where(members.c.name == name)))


def last(e: Evening, name: str = LAN) -> UUID:
    mine = sa.select(standings.c.id).where(
        standings.c.member_id == e.house.member(name), standings.c.withdrawn_at.is_(None)
    )
    return UUID(str(e.house.value(mine.order_by(standings.c.since.desc(), standings.c.id.desc()).limit(1))))


def first(e: Evening, name: str = LAN) -> UUID:
    mine = sa.select(standings.c.id).where(standings.c.member_id == e.house.member(name))
    return UUID(str(e.house.value(mine.order_by(standings.c.since, standings.c.id).limit(1))))


def change(e: Evening, standing: str, name: str = LAN, **other: object) -> dict[str, object]:
    return {"seen": last(e, name), "standing": standing, "since": TODAY, "decision": "12-QĐ/ĐU, 20/11/2026"} | other


def exempt(e: Evening, name: str = LAN, **other: object) -> dict[str, object]:
    return change(e, "exempt", name, **({"open_ended": "yes"} | other))


# --- Opening a record -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "status"),
    [("chair", 200), ("deputy", 200), ("recorder", 200), ("upper", 200), ("admin", 200), ("keeper", 200)]
    + [(part, 404) for part in ("member2", "outsider", "guest", "editor", "operator", "absent")],
)
def test_a_record_opens_to_officers_with_reach_and_to_nobody_else(evening: Evening, part: str, status: int) -> None:
    answer = evening.by(part).get(of(evening))
    assert answer.status_code == status
    assert ("30/01/1956" in answer.text) is (status == 200)
    assert answer.headers["cache-control"] == "no-store"
    assert counted(evening, looks) == (status == 200)


def test_a_member_is_led_to_the_own_record_and_is_no_onlooker(evening: Evening) -> None:
    for part in ("member", "chair"):
        mine = f"/members/{evening.member(part)}"
        if part == "chair":
            assert evening.by(part).get(mine).headers["location"] == "/me/record"
    assert "30/01/1956" in evening.by("member").read("/me/record")
    assert counted(evening, looks) == 0


def test_what_does_not_exist_answers_as_what_is_not_theirs(evening: Evening) -> None:
    answers = [evening.by("member2").get(path) for path in (of(evening), f"/members/{uuid4()}")]
    assert [one.status_code for one in answers] == [404, 404]
    assert answers[0].text.replace(str(evening.house.member(LAN)), "") == answers[1].text.replace(
        answers[1].url.path.rpartition("/")[2], ""
    )


def test_the_member_reads_who_opened_the_record_when_and_why(evening: Evening) -> None:
    evening.by("upper").read(of(evening))
    evening.by("chair").does(f"{of(evening)}/private", reason=WHY)
    shown = evening.by("member").read("/me/record").split("Ai đã xem hồ sơ của tôi")[1]
    assert "Đồng chí Đặng Thị Hạnh" in shown
    assert "Chi bộ Cơ quan xã" in shown
    assert "Đồng chí Nguyễn Đình Lâm" in shown
    assert WHY in shown
    assert WHY not in evening.by("member2").read("/me/record")


def test_nothing_is_shown_when_it_cannot_be_written_that_somebody_looked(
    evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone, real = evening.by("chair"), evening.house.writer.submit

    def full(*_: object, **__: object) -> object:
        raise Busy

    monkeypatch.setattr(evening.house.writer, "submit", full)
    answer = phone.get(of(evening))
    monkeypatch.setattr(evening.house.writer, "submit", real)
    assert answer.status_code == 503
    assert "30/01/1956" not in answer.text


# --- What is private ------------------------------------------------------------------------


def absent(e: Evening) -> str:
    """Lan has missed the meeting of last month, and the roll says why."""
    reason = "Đi khám bệnh ở bệnh viện tỉnh"
    mine = participants.c.member_id == e.house.member(LAN)
    e.change(sa.update(participants).where(mine).values(state_reason=reason))
    return reason


def test_reasons_of_absence_open_after_a_reason_and_for_five_minutes(evening: Evening) -> None:
    reason, chair = absent(evening), evening.by("chair")
    assert reason not in chair.read(of(evening))
    assert reason not in chair.read(f"{of(evening)}/private")
    assert chair.is_refused(f"{of(evening)}/private", reason="xem") == (422, "reason_too_short")
    assert chair.is_refused(f"{of(evening)}/private") == (422, "field_missing")
    assert reason not in chair.read(f"{of(evening)}/private")
    assert chair.post(f"{of(evening)}/private", reason=WHY).json()["location"] == f"{of(evening)}/private"
    assert reason in chair.read(f"{of(evening)}/private")
    assert reason not in evening.by("keeper").read(f"{of(evening)}/private"), "each gives the own reason"
    assert reason not in chair.read(f"{of(evening, HOA)}/private"), "for one record alone"
    evening.change(sa.update(looks).values(at=now() - timedelta(minutes=5, seconds=1)))
    assert reason not in chair.read(f"{of(evening)}/private")
    assert reason in evening.by("member").read("/me/record")


@pytest.mark.parametrize("part", ["deputy", "recorder", "upper", "admin", "member2", "outsider"])
def test_what_is_private_is_for_the_secretary_and_the_keeper_of_records(evening: Evening, part: str) -> None:
    absent(evening)
    assert evening.by(part).get(f"{of(evening)}/private").status_code == 404
    assert evening.by(part).is_refused(f"{of(evening)}/private", reason=WHY) == (404, "not_found")
    assert counted(evening, looks) == 0


# --- Changing a standing --------------------------------------------------------------------


@pytest.mark.parametrize("part", ["chair", "deputy", "keeper", "admin"])
def test_who_keeps_the_record_changes_the_standing_at_once(evening: Evening, part: str) -> None:
    assert evening.by(part).does(f"{of(evening)}/standings", **exempt(evening)) == "done_standing"
    assert in_force(evening) == "exempt"
    shown = evening.by("member").read("/me/record")
    for words in ("Miễn sinh hoạt", "12-QĐ/ĐU, 20/11/2026", "Theo danh sách của cấp trên"):
        assert words in shown
    assert counted(evening, audit, audit.c.action == "standing_recorded") == 1


@pytest.mark.parametrize("part", ["recorder", "upper", "member2", "member", "outsider", "editor", "operator"])
def test_nobody_else_changes_it(evening: Evening, part: str) -> None:
    assert evening.by(part).is_refused(f"{of(evening)}/standings", **exempt(evening)) == (404, "not_found")
    assert in_force(evening) == "official"


def test_nobody_writes_the_own_record(evening: Evening) -> None:
    own = "Nguyễn Đình Lâm"
    refused = evening.by("chair").is_refused(f"{of(evening, own)}/standings", **exempt(evening, own))
    assert refused == (409, "record_not_for_oneself")
    assert evening.by("deputy").does(f"{of(evening, own)}/standings", **exempt(evening, own)) == "done_standing"


def test_a_change_sent_twice_is_one_and_two_at_once_are_one(evening: Evening, doors: list[str]) -> None:
    fields, path, key = exempt(evening), f"{of(evening)}/standings", str(uuid4())
    answers = [evening.by("chair").post(path, key, **fields) for _ in range(2)]
    assert [one.json()["notice"] for one in answers] == ["done_standing"] * 2
    assert counted(evening, standings, standings.c.recorded_by.isnot(None)) == 1

    hoa = f"{of(evening, HOA)}/standings"
    wanted = change(evening, "official", HOA)

    def press(part: str, door: str) -> int:
        return through(evening, evening.by(part), door).post(hoa, **wanted).status_code

    found = at_once([lambda: press("chair", doors[0]), lambda: press("keeper", doors[-1])])
    assert sorted(found) == [200, 409]
    assert counted(evening, standings, standings.c.member_id == evening.house.member(HOA)) == 2


def test_a_change_in_the_future_waits_and_takes_effect_once_on_its_day(evening: Evening) -> None:
    house, later = evening.house, TODAY + timedelta(days=3)
    answer = evening.by("chair").does(f"{of(evening)}/standings", **exempt(evening, since=later))
    assert answer == "done_standing_waits"
    apply_due_standings(house.installation.database, house.writer)
    assert in_force(evening) == "official"
    assert "Chờ đến ngày" in evening.by("member").read("/me/record")
    again = evening.by("keeper").is_refused(f"{of(evening)}/standings", **(exempt(evening) | {"seen": first(evening)}))
    assert again == (409, "standing_waits")
    evening.change(sa.update(standings).where(standings.c.since == later).values(since=TODAY))
    page = evening.by("member").read("/me/record").split("Ngày sinh")[0]
    assert "Miễn sinh hoạt" in page, "read rightly before the worker has been there"
    for _ in range(2):
        apply_due_standings(house.installation.database, house.writer)
    assert in_force(evening) == "exempt"
    assert counted(evening, audit, audit.c.action == "standing_recorded") == 1


def test_who_is_summoned_on_the_day_has_the_new_standing_although_no_worker_ran(evening: Evening) -> None:
    later = TODAY + timedelta(days=3)
    evening.by("chair").does(f"{of(evening)}/standings", **exempt(evening, since=later))
    evening.by("chair").post(f"{evening.cell}/meetings", **draft_fields(evening))
    evening.change(sa.update(standings).where(standings.c.since == later).values(since=TODAY))
    draft = evening.meeting("draft")
    evening.by("chair").does(f"{draft}/publication")
    here = (participants.c.meeting_id == UUID(draft[-36:])) & (participants.c.member_id == evening.house.member(LAN))
    assert evening.house.value(sa.select(participants.c.standing).where(here)) == "exempt"
    assert in_force(evening) == "exempt"


def test_what_a_list_says_gives_way_to_an_earlier_day_that_officers_know(evening: Evening) -> None:
    since = date(2024, 5, 1)
    evening.by("chair").does(f"{of(evening)}/standings", **exempt(evening, since=since))
    assert in_force(evening) == "exempt"
    refused = evening.by("chair").is_refused(
        f"{of(evening)}/standings", **change(evening, "official", since=since - timedelta(days=1))
    )
    assert refused == (422, "since_not_possible")


def test_a_mistake_is_taken_back_stays_readable_and_what_was_is_again(evening: Evening) -> None:
    chair = evening.by("chair")
    chair.does(f"{of(evening)}/standings", **exempt(evening))
    entry = last(evening)
    assert evening.by("member2").is_refused(f"{of(evening)}/standings/{entry}/withdrawal") == (404, "not_found")
    assert chair.does(f"{of(evening)}/standings/{entry}/withdrawal") == "done_standing_withdrawn"
    assert in_force(evening) == "official"
    assert "Ghi nhầm, đã bỏ" in evening.by("member").read("/me/record")
    for again in (entry, last(evening), uuid4()):
        refused = chair.is_refused(f"{of(evening)}/standings/{again}/withdrawal")
        assert refused == (409, "standing_not_last")


def test_who_becomes_official_has_the_day_of_it(evening: Evening) -> None:
    name = "Phạm Minh Châu"
    chair, path = evening.by("chair"), f"{of(evening, 'Phạm Minh Châu')}/standings"
    assert chair.is_refused(path, **change(evening, "official", name)) == (409, "probation_not_over")
    longer = sa.update(members).where(members.c.name == name)
    evening.change(longer.values(admission_ceremony_date=TODAY - timedelta(days=370)))
    chair.does(path, **change(evening, "official", name))
    row = evening.house.read(sa.select(members.c.official_date, members.c.standing).where(members.c.name == name))[0]
    assert tuple(row) == (TODAY, "official")


def test_who_has_moved_away_has_no_role_no_phone_and_no_place_on_the_list(evening: Evening) -> None:
    name = "Lê Đức Minh"
    recorder, who = evening.by("recorder"), evening.member("recorder")
    fields = change(evening, "moved", name, elsewhere="Chi bộ 3, phường Bến Nghé")
    evening.by("chair").does(f"{of(evening, name)}/standings", **fields)
    assert recorder.get("/").headers["location"].startswith("/enter")
    assert counted(evening, devices, devices.c.member_id == who, devices.c.revoked_at.is_(None)) == 0
    holding = assignments.c.until.is_(None) | (assignments.c.until > TODAY)
    assert counted(evening, assignments, assignments.c.member_id == who, holding) == 0
    assert name not in evening.by("chair").read(evening.cell).split("<h2>Đảng viên")[1]
    assert evening.by("upper").get(of(evening, name)).status_code == 404
    assert "Không còn trong danh sách" in evening.by("chair").read(of(evening, name))
    refused = evening.by("chair").is_refused(f"{of(evening, name)}/standings", **exempt(evening, name))
    assert refused == (409, "member_has_left")
    evening.by("keeper").does(f"{of(evening, name)}/standings/{last(evening, name)}/withdrawal")
    assert name in evening.by("chair").read(evening.cell).split("<h2>Đảng viên")[1]


def test_a_look_is_written_with_the_words_of_the_person_and_no_more(evening: Evening) -> None:
    evening.house.writer.run(
        lambda db, at: actions.note_look(db, at, _Actor(evening.member("chair")), evening.house.member(LAN), "record")  # type: ignore[arg-type]
    )
    [row] = evening.house.read(sa.select(looks))
    assert (row.kind, row.reason, row.by_id) == ("record", "", evening.member("chair"))


class _Actor:
    def __init__(self, member_id: UUID) -> None:
        self.member_id = member_id


def test_form_fields_of_other_columns_change_nothing(evening: Evening) -> None:
    """Mass assignment: every column of the member and of the entry with a foreign value."""
    other: dict[str, object] = {one.name: "x" for one in (*members.c, *standings.c)} | exempt(evening)
    del other["until"]  # a field of the form
    before = evening.house.read(sa.select(members).where(members.c.name == LAN))[0]._asdict()
    evening.by("chair").does(f"{of(evening)}/standings", **other)
    after = evening.house.read(sa.select(members).where(members.c.name == LAN))[0]._asdict()
    assert {name for name in before if before[name] != after[name]} == {"standing"}


# --- A meeting that is ahead ------------------------------------------------------------------


def summoned(e: Evening, meeting: str) -> list[str]:
    """How Lan stands on the list of the summoned."""
    here = (participants.c.meeting_id == UUID(meeting[-36:])) & (participants.c.member_id == e.house.member(LAN))
    with e.house.installation.database.read() as db:
        return list(db.execute(sa.select(participants.c.standing).where(here)).scalars())


def ahead(e: Evening) -> str:
    e.by("chair").post(f"{e.cell}/meetings", **draft_fields(e))
    draft = e.meeting("draft")
    e.by("chair").does(f"{draft}/publication")
    return draft


def test_a_change_before_the_opening_reaches_the_list_of_the_summoned(evening: Evening) -> None:
    meeting, running = ahead(evening), evening.meeting("open")
    evening.by("chair").does(f"{of(evening)}/standings", **exempt(evening))
    assert summoned(evening, meeting) == ["exempt"]
    assert summoned(evening, running) == ["official"], "once it has begun the roll stays as it was called"
    evening.by("chair").does(f"{of(evening)}/standings/{last(evening)}/withdrawal")
    assert summoned(evening, meeting) == ["official"]


def test_who_is_suspended_has_no_part_and_who_has_left_is_not_summoned(evening: Evening) -> None:
    meeting, lan = ahead(evening), enrol(evening.house, evening.house.member(LAN))
    assert lan.get(meeting).status_code == 200
    evening.by("chair").does(
        f"{of(evening)}/standings", **change(evening, "suspended", until=TODAY + timedelta(days=80))
    )
    assert summoned(evening, meeting) == ["suspended"]
    assert lan.get(meeting).status_code == 404
    assert meeting not in lan.read("/meetings")
    left = change(evening, "left")
    evening.by("chair").does(f"{of(evening)}/standings", **left)
    assert summoned(evening, meeting) == []
