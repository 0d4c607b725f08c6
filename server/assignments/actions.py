"""Give a role, lend the own one, end one."""

from datetime import date
from uuid import UUID

import sqlalchemy as sa

from server.actor import Reach, Role
from server.assignments.queries import Holding, roles_held
from server.assignments.rules import POSTS, check_ending, check_giving, check_loan, check_term, givable
from server.clock import local_date
from server.ledger.transaction import Transaction
from server.members.queries import get_member
from server.members.tables import members
from server.units.actions import assign, end_assignments
from server.units.queries import Unit, lock_unit
from server.units.tables import assignments


def give(
    tx: Transaction,
    unit: Unit,
    *,
    member_id: UUID,
    role: Role,
    reach: Reach,
    since: date,
    until: date | None,
    decision: str,
) -> None:
    today = local_date(tx.now)
    lock_unit(tx.db, unit.id)
    may = givable(tx.actor.assignments, unit.resource, today)
    held = roles_held(tx.db, unit.id, member_id, today)
    check_giving(may, role=role, reach=reach, giver=tx.actor.member_id, taker=member_id, held=held)
    check_term(since, until, today)
    assign(
        tx.db,
        member_id=member_id,
        unit_id=unit.id,
        role=role,
        reach=reach,
        since=since,
        until=until,
        granted_by=tx.actor.member_id,
        decision=decision,
    )
    _write_post(tx, unit, member_id, role if since <= today else None)
    tx.trace("role_given", member_id, f"{role} {reach}", unit_id=unit.id)


def lend(tx: Transaction, unit: Unit, own: Holding, *, member_id: UUID, until: date) -> None:
    """To a stand-in, for a time; it gives what the lender's own gives, as long as that is in force."""
    today = local_date(tx.now)
    check_loan(
        is_lent=own.is_lent,
        lender=tx.actor.member_id,
        holder=own.member_id,
        taker=member_id,
        until=until,
        today=today,
    )
    check_giving(
        {own.role: own.reach},
        role=own.role,
        reach=own.reach,
        giver=tx.actor.member_id,
        taker=member_id,
        held=roles_held(tx.db, unit.id, member_id, today),
    )
    assign(
        tx.db,
        member_id=member_id,
        unit_id=unit.id,
        role=own.role,
        reach=own.reach,
        since=today,
        until=until,
        granted_by=tx.actor.member_id,
        delegated_from=own.id,
    )
    tx.trace("role_lent", member_id, own.role, unit_id=unit.id)


def end(tx: Transaction, unit: Unit, holding: Holding) -> None:
    today = local_date(tx.now)
    may = givable(tx.actor.assignments, unit.resource, today)
    by = tx.actor.member_id
    if holding.lender_id != by:
        check_ending(may, role=holding.role, holder=holding.member_id, by=by)
    end_assignments(tx.db, assignments.c.id == holding.id, today)
    if not holding.is_lent and holding.role in POSTS:
        _write_post(tx, unit, holding.member_id, None, was=holding.role)
    tx.trace("role_ended", holding.member_id, holding.role, unit_id=unit.id)


def _write_post(tx: Transaction, unit: Unit, member_id: UUID, role: Role | None, was: Role | None = None) -> None:
    """A post in the own cell stands in the list of members too, as an office's list would write it."""
    if get_member(tx.db, member_id).unit_id != unit.id:
        return
    mine = members.c.id == member_id
    if role in POSTS:
        tx.db.execute(sa.update(members).where(mine).values(post=role))
    elif was is not None:
        tx.db.execute(sa.update(members).where(mine, members.c.post == was).values(post="member"))
