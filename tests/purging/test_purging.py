"""An emergency purge: two people, and nothing left in rows, files, index, log or minutes."""

import re
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from server.discussion.tables import statements
from server.documents.tables import documents
from server.ledger.audit import seal_all
from server.ledger.read import verify
from server.ledger.tables import audit, audit_details
from server.news.tables import articles
from server.purging.tables import purges
from tests.evening.people import Evening, at_once
from tests.evening.says import COMMUNE
from tests.evening.test_secrecy import pdf
from tests.house import House

WORD = "Hoamai"  # seeded, and found nowhere afterwards
JSON = {"Accept": "application/json"}


@pytest.fixture
def evening(house: House) -> Evening:
    return Evening(house)


def commune(evening: Evening) -> str:
    return f"/units/{evening.unit(COMMUNE)}"


def ask(evening: Evening, address: str, part: str = "admin") -> str:
    """The address of the confirmation."""
    here = f"{commune(evening)}/purges"
    assert evening.by(part).does(here, address=address, why="state_secret") == "done_purge_asked"
    return f"{here}/{evening.newest(purges)}/confirmation"


def places_of(evening: Evening, word: str) -> list[str]:
    """Tables and files that hold the word."""
    found = [name for name, rows in evening.everything().items() if word.lower() in " ".join(rows).lower()]
    data: Path = evening.house.installation.settings.files
    return found + [path.name for path in data.rglob("*") if path.is_file() and word.encode() in path.read_bytes()]


def published(evening: Evening, title: str) -> str:
    about = {"type": "plan", "number": "09", "symbol": "KH/ĐU", "title": title, "issuer": "Đảng ủy xã"}
    sent = evening.by("editor").client.post(
        f"{commune(evening)}/documents",
        data={"command_id": str(uuid4()), "issued_on": "2026-11-02", **about},
        files={"file": (f"{title}.pdf", pdf(f"Nội dung {WORD}"))},
        headers=JSON,
    )
    return str(sent.json()["location"])


def test_a_document_goes_from_everywhere(evening: Evening) -> None:
    address = published(evening, f"Kế hoạch {WORD}")
    down = {"unit": evening.unit(COMMUNE), "title": f"Học {WORD}", "minutes": 20}
    assert evening.by("upper").does(f"{address}/hand-down", **down) == "done_handed_down"
    assert {"documents", "search_entries", "handed_down", "agenda_items", "papers"} <= set(places_of(evening, WORD))
    file = evening.house.value(sa.select(documents.c.sha256).where(documents.c.id == UUID(address[-36:])))
    stored = evening.house.installation.settings.files / str(file)[:2] / str(file)
    assert stored.exists()
    assert evening.by("operator").does(ask(evening, address)) == "done_purged"
    assert places_of(evening, WORD) == []
    assert not stored.exists()
    assert evening.by("member").get(f"{address}/file").status_code == 404
    assert f"Kế hoạch {WORD}" not in evening.by("member").read(f"/search?q={WORD}")


def test_an_article_goes_from_the_public_too(evening: Evening) -> None:
    editor, here = evening.by("editor"), commune(evening)
    fields = {"title": f"Tin {WORD}", "summary": WORD, "body": f"Nội dung {WORD}", "audience": "public"}
    editor.post(f"{here}/news", **fields)
    article = f"/news/{evening.newest(articles)}"
    editor.post(f"{article}/publication")
    assert "articles" in places_of(evening, WORD)
    evening.by("operator").does(ask(evening, article))
    assert places_of(evening, WORD) == []
    assert WORD not in evening.stranger().read("/public")
    assert evening.stranger().get(article.replace("news", "public")).status_code == 404


def test_a_statement_goes_from_the_room_and_the_log_and_the_minutes(evening: Evening) -> None:
    meeting = evening.meeting("open")
    evening.by("member").does(f"{meeting}/statements", item=evening.item(5), text=f"Một là {WORD}.\nHai là làm ngay.")
    statement = evening.newest(statements)
    evening.by("chair").does(f"{meeting}/state", step="close")
    assert {"statements", "room_event_bodies", "minutes_paragraphs"} <= set(places_of(evening, WORD))
    evening.by("operator").does(ask(evening, f"{meeting}/room#statement-{statement}"))
    assert places_of(evening, WORD) == []
    assert "(Đã xóa khẩn)" in evening.by("member").read(f"{meeting}/minutes")
    with evening.house.installation.database.read() as db:
        assert verify(db, UUID(meeting[-36:]), "all").broken_at is None
    assert evening.by("chair").get(f"{meeting}/events").status_code == 200


def test_a_paper_goes_and_the_same_bytes_elsewhere_stay(evening: Evening) -> None:
    meeting = evening.meeting("published")
    page = evening.by("member").read(meeting)
    paper = re.findall(f"{meeting}/papers/[0-9a-f-]+", page)[0]
    assert evening.by("operator").does(ask(evening, paper)) == "done_purged"
    assert evening.by("member").get(paper).status_code == 404
    assert paper not in evening.by("member").read(meeting)


def test_it_takes_two_people(evening: Evening) -> None:
    address = published(evening, "Kế hoạch")
    confirmation = ask(evening, address)
    assert evening.by("admin").is_refused(confirmation) == (409, "purge_needs_another")
    assert "Chờ người thứ hai" in evening.by("admin").read(f"{commune(evening)}/purges")
    assert evening.by("member").get(address).status_code == 200
    assert evening.by("operator").does(confirmation) == "done_purged"
    assert evening.by("operator").is_refused(confirmation) == (409, "already_purged")


def test_two_confirmations_at_once_are_one(evening: Evening) -> None:
    confirmation = ask(evening, published(evening, "Kế hoạch"))
    operators = [evening.another("operator") for _ in range(4)]
    answers = at_once([lambda phone=phone: phone.post(confirmation).status_code for phone in operators])
    assert sorted(answers) == [200, 409, 409, 409]


def test_nobody_else_and_nothing_elsewhere(evening: Evening) -> None:
    address, here = published(evening, "Kế hoạch"), f"{commune(evening)}/purges"
    confirmation = ask(evening, address)
    for part in ("chair", "member", "upper", "editor", "auditor", "outsider"):
        phone = evening.by(part)
        assert phone.get(here).status_code == 404, part
        assert phone.is_refused(here, address=address, why="other") == (404, "not_found"), part
        assert phone.is_refused(confirmation) == (404, "not_found"), part
    admin = evening.by("admin")
    missing = f"/documents/{UUID(int=5)}"
    assert admin.is_refused(here, address=missing, why="other") == (404, "not_found")
    assert admin.is_refused(here, address="/tasks", why="other") == (422, "purge_address_not_known")
    assert admin.is_refused(here, address=address, why="") == (422, "field_missing")
    other = f"/units/{evening.unit('Đảng bộ phường Đông Hải')}/purges/{confirmation.split('/')[-2]}/confirmation"
    assert admin.is_refused(other) == (404, "not_found")


def test_the_trace_says_who_and_no_content_and_phones_hear_where(evening: Evening) -> None:
    address = published(evening, f"Kế hoạch {WORD}")
    assert evening.stranger().get("/purged").json() == {"purged": []}
    evening.by("operator").does(ask(evening, address))
    assert evening.stranger().get("/purged").json() == {"purged": [address]}
    rows = evening.house.read(
        sa.select(audit.c.action, audit.c.actor_id, audit_details.c.detail)
        .join(audit_details, audit_details.c.audit_id == audit.c.id)
        .where(audit.c.action.like("purge_%"))
        .order_by(audit.c.at)
    )
    assert [(row.action, row.actor_id) for row in rows] == [
        ("purge_asked", evening.member("admin")),
        ("purge_done", evening.member("operator")),
    ]
    assert all(WORD not in row.detail for row in rows)
    evening.house.writer.run(seal_all)
    page = evening.by("admin").read(f"{commune(evening)}/purges")
    assert "Bản sao lưu tạo trước lúc đó còn giữ nội dung này đến hết ngày" in page
