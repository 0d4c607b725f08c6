"""The auditor sees who did what within their reach, never a content, and is seen looking."""

import ast
import re
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa

from server import clock
from server.actor import Reach, Role
from server.clock import local_date
from server.i18n.messages import codes_of
from server.ledger.audit import seal_all
from server.ledger.rules import mark_of
from server.ledger.tables import audit, audit_anchors, audit_details
from server.minutes.tables import minutes
from server.units.actions import assign
from tests.architecture.source import calls_of
from tests.evening.people import Evening
from tests.evening.says import COMMUNE
from tests.house import House, Phone

TODAY = local_date(clock.now())


@pytest.fixture
def evening(house: House) -> Evening:
    return Evening(house)


def days(back: int = 0) -> dict[str, object]:
    return {"since": TODAY - timedelta(days=back), "until": TODAY}


def asked(phone: Phone, unit: str, **fields: object) -> str:
    """The page that answers."""
    return phone.read(str(phone.post(f"{unit}/audit", **{**days(), **fields}).json()["location"]))


def rows_of(page: str) -> list[tuple[str, str]]:
    """What was done, and by whom."""
    return re.findall(r'<th scope="row">([^<]+)</th>.*?data-label="Người làm">([^<]+)<', page)


def commune(evening: Evening) -> str:
    return f"/units/{evening.unit(COMMUNE)}"


def test_the_auditor_sees_who_did_what_where_and_to_whom(evening: Evening) -> None:
    evening.by("chair").does(f"{evening.cell}/cards", member=evening.member("visiting"), kind="printed")
    page = asked(evening.by("auditor"), commune(evening))
    assert ("Cấp thẻ vào", "Nguyễn Đình Lâm") in rows_of(page)
    assert "Mai Thị Xuân" in page
    assert "Chi bộ thôn Đông" in page
    assert "chờ đóng dấu" in page
    evening.house.writer.run(seal_all)
    assert "chờ đóng dấu" not in rows_of(asked(evening.by("auditor"), commune(evening), act="card_issued"))


def test_a_question_narrows_by_act_name_and_day(evening: Evening) -> None:
    evening.by("chair").does(f"{evening.cell}/cards", member=evening.member("visiting"), kind="printed")
    evening.by("chair").does(f"{evening.cell}/remote-decision", decision="12-QĐ/ĐU", decision_from="2026-01-05")
    auditor, here = evening.by("auditor"), commune(evening)
    assert {act for act, _ in rows_of(asked(auditor, here, act="card_issued"))} == {"Cấp thẻ vào"}
    assert rows_of(asked(auditor, here, person="thi xuan", act="card_issued")) == [("Cấp thẻ vào", "Nguyễn Đình Lâm")]
    assert rows_of(asked(auditor, here, person="không có ai")) == []
    assert rows_of(asked(auditor, here, person="%")) == []
    yesterday = {"since": TODAY - timedelta(days=3), "until": TODAY - timedelta(days=1)}
    assert "Cấp thẻ vào" not in dict(rows_of(asked(auditor, here, **yesterday)))


def test_nothing_of_a_content_stands_in_what_the_auditor_reads(evening: Evening) -> None:
    evening.by("chair").does(f"{evening.cell}/remote-decision", decision="12-QĐ/ĐU", decision_from="2026-01-05")
    page = asked(evening.by("auditor"), commune(evening))
    assert "Ghi quyết định dự họp từ xa" in page
    assert "12-QĐ/ĐU" not in page


def test_looking_is_traced_with_what_was_asked(evening: Evening) -> None:
    asked(evening.by("auditor"), commune(evening), person="Lâm")
    row = evening.house.read(
        sa.select(audit.c.actor_id, audit.c.unit_id, audit_details.c.detail)
        .join(audit_details, audit_details.c.audit_id == audit.c.id)
        .where(audit.c.action == "audit_read")
    )[0]
    assert (row.actor_id, row.unit_id) == (evening.member("auditor"), evening.unit(COMMUNE))
    assert row.detail == f"{TODAY} {TODAY} - Lâm"
    assert ("Xem nhật ký việc đã làm", "Tạ Văn Nghĩa") in rows_of(asked(evening.by("auditor"), commune(evening)))


def test_there_is_no_reading_without_a_trace(evening: Evening) -> None:
    """What was asked an hour ago is asked anew; what another one asked, or asked elsewhere, opens nothing."""
    auditor, here = evening.by("auditor"), commune(evening)
    look = auditor.post(f"{here}/audit", **days()).json()["location"].rpartition("/")[2]
    assert auditor.get(f"{here}/audit/{look}").status_code == 200
    assert auditor.get(f"{evening.cell}/audit/{look}").status_code == 404
    assert auditor.get(f"{here}/audit/{UUID(int=5)}").status_code == 404
    other = evening.house.value(sa.select(audit.c.id).where(audit.c.action != "audit_read").limit(1))
    assert auditor.get(f"{here}/audit/{other}").status_code == 404
    give(evening, "editor", COMMUNE, Reach.SUBTREE)
    assert evening.by("editor").get(f"{here}/audit/{look}").status_code == 404


def test_whoever_is_no_auditor_finds_no_such_page(evening: Evening) -> None:
    here = commune(evening)
    for part in ("chair", "member", "upper", "admin", "operator", "editor", "outsider"):
        phone = evening.by(part)
        assert phone.get(f"{here}/audit").status_code == 404, part
        assert phone.is_refused(f"{here}/audit", **days()) == (404, "not_found"), part
        assert "Nhật ký việc đã làm" not in phone.read("/"), part
    assert "Nhật ký việc đã làm" in evening.by("auditor").read(here)


def give(evening: Evening, part: str, unit: str, reach: Reach) -> None:
    given = {"role": Role.AUDITOR, "reach": reach, "since": date(2026, 1, 1)}
    person, where = evening.member(part), evening.unit(unit)
    evening.house.writer.run(lambda db, _now: assign(db, member_id=person, unit_id=where, **given))


def test_without_reach_over_the_subtree_only_the_own_unit_is_seen(evening: Evening) -> None:
    evening.by("chair").does(f"{evening.cell}/cards", member=evening.member("visiting"), kind="printed")
    give(evening, "editor", COMMUNE, Reach.HERE)
    editor, here = evening.by("editor"), commune(evening)
    asked(editor, here)
    assert {who for _, who in rows_of(asked(editor, here))} == {"Dương Thu Thảo"}
    assert editor.get(f"{evening.cell}/audit").status_code == 404


def test_a_province_beside_is_not_seen(evening: Evening) -> None:
    auditor = evening.by("auditor")
    for name in ("Đảng bộ tỉnh Sông Thanh", "Đảng bộ phường Đông Hải"):
        assert auditor.get(f"/units/{evening.unit(name)}/audit").status_code == 404, name


def test_odd_questions_are_refused_with_a_reason(evening: Evening) -> None:
    auditor, here = evening.by("auditor"), f"{commune(evening)}/audit"
    wrong = {"since": TODAY, "until": TODAY - timedelta(days=1)}
    assert auditor.is_refused(here, **wrong) == (422, "days_the_wrong_way_round")
    assert auditor.is_refused(here, since="2020-01-01", until=TODAY) == (422, "span_too_long")
    assert auditor.is_refused(here, **days(), act="nonsense") == (422, "act_not_known")
    assert auditor.is_refused(here, **days(), person="a" * 121) == (422, "field_too_long")


def test_a_long_list_comes_in_pages(evening: Evening) -> None:
    auditor, here = evening.by("auditor"), commune(evening)
    for _ in range(55):
        auditor.post(f"{here}/audit", **days())
    first = auditor.post(f"{here}/audit", **days(), act="audit_read").json()["location"]
    one, two = rows_of(auditor.read(first)), rows_of(auditor.read(f"{first}?page=2"))
    assert (len(one), len(two)) == (50, 5)


def test_every_traced_act_has_its_words() -> None:
    known = {code.removeprefix("trace_") for code in codes_of("trace_")}
    for call in calls_of("trace"):
        said = call.args[0]
        if isinstance(said, ast.Constant):
            assert said.value in known
        elif isinstance(said, ast.JoinedStr):
            assert isinstance(said.values[0], ast.Constant)
            beginning = str(said.values[0].value)
            assert [one for one in known if one.startswith(beginning)], beginning


def test_minutes_show_the_mark_that_was_known_when_they_were_frozen(evening: Evening) -> None:
    frozen = evening.house.read(sa.select(minutes.c.meeting_id, minutes.c.frozen_at))[0]
    root = evening.unit("Đảng bộ tỉnh Sông Thanh")

    def keep(day: date, at: datetime, head: bytes) -> None:
        row = {"root_id": root, "day": day, "seq": 1, "hash": head, "at": at}
        evening.house.writer.run(lambda db, _now: db.execute(sa.insert(audit_anchors).values(**row)))

    keep(frozen.frozen_at.date() - timedelta(days=1), frozen.frozen_at - timedelta(hours=1), b"a" * 32)
    keep(frozen.frozen_at.date(), frozen.frozen_at + timedelta(days=1), b"b" * 32)
    page = evening.by("member").read(f"/meetings/{frozen.meeting_id}/minutes")
    assert mark_of(b"a" * 32) in page
    assert mark_of(b"b" * 32) not in page
