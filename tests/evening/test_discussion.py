"""How a word came is decided by the roll; whose turn it is by the order of hands."""

import sqlalchemy as sa

from server.discussion.tables import statements
from server.meetings.tables import guests
from tests.evening.people import Evening

READ = "Đã đọc trước chi bộ"


def channel_of(evening: Evening, text: str) -> str:
    return str(evening.house.value(sa.select(statements.c.channel).where(statements.c.text == text)))


def said(evening: Evening, part: str, text: str) -> str:
    fields = {"item": evening.item(5), "text": text, "channel": "spoken"}
    assert evening.by(part).does(f"{evening.meeting('open')}/statements", **fields) == "done_statement"
    return channel_of(evening, text)


def test_the_roll_decides_how_a_word_came_and_never_what_the_form_says(evening: Evening) -> None:
    assert said(evening, "member", "Từ trong phòng.") == "written"
    assert said(evening, "guest", "Từ đại biểu.") == "written"
    assert said(evening, "absent", "Từ nơi xa.") == "remote"
    recorder, meeting = evening.by("recorder"), evening.meeting("open")
    recorder.does(f"{meeting}/attendance", member=evening.member("member"), state="left_early", reason="Việc nhà")
    assert said(evening, "member", "Sau khi về.") == "remote"
    recorder.does(f"{meeting}/attendance", member=evening.member("absent"), state="late")
    assert said(evening, "absent", "Đã vào phòng.") == "written"


def test_the_recorder_writes_for_others_and_is_named_for_it(evening: Evening) -> None:
    meeting, recorder, item = evening.meeting("open"), evening.by("recorder"), evening.item(5)
    note = {"item": item, "member": evening.member("exempt"), "channel": "advance", "text": "Cụ gửi giấy đến."}
    recorder.does(f"{meeting}/statements/noted", **note)
    assert channel_of(evening, "Cụ gửi giấy đến.") == "advance"
    guest = evening.house.value(sa.select(guests.c.id).where(guests.c.member_id.isnot(None)))
    recorder.does(f"{meeting}/statements/noted", **note | {"member": guest, "channel": "spoken", "text": "Xã nói."})
    page = evening.by("member").read(f"{meeting}/room")
    assert page.count("Đ/c Lê Đức Minh ghi giúp") >= 2
    assert "Đ/c Hoàng Văn Tiến" in page
    for wrong in ({"member": evening.member("outsider")}, {"item": evening.member("member")}):
        assert recorder.is_refused(f"{meeting}/statements/noted", **note | wrong) == (404, "not_found")
    assert recorder.is_refused(f"{meeting}/statements/noted", **note | {"channel": "shouted"}) == (
        422,
        "field_not_understood",
    )
    assert recorder.is_refused(f"{meeting}/statements/noted", **note | {"text": " \n "}) == (422, "statement_empty")


def test_what_was_read_out_is_marked_and_can_be_unmarked(evening: Evening) -> None:
    meeting, recorder = evening.meeting("open"), evening.by("recorder")
    said(evening, "absent", "Nhờ thư ký đọc giúp.")
    reading = f"{meeting}/statements/{evening.newest(statements)}/reading"
    before = evening.by("member").read(f"{meeting}/room").count(READ)
    recorder.does(reading, read="yes")
    recorder.does(reading, read="yes")
    assert evening.by("member").read(f"{meeting}/room").count(READ) == before + 1
    assert evening.types(meeting)[-2:] == ["statement_made", "statement_read_out"]
    recorder.does(reading, read="no")
    assert evening.by("member").read(f"{meeting}/room").count(READ) == before
    elsewhere = reading.replace(meeting, evening.meeting("published"))
    assert recorder.is_refused(elsewhere, read="yes") == (404, "not_found"), "a statement belongs to its meeting"


def test_who_raised_the_hand_first_speaks_first(evening: Evening) -> None:
    meeting, chair = evening.meeting("open"), evening.by("chair")
    evening.by("member").does(f"{meeting}/hand")
    page = evening.by("guest").read(f"{meeting}/room")
    order = [page.index(f"<li>Đ/c {name}</li>") for name in ("Vũ Quốc Khánh", "Phạm Minh Châu", "Nguyễn Thị Lan")]
    assert order == sorted(order)
    assert chair.is_refused(f"{meeting}/speakers", member=evening.member("absent")) == (409, "nobody_to_call")
    chair.does(f"{meeting}/speakers", member=evening.member("member"))
    chair.does(f"{meeting}/speakers", member=evening.member("member"))
    assert "Mời đồng chí phát biểu." in evening.by("member").read(f"{meeting}/room")
    chair.does(f"{meeting}/speakers", member=evening.member("member2"))
    assert evening.types(meeting)[-3:] == ["speaker_called", "speaker_finished", "speaker_called"]
    evening.by("member2").does(f"{meeting}/hand/lowering")
    evening.by("probationary").does(f"{meeting}/hand/lowering")
    evening.by("probationary").does(f"{meeting}/hand/lowering")
    assert evening.types(meeting)[-2:] == ["speaker_finished", "hand_lowered"]
    evening.by("guest").does(f"{meeting}/hand")
    chair.does(f"{meeting}/speakers/removal", member=evening.member("guest"))
    assert "Thứ tự phát biểu" not in evening.by("member").read(f"{meeting}/room")


def test_the_agenda_moves_for_everybody_and_keeps_what_was_concluded(evening: Evening) -> None:
    meeting, chair = evening.meeting("open"), evening.by("chair")
    before = evening.types(meeting)
    chair.does(f"{meeting}/current-item", item=evening.item(5))
    assert evening.types(meeting) == before, "the item on the table is there already"
    evening.by("recorder").does(f"{meeting}/current-item", item=evening.item(6))
    assert "mục 6/8" in evening.by("member").read(f"{meeting}/room")
    chair.does(f"{meeting}/items/{evening.item(6)}/conclusion", text="Chốt làm trước ngày 20.")
    chair.does(f"{meeting}/items/{evening.item(6)}/conclusion", text="Chốt làm trước ngày 25.")
    page = evening.by("absent").read(f"{meeting}/room")
    assert ("ngày 20." in page.partition('id="room-now"')[2].partition("</section>")[0], "ngày 25." in page) == (
        False,
        True,
    )
    assert chair.is_refused(f"{meeting}/items/{evening.item(6)}/conclusion", text="") == (422, "field_missing")
    other = evening.item(1, evening.meeting("published"))
    assert chair.is_refused(f"{meeting}/current-item", item=other) == (404, "not_found")
