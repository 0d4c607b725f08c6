"""The one data model behind both files."""

from dataclasses import replace
from datetime import date

from server.ledger.check import Anchor
from server.minutes.compose import Paragraph
from server.minutes.document import Section, document_of
from tests.minutes.sample import CHAIR_SIGNED, HASH, HEADER, RECORDER_SIGNED, minutes


def test_the_head_is_that_of_the_unit_and_its_superior() -> None:
    document = document_of(minutes())
    assert (document.superior, document.issuer) == ("Đảng bộ xã Hòa Bình", "Chi bộ thôn Đông")
    assert (document.party, document.number) == ("Đảng Cộng sản Việt Nam", "Số ……-BB/CB")
    assert document.place_and_date == "Hòa Bình, ngày 21 tháng 11 năm 2026"
    assert (document.title, document.subject) == ("Biên bản", "Sinh hoạt chi bộ thường kỳ tháng 11 năm 2026")


def test_an_unknown_locality_leaves_room_for_the_hand() -> None:
    document = document_of(minutes(None, replace(HEADER, locality="", day="2026-02-03")))
    assert document.place_and_date == "……………, ngày 03 tháng 02 năm 2026"


def test_a_unit_without_a_superior_sends_its_minutes_to_nobody() -> None:
    document = document_of(minutes(None, replace(HEADER, superior="")))
    assert (document.superior, document.recipients) == ("", ("Lưu chi bộ.",))
    assert document_of(minutes()).recipients == ("Đảng bộ xã Hòa Bình,", "Lưu chi bộ.")


def test_each_line_is_a_paragraph_and_empty_lines_are_none() -> None:
    document = document_of(minutes([Paragraph("Mục", "một\n\nhai")]))
    assert document.sections == (Section("Mục", ("một", "hai")),)


def test_the_recorder_signs_on_the_left_and_the_chair_on_the_right() -> None:
    left, right = document_of(minutes(None, HEADER, RECORDER_SIGNED)).signatures
    assert (left.role, left.name) == ("Thư ký", "Lê Đức Minh")
    assert (right.role, right.name) == ("Chủ trì", "Nguyễn Văn An")
    assert left.note == "Đã duyệt trên Sổ tay, thứ Bảy, 21/11/2026, 21:07"
    assert right.note == ""


def test_a_draft_says_on_every_page_that_it_is_one() -> None:
    assert document_of(minutes()).footer == "Dự thảo, chưa được duyệt"


def test_frozen_minutes_name_their_place_in_the_log() -> None:
    footer = document_of(minutes(None, HEADER, CHAIR_SIGNED, RECORDER_SIGNED, frozen=True)).footer
    assert footer == f"Sổ tay · nhật ký cuộc họp đến số 212, mã băm {HASH[:32]}"


def test_frozen_minutes_carry_the_mark_of_the_trace_under_it() -> None:
    anchor = Anchor(date(2026, 11, 20), "7K2M-ABCD-99XZ-QW3R")
    signed = minutes(None, HEADER, CHAIR_SIGNED, RECORDER_SIGNED, frozen=True)
    first, second = document_of(signed, anchor).footer.split("\n")
    assert first == document_of(signed).footer
    assert second == "Dấu nhật ký ngày 20/11/2026: 7K2M-ABCD-99XZ-QW3R"
    assert document_of(minutes(), anchor).footer == "Dự thảo, chưa được duyệt"
