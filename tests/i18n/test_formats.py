"""Dates and times as Vietnamese offices write them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.i18n import formats

# 19:30 in the evening there.
EVENING = datetime(2026, 11, 21, 12, 30, tzinfo=UTC)
# The next day there, still the day before in UTC.
AFTER_MIDNIGHT = datetime(2026, 11, 21, 17, 5, tzinfo=UTC)


def test_a_moment_is_told_in_local_time() -> None:
    assert formats.moment(EVENING) == "thứ Bảy, 21/11/2026, 19:30"
    assert formats.moment(AFTER_MIDNIGHT) == "Chủ nhật, 22/11/2026, 00:05"
    assert formats.clock_time(AFTER_MIDNIGHT) == "00:05"
    assert formats.form_day(AFTER_MIDNIGHT) == "2026-11-22"


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (16, "thứ Hai"),
        (17, "thứ Ba"),
        (18, "thứ Tư"),
        (19, "thứ Năm"),
        (20, "thứ Sáu"),
        (21, "thứ Bảy"),
        (22, "Chủ nhật"),
    ],
)
def test_days_have_their_names(day: int, name: str) -> None:
    assert formats.long_day(date(2026, 11, day)) == f"{name}, {day}/11/2026"


def test_a_day_is_the_same_from_a_date_a_moment_and_iso_text() -> None:
    assert formats.day(date(2026, 2, 3)) == formats.day_of_iso("2026-02-03") == "03/02/2026"
    assert formats.day(EVENING) == "21/11/2026"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (date(2026, 2, 3), "ngày 03 tháng 02 năm 2026"),
        (date(2026, 1, 10), "ngày 10 tháng 01 năm 2026"),
        (date(2026, 3, 9), "ngày 09 tháng 3 năm 2026"),
        (date(2026, 12, 31), "ngày 31 tháng 12 năm 2026"),
    ],
)
def test_a_document_puts_zeros_where_nothing_may_be_added(value: date, text: str) -> None:
    assert formats.document_date(value) == text


def test_minutes_say_when_something_began() -> None:
    assert formats.document_moment(EVENING) == "19 giờ 30, ngày 21 tháng 11 năm 2026"
    assert formats.document_moment(AFTER_MIDNIGHT) == "0 giờ 05, ngày 22 tháng 11 năm 2026"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 phút"),
        (59, "0 phút"),
        (60, "1 phút"),
        (59 * 60, "59 phút"),
        (3600, "1 giờ"),
        (85 * 60, "1 giờ 25 phút"),
        (2 * 3600 + 5 * 60, "2 giờ 05 phút"),
        (-30, "0 phút"),
    ],
)
def test_a_duration_is_told_in_hours_and_minutes(seconds: int, text: str) -> None:
    assert formats.duration(seconds) == text


@given(st.integers(631_152_000, 4_102_444_800))
def test_what_a_form_shows_is_read_back_as_the_same_minute(second: int) -> None:
    at = datetime.fromtimestamp(second, UTC)
    read = formats.parse_local(formats.form_day(at), formats.clock_time(at))
    assert read == at.replace(second=0, microsecond=0)
    assert read.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("day", "hour"), [("21/11/2026", "19:30"), ("2026-11-31", "19:30"), ("2026-11-21", "25:00"), ("", "")]
)
def test_a_form_that_holds_no_time_is_refused(day: str, hour: str) -> None:
    with pytest.raises(ValueError):
        formats.parse_local(day, hour)
