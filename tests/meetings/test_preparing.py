"""Drafts that are thrown away, and who is summoned to which kind of meeting."""

from uuid import UUID

import sqlalchemy as sa

from server.ledger.tables import streams
from server.meetings.tables import agenda_items, meetings, participants
from server.units.tables import units
from tests.house import House, Phone


def draft(house: House, chair: Phone, kind: str = "regular") -> str:
    """A draft for next year by the cell's secretary; gives its address."""
    unit = house.value(sa.select(units.c.id).where(units.c.name == "Chi bộ thôn Đông"))
    answer = chair.post(
        f"/units/{unit}/meetings",
        kind=kind,
        title="Cuộc họp thử",
        day="2099-05-19",
        hour="19:30",
        place="Nhà văn hóa",
        chair=house.person("chair"),
        recorder=house.person("member"),
    )
    return str(answer.json()["location"]).removesuffix("/prepare/content")


def test_a_draft_that_is_thrown_away_leaves_nothing(house: House) -> None:
    chair = house.sign_in("chair")
    address = draft(house, chair)
    meeting_id = UUID(address.rsplit("/", 1)[1])
    assert house.sign_in("recorder").is_refused(f"{address}/discarding") == (404, "not_found")
    assert chair.does(f"{address}/discarding") == "done_discarded"
    for table in (agenda_items, streams):
        assert house.read(sa.select(table.c.meeting_id).where(table.c.meeting_id == meeting_id)) == []
    assert house.read(sa.select(meetings.c.id).where(meetings.c.id == meeting_id)) == []
    assert chair.get(f"{address}/prepare/check").status_code == 404


def test_what_was_published_is_not_thrown_away(house: House) -> None:
    chair = house.sign_in("chair")
    address = draft(house, chair)
    assert chair.does(f"{address}/publication") == "done_published"
    assert chair.is_refused(f"{address}/discarding") == (409, "not_a_draft")


def test_a_committee_meeting_summons_the_committee_alone(house: House) -> None:
    chair = house.sign_in("chair")
    address = draft(house, chair, kind="committee")
    assert "Triệu tập 3 đồng chí" in chair.read(f"{address}/prepare/check")
    chair.does(f"{address}/publication")
    summoned = sa.select(participants.c.post).where(participants.c.meeting_id == UUID(address.rsplit("/", 1)[1]))
    posts = sorted(row.post for row in house.read(summoned))
    assert posts == ["committee_member", "deputy_secretary", "secretary"]
    recorder = house.sign_in("member")
    assert "Phòng họp" in recorder.read(f"{address}/room") or "Bàn thư ký" in recorder.read(f"{address}/room")
    chair.does(f"{address}/state", step="open")
    assert house.sign_in("member2").get(f"{address}/room").status_code == 404


def test_the_post_in_the_list_is_the_role_in_the_cell(house: House) -> None:
    """The office's list names a new secretary: the old one prepares no more meetings from then on."""
    from server.console.members import import_members
    from tests.members.lists import sheet_of

    path = house.installation.settings.data / "list.xlsx"
    path.write_bytes(
        sheet_of(
            ("Họ và tên", "Ngày sinh", "Chi bộ", "Chức vụ"),
            ("Nguyễn Đình Lâm", "12/03/1958", "Chi bộ thôn Đông", "Đảng viên"),
            ("Nguyễn Thị Lan", "30/01/1956", "Chi bộ thôn Đông", "Bí thư"),
        )
    )
    parts = house.installation
    said = import_members(parts.database, parts.writer, str(path), "Đảng bộ xã Hòa An", accept=True)
    assert said.endswith("written")
    unit = house.value(sa.select(units.c.id).where(units.c.name == "Chi bộ thôn Đông"))
    assert house.sign_in("member").get(f"/units/{unit}/meetings/new").status_code == 200
    assert house.sign_in("chair").get(f"/units/{unit}/meetings/new").status_code == 404
