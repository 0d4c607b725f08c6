"""Ask for a purge, and do it: rows, index, log, minutes and files, in one transaction.

The file goes before the commit: should the commit fail, its row is left without it, which is the better half.
"""

from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection

from server.db.files import file_path
from server.discussion.tables import statements
from server.documents.tables import documents
from server.i18n.messages import sentence
from server.ids import new_id
from server.index.actions import remove
from server.ledger.erase import erase_events, erase_from_agenda
from server.ledger.transaction import Transaction
from server.meetings.findable import note
from server.meetings.tables import agenda_items, handed_down, papers
from server.minutes.erase import rewrite
from server.news.tables import articles
from server.purging.queries import Purge
from server.purging.rules import Kind, Reason, Target, check_confirmation, without
from server.purging.tables import purges
from server.units.queries import Unit

_NO_FILE = {"filename": None, "kind": None, "size": None, "sha256": None, "pages": None, "html": None}


def ask(tx: Transaction, unit: Unit, target: Target, reason: Reason) -> None:
    purge_id = new_id()
    tx.db.execute(
        sa.insert(purges).values(
            id=purge_id,
            unit_id=unit.id,
            kind=target.kind,
            subject_id=target.subject_id,
            meeting_id=target.meeting_id,
            reason=reason,
            asked_by=tx.actor.member_id,
            asked_at=tx.now,
        )
    )
    tx.trace("purge_asked", target.subject_id, f"{purge_id} {target.kind} {reason}", unit_id=unit.id)


def confirm(tx: Transaction, purge: Purge, files: Path) -> None:
    """The second person: from here on nothing of it is left but in the backups."""
    check_confirmation(asked_by=purge.asked_by, by=tx.actor.member_id, done=purge.confirmed_at is not None)
    target = purge.target
    match target.kind:
        case Kind.DOCUMENT:
            gone = _purge_document(tx, target.subject_id)
        case Kind.ARTICLE:
            gone = _purge_article(tx, target.subject_id)
        case Kind.PAPER:
            gone = _purge_paper(tx, target)
        case Kind.STATEMENT:
            gone = _purge_statement(tx, target)
    done = {"confirmed_by": tx.actor.member_id, "confirmed_at": tx.now}
    tx.db.execute(sa.update(purges).where(purges.c.id == purge.id).values(**done))
    for sha256 in gone:
        if not _is_used(tx.db, sha256):
            file_path(files, sha256).unlink(missing_ok=True)
    tx.trace("purge_done", target.subject_id, f"{purge.id} {target.kind} {purge.reason}", unit_id=purge.unit_id)


def _purge_document(tx: Transaction, document_id: UUID) -> list[str]:
    title = sentence("purged_title")
    here = documents.c.id == document_id
    known = sa.select(documents.c.sha256, documents.c.title, documents.c.filename)
    found = tx.db.execute(known.where(here)).one()
    emptied = {"title": title, "number": "", "symbol": "", "withdrawn_at": tx.now}
    tx.db.execute(sa.update(documents).where(here).values(**emptied, **_NO_FILE))
    remove(tx.db, document_id)
    given = tx.db.execute(sa.select(handed_down.c.id).where(handed_down.c.document_id == document_id)).scalars().all()
    return [*filter(None, [found.sha256]), *_purge_handed_down(tx, list(given))]


def _purge_handed_down(tx: Transaction, ids: list[UUID]) -> list[str]:
    """With its papers in every cell, and its title on every agenda."""
    if not ids:
        return []
    title, given = sentence("purged_title"), handed_down.c.id.in_(ids)
    held = tx.db.execute(
        sa.select(handed_down.c.sha256, handed_down.c.title, handed_down.c.filename).where(given)
    ).all()
    tx.db.execute(sa.update(handed_down).where(given).values(title=title, **_NO_FILE))
    on_agendas = agenda_items.c.handed_down_id.in_(ids)
    meeting_ids = set(tx.db.execute(sa.select(agenda_items.c.meeting_id).where(on_agendas)).scalars())
    tx.db.execute(sa.update(agenda_items).where(on_agendas).values(title=title))
    theirs = papers.c.handed_down_id.in_(ids)
    files = tx.db.execute(sa.select(papers.c.sha256, papers.c.filename).where(theirs)).all()
    tx.db.execute(sa.delete(papers).where(theirs))
    words = [one.title for one in held] + [one.filename for one in (*held, *files)]
    for meeting_id in sorted(meeting_ids):
        erase_words(tx, meeting_id, words, title)
    note(tx, *meeting_ids)
    return [one.sha256 for one in (*held, *files) if one.sha256]


def _purge_article(tx: Transaction, article_id: UUID) -> list[str]:
    here = articles.c.id == article_id
    picture = tx.db.execute(sa.select(articles.c.image_sha256).where(here)).scalar_one_or_none()
    emptied = {"title": sentence("purged_title"), "summary": "", "body": "", "image_alt": "", "state": "withdrawn"}
    no_picture = {"image_sha256": None, "image_width": None, "image_height": None}
    tx.db.execute(sa.update(articles).where(here).values(**emptied, **no_picture, public=False))
    remove(tx.db, article_id)
    return [picture] if picture else []


def _purge_paper(tx: Transaction, target: Target) -> list[str]:
    here = (papers.c.meeting_id == target.meeting_id) & (papers.c.id == target.subject_id)
    known = sa.select(papers.c.sha256, papers.c.filename, papers.c.handed_down_id)
    found = tx.db.execute(known.where(here)).one_or_none()
    if found is None:
        return []
    tx.db.execute(sa.delete(papers).where(here))
    more = _purge_handed_down(tx, [found.handed_down_id]) if found.handed_down_id else []
    assert target.meeting_id is not None
    erase_words(tx, target.meeting_id, [found.filename], sentence("purged_title"))
    note(tx, target.meeting_id)
    return [found.sha256, *more]


def _purge_statement(tx: Transaction, target: Target) -> list[str]:
    here = (statements.c.meeting_id == target.meeting_id) & (statements.c.id == target.subject_id)
    text = tx.db.execute(sa.select(statements.c.text).where(here)).scalar_one_or_none()
    if text is None or target.meeting_id is None:
        return []
    instead = sentence("purged_text")
    tx.db.execute(sa.update(statements).where(here).values(text=instead))
    erase_statement(tx, target.meeting_id, target.subject_id, text, instead)
    tx.count(target.meeting_id)
    return []


def _is_used(db: Connection, sha256: str) -> bool:
    """The same bytes may be somebody else's file too."""
    columns = (documents.c.sha256, handed_down.c.sha256, papers.c.sha256, articles.c.image_sha256)
    return any(db.execute(sa.select(one).where(one == sha256).limit(1)).first() for one in columns)


SHORT = 12  # a title shorter than this stands in other sentences of the minutes too


def erase_words(tx: Transaction, meeting_id: UUID, names: Iterable[str | None], instead: str) -> None:
    """Titles and names of files: from the log, and where the minutes quote them."""
    words = {one for one in names if one and one != instead}
    erase_from_agenda(tx, meeting_id, words, instead)
    quoted = [one for one in words if len(one) >= SHORT]

    def clean(text: str) -> str:
        for one in quoted:
            text = text.replace(one, instead)
        return text

    rewrite(tx.db, meeting_id, clean)


def erase_statement(tx: Transaction, meeting_id: UUID, statement_id: UUID, text: str, instead: str) -> None:
    said = str(statement_id)
    erase_events(tx, meeting_id, ("statement_made",), lambda body: body.get("statement_id") == said)
    rewrite(tx.db, meeting_id, lambda paragraph: without(paragraph, text, instead))
