"""Propose, confirm, withdraw and carry out a change of the tree."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from server.clock import local_date
from server.errors import NotFound
from server.ids import new_id
from server.ledger.transaction import Transaction
from server.members.tables import members
from server.reorganisations import queries
from server.reorganisations.queries import Reorganisation, situation, situation_of
from server.reorganisations.rules import (
    NEEDS_ANOTHER,
    AlreadyProposed,
    Hindered,
    Kind,
    State,
    check_confirmation,
    check_dates,
    check_stands,
    find_hindrance,
)
from server.reorganisations.tables import reorganisation_members, reorganisations
from server.units import actions as tree
from server.units.queries import Unit, get_unit, list_children, lock_unit
from server.units.rules import UnitKind
from server.units.tables import assignments


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants changed. ``chosen`` are the members who go to the new unit of a split."""

    kind: Kind
    unit: Unit
    to: Unit | None
    name: str
    decision: str
    decided_on: date | None
    effective_on: date
    chosen: tuple[UUID, ...] = ()


def propose(tx: Transaction, wish: Wish) -> UUID:
    """Kept until another person confirms it; a new name needs nobody else and is carried out on its day."""
    today = local_date(tx.now)
    lock_tree(tx, wish.unit)
    check_dates(wish.kind, wish.decision, wish.decided_on, wish.effective_on, today)
    now = situation(tx.db, wish.kind, wish.unit, wish.to, wish.name, wish.chosen)
    if hindrance := find_hindrance(wish.kind, now):
        raise Hindered(reason=hindrance)
    if now.chosen != len(wish.chosen):
        raise NotFound  # somebody who is not, or no longer, of this unit
    if queries.is_pending(tx.db, [wish.unit.id, *([wish.to.id] if wish.to and wish.kind is Kind.MERGED else [])]):
        raise AlreadyProposed
    change_id = _insert(tx, wish)
    if wish.kind not in NEEDS_ANOTHER and wish.effective_on <= today:
        carry_out(tx, change_id)
    return change_id


def _insert(tx: Transaction, wish: Wish) -> UUID:
    change_id = new_id()
    tx.db.execute(
        sa.insert(reorganisations).values(
            id=change_id,
            kind=wish.kind,
            state=State.PROPOSED if wish.kind in NEEDS_ANOTHER else State.CONFIRMED,
            unit_id=wish.unit.id,
            to_unit_id=wish.to.id if wish.to else None,
            from_unit_id=wish.unit.parent_id if wish.kind is Kind.MOVED else None,
            name_before=wish.unit.name,
            name_after=wish.name,
            decision=wish.decision,
            decided_on=wish.decided_on,
            effective_on=wish.effective_on,
            proposed_by=tx.actor.member_id,
            proposed_at=tx.now,
            hindered_by="",
        )
    )
    rows = [{"reorganisation_id": change_id, "member_id": one} for one in wish.chosen]
    if rows:
        tx.db.execute(sa.insert(reorganisation_members), rows)
    tx.trace("reorganisation_proposed", wish.unit.id, wish.kind, unit_id=wish.unit.id)
    return change_id


def confirm(tx: Transaction, change_id: UUID) -> State:
    """By another person. On its day, or at once when that has come, the change is carried out."""
    change = queries.lock_reorganisation(tx.db, change_id)
    check_confirmation(change.kind, change.state, proposer=change.proposed_by, confirmer=tx.actor.member_id)
    _set(tx, change_id, state=State.CONFIRMED, confirmed_by=tx.actor.member_id, confirmed_at=tx.now)
    tx.trace("reorganisation_confirmed", change.unit_id, change.kind, unit_id=change.unit_id)
    if change.effective_on > local_date(tx.now):
        return State.CONFIRMED
    carry_out(tx, change_id)
    return State.DONE


def withdraw(tx: Transaction, change_id: UUID) -> None:
    change = queries.lock_reorganisation(tx.db, change_id)
    check_stands(change.state)
    _set(tx, change_id, state=State.WITHDRAWN, ended_at=tx.now)
    tx.trace("reorganisation_withdrawn", change.unit_id, change.kind, unit_id=change.unit_id)


def carry_out(tx: Transaction, change_id: UUID) -> None:
    """All of it or nothing. What has come in the way since is told, and nothing is changed."""
    change = queries.lock_reorganisation(tx.db, change_id)
    if change.state is not State.CONFIRMED:
        return  # another process was first
    unit = get_unit(tx.db, change.unit_id)
    lock_tree(tx, unit)
    if hindrance := find_hindrance(change.kind, situation_of(tx.db, change)):
        raise Hindered(reason=hindrance)
    unit = get_unit(tx.db, change.unit_id)
    new_unit_id = _CARRY_OUT[change.kind](tx, change, unit)
    _set(tx, change_id, state=State.DONE, ended_at=tx.now, hindered_by="", new_unit_id=new_unit_id)
    tx.trace("reorganisation_done", unit.id, change.kind, unit_id=unit.id)


def note_hindrance(tx: Transaction, change_id: UUID, code: str) -> None:
    _set(tx, change_id, hindered_by=code)


def lock_tree(tx: Transaction, unit: Unit) -> None:
    """Changes of one tree come one after the other: the root's row is held until the commit."""
    lock_unit(tx.db, UUID(unit.path.strip("/").split("/")[0]))
    lock_unit(tx.db, unit.id)


def note_created(tx: Transaction, unit: Unit, decision: str = "", decided_on: date | None = None) -> None:
    """A new unit begins its history."""
    tx.db.execute(
        sa.insert(reorganisations).values(
            id=new_id(),
            kind=Kind.CREATED,
            state=State.DONE,
            unit_id=unit.id,
            name_after=unit.name,
            decision=decision,
            decided_on=decided_on,
            effective_on=unit.opened_on,
            proposed_by=tx.actor.member_id,
            proposed_at=tx.now,
            ended_at=tx.now,
        )
    )


def _rename(tx: Transaction, change: Reorganisation, unit: Unit) -> None:
    tree.rename(tx.db, unit.id, change.name_after)


def _move(tx: Transaction, change: Reorganisation, unit: Unit) -> None:
    tree.put_under(tx.db, unit, _target(tx, change))


def _merge(tx: Transaction, change: Reorganisation, unit: Unit) -> None:
    """Members and units go to the successor; offices end; what the unit made is the successor's to answer for."""
    to = _target(tx, change)
    for child in list_children(tx.db, unit.id):
        tree.put_under(tx.db, child, to)
    _send(tx, members.c.unit_id == unit.id, to.id)
    tree.close(tx.db, unit.id, local_date(tx.now))
    tree.hand_over(tx.db, unit.id, to)


def _split(tx: Transaction, change: Reorganisation, unit: Unit) -> UUID:
    today = local_date(tx.now)
    new_id_ = tree.add_unit(
        tx.db, parent_id=unit.parent_id, kind=UnitKind.CELL, name=change.name_after, place=unit.place, today=today
    )
    chosen = queries.list_chosen(tx.db, change.id)
    _send(tx, members.c.id.in_(chosen) & (members.c.unit_id == unit.id), new_id_)
    posts = assignments.c.member_id.in_(chosen) & (assignments.c.unit_id == unit.id)
    tree.end_assignments(tx.db, posts, today)
    return new_id_


def _dissolve(tx: Transaction, _change: Reorganisation, unit: Unit) -> None:
    tree.close(tx.db, unit.id, local_date(tx.now))


def _created(_tx: Transaction, _change: Reorganisation, _unit: Unit) -> None:
    """Nothing is left to do: it was there before its row."""


_CARRY_OUT = {
    Kind.CREATED: _created,
    Kind.RENAMED: _rename,
    Kind.MOVED: _move,
    Kind.MERGED: _merge,
    Kind.SPLIT: _split,
    Kind.DISSOLVED: _dissolve,
}


def _target(tx: Transaction, change: Reorganisation) -> Unit:
    assert change.to_unit_id is not None
    lock_unit(tx.db, change.to_unit_id)
    return get_unit(tx.db, change.to_unit_id)


def _send(tx: Transaction, who: sa.ColumnElement[bool], unit_id: UUID) -> None:
    """To another unit; the posts of the old one do not come along."""
    tx.db.execute(sa.update(members).where(who).values(unit_id=unit_id, post="member"))


def _set(tx: Transaction, change_id: UUID, **values: object) -> None:
    tx.db.execute(sa.update(reorganisations).where(reorganisations.c.id == change_id).values(**values))
