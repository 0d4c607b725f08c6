"""Units are moved, merged, split and ended: by two people, on their day, once, and nothing is lost on the way."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from uuid import UUID

import pytest
import sqlalchemy as sa

from server import clock
from server.chores import CHORES
from server.documents.tables import documents
from server.members.tables import members
from server.reorganisations.sweep import _carry_out
from server.reorganisations.tables import reorganisations
from server.seeds.cast import BLOCK, COMMUNE, DOAI, DONG, SCHOOL, WARD
from server.units.tables import assignments, units
from tests.evening.people import Evening, at_once, through
from tests.house import House, open_house, serve

PAPER = {"decision": "45-QĐ/ĐU", "decided_on": "2026-01-05"}


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


def today() -> date:
    return clock.local_date(clock.now())


def proposed(e: Evening, kind: str, unit: str, by: str = "admin", **fields: object) -> str:
    """The address of the proposal."""
    said = PAPER | {"kind": kind, "effective_on": today()} | fields
    sent = e.by(by).post(f"/units/{e.unit(unit)}/changes", **said)
    assert sent.status_code == 200, sent.text
    return str(sent.json()["location"])


def refused(e: Evening, kind: str, unit: str, by: str = "admin", **fields: object) -> tuple[int, str]:
    said = PAPER | {"kind": kind, "effective_on": today()} | fields
    return e.by(by).is_refused(f"/units/{e.unit(unit)}/changes", **said)


def confirmed(e: Evening, change: str, by: str = "keeper") -> str:
    return e.by(by).does(f"{change}/confirmation")


def unit_of(e: Evening, part: str) -> UUID:
    return UUID(str(e.house.value(sa.select(members.c.unit_id).where(members.c.id == e.member(part)))))


def count(e: Evening, unit: str) -> object:
    return e.house.value(sa.select(sa.func.count()).where(members.c.unit_id == e.unit(unit)))


def close_meetings(e: Evening) -> None:
    """So that the cell of the demonstration, which is in a meeting, can be changed."""
    for part in ("chair",):
        e.by(part).does(f"{e.meeting('open')}/state", step="close")


# --- A merger -----------------------------------------------------------------------------------


def test_a_cell_is_merged_into_another_by_two_people(evening: Evening) -> None:
    change = proposed(evening, "merged", DOAI, to=evening.unit(DONG))
    assert count(evening, DOAI) == 24, "nothing happens before another confirms"
    assert evening.by("admin").is_refused(f"{change}/confirmation") == (403, "second_person_needed")
    page = evening.by("upper").read(change)
    assert "Nguyễn Văn Bình" in page, "who was secretary there, and will not be"
    assert "kết thúc chức vụ" in page
    assert "Thay đổi tổ chức chờ xác nhận" in evening.by("upper").read("/")
    assert "Thay đổi tổ chức chờ xác nhận" not in evening.by("admin").read("/"), "his own proposal"
    assert "Thay đổi tổ chức chờ xác nhận" not in evening.by("chair").read("/")
    assert confirmed(evening, change, "upper") == "done_tree_changed"
    assert (count(evening, DOAI), count(evening, DONG)) == (0, 52)
    assert unit_of(evening, "outsider") == evening.unit(DONG)
    assert evening.by("outsider").read(f"/units/{evening.unit(DONG)}")
    assert evening.by("outsider").get(f"/units/{evening.unit(DOAI)}").status_code == 200, "its history stays readable"
    assert "Chi bộ thôn Đoài" not in evening.by("upper").read(f"/units/{evening.unit(COMMUNE)}").split("Lịch sử")[0]


def test_the_officers_of_a_merged_cell_have_nothing_left_to_do_there(evening: Evening) -> None:
    old = evening.house.member("Nguyễn Văn Bình")
    confirmed(evening, proposed(evening, "merged", DOAI, to=evening.unit(DONG)))
    held = sa.select(assignments.c.until).where(assignments.c.member_id == old)
    assert [row.until for row in evening.house.read(held)] == [today()]
    post = sa.select(members.c.post).where(members.c.id == old)
    assert evening.house.value(post) == "member"


def test_what_a_cell_published_is_its_successor_s_to_read_and_to_answer_for(evening: Evening) -> None:
    """Written by the cell that ends; read afterwards by everybody of the cell that stays, under the old name."""
    about = {"type": "plan", "number": "7", "symbol": "KH/CB", "title": "Kế hoạch của thôn Đoài", "issuer": DOAI}
    about |= {"issued_on": "2026-01-05"}
    binh = through(evening, evening.by("outsider"), evening.house.address)
    give = {"member": evening.member("outsider"), "role": "secretary", "since": today()}
    evening.by("admin").does(f"/units/{evening.unit(DOAI)}/officers", **give)
    sent = binh.client.post(
        f"/units/{evening.unit(DOAI)}/documents",
        data={"command_id": "0190a6b2-1111-7000-8000-000000000001", **about},
        files=[("file", ("kế hoạch.pdf", PDF))],
        headers={"Accept": "application/json"},
    )
    assert sent.status_code == 200, sent.text
    document = f"/documents/{evening.newest(documents)}"
    assert evening.by("member").get(document).status_code == 404
    confirmed(evening, proposed(evening, "merged", DOAI, to=evening.unit(DONG)))
    assert "Kế hoạch của thôn Đoài" in evening.by("member").read("/documents")
    assert DOAI in evening.by("member").read(document)
    assert "Kế hoạch của thôn Đoài" in evening.by("outsider").read("/documents")
    assert document in evening.by("member").read("/search?q=ke+hoach+thon+doai")
    assert evening.by("chair").does(f"{document}/withdrawal") == "done_document_withdrawn"


PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
PDF += b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def test_nothing_begins_in_a_unit_that_has_ended(evening: Evening) -> None:
    old = f"/units/{evening.unit(DOAI)}"
    confirmed(evening, proposed(evening, "merged", DOAI, to=evening.unit(DONG)))
    for path in (f"{old}/import", f"{old}/meetings/new", f"{old}/cards", f"{old}/officers/new", f"{old}/changes/new"):
        for part in ("admin", "chair", "upper"):
            assert evening.by(part).get(f"{path}?kind=renamed").status_code == 404, (path, part)
    assert refused(evening, "renamed", DOAI, name="Khác") == (404, "not_found")
    assert refused(evening, "merged", DONG, to=evening.unit(DOAI)) == (409, "reorganisation_hindered")


def test_a_cell_that_is_meeting_is_not_merged(evening: Evening) -> None:
    assert refused(evening, "merged", DONG, to=evening.unit(DOAI)) == (409, "reorganisation_hindered")
    close_meetings(evening)
    change = proposed(evening, "merged", DONG, to=evening.unit(DOAI))
    assert confirmed(evening, change) == "done_tree_changed"
    assert evening.by("chair").get(f"{evening.meeting('closed')}/minutes").status_code == 200


# --- A move ---------------------------------------------------------------------------------------


def test_a_cell_moves_to_another_commune_and_is_read_from_there(evening: Evening) -> None:
    change = proposed(evening, "moved", BLOCK, to=evening.unit(COMMUNE))
    page = evening.by("keeper").read(change)
    assert "thêm 26 đảng viên" in page, "the commune's officers gain a cell"
    assert evening.by("upper").get(change).status_code == 404, "both sides answer to the province, not to the commune"
    assert evening.by("upper").get(f"/units/{evening.unit(BLOCK)}").status_code == 404
    confirmed(evening, change)
    assert "Nguyễn Thị Vân" in evening.by("upper").read(f"/units/{evening.unit(BLOCK)}")
    paths = evening.house.read(sa.select(units.c.path, units.c.owner_path).where(units.c.name == BLOCK))
    assert paths[0].path == paths[0].owner_path
    assert evening.unit(COMMUNE).hex in paths[0].path


def test_a_commune_moves_with_everything_below_it(evening: Evening) -> None:
    confirmed(evening, proposed(evening, "moved", WARD, to=evening.unit(COMMUNE)))
    assert "Phạm Quang Sơn" in evening.by("upper").read(f"/units/{evening.unit(SCHOOL)}")
    assert refused(evening, "moved", COMMUNE, to=evening.unit(SCHOOL)) == (409, "reorganisation_hindered")


# --- A split --------------------------------------------------------------------------------------


def test_a_cell_is_split_and_nobody_is_lost_or_doubled(evening: Evening) -> None:
    people = [
        row.id for row in evening.house.read(sa.select(members.c.id).where(members.c.unit_id == evening.unit(DOAI)))
    ]
    change = proposed(evening, "split", DOAI, name="Chi bộ thôn Đoài Hạ", member=people[:10])
    confirmed(evening, change)
    assert (count(evening, DOAI), count(evening, "Chi bộ thôn Đoài Hạ")) == (14, 10)
    assert "Tách Chi bộ thôn Đoài Hạ" in evening.by("upper").read(
        f"/units/{evening.unit('Chi bộ thôn Đoài Hạ')}/history"
    )


def test_only_people_of_the_cell_can_be_sent_to_the_new_one(evening: Evening) -> None:
    theirs = evening.member("member")
    mine = evening.member("outsider")
    assert refused(evening, "split", DOAI, name="Mới", member=[mine, theirs]) == (404, "not_found")
    assert refused(evening, "split", DOAI, name="Mới") == (409, "reorganisation_hindered")


# --- The end, a name, a day ----------------------------------------------------------------------


def test_a_unit_with_people_is_not_ended(evening: Evening) -> None:
    assert refused(evening, "dissolved", DOAI) == (409, "reorganisation_hindered")
    commune = evening.unit(COMMUNE)
    evening.by("admin").does(f"/units/{commune}/units", name="Chi bộ thôn Bắc", kind="cell")
    confirmed(evening, proposed(evening, "dissolved", "Chi bộ thôn Bắc"))
    closed = sa.select(units.c.closed_on).where(units.c.name == "Chi bộ thôn Bắc")
    assert evening.house.value(closed) == today()


def test_a_new_name_needs_one_person_and_leaves_the_old_one_in_the_history(evening: Evening) -> None:
    unit = evening.unit(DOAI)
    proposed(evening, "renamed", DOAI, name="Chi bộ thôn Đoài Thượng", decision="", decided_on="")
    assert "Chi bộ thôn Đoài Thượng" in evening.by("outsider").read(f"/units/{unit}")
    assert "Đổi tên từ Chi bộ thôn Đoài thành" in evening.by("outsider").read(f"/units/{unit}/history")
    taken = refused(evening, "renamed", "Chi bộ thôn Đoài Thượng", name=DONG)
    assert taken == (409, "reorganisation_hindered")


def sweep(e: Evening) -> None:
    for _, chore in CHORES:
        chore(e.house.installation.database, e.house.writer)


def its_day_comes(e: Evening, change: str) -> None:
    e.change(sa.update(reorganisations).where(reorganisations.c.id == UUID(change[-36:])).values(effective_on=today()))


def test_a_change_of_next_week_waits_for_its_day(evening: Evening) -> None:
    change = proposed(evening, "merged", DOAI, to=evening.unit(DONG), effective_on=today() + timedelta(days=7))
    assert confirmed(evening, change) == "done_tree_confirmed"
    sweep(evening)
    assert count(evening, DOAI) == 24
    its_day_comes(evening, change)
    sweep(evening)
    sweep(evening)
    assert (count(evening, DOAI), count(evening, DONG)) == (0, 52)
    assert "Đã thực hiện" in evening.by("keeper").read(change)


def test_what_has_come_in_the_way_is_told_and_the_change_waits(evening: Evening) -> None:
    later = {"effective_on": today() + timedelta(days=7)}
    evening.by("admin").does(f"/units/{evening.unit(COMMUNE)}/units", name="Chi bộ thôn Bắc", kind="cell")
    change = proposed(evening, "dissolved", "Chi bộ thôn Bắc", **later)
    confirmed(evening, change)
    guest = evening.member("outsider")
    evening.change(sa.update(members).where(members.c.id == guest).values(unit_id=evening.unit("Chi bộ thôn Bắc")))
    its_day_comes(evening, change)
    sweep(evening)
    kept = sa.select(reorganisations.c.hindered_by).where(reorganisations.c.id == UUID(change[-36:]))
    assert evening.house.value(kept) == "hindered_has_members"
    assert "Đơn vị còn đảng viên" in evening.by("keeper").read(change)
    evening.change(sa.update(members).where(members.c.id == guest).values(unit_id=evening.unit(DOAI)))
    sweep(evening)
    assert "Đã thực hiện" in evening.by("keeper").read(change)


def test_a_proposal_is_withdrawn_once_and_is_then_no_longer_confirmed(evening: Evening) -> None:
    change = proposed(evening, "merged", DOAI, to=evening.unit(DONG))
    assert refused(evening, "renamed", DOAI, name="Khác") == (409, "reorganisation_already_proposed")
    assert evening.by("upper").does(f"{change}/withdrawal") == "done_tree_withdrawn"
    assert evening.by("keeper").is_refused(f"{change}/confirmation") == (409, "reorganisation_done")
    assert evening.by("admin").is_refused(f"{change}/withdrawal") == (409, "reorganisation_done")
    assert count(evening, DOAI) == 24


# --- Who may not, and races ----------------------------------------------------------------------


def test_a_unit_does_not_change_itself(evening: Evening) -> None:
    """A keeper of one cell has no say over where it stands."""
    give = {"member": evening.member("outsider"), "role": "record_keeper", "since": today()}
    evening.by("admin").does(f"/units/{evening.unit(DOAI)}/officers", **give)
    assert refused(evening, "renamed", DOAI, by="outsider", name="Khác") == (404, "not_found")
    for part in ("chair", "upper", "member", "editor", "operator"):
        assert refused(evening, "renamed", DOAI, by=part, name="Khác") == (404, "not_found")


def test_of_two_who_confirm_at_once_one_is_first(evening: Evening, doors: list[str]) -> None:
    change = proposed(evening, "merged", DOAI, to=evening.unit(DONG))
    phones = [through(evening, evening.by(part), door) for part in ("keeper", "upper") for door in doors]
    answers = at_once([lambda phone=phone: phone.post(f"{change}/confirmation") for phone in phones])
    assert sorted(one.status_code for one in answers) == [200] + [409] * (len(phones) - 1)
    assert (count(evening, DOAI), count(evening, DONG)) == (0, 52)


def test_a_cell_is_not_merged_both_ways_at_once(evening: Evening, doors: list[str]) -> None:
    close_meetings(evening)
    there = proposed(evening, "merged", DOAI, to=evening.unit(DONG))
    assert refused(evening, "merged", DONG, to=evening.unit(DOAI)) == (409, "reorganisation_already_proposed")
    evening.by("admin").does(f"{there}/withdrawal")
    said = [
        (DOAI, PAPER | {"kind": "merged", "effective_on": today(), "to": evening.unit(DONG)}),
        (DONG, PAPER | {"kind": "merged", "effective_on": today(), "to": evening.unit(DOAI)}),
    ]
    phones = [through(evening, evening.by("admin"), doors[n % len(doors)]) for n in range(2)]
    answers = at_once(
        [
            lambda phone=phone, unit=unit, fields=fields: phone.post(f"/units/{evening.unit(unit)}/changes", **fields)
            for phone, (unit, fields) in zip(phones, said, strict=True)
        ]
    )
    assert sorted(one.status_code for one in answers) == [200, 409]


@pytest.mark.parametrize("fields", [{"decision": ""}, {"decided_on": ""}, {"decided_on": "2099-01-01"}])
def test_a_merger_without_its_decision_is_refused(evening: Evening, fields: dict[str, str]) -> None:
    assert refused(evening, "merged", DOAI, to=evening.unit(DONG), **fields)[0] == 422


def test_two_workers_carry_a_change_out_once(evening: Evening) -> None:
    mine = sa.select(members.c.id).where(members.c.unit_id == evening.unit(DOAI)).limit(5)
    people = [row.id for row in evening.house.read(mine)]
    later = {"effective_on": today() + timedelta(days=7)}
    change = proposed(evening, "split", DOAI, name="Chi bộ thôn Đoài Hạ", member=people, **later)
    confirmed(evening, change)
    its_day_comes(evening, change)
    for _ in range(2):  # both had read that it is due
        evening.house.writer.run(partial(_carry_out, change_id=UUID(change[-36:])))
    named = sa.select(sa.func.count()).where(units.c.name == "Chi bộ thôn Đoài Hạ")
    assert evening.house.value(named) == 1
