"""Compose at the close, correct, read back, approve, freeze."""

from uuid import UUID

import sqlalchemy as sa

from server.clock import local_date
from server.documents.actions import About, publish_resolution
from server.documents.rules import DocumentType
from server.errors import NotFound
from server.i18n.messages import sentence
from server.ids import new_id
from server.ledger import read
from server.ledger.append import append
from server.ledger.transaction import Transaction
from server.meetings.queries import Meeting, list_items
from server.minutes import queries
from server.minutes.compose import compose
from server.minutes.queries import header_values
from server.minutes.rules import (
    Decided,
    MinutesState,
    Signer,
    check_approval,
    check_read_back,
    check_revision,
    complete,
    resolution_html,
    signer_of,
)
from server.minutes.tables import approvals, minutes, paragraphs, revisions
from server.protocol.events import (
    MinutesApproved,
    MinutesDrafted,
    MinutesFrozen,
    MinutesReadBack,
    MinutesRevised,
)
from server.voting.queries import list_motions

RESOLUTION = "resolution"  # the matter of the rulebook


def compose_draft(tx: Transaction, meeting: Meeting) -> None:
    """The draft out of the log, the events of this very command included."""
    _flush(tx)
    draft = compose(queries.read_log(tx.db, meeting.id))
    tx.db.execute(
        sa.insert(minutes).values(
            meeting_id=meeting.id,
            state=MinutesState.DRAFT,
            composed_at=tx.now,
            header=header_values(draft.header),
            read_back_by="",
            frozen_hash="",
        )
    )
    for position, paragraph in enumerate(draft.paragraphs):
        place = {"meeting_id": meeting.id, "id": new_id()}
        text = {"heading": paragraph.heading, "text": paragraph.text, "revision": 0}
        tx.db.execute(sa.insert(paragraphs).values(**place, **text, position=position))
        _keep_revision(tx, meeting.id, place["id"], 0, paragraph.text)
    tx.emit(meeting.id, MinutesDrafted(paragraphs=len(draft.paragraphs)))


def _flush(tx: Transaction) -> None:
    """Write what this command has said so far, so that it can be read from the log."""
    append(tx.db, tx.staged, actor_id=tx.command.actor_id, command_id=tx.command.id, at=tx.now)
    tx.flushed.extend(tx.staged)
    tx.staged.clear()


def revise(tx: Transaction, meeting: Meeting, paragraph_id: UUID, *, seen: int, text: str) -> None:
    """Correct a paragraph. It is read back and approved again: what was heard and signed was another text."""
    current = queries.get_minutes(tx.db, meeting.id)
    paragraph = next((one for one in current.paragraphs if one.id == paragraph_id), None)
    if paragraph is None:
        raise NotFound
    check_revision(current.state, seen=seen, current=paragraph.revision, text=text)
    if paragraph.text == text:
        return
    revision = paragraph.revision + 1
    here = (paragraphs.c.meeting_id == meeting.id) & (paragraphs.c.id == paragraph_id)
    tx.db.execute(sa.update(paragraphs).where(here).values(text=text, revision=revision))
    _keep_revision(tx, meeting.id, paragraph_id, revision, text)
    tx.db.execute(sa.delete(approvals).where(approvals.c.meeting_id == meeting.id))
    _set(tx, meeting, read_back_at=None, read_back_by="")
    tx.emit(meeting.id, MinutesRevised(paragraph_id=str(paragraph_id), revision=revision), "staff")


def _keep_revision(tx: Transaction, meeting_id: UUID, paragraph_id: UUID, revision: int, text: str) -> None:
    actor = tx.command.actor if revision else None
    tx.db.execute(
        sa.insert(revisions).values(
            meeting_id=meeting_id,
            paragraph_id=paragraph_id,
            revision=revision,
            text=text,
            by_id=actor.member_id if actor else None,
            by_name=actor.name if actor else "",
            at=tx.now,
        )
    )


def read_back(tx: Transaction, meeting: Meeting) -> None:
    """The recorder has read the minutes to the cell."""
    current = queries.get_minutes(tx.db, meeting.id)
    check_read_back(current.state)
    _set(tx, meeting, read_back_at=tx.now, read_back_by=tx.actor.name)
    tx.emit(meeting.id, MinutesReadBack(by_name=tx.actor.name))


def approve(tx: Transaction, meeting: Meeting, wanted: Signer) -> None:
    """With the second of the two approvals the minutes freeze, on the log as it stands then."""
    current = queries.get_minutes(tx.db, meeting.id)
    role = signer_of(
        is_chair=tx.actor.member_id == meeting.chair_id,
        is_recorder=tx.actor.member_id == meeting.recorder_id,
        wanted=wanted,
    )
    signed = {one.role for one in current.approvals}
    if role in signed:
        return
    check_approval(current.state, read_back=current.read_back_at is not None)
    tx.db.execute(
        sa.insert(approvals).values(
            meeting_id=meeting.id, role=role, member_id=tx.actor.member_id, name=tx.actor.name, at=tx.now
        )
    )
    tx.emit(meeting.id, MinutesApproved(role=role, name=tx.actor.name))
    if complete(signed | {role}):
        _freeze(tx, meeting)


def _freeze(tx: Transaction, meeting: Meeting) -> None:
    _flush(tx)
    last = read.tail(tx.db, meeting.id, "all")
    _set(tx, meeting, state=MinutesState.FROZEN, frozen_at=tx.now, frozen_seq=last.seq, frozen_hash=last.hash.hex())
    tx.emit(meeting.id, MinutesFrozen(seq=last.seq, hash=last.hash.hex()))
    _shelve_resolution(tx, meeting)


def _shelve_resolution(tx: Transaction, meeting: Meeting) -> None:
    """What the cell has resolved joins its library, for the cell alone."""
    conclusions = {item.id: item.conclusion for item in list_items(tx.db, meeting.id)}
    carried = [one for one in list_motions(tx.db, meeting.id) if one.carried and one.matter == RESOLUTION]
    decided = [Decided(one.title, conclusions.get(one.item_id, "")) for one in carried]
    html = resolution_html(meeting.draft_resolution, decided)
    if not html:
        return
    about = About(
        type=DocumentType.RESOLUTION,
        number="",
        symbol="",
        title=sentence("resolution_title", title=meeting.title),
        issuer=meeting.unit_name,
        issued_on=local_date(meeting.closed_at or tx.now),
    )
    publish_resolution(tx, meeting.unit_id, about, meeting.id, html)


def _set(tx: Transaction, meeting: Meeting, **changes: object) -> None:
    tx.db.execute(sa.update(minutes).where(minutes.c.meeting_id == meeting.id).values(**changes))
