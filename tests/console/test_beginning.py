"""From an empty database to a cell whose secretary can prepare its meeting: nothing but what the office has."""

from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from server.console.founding import AlreadyFounded, Beginning, found
from server.members.tables import members
from server.units.rules import UnitKind
from server.units.tables import units
from tests.house import House, Phone, make_settings, open_house, serve
from tests.members.lists import sheet_of

COMMUNE = Beginning("Đảng bộ xã Hòa Bình", UnitKind.COMMUNE, "Hòa Bình", "Trịnh Xuân Hải", date(1983, 1, 24))


@pytest.fixture
def empty(tmp_path: Path) -> House:
    installation = open_house(make_settings(f"sqlite:///{tmp_path}/sotay.db", tmp_path))
    with serve(installation) as house:
        yield house


def enter(house: House, code: str, pin: str = "482615") -> Phone:
    phone = house.stranger()
    phone.does("/enter", code=code)
    phone.does("/enter/pin", pin=pin, pin_again=pin)
    return phone


def begin(house: House) -> str:
    parts = house.installation
    return found(parts.settings, parts.database, parts.writer, COMMUNE)


def test_an_office_starts_with_nothing_and_ends_with_a_secretary_at_work(empty: House) -> None:
    admin = enter(empty, begin(empty))
    commune = empty.value(sa.select(units.c.id))
    cell = admin.post(f"/units/{commune}/units", name="Chi bộ thôn Đông", kind="cell").json()["location"]
    sheet = sheet_of(
        ("Họ và tên", "Ngày sinh", "Chức vụ", "Loại đảng viên"),
        ("Nguyễn Đình Lâm", "12/03/1958", "Bí thư", "Chính thức"),
        ("Nguyễn Thị Lan", "30/01/1956", "", "Chính thức"),
    )
    upload = admin.client.post(
        f"{cell}/import",
        data={"command_id": "0193b2c4-0000-7000-8000-000000000001"},
        files={"sheet": ("danh-sach.xlsx", sheet)},
        headers={"Accept": "application/json"},
    )
    plan = upload.json()["location"]
    assert "Nguyễn Đình Lâm" in admin.read(plan)
    assert admin.does(f"{plan}/acceptance") == "done_imported"
    lam = empty.value(sa.select(members.c.id).where(members.c.name == "Nguyễn Đình Lâm"))
    assert admin.does(f"{cell}/cards", kind="printed", member=lam) == "done_cards_issued"
    code = admin.read(f"{cell}/cards").split('class="code">')[1].split("<")[0]
    secretary = enter(empty, code)
    assert "Chuẩn bị cuộc họp" in secretary.read("/meetings")
    assert "Tên cuộc họp" in secretary.read(f"{cell}/meetings/new")


def test_an_installation_is_founded_once(empty: House) -> None:
    begin(empty)
    with pytest.raises(AlreadyFounded):
        begin(empty)


def test_only_who_keeps_the_records_adds_units(house: House) -> None:
    commune = house.value(sa.select(units.c.id).where(units.c.name == "Đảng bộ xã Hòa An"))
    admin = house.sign_in("admin")
    assert admin.does(f"/units/{commune}/units", name="Chi bộ thôn Nam", kind="cell") == "done_unit_added"
    assert admin.is_refused(f"/units/{commune}/units", name="chi bộ thôn nam", kind="cell") == (
        422,
        "unit_already_there",
    )
    for role in ("chair", "upper", "outsider", "member"):
        assert house.sign_in(role).is_refused(f"/units/{commune}/units", name="Khác", kind="cell") == (404, "not_found")
