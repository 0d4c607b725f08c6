"""People are found by their given name, in the order of a Vietnamese dictionary."""

import random
import unicodedata

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.i18n.names import given_name, sort_key
from tests.servers import Postgres

# Written down by hand: letters a ă â b c d đ e ê g …, then the tones: ngang, huyền, hỏi, ngã, sắc, nặng.
_IN_ORDER = (
    "An Anh Ánh Ăn Ân Ấn Bình Bính Bống Chi Chí Cúc Cường Dung Dũng Duyên Duyến Dương Đạt Đông Đức Em Én Êm "
    "Gấm Giang Hà Hạ Hải Hằng Hân Hiền Hiển Hiến Hiệp Hoa Hòa Hoàn Hoàng Hồng Huệ Hùng Hưng Khoa Khoai Khôi Kiều "
    "Lam Lan Lân Liên Loan Long Ly Lý Ma Mà Mả Mã Má Mạ Mai Minh My Nam Nga Nghĩa Ngọc Nguyên Oanh Oánh Ô Ơn Phong "
    "Quân Quế Quý Sang Sáng Sơn Tâm Thanh Thành Thảo Thủy Tiên Tiến Trang Trọng Tú Út Uyên Ưng Vân Việt Vinh "
    "Xuân Ý Yên Yến"
)
GIVEN_NAMES = _IN_ORDER.split()

PEOPLE = [
    "Bùi Văn An",
    "Nguyễn Thị An",
    "Nguyễn Văn An",
    "Nguyền Văn An",
    "Trần An",
    "Trần Đình An",
    "Lê Anh",
    "Nguyễn Văn Ân",
    "An Bình",
    "Nguyễn Bình",
    "Nguyễn An Bình",
    "Nguyễn Ân Bình",
    "Đỗ Thị Hòa",
    "Lê Thị Hòa",
    "Lê Văn Hòa",
    "Vũ Hoàng",
]


def shuffled(names: list[str]) -> list[str]:
    return random.Random(2026).sample(names, len(names))


def test_given_names_stand_in_the_order_of_the_dictionary() -> None:
    assert sorted(shuffled(GIVEN_NAMES), key=sort_key) == GIVEN_NAMES


def test_letters_count_before_tones() -> None:
    assert sorted(["Ân", "Anh", "Án", "An"], key=sort_key) == ["An", "Án", "Anh", "Ân"]


def test_people_stand_by_given_name_then_by_the_rest() -> None:
    wanted = [one for one in PEOPLE if one != "Nguyền Văn An"]
    assert sorted(shuffled(wanted), key=sort_key) == wanted


def test_a_tone_decides_only_where_all_letters_are_equal() -> None:
    assert sort_key("Nguyền Văn An") < sort_key("Nguyễn Văn An")
    assert sort_key("Nguyễn Thị An") < sort_key("Nguyền Văn An")


def test_one_name_has_one_key_however_it_was_typed() -> None:
    for name in PEOPLE:
        typed = [name, name.upper(), f"  {name.replace(' ', '  ')} ", unicodedata.normalize("NFD", name)]
        assert len({sort_key(one) for one in typed}) == 1


def test_the_order_is_the_same_in_code_points_and_in_bytes() -> None:
    assert sorted(GIVEN_NAMES, key=lambda name: sort_key(name).encode()) == GIVEN_NAMES


def test_postgresql_with_its_vietnamese_collation_agrees(postgres: Postgres) -> None:
    with psycopg.connect(postgres.conninfo()) as db:
        query = 'SELECT name FROM unnest(%s::text[]) AS name ORDER BY name COLLATE "vi-x-icu"'
        found = [name for (name,) in db.execute(query, [shuffled(GIVEN_NAMES)])]
    assert found == GIVEN_NAMES


letters = st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấầẩẫậ", min_size=1, max_size=6)


@given(letters, letters, letters)
def test_a_shorter_given_name_stands_before_the_longer_one_that_begins_with_it(
    name: str, more: str, surname: str
) -> None:
    assert sort_key(f"{surname} {name}") < sort_key(f"{surname} {name}{more}")


@given(st.text())
def test_any_text_has_a_key(text: str) -> None:
    assert sort_key(text) == sort_key(" ".join(text.split()))


@pytest.mark.parametrize(
    ("name", "given_"),
    [("Nguyễn Văn An", "An"), ("An", "An"), (" Trần  Văn Bình ", "Bình"), ("", ""), ("Y Blai Niê", "Niê")],
)
def test_the_given_name_stands_last(name: str, given_: str) -> None:
    assert given_name(name) == given_
