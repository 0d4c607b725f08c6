"""A unit's page: what each person sees of it, the search below it, and how many questions it asks."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from server.clock import local_date, now
from server.ids import new_id
from server.members.actions import add_member
from server.members.rules import MemberRow
from server.seeds.cast import BLOCK, COMMUNE, DOAI, DONG, PROVINCE
from server.units.actions import add_unit
from server.units.rules import UnitKind
from server.units.tables import units
from tests.evening.people import Evening
from tests.house import House


@pytest.fixture
def evening(house: House) -> Evening:
    return Evening(house)


def page(e: Evening, part: str, unit: str, words: str = "") -> str:
    return e.by(part).read(f"/units/{e.unit(unit)}" + (f"?q={words}" if words else ""))


def test_a_member_finds_whom_to_ring_and_when_the_next_meeting_is(evening: Evening) -> None:
    shown = page(evening, "member", DONG)
    assert "tel:0912345678" in shown
    assert "Cuộc họp sắp tới" in shown
    assert "Nguyễn Thị Lan" not in shown.split("Cấp ủy")[1], "no list of members for members"
    assert "Chi bộ thôn Đông vận động hiến đất" in shown
    assert "Cuộc họp sắp tới" not in page(evening, "upper", DONG), "she is nobody in that meeting"


def test_officers_see_how_many_members_of_each_kind(evening: Evening) -> None:
    assert "2 dự bị" in page(evening, "chair", DONG)
    assert "2 dự bị" not in page(evening, "member", DONG)


@pytest.mark.parametrize("words", ["Nguyễn Thị Lan", "nguyen thi lan", "lan nguyễn", "NGUYEN  THI LAN"])
def test_a_member_is_found_with_and_without_tone_marks(evening: Evening, words: str) -> None:
    assert "Nguyễn Thị Lan" in page(evening, "upper", COMMUNE, words)


def test_a_search_finds_only_what_the_person_may_open(evening: Evening) -> None:
    """The commune's officer looks from her commune; the province's from the province: each the own part."""
    assert "Nguyễn Thị Vân" not in page(evening, "upper", COMMUNE, "nguyen thi van")
    assert "Nguyễn Thị Vân" in page(evening, "admin", PROVINCE, "nguyen thi van")
    assert BLOCK in page(evening, "admin", PROVINCE, "to dan pho")
    shown = page(evening, "editor", COMMUNE, "nguyen thi lan")
    assert "30/01/1956" not in shown, "an editor reads no lists of members"


@pytest.mark.parametrize("words", ["%", "_", "'", "\\", "  ", "a" * 500, "-", "<b>"])
def test_signs_of_a_search_are_only_signs(evening: Evening, words: str) -> None:
    answer = evening.by("admin").client.get(f"/units/{evening.unit(PROVINCE)}", params={"q": words})
    assert answer.status_code == 200
    assert "Nguyễn Thị Lan" not in answer.text
    assert "<b>" not in answer.text.split("Không tìm thấy")[-1][:20]


@contextmanager
def asked(e: Evening) -> Iterator[list[str]]:
    """The statements that reading connections were given meanwhile."""
    seen: list[str] = []

    def note(_connection, _cursor, statement, *_rest):  # type: ignore[no-untyped-def]
        seen.append(statement)

    engine = e.house.installation.database.reading
    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def test_a_commune_of_ninety_cells_asks_no_more_than_one_of_three(evening: Evening) -> None:
    evening.by("admin")
    with asked(evening) as few:
        page(evening, "admin", COMMUNE, "thon")
    commune = evening.unit(COMMUNE)

    def work(db: sa.Connection, at) -> None:  # type: ignore[no-untyped-def]
        for number in range(87):
            cell = add_unit(
                db, parent_id=commune, kind=UnitKind.CELL, name=f"Chi bộ thôn {number}", place="", today=local_date(at)
            )
            row = MemberRow(f"Nguyễn Văn {number}", local_date(now()).replace(year=1970), "official", "member")
            add_member(db, at, cell, row)

    evening.house.writer.run(work)
    with asked(evening) as many:
        shown = page(evening, "admin", COMMUNE, "thon")
    assert "Đơn vị trực thuộc (90)" in shown
    assert len(many) == len(few)


def test_a_unit_that_ended_stands_apart(evening: Evening) -> None:
    old = sa.update(units).where(units.c.name == DOAI).values(closed_on=local_date(now()))
    evening.change(old)
    shown = page(evening, "upper", COMMUNE)
    assert "Đơn vị trực thuộc (2)" in shown
    assert "Đơn vị đã kết thúc (1)" in shown
    assert evening.by("upper").get(f"/units/{new_id()}").status_code == 404


def test_a_word_begins_also_after_a_sign(evening: Evening) -> None:
    evening.change(sa.update(units).where(units.c.name == DONG).values(name="Khu phố 30/4", folded="khu pho 30/4"))
    assert "Khu phố 30/4" in page(evening, "upper", COMMUNE, "30/4").split("Đơn vị trực thuộc")[0]
    assert "Khu phố 30/4" not in page(evening, "upper", COMMUNE, "hu pho").split("Đơn vị trực thuộc")[0]
