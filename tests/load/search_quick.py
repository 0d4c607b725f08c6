"""How long the search takes over 100,000 paragraphs, a member's rights included, on SQLite and on PostgreSQL.

    python -m tests.load.search_quick [paragraphs]

Beside each figure its peer: the same words put to the same index without rights, title or order. Prints.
"""

import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection

from server import clock
from server.actor import Actor
from server.ids import new_id
from server.index.actions import Entry, Kind, put
from server.index.queries import _holding
from server.index.rules import ask
from server.index.tables import entries
from server.members.queries import get_member
from server.search.queries import MOST, search
from server.units.queries import get_unit
from server.units.tables import units
from tests.house import House, Templates
from tests.servers import own_postgres

# Syllables of everyday office Vietnamese; a few stand in every second paragraph, most in one of a thousand.
COMMON = ("chi", "bộ", "đảng", "viên", "nghị", "quyết", "sinh", "hoạt", "nông", "thôn", "mới", "xã", "cuộc", "họp")
ONSETS, RHYMES = ("b", "ch", "đ", "gi", "h", "kh", "m", "nh", "qu", "tr", "v"), ("a", "ăn", "iên", "ông", "ươi", "uyên")
RARE = [onset + rhyme + tail for onset in ONSETS for rhyme in RHYMES for tail in ("", "g", "h", "t")]
QUESTIONS = (
    *("nghi quyet", "nông thôn mới", "chi bo sinh hoat", "xa", "đảng viên"),
    *("nghị quyết {rare}", "{rare}", "{rare} {rare}"),
)
ROUNDS, WARM = 200, 20


def paragraph(pick: random.Random) -> str:
    words = pick.choices(COMMON, k=6) + pick.choices(RARE, k=50)
    pick.shuffle(words)
    return " ".join(words)


def fill(db: Connection, count: int) -> None:
    """Articles and documents of the province, as many as there are paragraphs: each is an entry of its own."""
    pick, top = random.Random(1), db.execute(sa.select(units.c.id).where(units.c.parent_id.is_(None))).scalar_one()
    now = clock.now()
    for start in range(0, count, 1000):
        put(
            db,
            *(
                Entry(
                    new_id(),
                    pick.choice((Kind.ARTICLE, Kind.DOCUMENT)),
                    top,
                    now - timedelta(minutes=start + place),
                    f"Tin số {start + place}",
                    paragraph(pick),
                )
                for place in range(1000)
            ),
        )


def timed(work: Callable[[str], object]) -> str:
    pick, spent = random.Random(2), []
    for _ in range(ROUNDS):
        asked = pick.choice(QUESTIONS)
        while "{rare}" in asked:
            asked = asked.replace("{rare}", pick.choice(RARE), 1)
        began = time.perf_counter()
        work(asked)
        spent.append((time.perf_counter() - began, asked))
    worst = sorted(spent[WARM:])
    at = [worst[int(len(worst) * part)][0] * 1000 for part in (0.5, 0.95)]
    return f"p50 {at[0]:6.1f} ms · p95 {at[1]:6.1f} ms · slowest {worst[-1][0] * 1000:.1f} ms: {worst[-1][1]}"


def measure(house: House, kind: str, count: int) -> None:
    began = time.perf_counter()
    house.writer.run(lambda db, _now: fill(db, count))
    print(f"{kind}: {count:,} paragraphs indexed in {time.perf_counter() - began:.0f} s")
    if kind == "postgresql":
        with house.installation.database.read() as db:
            db.exec_driver_sql("ANALYZE search_entries")
    with house.installation.database.read() as db:
        one = get_member(db, house.person("member"))
        home = get_unit(db, one.unit_id)
        actor = Actor(one.id, new_id(), one.name, one.name, home.id, home.name, home.path)
        today = clock.local_date(clock.now())
        print("  member's search ", timed(lambda text: search(db, actor, text, today)))
        print("  the bare index  ", timed(lambda text: bare(db, text)))


def bare(db: Connection, text: str) -> int:
    found = _holding(db, sa.select(entries.c.number), "folded", ask(text).folded).order_by(None).limit(MOST)
    return len(db.execute(found).all())


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as folder, own_postgres() as postgres:
        templates = Templates(Path(folder), postgres)
        for kind in ("sqlite", "postgresql"):
            with templates.house(kind) as house:
                measure(house, kind, count)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
