"""The cell's book of dues: marked once, taken back with a trace, and the arrears read by the secretary alone."""

from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa

from server import clock
from server.clock import ZONE
from server.dues.rules import last_closed, month_of, months_later
from server.dues.tables import dues
from server.ledger.tables import audit
from server.members.tables import members
from server.records.tables import looks
from tests.evening.people import Evening, at_once, counted
from tests.house import House

TODAY = clock.local_date(clock.now())
MONTH = f"{month_of(TODAY):%Y-%m}"
REASON = "Nhắc nộp trước kỳ họp tháng 12"


@pytest.fixture
def e(house: House) -> Evening:
    return Evening(house)


def paid(*people: object, month: str = MONTH, **more: object) -> dict[str, object]:
    return {"month": month, "paid_on": TODAY, "member": list(people)} | more


def test_many_are_marked_at_once_and_each_reads_the_own(e: Evening) -> None:
    book, recorder = f"{e.cell}/dues", e.by("recorder")
    both = (e.member("member"), e.member("member2"))
    assert recorder.does(book, **paid(*both)) == "done_dues"
    assert recorder.does(book, **paid(*both, e.member("absent"))) == "done_dues", "the first mark stays"
    assert counted(e, dues) == counted(e, audit, audit.c.action == "dues_marked") == 3
    assert "Lê Đức Minh" in e.by("member").read("/me/dues")
    assert "Chưa ghi tháng nào" in e.by("exempt").read("/me/dues")


def test_all_are_those_whom_the_page_listed(e: Evening) -> None:
    listed = [e.member("member"), e.member("teller")]
    e.by("deputy").does(f"{e.cell}/dues", **paid(e.member("absent"), all="yes", listed=listed))
    assert {row.member_id for row in e.house.read(sa.select(dues.c.member_id))} == set(listed)


def test_two_who_mark_the_same_at_one_moment_mark_it_once(e: Evening) -> None:
    both = paid(e.member("member"), e.member("member2"))
    chair, recorder = e.by("chair"), e.by("recorder")
    answers = at_once([lambda one=one: one.post(f"{e.cell}/dues", **both) for one in (chair, recorder)])
    assert [one.status_code for one in answers] == [200, 200]
    assert counted(e, dues) == counted(e, audit, audit.c.action == "dues_marked") == 2


def test_a_wrong_mark_is_taken_back_with_a_trace(e: Evening) -> None:
    book, chair = f"{e.cell}/dues", e.by("chair")
    chair.does(book, **paid(e.member("member")))
    wrong = {"month": MONTH, "member": e.member("member")}
    assert chair.does(f"{book}/removal", **wrong) == "done_dues_removed"
    assert chair.is_refused(f"{book}/removal", **wrong) == (409, "dues_not_paid")
    assert counted(e, dues) == 0
    assert counted(e, audit, audit.c.action == "dues_unmarked", audit.c.subject_id == e.member("member")) == 1


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"month": "2026-13"}, "month_not_known"),
        ({"month": "1999-01"}, "month_out_of_reach"),
        ({"paid_on": TODAY + timedelta(days=1)}, "paid_in_future"),
        ({"member": ""}, "nobody_chosen"),
    ],
)
def test_what_is_refused_keeps_nothing(e: Evening, fields: dict[str, object], code: str) -> None:
    said = paid(e.member("member")) | fields
    assert e.by("chair").is_refused(f"{e.cell}/dues", **said) == (422, code)
    assert counted(e, dues) == 0


def test_a_member_of_another_cell_is_never_marked_and_nobody_with_them(e: Evening) -> None:
    assert e.by("chair").is_refused(f"{e.cell}/dues", **paid(e.member("member"), e.member("outsider"))) == (
        404,
        "not_found",
    )
    assert counted(e, dues) == 0


def test_the_book_is_the_committees_of_the_cell(e: Evening) -> None:
    for part in ("member", "probationary", "guest", "outsider", "upper", "admin", "keeper", "operator"):
        assert e.by(part).get(f"{e.cell}/dues").status_code == 404, part
        assert e.by(part).is_refused(f"{e.cell}/dues", **paid(e.member("member"))) == (404, "not_found")
        assert e.by(part).get(f"{e.cell}/dues/arrears").status_code == 404, part
    for part in ("deputy", "recorder"):
        assert e.by(part).get(f"{e.cell}/dues/arrears").status_code == 404, part
    assert counted(e, dues) == 0


def behind(e: Evening) -> date:
    """The book begins in the first month of the year; of everybody but one every month was paid."""
    last = last_closed(TODAY)
    month = date(last.year, 1, 1)
    e.change(sa.update(members).values(created_at=datetime(last.year - 1, 1, 5, tzinfo=ZONE)))
    here = e.unit("Chi bộ thôn Đông")
    others = e.house.read(sa.select(members.c.id).where(members.c.unit_id == here, members.c.id != e.member("absent")))
    while month <= last:
        e.by("chair").does(f"{e.cell}/dues", **paid(*(row.id for row in others), month=f"{month:%Y-%m}"))
        month = months_later(month, 1)
    return last


def test_arrears_are_read_by_the_secretary_after_a_reason_that_the_member_reads(e: Evening) -> None:
    last, chair, path = behind(e), e.by("chair"), f"{e.cell}/dues/arrears"
    if last.month < 3:
        pytest.skip("the year has no three months yet")
    assert "Trần Văn Nam" not in chair.read(path)
    assert chair.is_refused(path, reason="Xem") == (422, "arrears_reason_short")
    assert counted(e, looks) == 0
    chair.does(path, reason=REASON)
    page = chair.read(path)
    assert "Trần Văn Nam" in page
    assert "Nguyễn Thị Lan" not in page
    assert REASON in e.by("absent").read("/me/record")
    e.change(sa.update(looks).values(at=clock.now() - timedelta(minutes=6)))
    assert "Trần Văn Nam" not in chair.read(path)


def test_without_arrears_nobody_is_looked_at(e: Evening) -> None:
    assert e.by("chair").does(f"{e.cell}/dues/arrears", reason=REASON) == "done_no_arrears"
    assert counted(e, looks) == 0
