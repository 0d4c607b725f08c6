"""A list brought in over HTTP: looked at first, then written once and whole."""

import os
import re
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
import sqlalchemy as sa

from server.i18n.names import sort_key
from server.members.kept import find_rows, forget_rows, keep_rows
from server.members.reading import SheetRow
from server.members.tables import members
from server.units.tables import units
from tests.house import House, Phone
from tests.members.lists import sheet_of

HEAD = ("Họ và tên", "Ngày sinh", "Chi bộ", "Loại đảng viên", "Chức vụ", "Điện thoại", "CCCD")
# Known to the demonstration: another spelling, another post, a number.
LAN = ("NGUYỄN THỊ LÂN", "30/01/1956", "thôn Đông", "", "Chi ủy viên", 912000222.0, "034056001234")
NEW = ("Nguyễn Văn Mới", "05/09/1975", "Chi bộ thôn Đoài", "Chính thức", "", "", "034075001234")
SHEET = sheet_of(HEAD, LAN, NEW)


def commune(house: House) -> str:
    return str(house.value(sa.select(units.c.id).where(units.c.name == "Đảng bộ xã Hòa An")))


def upload(phone: Phone, unit: str, data: bytes) -> httpx.Response:
    return phone.client.post(
        f"/units/{unit}/import",
        data={"command_id": str(uuid4())},
        files={"sheet": ("danh sách.xlsx", data)},
        headers={"Accept": "application/json"},
    )


def shown(phone: Phone, unit: str, data: bytes) -> tuple[str, str]:
    """The address of the dry run, and its page."""
    response = upload(phone, unit, data)
    assert response.status_code == 200, response.text
    address = str(response.json()["location"])
    return address, phone.read(address)


def seen(page: str) -> str:
    found = re.search(r'name="seen" value="([0-9a-f]{64})"', page)
    assert found, "the page offers nothing to accept"
    return found[1]


def test_a_list_is_shown_then_written_once_however_often_it_is_sent(house: House) -> None:
    phone, unit = house.sign_in("admin"), commune(house)
    before = house.value(sa.select(sa.func.count()).select_from(members))
    address, page = shown(phone, unit, SHEET)
    assert "Thêm mới (1)" in page
    assert "Thay đổi (1)" in page
    assert "Họ và tên: Nguyễn Thị Lan → <b>Nguyễn Thị Lân</b>" in page
    assert "Chức vụ: Đảng viên → <b>Cấp ủy viên</b>" in page
    assert house.value(sa.select(sa.func.count()).select_from(members)) == before

    command_id = str(uuid4())
    for _ in range(2):
        answer = phone.post(f"{address}/acceptance", command_id, seen=seen(page))
        assert (answer.status_code, answer.json()["notice"]) == (200, "done_imported")
    assert house.value(sa.select(sa.func.count()).select_from(members)) == int(str(before)) + 1
    [lan] = house.read(
        sa.select(members.c.name, members.c.sort_key, members.c.folded, members.c.post, members.c.phone).where(
            members.c.folded == "nguyen thi lan", members.c.post == "committee_member"
        )
    )
    assert tuple(lan) == (
        "Nguyễn Thị Lân",
        sort_key("Nguyễn Thị Lân"),
        "nguyen thi lan",
        "committee_member",
        "0912 000 222",
    )
    assert phone.get(address).status_code == 404, "a list lies about no longer than needed"


def test_a_national_id_in_the_file_is_nowhere_on_the_disk(house: House) -> None:
    shown(house.sign_in("admin"), commune(house), SHEET)
    data = house.installation.settings.data
    kept = [path for path in (data / "imports").rglob("*") if path.is_file()]
    assert len(kept) == 1
    assert "Nguyễn Văn Mới" in kept[0].read_text()
    assert all(b"034075001234" not in path.read_bytes() for path in data.rglob("*") if path.is_file())


def test_refused_rows_are_shown_with_reasons_and_keep_the_list_out(house: House) -> None:
    phone, unit = house.sign_in("admin"), commune(house)
    bad = (NEW[0], NEW[1], "Chi bộ thôn Bắc")
    address, page = shown(phone, unit, sheet_of(HEAD, LAN, bad))
    assert "Chưa nhập được (1)" in page
    assert '<th scope="row">Dòng 3</th>' in page
    assert "Không có chi bộ “Chi bộ thôn Bắc” trong đơn vị này." in page
    assert "/acceptance" not in page
    assert phone.is_refused(f"{address}/acceptance") == (409, "import_not_acceptable")


def test_what_was_not_seen_is_not_written(house: House) -> None:
    """Between the dry run and the consent somebody else has brought the same list in."""
    phone, unit = house.sign_in("admin"), commune(house)
    address, page = shown(phone, unit, SHEET)
    renamed = sa.update(members).where(members.c.name == "Nguyễn Thị Lan").values(phone="0912 000 222")
    house.writer.run(lambda db, _now: db.execute(renamed))
    assert phone.is_refused(f"{address}/acceptance", seen=seen(page)) == (409, "import_not_acceptable")
    assert phone.does(f"{address}/acceptance", seen=seen(phone.read(address))) == "done_imported"


def test_a_list_that_says_nothing_new_offers_nothing_to_accept(house: House) -> None:
    page = shown(house.sign_in("admin"), commune(house), sheet_of(HEAD, ("Nguyễn Thị Lan", *LAN[1:4])))[1]
    assert "Không có gì để nhập" in page
    assert "/acceptance" not in page


def test_files_that_are_no_list_are_refused_at_once(house: House) -> None:
    phone, unit = house.sign_in("admin"), commune(house)
    assert upload(phone, unit, b"PK\x03\x04").json()["code"] == "sheet_not_read"
    assert upload(phone, unit, b"x" * (5 * 1024 * 1024 + 1)).status_code == 413
    assert phone.is_refused(f"/units/{unit}/import") == (422, "field_missing")


def test_only_who_keeps_the_members_brings_lists_in(house: House) -> None:
    unit = commune(house)
    address, _ = shown(house.sign_in("admin"), unit, SHEET)
    for role in ("chair", "member", "upper"):
        phone = house.sign_in(role)
        assert upload(phone, unit, SHEET).status_code == 404
        assert phone.get(address).status_code == 404
        assert phone.is_refused(f"{address}/acceptance")[0] == 404


def test_an_address_of_no_list_is_not_found(house: House) -> None:
    phone, unit = house.sign_in("admin"), commune(house)
    for digest in ("0" * 64, "x"):
        assert phone.get(f"/units/{unit}/import/{digest}").status_code == 404
    assert phone.is_refused(f"/units/{unit}/import/{'0' * 64}/acceptance") == (404, "not_found")


def test_lists_nobody_accepted_in_a_day_go(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    old = keep_rows(tmp_path, [SheetRow(2, "Nguyễn Văn An")], now)
    assert find_rows(tmp_path, old) == [SheetRow(2, "Nguyễn Văn An")]
    [path] = tmp_path.glob("*/*")
    past = time.time() - timedelta(days=2).total_seconds()
    os.utime(path, (past, past))
    new = keep_rows(tmp_path, [SheetRow(3)], now)
    assert find_rows(tmp_path, old) is None
    forget_rows(tmp_path, new)
    forget_rows(tmp_path, new)
    assert find_rows(tmp_path, new) is None


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", "A" * 64, "0" * 63])
def test_only_a_digest_names_a_list(tmp_path: Path, digest: str) -> None:
    assert find_rows(tmp_path, digest) is None
