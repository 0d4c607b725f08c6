"""Apply an accepted import plan: one transaction, all or nothing."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection

from server.actor import Role
from server.i18n.names import sort_key
from server.i18n.text import fold
from server.ids import new_id
from server.ledger.transaction import Transaction
from server.members.queries import get_member
from server.members.rules import Change, Create, FieldChange, ImportPlan, MemberRow, Refuse, Same
from server.members.tables import members
from server.units.actions import POSTS, give_post


def add_member(db: Connection, now: datetime, unit_id: UUID, row: MemberRow) -> UUID:
    member_id = new_id()
    db.execute(
        sa.insert(members).values(
            id=member_id,
            unit_id=unit_id,
            name=row.name,
            sort_key=sort_key(row.name),
            folded=fold(row.name),
            birth_date=row.birth_date,
            standing=row.standing,
            post=row.role,
            phone=row.phone,
            admission_decision_date=row.admission_decision_date,
            admission_ceremony_date=row.admission_ceremony_date,
            official_date=row.official_date,
            created_at=now,
        )
    )
    return member_id


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
