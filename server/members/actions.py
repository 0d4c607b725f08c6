"""Apply an accepted import plan: one transaction, all or nothing."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection

from server.actor import Role
from server.clock import local_date
from server.i18n.names import sort_key
from server.i18n.text import fold
from server.ids import new_id
from server.ledger.transaction import Transaction
from server.members.queries import Member, get_member, list_members_of_unit
from server.members.rules import Change, Create, FieldChange, ImportPlan, MemberRow, Refuse, Same
from server.members.tables import members, standings
from server.members.values import Standing
from server.units.actions import POSTS, give_post


def add_member(db: Connection, now: datetime, unit_id: UUID, row: MemberRow) -> UUID:
    """New, or back on the list of a cell that they had left."""
    values = {
        "name": row.name,
        "sort_key": sort_key(row.name),
        "standing": row.standing,
        "post": row.role,
        "phone": row.phone,
        "admission_decision_date": row.admission_decision_date,
        "admission_ceremony_date": row.admission_ceremony_date,
        "official_date": row.official_date,
        "left_on": None,
    }
    same = {"unit_id": unit_id, "folded": fold(row.name), "birth_date": row.birth_date}
    gone = members.c.left_on.isnot(None) & sa.and_(*(members.c[name] == value for name, value in same.items()))
    member_id = db.execute(sa.select(members.c.id).where(gone)).scalar_one_or_none()
    if member_id is None:
        member_id = new_id()
        db.execute(sa.insert(members).values(id=member_id, created_at=now, **same, **values))
    else:
        db.execute(sa.update(members).where(members.c.id == member_id).values(**values))
    note_listed_standing(db, now, member_id, row.standing)
    return member_id


def note_listed_standing(db: Connection, now: datetime, member_id: UUID, standing: str) -> None:
    """As an office's list has it, known from the day of the list."""
    db.execute(
        sa.insert(standings).values(
            id=new_id(),
            member_id=member_id,
            standing=standing,
            since=local_date(now),
            recorded_at=now,
            applied_at=now,
        )
    )


def list_settled(db: Connection, now: datetime, unit_id: UUID) -> list[Member]:
    """The unit's members, each as what was recorded for today makes them, also where the worker has not been yet."""
    due = sa.select(standings.c.id, standings.c.member_id, standings.c.standing, standings.c.since)
    due = due.join(members, members.c.id == standings.c.member_id).where(members.c.unit_id == unit_id)
    due = due.where(waits_until(local_date(now)), standings.c.standing.in_(Standing))
    for entry_id, member_id, standing, since in db.execute(due).all():
        set_standing(db, member_id, standing, since)
        db.execute(sa.update(standings).where(standings.c.id == entry_id).values(applied_at=now))
    return list_members_of_unit(db, unit_id)


def waits_until(day: date) -> sa.ColumnElement[bool]:
    """Recorded ahead for this day or an earlier one, and not in force yet."""
    waiting = standings.c.applied_at.is_(None) & standings.c.withdrawn_at.is_(None)
    return waiting & (standings.c.since <= day)


def set_standing(db: Connection, member_id: UUID, standing: str, since: date) -> None:
    """The value in force. Whoever becomes official has the day of it on the record."""
    mine = members.c.id == member_id
    db.execute(sa.update(members).where(mine).values(standing=standing, left_on=None))
    if standing == Standing.OFFICIAL:
        first = members.c.official_date.is_(None) & members.c.admission_decision_date.isnot(None)
        db.execute(sa.update(members).where(mine, first).values(official_date=since))


def apply_plan(tx: Transaction, plan: ImportPlan, into: UUID) -> None:
    """The plan was made on the same snapshot inside this transaction, so it still holds."""
    for planned in plan.rows:
        match planned.decision:
            case Create(unit_id=unit_id, row=row):
                member_id = add_member(tx.db, tx.now, unit_id, row)
                give_post(tx, unit_id=unit_id, member_id=member_id, role=_role_of(row.role))
            case Change(member_id=member_id, changes=changes):
                tx.db.execute(sa.update(members).where(members.c.id == member_id).values(**_values(changes)))
                for change in changes:
                    if change.field == "standing":
                        note_listed_standing(tx.db, tx.now, member_id, str(change.new))
                    if change.field == "role":
                        unit_id = get_member(tx.db, member_id).unit_id
                        give_post(tx, unit_id=unit_id, member_id=member_id, role=_role_of(str(change.new)))
            case Same() | Refuse():
                pass
    tx.trace("members_imported", detail=f"created={plan.created} changed={plan.changed}", unit_id=into)


def _role_of(post: str) -> Role | None:
    """A post in the office's list is a role in the cell; an ordinary member has none."""
    return Role(post) if post in POSTS else None


def _values(changes: tuple[FieldChange, ...]) -> dict[str, object]:
    """By column: a post is a role in lists, and a name brings what it is sorted and found by."""
    values: dict[str, object] = {"post" if one.field == "role" else one.field: one.new for one in changes}
    if "name" in values:
        name = str(values["name"])
        values |= {"sort_key": sort_key(name), "folded": fold(name)}
    return values
