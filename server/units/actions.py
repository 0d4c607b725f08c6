"""Changes to the tree."""

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection

from server.actor import Reach, Role
from server.clock import local_date
from server.i18n.text import fold
from server.ids import new_id
from server.ledger.transaction import Transaction
from server.units import queries
from server.units.queries import Unit
from server.units.rules import UnitKind, check_decision, check_new_unit
from server.units.tables import assignments, units

POSTS = (Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.COMMITTEE_MEMBER)


def add_unit(db: Connection, *, parent_id: UUID | None, kind: UnitKind, name: str, place: str, today: date) -> UUID:
    """A unit under its parent (None for the root); for the office's set-up and the seeds."""
    if parent_id:
        queries.lock_unit(db, parent_id)
    parent = queries.get_unit(db, parent_id) if parent_id else None
    check_new_unit(name, (unit.name for unit in queries.list_children(db, parent_id)) if parent_id else ())
    unit_id = new_id()
    path = f"{parent.path if parent else '/'}{unit_id.hex}/"
    db.execute(
        sa.insert(units).values(
            id=unit_id,
            parent_id=parent_id,
            kind=kind,
            name=name,
            folded=fold(name),
            short_name="",
            place=place,
            path=path,
            owner_id=unit_id,
            owner_path=path,
            opened_on=today,
            remote_vote_decision="",
        )
    )
    return unit_id


def give_post(tx: Transaction, *, unit_id: UUID, member_id: UUID, role: Role | None) -> None:
    """The rights of a post in a cell follow the office's list: one post at a time, none for an ordinary member."""
    today = local_date(tx.now)
    posts = (assignments.c.member_id == member_id) & (assignments.c.unit_id == unit_id)
    posts &= assignments.c.role.in_(POSTS) & assignments.c.until.is_(None)
    held = tx.db.execute(sa.select(assignments.c.role).where(posts)).scalars().all()
    if list(held) == ([role] if role else []):
        return
    tx.db.execute(sa.delete(assignments).where(posts, assignments.c.since >= today))
    tx.db.execute(sa.update(assignments).where(posts).values(until=today))
    if role is not None:
        granted_by = tx.command.actor.member_id if tx.command.actor else None
        assign(
            tx.db,
            member_id=member_id,
            unit_id=unit_id,
            role=role,
            reach=Reach.HERE,
            since=today,
            granted_by=granted_by,
        )
    tx.trace("post_given", member_id, role or "", unit_id=unit_id)


def record_remote_decision(tx: Transaction, unit: Unit, *, decision: str, valid_from: date | None) -> None:
    """The superior's decision that lets members attend and vote from afar; both empty takes it back."""
    check_decision(decision, valid_from)
    values = {"remote_vote_decision": decision, "remote_vote_from": valid_from}
    tx.db.execute(sa.update(units).where(units.c.id == unit.id).values(**values))
    tx.trace("remote_decision_recorded", unit.id, decision, unit_id=unit.id)


def assign(
    db: Connection,
    *,
    member_id: UUID,
    unit_id: UUID,
    role: Role,
    reach: Reach,
    since: date,
    until: date | None = None,
    granted_by: UUID | None = None,
    decision: str = "",
    delegated_from: UUID | None = None,
) -> UUID:
    assignment_id = new_id()
    db.execute(
        sa.insert(assignments).values(
            id=assignment_id,
            member_id=member_id,
            unit_id=unit_id,
            role=role,
            reach=reach,
            since=since,
            until=until,
            granted_by=granted_by,
            decision=decision,
            delegated_from=delegated_from,
        )
    )
    return assignment_id


def end_assignments(db: Connection, which: sa.ColumnElement[bool], today: date) -> None:
    """From today they give nothing; what was to begin later is gone, and what was lent on goes with its lender's."""
    lent = assignments.c.delegated_from.in_(sa.select(assignments.c.id).where(which))
    for those in (lent, which):
        db.execute(sa.delete(assignments).where(those, assignments.c.since >= today))
        running = assignments.c.until.is_(None) | (assignments.c.until > today)
        db.execute(sa.update(assignments).where(those, running).values(until=today))


def rename(db: Connection, unit_id: UUID, name: str) -> None:
    db.execute(sa.update(units).where(units.c.id == unit_id).values(name=name, folded=fold(name)))


def put_under(db: Connection, unit: Unit, parent: Unit) -> None:
    """The unit with everything below it; what merged into any of them goes along."""
    db.execute(sa.update(units).where(units.c.id == unit.id).values(parent_id=parent.id))
    new = f"{parent.path}{unit.id.hex}/"
    for column in (units.c.path, units.c.owner_path):
        moved = sa.literal(new) + sa.func.substr(column, len(unit.path) + 1)
        db.execute(sa.update(units).where(queries.within(column, unit.path)).values({column.name: moved}))


def close(db: Connection, unit_id: UUID, today: date) -> None:
    db.execute(sa.update(units).where(units.c.id == unit_id).values(closed_on=today))
    end_assignments(db, assignments.c.unit_id == unit_id, today)


def hand_over(db: Connection, unit_id: UUID, successor: Unit) -> None:
    """The successor answers for what the unit made, and for what others had handed over to it."""
    owned = {"owner_id": successor.id, "owner_path": successor.path}
    db.execute(sa.update(units).where(units.c.owner_id == unit_id).values(**owned))
