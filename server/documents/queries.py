"""Named reads of the library."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection

from server.clock import local_date
from server.documents.rules import DocumentType, mark_of
from server.documents.tables import documents
from server.errors import NotFound
from server.members.tables import members
from server.units.queries import Asking
from server.units.rules import Action, Resource, decide
from server.units.tables import units

PAGE = 30


@dataclass(frozen=True, slots=True)
class Document:
    id: UUID
    unit_id: UUID
    unit_name: str
    unit_path: str
    owner_id: UUID
    owner_path: str
    type: DocumentType
    number: str
    symbol: str
    title: str
    issuer: str
    issued_on: date
    filename: str | None
    kind: str | None
    size: int | None
    sha256: str | None
    pages: int | None
    meeting_id: UUID | None
    added_at: datetime
    added_by_name: str
    withdrawn_at: datetime | None

    @property
    def mark(self) -> str:
        return mark_of(self.number, self.symbol)

    @property
    def address(self) -> str:
        return f"/documents/{self.id}"


_COLUMNS = tuple(column for column in documents.c if column.name not in ("html", "added_by"))
_NAMES = (
    *(units.c.name.label("unit_name"), units.c.path.label("unit_path"), units.c.owner_id, units.c.owner_path),
    members.c.name.label("added_by_name"),
)
_DOCUMENT = (
    sa.select(*_COLUMNS, *_NAMES)
    .join_from(documents, units, units.c.id == documents.c.unit_id)
    .join(members, members.c.id == documents.c.added_by)
)


def _document(row: sa.Row[*tuple[Any, ...]]) -> Document:
    values = row._asdict()
    return Document(**{**values, "type": DocumentType(values["type"])})


def document_for(context: Asking, document_id: UUID, action: Action) -> Document:
    """The only door to a document. Withdrawn, it is there for those who publish in its unit and for nobody else."""
    context.authorised.add(action)
    row = context.db.execute(_DOCUMENT.where(documents.c.id == document_id)).one_or_none()
    if row is None:
        raise NotFound
    document = _document(row)
    asked = {action} if document.withdrawn_at is None else {action, Action.DOCUMENT_PUBLISH}
    if not all(may(context, document, one) for one in asked):
        raise NotFound
    return document


def may(context: Asking, document: Document, action: Action) -> bool:
    where = Resource(document.owner_id, document.owner_path)
    return decide(context.actor, action, where, local_date(context.now))


def html_of(db: Connection, document_id: UUID) -> str | None:
    html: str | None = db.execute(sa.select(documents.c.html).where(documents.c.id == document_id)).scalar_one()
    return html


@dataclass(frozen=True, slots=True)
class Shelf:
    """One page of the library and how many documents there are."""

    documents: list[Document]
    count: int


def list_documents(db: Connection, unit_ids: Collection[UUID], *, type_: DocumentType | None, page: int) -> Shelf:
    """Newest first: by the date on the paper, then by when it came."""
    shown = units.c.owner_id.in_(unit_ids) & documents.c.withdrawn_at.is_(None)
    if type_ is not None:
        shown &= documents.c.type == type_
    newest = (documents.c.issued_on.desc(), documents.c.added_at.desc(), documents.c.id.desc())
    rows = db.execute(_DOCUMENT.where(shown).order_by(*newest).limit(PAGE).offset((page - 1) * PAGE))
    count = db.execute(
        sa.select(sa.func.count()).join_from(documents, units, units.c.id == documents.c.unit_id).where(shown)
    ).scalar_one()
    return Shelf([_document(row) for row in rows], count)


def find_resolution(db: Connection, meeting_id: UUID) -> UUID | None:
    """The document that this meeting's decision became."""
    return db.execute(sa.select(documents.c.id).where(documents.c.meeting_id == meeting_id)).scalar_one_or_none()
