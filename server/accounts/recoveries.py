"""Who has an account gets a new card by two people; locking a lost phone takes one."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection

from server.accounts.actions import NewCard, issue_cards, revoke_device
from server.accounts.queries import list_devices
from server.accounts.rules import RECOVERY_LIFE, CardKind, RecoveryOver, may_confirm
from server.accounts.tables import devices, entry_cards, recoveries
from server.actor import Assignment, Reach, Role
from server.clock import local_date
from server.errors import NotFound
from server.ids import new_id
from server.ledger.transaction import Transaction
from server.members.tables import members
from server.units.queries import Asking
from server.units.rules import Action
from server.units.tables import assignments, units


@dataclass(frozen=True, slots=True)
class Recovery:
    id: UUID
    member_id: UUID
    member: str
    unit_id: UUID
    unit: str
    unit_path: str
    started_by: UUID
    starter: str
    started_at: datetime
    expires_at: datetime


_STARTER = members.alias("starter")
_WAITING = (
    sa.select(
        recoveries.c.id,
        recoveries.c.member_id,
        members.c.name.label("member"),
        members.c.unit_id,
        units.c.name.label("unit"),
        units.c.path.label("unit_path"),
        recoveries.c.started_by,
        _STARTER.c.name.label("starter"),
        recoveries.c.started_at,
        recoveries.c.expires_at,
    )
    .join(members, members.c.id == recoveries.c.member_id)
    .join(units, units.c.id == members.c.unit_id)
    .join(_STARTER, _STARTER.c.id == recoveries.c.started_by)
    .where(recoveries.c.confirmed_at.is_(None), members.c.left_on.is_(None))
    .order_by(recoveries.c.started_at)
)


def list_to_confirm(context: Asking) -> list[Recovery]:
    """What this person may confirm now; of the whole organisation only minutes are open at a time."""
    context.authorised.add(Action.RECOVERY_CONFIRM)
    rows = context.db.execute(_WAITING.where(recoveries.c.expires_at > context.now))
    return _confirmable(context, [Recovery(**row._asdict()) for row in rows])


def recovery_for(context: Asking, recovery_id: UUID) -> Recovery:
    """The only door to one: for everybody but a second person who may confirm, it does not exist."""
    context.authorised.add(Action.RECOVERY_CONFIRM)
    rows = context.db.execute(_WAITING.where(recoveries.c.id == recovery_id))
    found = _confirmable(context, [Recovery(**row._asdict()) for row in rows])
    if not found:
        raise NotFound
    return found[0]


def _confirmable(context: Asking, open_ones: list[Recovery]) -> list[Recovery]:
    actor, today = context.actor, local_date(context.now)
    offices = _offices(context.db, [one.member_id for one in open_ones], context.now)
    return [
        one
        for one in open_ones
        if actor.member_id not in (one.member_id, one.started_by)
        and may_confirm(actor.assignments, one.unit_path, offices[one.member_id], today)
    ]


def _offices(db: Connection, member_ids: list[UUID], now: datetime) -> defaultdict[UUID, list[Assignment]]:
    """What these members hold today."""
    today, held = local_date(now), assignments.c
    in_force = (held.since <= today) & sa.or_(held.until.is_(None), held.until > today)
    rows = db.execute(
        sa.select(held.member_id, held.role, held.unit_id, units.c.path, held.reach, held.since, held.until)
        .join(units, units.c.id == held.unit_id)
        .where(held.member_id.in_(member_ids), in_force)
    )
    found: defaultdict[UUID, list[Assignment]] = defaultdict(list)
    for member_id, role, unit_id, path, reach, since, until in rows:
        found[member_id].append(Assignment(Role(role), unit_id, path, Reach(reach), since, until))
    return found


def start(tx: Transaction, member_id: UUID) -> None:
    """A new start takes the place of an open one: who confirms sees the newest only."""
    still = (recoveries.c.member_id == member_id) & recoveries.c.confirmed_at.is_(None)
    tx.db.execute(sa.update(recoveries).where(still, recoveries.c.expires_at > tx.now).values(expires_at=tx.now))
    tx.db.execute(
        sa.insert(recoveries).values(
            id=new_id(),
            member_id=member_id,
            started_by=tx.actor.member_id,
            started_at=tx.now,
            expires_at=tx.now + RECOVERY_LIFE,
        )
    )
    tx.trace("recovery_started", member_id)


def confirm(tx: Transaction, recovery: Recovery, key: bytes, card: NewCard) -> None:
    """The second person's word makes the card; of two at one moment the later finds it done."""
    issue_cards(tx, key, [card], CardKind.SCREEN)
    waiting = (recoveries.c.id == recovery.id) & recoveries.c.confirmed_at.is_(None)
    done = {"confirmed_by": tx.actor.member_id, "confirmed_at": tx.now, "card_id": card.id}
    changed = tx.db.execute(sa.update(recoveries).where(waiting, recoveries.c.expires_at > tx.now).values(**done))
    if changed.rowcount == 0:
        raise RecoveryOver
    tx.trace("recovery_confirmed", recovery.member_id)


def lock_devices(tx: Transaction, member_id: UUID) -> None:
    """Every browser of the member is a stranger from now on, and no card that a thief may hold lets in."""
    for device in list_devices(tx.db, member_id):
        revoke_device(tx, device.id)
    unused = (entry_cards.c.member_id == member_id) & entry_cards.c.used_at.is_(None)
    tx.db.execute(sa.update(entry_cards).where(unused, entry_cards.c.expires_at > tx.now).values(expires_at=tx.now))
    tx.trace("devices_locked", member_id)


@dataclass(frozen=True, slots=True)
class Issued:
    """A line of the list of cards: for whom, by whom, by whose confirmation, and what became of it."""

    name: str
    kind: CardKind
    issued_at: datetime
    issuer: str | None
    starter: str | None
    used_at: datetime | None
    expires_at: datetime


def list_issued(db: Connection, unit_id: UUID, since: datetime) -> list[Issued]:
    issuer = members.alias("issuer")
    rows = db.execute(
        sa.select(
            members.c.name,
            entry_cards.c.kind,
            entry_cards.c.issued_at,
            issuer.c.name,
            _STARTER.c.name,
            entry_cards.c.used_at,
            entry_cards.c.expires_at,
        )
        .join(members, members.c.id == entry_cards.c.member_id)
        .outerjoin(issuer, issuer.c.id == entry_cards.c.issued_by)
        .outerjoin(recoveries, recoveries.c.card_id == entry_cards.c.id)
        .outerjoin(_STARTER, _STARTER.c.id == recoveries.c.started_by)
        .where(members.c.unit_id == unit_id, entry_cards.c.issued_at > since, entry_cards.c.kind != CardKind.DEMO)
        .order_by(entry_cards.c.issued_at.desc())
        .limit(200)
    )
    return [Issued(name, CardKind(kind), *rest) for name, kind, *rest in rows]


def count_devices(db: Connection, member_ids: Iterable[UUID]) -> dict[UUID, int]:
    mine = devices.c.member_id.in_(list(member_ids)) & devices.c.revoked_at.is_(None)
    rows = db.execute(sa.select(devices.c.member_id, sa.func.count()).where(mine).group_by(devices.c.member_id))
    return dict(tuple(row) for row in rows)
