"""Documents come to the library and leave it."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection

from server.clock import ZONE, local_date
from server.documents.queries import Document, html_of
from server.documents.rules import DocumentType, check_issued, check_numbering, check_withdrawal, mark_of, page_of
from server.documents.tables import documents
from server.i18n.messages import sentence
from server.ids import new_id
from server.index.actions import Entry, Kind, put, remove
from server.ledger.transaction import Transaction
from server.meetings.papers import Paper, text_of


@dataclass(frozen=True, slots=True)
class About:
    """What stands on the document itself."""

    type: DocumentType
    number: str
    symbol: str
    title: str
    issuer: str
    issued_on: date


def publish(tx: Transaction, unit_id: UUID, about: About, paper: Paper) -> UUID:
    """To everybody below the unit. The file itself was stored by its digest before."""
    check_issued(about.issued_on, local_date(tx.now))
    file = {name: getattr(paper, name) for name in ("filename", "kind", "size", "sha256", "pages")}
    file["html"] = paper.html or page_of(paper.text) or None
    return _add(tx, unit_id, about, file, paper.words)


def publish_resolution(tx: Transaction, unit_id: UUID, about: About, meeting_id: UUID, html: str) -> UUID:
    """What a meeting of this unit has decided: text without a file, beside the minutes that it stands in."""
    return _add(tx, unit_id, about, {"html": html, "meeting_id": meeting_id}, text_of(html))


def _add(tx: Transaction, unit_id: UUID, about: About, values: dict[str, object], words: str) -> UUID:
    document_id = new_id()
    tx.db.execute(
        sa.insert(documents).values(
            id=document_id,
            unit_id=unit_id,
            type=about.type,
            number=about.number,
            symbol=about.symbol,
            title=about.title,
            issuer=about.issuer,
            issued_on=about.issued_on,
            added_by=tx.actor.member_id,
            added_at=tx.now,
            **values,
        )
    )
    _make_findable(tx.db, document_id, unit_id, about, words)
    tx.trace("document_published", document_id, unit_id=unit_id)
    return document_id


def _make_findable(db: Connection, document_id: UUID, unit_id: UUID, about: About | Document, words: str) -> None:
    said = (sentence(f"document_type_{about.type}"), mark_of(about.number, about.symbol), about.issuer, words)
    text = "\n".join(filter(None, said))
    put(db, Entry(document_id, Kind.DOCUMENT, unit_id, _morning_of(about.issued_on), about.title, text))


def _morning_of(day: date) -> datetime:
    return datetime.combine(day, time(), ZONE).astimezone(UTC)


def number(tx: Transaction, document: Document, *, number: str, symbol: str) -> None:
    check_numbering(of_meeting=document.meeting_id is not None)
    here = documents.c.id == document.id
    tx.db.execute(sa.update(documents).where(here).values(number=number, symbol=symbol))
    words = text_of(html_of(tx.db, document.id) or "")
    _make_findable(tx.db, document.id, document.unit_id, replace(document, number=number, symbol=symbol), words)
    tx.trace("document_numbered", document.id, unit_id=document.unit_id)


def withdraw(tx: Transaction, document: Document) -> None:
    check_withdrawal(withdrawn=document.withdrawn_at is not None, of_meeting=document.meeting_id is not None)
    tx.db.execute(sa.update(documents).where(documents.c.id == document.id).values(withdrawn_at=tx.now))
    remove(tx.db, document.id)
    tx.trace("document_withdrawn", document.id, unit_id=document.unit_id)


def paper_of(document: Document, html: str | None) -> Paper | None:
    """As a paper for a meeting, where a PDF opens as what it is; a resolution has no file and goes to none."""
    if document.sha256 is None or document.filename is None or document.kind is None or document.size is None:
        return None
    return Paper(
        document.filename,
        document.kind,
        document.size,
        document.sha256,
        document.pages,
        html if document.kind == "docx" else None,
    )
