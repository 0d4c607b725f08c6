"""The same texts and the same questions give the same answers in the same order on both databases."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from server.index.actions import Entry, Kind, put, remove
from server.index.queries import find
from server.index.rules import ask
from server.units.actions import add_unit
from server.units.rules import UnitKind
from tests.db.fresh import migrated, opened

WORDS = tuple(
    " ".join(
        (
            "đảng Đảng đang đăng dâng viên viện vien tiếng tiêng Việt quyết QUYẾT quyet định 12 NQ/TU 12-QĐ/TW",
            "hoà hòa bình thủy thuỷ lợi mương kênh điều lệ Đoàn 1e5 0012 3.2 a_b x² ½ Ⅻ ưu ơn cộng-đồng",
            "đ Đ éclair straße İ 中文",
        )
    ).split()
)
QUESTIONS = (
    *WORDS,
    *("dang vien", "đảng viên", "Đảng viê", "quyet dinh", "12-qd/tw", "hoa binh", "kenh muo", "1e", "00", "ưu 12"),
    *("' OR 1=1", '"dang" OR *', "folded : x", "a & b | !c", "NEAR(dang vien)", "dang:*", "\\'", ""),
)
NOON = datetime(2026, 11, 20, 5, tzinfo=UTC)


def texts(count: int = 300) -> Iterator[Entry]:
    chance = random.Random(7)
    for number in range(count):
        text = " ".join(chance.choices(WORDS, k=12))
        at = NOON - timedelta(hours=chance.randrange(40))
        kind = chance.choice(list(Kind))
        yield Entry(UUID(int=number + 1), kind, UUID(int=0), at, chance.choice(WORDS), text)


def fill(db: Connection) -> None:
    today = NOON.date()
    unit_id = add_unit(db, parent_id=None, kind=UnitKind.PROVINCE, name="Tỉnh", place="", today=today)
    for one in texts():
        put(db, Entry(one.subject_id, one.kind, unit_id, one.at, one.title, one.text))
    for number in range(1, 300, 7):
        remove(db, UUID(int=number))
    put(db, Entry(UUID(int=2), Kind.ARTICLE, unit_id, NOON, "Đã sửa", "chữ mới"))


def answers(db: Connection) -> dict[str, list[int]]:
    return {one: [hit.subject_id.int for hit in find(db, ask(one), sa.true(), 40)] for one in QUESTIONS}


@pytest.fixture(scope="module")
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, list[int]]]:
    found = []
    here = f"sqlite:///{tmp_path_factory.mktemp('index')}/words.db"
    for url in (here, request.getfixturevalue("postgres").create(uuid4().hex)):
        migrated(url)
        with opened(url) as database, database.writing.begin() as db:
            fill(db)
            found.append(answers(db))
    return found


@pytest.mark.parametrize("question", QUESTIONS)
def test_both_databases_answer_alike(both: list[dict[str, list[int]]], question: str) -> None:
    assert both[0][question] == both[1][question]


def test_the_questions_find_something(both: list[dict[str, list[int]]]) -> None:
    assert sum(bool(hits) for hits in both[0].values()) > len(WORDS)


def test_exact_marks_stand_first_and_each_part_is_newest_first(both: list[dict[str, list[int]]]) -> None:
    known = {one.subject_id.int: one for one in texts()}
    hits = [known[number] for number in both[0]["đảng"] if number in known]
    exact = ["đảng" in f"{one.title} {one.text}".lower().split() for one in hits]
    assert True in exact
    assert False in exact or len(hits) == 40
    assert exact == sorted(exact, reverse=True)
    for part in (True, False):
        times = [one.at for one, is_exact in zip(hits, exact, strict=True) if is_exact is part]
        assert times == sorted(times, reverse=True)


def test_what_was_taken_out_or_rewritten_is_found_no_more(both: list[dict[str, list[int]]]) -> None:
    for answer in both:
        assert 2 not in {number for one in WORDS if len(one) > 1 for number in answer[one]}
        assert not {number % 7 for hits in answer.values() for number in hits} & {1}
