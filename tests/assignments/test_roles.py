"""Roles are given, lent and ended: what one gains begins at once, what ends gives nothing at the next press."""

from datetime import date, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa

from server import clock
from server.members.tables import members
from server.seeds.cast import COMMUNE, DOAI, DONG
from server.units.tables import assignments
from tests.evening.people import Evening, at_once
from tests.house import House


@pytest.fixture
def evening(house: House) -> Evening:
    return Evening(house)


def today() -> date:
    return clock.local_date(clock.now())


def officers(e: Evening, unit: str) -> str:
    return f"/units/{e.unit(unit)}/officers"


def given(e: Evening, unit: str, role: str, to: str, by: str = "admin", **fields: object) -> UUID:
    e.by(by).does(officers(e, unit), **({"member": e.member(to), "role": role, "since": today()} | fields))
    return e.newest(assignments)


def refused(e: Evening, unit: str, role: str, to: str, by: str, **fields: object) -> tuple[int, str]:
    said = {"member": e.member(to), "role": role, "since": today()} | fields
    return e.by(by).is_refused(officers(e, unit), **said)


def test_a_role_is_there_at_once_and_gone_at_once(evening: Evening) -> None:
    assert evening.by("outsider").get(f"/units/{evening.unit(DOAI)}/meetings/new").status_code == 404
    role = given(evening, DOAI, "deputy_secretary", "outsider", "keeper", decision="12-QĐ/ĐU")
    assert evening.by("outsider").get(f"/units/{evening.unit(DOAI)}/meetings/new").status_code == 200
    page = evening.by("upper").read(officers(evening, DOAI))
    assert "Lê Thị Hòa" in page
    assert "12-QĐ/ĐU" in page
    assert evening.house.value(sa.select(members.c.post).where(members.c.id == evening.member("outsider"))) == (
        "deputy_secretary"
    )
    assert evening.by("keeper").does(f"{officers(evening, DOAI)}/{role}/end") == "done_role_ended"
    assert evening.by("outsider").get(f"/units/{evening.unit(DOAI)}/meetings/new").status_code == 404
    assert evening.by("keeper").is_refused(f"{officers(evening, DOAI)}/{role}/end") == (404, "not_found")
    assert evening.house.value(sa.select(members.c.post).where(members.c.id == evening.member("outsider"))) == "member"


def test_a_role_of_next_month_gives_nothing_today(evening: Evening) -> None:
    given(evening, DOAI, "secretary", "outsider", since=today() + timedelta(days=30))
    assert evening.by("outsider").get(officers(evening, DOAI)).status_code == 404
    assert "Sắp đến ngày" in evening.by("upper").read(officers(evening, DOAI))


def test_nobody_gives_more_than_the_own_role_allows(evening: Evening) -> None:
    assert refused(evening, DOAI, "admin", "outsider", "keeper") == (403, "role_not_yours")
    assert refused(evening, DOAI, "operator", "outsider", "admin") == (403, "role_not_yours")
    assert refused(evening, COMMUNE, "editor", "keeper", "keeper") == (403, "role_not_to_oneself")
    given(evening, COMMUNE, "admin", "outsider", reach="here")
    assert refused(evening, COMMUNE, "editor", "member", "outsider", reach="subtree")[0] == 404, (
        "who keeps one unit does not read the members of those below"
    )
    for part in ("chair", "upper", "member", "editor", "operator"):
        assert refused(evening, DOAI, "editor", "outsider", part) == (404, "not_found")


def test_a_role_is_given_once(evening: Evening) -> None:
    said = {"member": evening.member("outsider"), "role": "editor", "since": today()}
    phones = [evening.by("admin"), evening.by("keeper")]
    answers = at_once([lambda phone=phone: phone.post(officers(evening, DOAI), **said) for phone in phones])
    assert sorted(one.status_code for one in answers) == [200, 409]


def test_only_whom_one_may_read_is_found_and_can_be_given_a_role(evening: Evening) -> None:
    search = f"{officers(evening, DONG)}/loan?q="
    assert "Nguyễn Thị Lan" in evening.by("chair").read(search + "nguyen thi lan")
    assert "Lê Thị Hòa" not in evening.by("chair").read(search + "le thi hoa")
    own = sa.select(assignments.c.id).where(assignments.c.member_id == evening.member("chair"))
    said = {"own": evening.house.value(own), "until": today() + timedelta(days=9)}
    loan = f"{officers(evening, DONG)}/loan"
    assert evening.by("chair").is_refused(loan, **said, member=evening.member("outsider")) == (404, "not_found")


def test_who_stands_in_does_what_the_secretary_does_and_no_longer(evening: Evening) -> None:
    new = f"{evening.cell}/meetings/new"
    own = evening.house.value(sa.select(assignments.c.id).where(assignments.c.member_id == evening.member("chair")))
    loan = {"own": own, "member": evening.member("member2"), "until": today() + timedelta(days=30)}
    assert evening.by("member2").get(new).status_code == 404
    assert evening.by("chair").does(f"{officers(evening, DONG)}/loan", **loan) == "done_role_lent"
    assert evening.by("member2").get(new).status_code == 200
    lent = evening.newest(assignments)
    on = loan | {"own": lent, "member": evening.member("member")}
    assert evening.by("member2").is_refused(f"{officers(evening, DONG)}/loan", **on) == (403, "role_lent_already")
    assert evening.by("member2").is_refused(f"{officers(evening, DONG)}/loan", **loan) == (403, "role_not_yours")
    evening.by("keeper").does(f"{officers(evening, DONG)}/{own}/end")
    assert evening.by("member2").get(new).status_code == 404, "what was lent goes with the lender's own"


def test_the_lender_takes_it_back(evening: Evening) -> None:
    own = evening.house.value(sa.select(assignments.c.id).where(assignments.c.member_id == evening.member("deputy")))
    loan = {"own": own, "member": evening.member("member2"), "until": today() + timedelta(days=30)}
    evening.by("deputy").does(f"{officers(evening, DONG)}/loan", **loan)
    lent = evening.newest(assignments)
    assert evening.by("recorder").is_refused(f"{officers(evening, DONG)}/{lent}/end") == (403, "role_not_yours")
    assert evening.by("deputy").does(f"{officers(evening, DONG)}/{lent}/end") == "done_role_ended"
    assert evening.by("member2").get(f"{evening.cell}/meetings/new").status_code == 404
