"""Changes to the tree."""

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection

from server.actor import Reach, Role
from server.ids import new_id
from server.ledger.transaction import Transaction
from server.units import queries
from server.units.queries import Unit
from server.units.rules import UnitKind, check_decision, check_new_unit
from server.units.tables import assignments, units


def add_unit(db: Connection, *, parent_id: UUID | None, kind: UnitKind, name: str, place: str, today: date) -> UUID:
    """A unit under its parent (None for the root); for the office's set-up and the seeds."""
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
            short_name="",
            place=place,
            path=path,
            opened_on=today,
            remote_vote_decision="",
        )
    )
    return unit_id


def record_remote_decision(tx: Transaction, unit: Unit, *, decision: str, valid_from: date | None) -> None:
    """The superior's decision that lets members attend and vote from afar; both empty takes it back."""
    check_decision(decision, valid_from)
    values = {"remote_vote_decision": decision, "remote_vote_from": valid_from}
    tx.db.execute(sa.update(units).where(units.c.id == unit.id).values(**values))
    tx.trace("remote_decision_recorded", unit.id, decision)


def assign(
    db: Connection,
    *,
    member_id: UUID,
    unit_id: UUID,
    role: Role,
    reach: Reach,
    since: date,
    granted_by: UUID | None = None,
) -> None:
    db.execute(
        sa.insert(assignments).values(
            id=new_id(),
            member_id=member_id,
            unit_id=unit_id,
            role=role,
            reach=reach,
            since=since,
            until=None,
            granted_by=granted_by,
        )
    )
