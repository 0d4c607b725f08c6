"""What offices write in a cell."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.attendance import rules as attendance
from server.members.values import (
    Post,
    Standing,
    parse_date,
    parse_name,
    parse_phone,
    parse_post,
    parse_standing,
    years_between,
)

DAY = date(1975, 9, 5)


@pytest.mark.parametrize(
    "text",
    [
        "05/09/1975",
        "5/9/1975",
        "05-09-1975",
        "5.9.1975",
        "05 / 09 / 1975",
        "1975-09-05",
        "05/09/1975 00:00:00",
        "1975-09-05T00:00",
        "ngày 05 tháng 9 năm 1975",
        "5 tháng 9, năm 1975",
        "27642",
        "27642.0",
        "27642.75",
    ],
)
def test_a_day_is_understood_in_every_way_of_writing(text: str) -> None:
    assert parse_date(text) == DAY


@pytest.mark.parametrize(
    "text", ["1975", "9/1975", "05/09/75", "31/02/1975", "09/25/1975", "5091975", "sau", "0/0/0000"]
)
def test_what_would_be_a_guess_is_no_day(text: str) -> None:
    assert parse_date(text) is None


@given(st.dates(date(1930, 1, 1)))
def test_every_day_comes_back_as_it_was_written(day: date) -> None:
    assert parse_date(f"{day:%d/%m}/{day.year:04}") == day
    assert parse_date(f"{day.day}.{day.month}.{day.year:04}") == day


@pytest.mark.parametrize(
    "text",
    [
        "0912345678",
        "912345678",
        "0912 345 678",
        "0912.345.678",
        "+84 912 345 678",
        "84912345678",
        "0084912345678",
        "(+84)912-345-678",
        "+84 0912 345 678",
    ],
)
def test_a_mobile_number_is_understood_in_every_way_of_writing(text: str) -> None:
    assert parse_phone(text) == "0912 345 678"


def test_a_landline_is_a_number_too() -> None:
    assert parse_phone("0243.8251234") == parse_phone("2438251234") == "0243 825 1234"


@pytest.mark.parametrize(
    "text", ["", "091234567", "0123456789", "01689123456", "0912345678/0987654321", "không có", "+1 202"]
)
def test_what_is_no_number_of_this_country_is_none(text: str) -> None:
    assert parse_phone(text) is None


@pytest.mark.parametrize(
    ("text", "standing"),
    [
        ("Chính thức", Standing.OFFICIAL),
        ("ĐẢNG VIÊN CHÍNH THỨC", Standing.OFFICIAL),
        ("Dự bị", Standing.PROBATIONARY),
        ("đảng viên dự bị", Standing.PROBATIONARY),
        ("Miễn sinh hoạt", Standing.EXEMPT),
        ("Được miễn công tác và sinh hoạt đảng", Standing.EXEMPT),
        ("Đảng viên được miễn sinh hoạt", Standing.EXEMPT),
        ("Giảm", Standing.REDUCED_DUTY),
        ("Được giảm công tác, sinh hoạt", Standing.REDUCED_DUTY),
        ("Sinh hoạt tạm thời", Standing.TEMPORARILY_HERE),
        ("Tạm thời đến", Standing.TEMPORARILY_HERE),
        ("Chuyển sinh hoạt tạm thời", Standing.TEMPORARILY_AWAY),
        ("Tạm thời nơi khác", Standing.TEMPORARILY_AWAY),
        ("Đình chỉ", Standing.SUSPENDED),
        ("Bị đình chỉ sinh hoạt đảng", Standing.SUSPENDED),
        ("Bị", None),
        ("Cảm tình Đảng", None),
    ],
)
def test_standings_by_the_words_of_lists(text: str, standing: Standing | None) -> None:
    assert parse_standing(text) is standing


def test_standings_are_those_of_the_roll() -> None:
    assert {one.value for one in Standing} == {one.value for one in attendance.Standing}


@pytest.mark.parametrize(
    ("text", "post"),
    [
        ("Bí thư", Post.SECRETARY),
        ("BÍ THƯ CHI BỘ", Post.SECRETARY),
        ("Phó Bí thư", Post.DEPUTY_SECRETARY),
        ("Chi uỷ viên", Post.COMMITTEE_MEMBER),
        ("Cấp ủy viên", Post.COMMITTEE_MEMBER),
        ("Đảng viên", Post.MEMBER),
        ("Thư ký", None),
        ("Trưởng thôn", None),
    ],
)
def test_posts_by_the_words_of_lists(text: str, post: Post | None) -> None:
    assert parse_post(text) is post


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Nguyễn Văn An", "Nguyễn Văn An"),
        ("NGUYỄN THỊ ÁNH TUYẾT", "Nguyễn Thị Ánh Tuyết"),
        ("lê đức minh", "Lê Đức Minh"),
        ("H'HEN NIÊ", "H'Hen Niê"),
        ("Y Bih", "Y Bih"),
        ("Nguyễn Văn 4n", None),
        ("034075001234", None),
        ("=1+1", None),
        ("Nguyễn Văn An (B)", None),
    ],
)
def test_names_come_in_one_case_and_without_signs(text: str, name: str | None) -> None:
    assert parse_name(text) == name


@pytest.mark.parametrize(
    ("start", "end", "years"),
    [
        (date(2000, 2, 29), date(2018, 2, 28), 17),
        (date(2000, 2, 29), date(2018, 3, 1), 18),
        (date(2000, 5, 5), date(2018, 5, 5), 18),
        (date(2000, 5, 5), date(2018, 5, 4), 17),
    ],
)
def test_an_age_is_counted_in_whole_years(start: date, end: date, years: int) -> None:
    assert years_between(start, end) == years
