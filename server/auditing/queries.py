"""Named reads of the trace: who did what, when and where; never the details."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

import sqlalchemy as sa

from server.actor import Reach
from server.auditing.rules import LOOK_LIFE, LOOKED, Question, restored
from server.clock import ZONE, local_date
from server.errors import NotFound
from server.i18n.messages import known, sentence
from server.i18n.text import fold
from server.ledger.tables import audit, audit_details
from server.members.tables import members
from server.units.queries import Asking, Unit
from server.units.rules import UNIT_MAY, Action, in_force, reaches
from server.units.tables import units

PAGE = 50


@dataclass(frozen=True, slots=True)
class Look:
    """A question that was traced; what it finds stands at its own address for an hour."""

    id: UUID
    at: datetime
    question: Question


def look_for(context: Asking, unit: Unit, look_id: UUID) -> Look:
    """Only one's own, only of this unit, only for a while: whoever reads has just been traced."""
    row = context.db.execute(
        sa.select(audit.c.at, audit_details.c.detail)
        .join(audit_details, audit_details.c.audit_id == audit.c.id)
        .where(
            audit.c.id == look_id,
            audit.c.action == LOOKED,
            audit.c.actor_id == context.actor.member_id,
            audit.c.unit_id == unit.id,
            audit.c.at > context.now - LOOK_LIFE,
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    return Look(look_id, row.at, restored(row.detail))


@dataclass(frozen=True, slots=True)
class Act:
    id: UUID
    at: datetime
    action: str
    by: str | None
    of: str | None
    unit_name: str
    sealed: bool

    @property
    def words(self) -> str:
        return words_of(self.action)


def words_of(action: str) -> str:
    code = f"trace_{action}"
    return sentence(code) if known(code) else sentence("trace_other")


_by, _of = members.alias("by"), members.alias("of")


def list_acts(context: Asking, unit: Unit, look: Look, page: int) -> Sequence[Act]:
    """One more than a page holds says that there is a next one. Newest first."""
    asked = look.question
    found = (
        sa.select(
            audit.c.id,
            audit.c.at,
            audit.c.action,
            _by.c.name.label("by"),
            _of.c.name.label("of"),
            units.c.name.label("unit_name"),
            audit.c.seq.isnot(None).label("sealed"),
        )
        .join(units, units.c.id == audit.c.unit_id)
        .join(_by, _by.c.id == audit.c.actor_id, isouter=True)
        .join(_of, _of.c.id == audit.c.subject_id, isouter=True)
        .where(
            _within(context, unit),
            audit.c.at >= _midnight(asked.since),
            audit.c.at < min(_midnight(asked.until + timedelta(days=1)), look.at),
        )
        .order_by(audit.c.at.desc(), audit.c.id.desc())
        .limit(PAGE + 1)
        .offset((page - 1) * PAGE)
    )
    if asked.act:
        found = found.where(audit.c.action == asked.act)
    if asked.name:
        part = fold(asked.name)
        found = found.where(
            sa.or_(_by.c.folded.contains(part, autoescape=True), _of.c.folded.contains(part, autoescape=True))
        )
    return [Act(*row) for row in context.db.execute(found)]


def _within(context: Asking, unit: Unit) -> sa.ColumnElement[bool]:
    """The unit, and what lies below it as far as the person's own reach goes: the same answer as the door's."""
    today, resource = local_date(context.now), unit.resource
    deep = any(
        given.role in UNIT_MAY[Action.AUDIT_READ]
        and given.reach is Reach.SUBTREE
        and reaches(given, resource)
        and in_force(given, today)
        for given in context.actor.assignments
    )
    if not deep:
        return audit.c.unit_id == unit.id
    return sa.and_(units.c.path >= unit.path, units.c.path < unit.path[:-1] + "0")


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), ZONE)
