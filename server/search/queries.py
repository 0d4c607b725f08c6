"""What a person may find: the same rights as the page of each thing has, as one condition of the query."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy import Connection

from server.actor import Actor
from server.index.actions import Kind
from server.index.queries import Hit, find
from server.index.rules import ask
from server.index.tables import entries
from server.meetings.queries import of_person
from server.meetings.tables import meetings
from server.units.rules import units_read_from
from server.units.tables import units

MOST = 50


def search(db: Connection, actor: Actor, text: str, today: date, *, kind: Kind | None = None) -> list[Hit]:
    allowed = _allowed(actor, today)
    if kind is not None:
        allowed &= entries.c.kind == kind
    return find(db, ask(text), allowed, MOST)


def _allowed(actor: Actor, today: date) -> sa.ColumnElement[bool]:
    comes_down = entries.c.kind.in_([Kind.ARTICLE, Kind.DOCUMENT])
    own = sa.select(meetings.c.id).where(of_person(actor.member_id))
    publishers = sa.select(units.c.id).where(units.c.owner_id.in_(units_read_from(actor, today)))
    return sa.or_(
        comes_down & entries.c.unit_id.in_(publishers),
        (entries.c.kind == Kind.MEETING) & entries.c.subject_id.in_(own),
    )
