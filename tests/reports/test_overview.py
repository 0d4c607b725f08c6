"""A month from above: who has met, who is late, and the same few queries for three cells and for two thousand."""

import re
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa

from server.actor import Reach, Role
from server.clock import ZONE, local_date, now
from server.ids import new_id
from server.meetings.rules import MeetingKind, MeetingState
from server.meetings.tables import meetings
from server.reports.overview import Cell, Overview, overview
from server.reports.rules import Late, Month, Standing, StepKind, month_of
from server.reports.tables import report_steps, reports
from server.units.actions import add_unit, assign
from server.units.queries import get_unit
from server.units.rules import UnitKind
from server.units.tables import units
from tests.evening.people import Evening
from tests.evening.says import COMMUNE
from tests.house import House

DONG, DOAI, OFFICE = "Chi bộ thôn Đông", "Chi bộ thôn Đoài", "Chi bộ Cơ quan xã"
PROVINCE = "Đảng bộ tỉnh Sông Thanh"
# Far from the demonstration's own meetings.
MARCH, FOURTH = Month(2026, 3), date(2026, 3, 4)


@pytest.fixture
def evening(house: House) -> Evening:
    return Evening(house)


def held(
    e: Evening,
    cell: str,
    day: date = FOURTH,
    *,
    state: MeetingState = MeetingState.CLOSED,
    kind: MeetingKind = MeetingKind.REGULAR,
) -> UUID:
    """A meeting of the cell, as far as the overview can see."""
    at, opened = (
        datetime(day.year, day.month, day.day, 19, 30, tzinfo=ZONE).astimezone(UTC),
        state is not MeetingState.PUBLISHED,
    )
    values = {name: e.member("chair") for name in ("chair_id", "recorder_id", "created_by")}
    times = {"opened_at": at if opened else None, "closed_at": at if state is MeetingState.CLOSED else None}
    meeting_id = new_id()
    about = {"id": meeting_id, "unit_id": e.unit(cell), "kind": kind, "state": state, "title": "Họp", "starts_at": at}
    e.change(sa.insert(meetings).values(**about, **values, **times, created_at=at, hall_secret=b""))
    return meeting_id


def reported(e: Evening, meeting_id: UUID, to: str, *kinds: StepKind, on: date = FOURTH) -> UUID:
    report_id, where = new_id(), e.house.value(sa.select(meetings.c.unit_id).where(meetings.c.id == meeting_id))
    e.change(sa.insert(reports).values(id=report_id, meeting_id=meeting_id, unit_id=where, to_unit_id=e.unit(to)))
    at = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    for number, kind in enumerate(kinds, 1):
        step = {"id": new_id(), "report_id": report_id, "number": number, "kind": kind, "at": at}
        e.change(sa.insert(report_steps).values(**step, by_id=e.member("chair"), by_name="Nguyễn Đình Lâm"))
    return report_id


def seen(e: Evening, unit: str = COMMUNE, month: Month = MARCH, today: date = FOURTH + timedelta(days=1)) -> Overview:
    with e.house.installation.database.read() as db:
        return overview(db, get_unit(db, e.unit(unit)), month, today)


def cell(e: Evening, name: str, today: date = FOURTH + timedelta(days=1)) -> Cell:
    return next(one for one in seen(e, today=today).cells if one.name == name)


def test_each_cell_directly_below_stands_where_it_stands(evening: Evening) -> None:
    assert [one.name for one in seen(evening).cells] == sorted([DONG, DOAI, OFFICE])
    assert {(one.standing, one.late, one.day) for one in seen(evening).cells} == {(Standing.NOTHING, None, None)}
    first = held(evening, DONG)
    held(evening, DOAI, date(2026, 3, 10), state=MeetingState.PUBLISHED)
    held(evening, OFFICE, state=MeetingState.OPEN)
    assert [(one.name, one.standing, one.day) for one in seen(evening).cells] == [
        (OFFICE, Standing.RUNNING, FOURTH),
        (DOAI, Standing.SUMMONED, date(2026, 3, 10)),
        (DONG, Standing.HELD, FOURTH),
    ]
    report_id = reported(evening, first, COMMUNE, StepKind.SENT, StepKind.RETURNED, StepKind.SENT)
    found = cell(evening, DONG)
    assert (found.standing, found.report_id, found.to_read, found.has_met) == (Standing.SENT, report_id, True, True)


def test_late_is_told_from_the_day_on_which_it_is_true(evening: Evening) -> None:
    held(evening, DONG)
    held(evening, DOAI, date(2026, 3, 10), state=MeetingState.PUBLISHED)
    assert {one.late for one in seen(evening, today=date(2026, 3, 10)).cells} == {None}
    assert cell(evening, DOAI, date(2026, 3, 11)).late is Late.DAY_OVER
    assert cell(evening, DONG, date(2026, 3, 11)).late is None
    assert cell(evening, DONG, date(2026, 3, 12)).late is Late.REPORT_DUE
    assert {one.late for one in seen(evening, today=date(2026, 4, 1)).cells} == {Late.MONTH_OVER, Late.REPORT_DUE}


def test_a_thematic_meeting_does_not_take_the_place_and_its_report_is_read_all_the_same(evening: Evening) -> None:
    first = held(evening, DONG, kind=MeetingKind.THEMATIC)
    held(evening, DOAI, kind=MeetingKind.COMMITTEE)
    assert {one.standing for one in seen(evening).cells} == {Standing.NOTHING}
    report_id = reported(evening, first, COMMUNE, StepKind.SENT)
    found = cell(evening, DONG)
    assert (found.standing, found.to_read, [one.report_id for one in found.besides]) == (
        Standing.NOTHING,
        True,
        [report_id],
    )


def test_drafts_other_months_and_reports_to_somebody_else_are_not_there(evening: Evening) -> None:
    held(evening, DONG, state=MeetingState.DRAFT)
    held(evening, DOAI, date(2026, 2, 28))
    held(evening, DOAI, date(2026, 4, 1))
    assert {one.standing for one in seen(evening).cells} == {Standing.NOTHING}
    reported(evening, held(evening, OFFICE), PROVINCE, StepKind.SENT)
    assert cell(evening, OFFICE).standing is Standing.HELD


def test_the_month_is_the_countrys_own(evening: Evening) -> None:
    """The last evening of the month here is not yet the last one at Greenwich."""
    held(evening, DONG, date(2026, 3, 31))
    early = held(evening, DOAI, date(2026, 3, 1))
    evening.change(
        sa.update(meetings).where(meetings.c.id == early).values(starts_at=datetime(2026, 2, 28, 17, tzinfo=UTC))
    )
    assert [one.standing for one in seen(evening).cells] == [Standing.NOTHING, Standing.HELD, Standing.HELD]


def test_a_cell_counts_while_it_exists(evening: Evening) -> None:
    for name, dates in ((DONG, {"opened_on": date(2026, 4, 1)}), (DOAI, {"closed_on": date(2026, 3, 1)})):
        evening.change(sa.update(units).where(units.c.name == name).values(**dates))
    assert [one.name for one in seen(evening).cells] == [OFFICE]


def test_further_down_there_are_only_numbers(evening: Evening) -> None:
    met = held(evening, DONG)
    held(evening, DOAI, state=MeetingState.PUBLISHED)
    held(evening, OFFICE, kind=MeetingKind.THEMATIC)
    reported(evening, met, COMMUNE, StepKind.SENT)
    found = seen(evening, PROVINCE)
    assert found.cells == []
    numbers = {one.name: (one.cells, one.met, one.reported) for one in found.branches}
    assert numbers == {COMMUNE: (3, 1, 1), "Đảng bộ phường Đông Hải": (2, 0, 0)}
    assert seen(evening).branches == []


# --- The page -------------------------------------------------------------------------------


def test_the_page_tells_the_months_apart_and_never_leads_too_far(evening: Evening) -> None:
    upper, base = evening.by("upper"), f"/units/{evening.unit(COMMUNE)}/reports"
    page = upper.read(base)
    this = month_of(local_date(now()))
    assert f"Tháng {this.number}/{this.year}" in page
    assert f"{base}?month={this.moved(-1)}" in page
    assert f"{base}?month={this.moved(1)}" in page
    assert f"{base}?month={this.moved(2)}" not in upper.read(f"{base}?month={this.moved(1)}")
    oldest = upper.read(f"{base}?month={this.moved(-12)}")
    assert f"{base}?month={this.moved(-13)}" not in oldest
    for odd in ("9999-12", "0000-00", "x", "%00", "2026-1", "1' OR 1=1"):
        assert f"<h2>Tháng {this.number}/{this.year}</h2>" in upper.read(f"{base}?month={odd}&show=x&page=-1")


def test_the_filters_show_what_they_count(evening: Evening) -> None:
    upper, base = evening.by("upper"), f"/units/{evening.unit(COMMUNE)}/reports"
    meeting = evening.house.meeting("closed")
    starts = evening.house.value(sa.select(meetings.c.starts_at).where(meetings.c.id == meeting))
    assert isinstance(starts, datetime)
    month = month_of(local_date(starts))
    reported(evening, meeting, COMMUNE, StepKind.SENT)
    for show, count in (("all", 3), ("late", None), ("to_read", 1)):
        page = upper.read(f"{base}?month={month}&show={show}")
        rows = re.findall("<b>(Chi bộ [^<]+)</b>", page.split('id="cells"')[1]) if 'id="cells"' in page else []
        said = re.findall(r'aria-current="true">[^<(]+\((\d+)\)', page)
        assert said == [str(len(rows))], show
        assert count in (None, len(rows)), show


def test_the_report_of_a_thematic_meeting_has_a_line_of_its_own(evening: Evening) -> None:
    today = local_date(now())
    held(evening, DOAI, today, kind=MeetingKind.THEMATIC)
    report_id = reported(evening, evening.newest(meetings), COMMUNE, StepKind.SENT, on=today)
    base = f"/units/{evening.unit(COMMUNE)}/reports"
    page = evening.by("upper").read(f"{base}?show=to_read")
    assert "Chi bộ thôn Đoài: sinh hoạt chuyên đề" in page
    assert f'href="{base}/{report_id}"' in page
    assert "Chờ xem báo cáo" in page


def test_an_officer_of_the_province_does_not_read_what_is_addressed_to_the_commune(evening: Evening) -> None:
    officer, province = evening.member("member2"), evening.unit(PROVINCE)
    given = {"role": Role.SECRETARY, "reach": Reach.SUBTREE, "since": date(2026, 1, 1)}
    evening.house.writer.run(lambda db, _now: assign(db, member_id=officer, unit_id=province, **given))
    page = evening.by("member2").read(f"/units/{province}/reports")
    assert "3 chi bộ · đã họp 0 · đã gửi báo cáo 0" in page
    assert evening.by("member2").get(f"/units/{evening.unit(COMMUNE)}/reports").status_code == 404
    assert evening.by("member2").get(f"/units/{evening.unit(DOAI)}/reports").status_code == 404


# --- Many -----------------------------------------------------------------------------------


def statements_of(e: Evening, unit: str) -> list[str]:
    """Everything that one look at the month asks of the database."""
    found: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        found.append(statement)

    with e.house.installation.database.read() as db:
        looked_at = get_unit(db, e.unit(unit))
        sa.event.listen(db, "before_cursor_execute", note)
        overview(db, looked_at, MARCH, FOURTH)
    return found


def two_thousand(e: Evening) -> None:
    """Below the province itself and below its commune, each with a meeting of this March."""
    parents = {name: e.unit(name) for name in (PROVINCE, COMMUNE)}

    def work(db: sa.Connection, _now: datetime) -> None:
        at = datetime(2026, 3, 4, 12, tzinfo=UTC)
        leads = {name: e.member("chair") for name in ("chair_id", "recorder_id", "created_by")}
        about = {"kind": "regular", "state": "closed", "title": "Họp", "created_at": at, "hall_secret": b""}
        times = dict.fromkeys(("starts_at", "opened_at", "closed_at"), at)
        for number in range(2_000):
            below = parents[PROVINCE if number % 2 else COMMUNE]
            name = f"Chi bộ số {number:04d}"
            one = add_unit(db, parent_id=below, kind=UnitKind.CELL, name=name, place="", today=date(2025, 7, 1))
            db.execute(sa.insert(meetings).values(id=new_id(), unit_id=one, **about, **times, **leads))

    e.house.writer.run(work)


def test_the_queries_are_as_many_for_two_thousand_cells_as_for_three(evening: Evening) -> None:
    few = statements_of(evening, PROVINCE)
    two_thousand(evening)
    assert statements_of(evening, PROVINCE) == few
    assert len(few) == 3
    found = seen(evening, PROVINCE)
    assert sum(one.has_met for one in found.cells) == len(found.cells) == 1_000
    assert next(one for one in found.branches if one.name == COMMUNE).met == 1_000
    page = evening.by("upper").read(f"/units/{evening.unit(COMMUNE)}/reports?page=2")
    assert page.count('<div class="row line">') == 50
    assert "Trang 2/21" in page
