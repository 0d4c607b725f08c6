"""Record what a member is from a day on, take a mistake back, note who looks."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection

from server.accounts.actions import revoke_device
from server.accounts.queries import list_devices
from server.actor import Actor
from server.clock import local_date
from server.ids import new_id
from server.ledger.transaction import Transaction
from server.meetings.summoned import summon_as, summon_no_longer
from server.members.actions import set_standing
from server.members.tables import members, standings
from server.members.values import Departure
from server.records import queries
from server.records.queries import Record
from server.records.rules import (
    Entry,
    NotForOneself,
    StandingChanged,
    Wish,
    check_reason,
    check_wish,
    check_withdrawal,
    in_force,
)
from server.records.tables import looks
from server.units.actions import end_assignments
from server.units.tables import assignments


def record_standing(tx: Transaction, record: Record, wish: Wish, *, decision: str, seen: UUID) -> bool:
    """In force at once, or on its day: whether it is in force already."""
    today, member_id = local_date(tx.now), record.member.id
    entries = _locked(tx, record)
    current = in_force(entries, today)
    if current is None or current.id != seen:
        raise StandingChanged
    check_wish(wish, entries, record.member.admission_ceremony_date, today)
    if current.is_listed and wish.since < current.since:
        _set(tx.db, current.id, since=wish.since)
    entry_id = new_id()
    tx.db.execute(
        sa.insert(standings).values(
            id=entry_id,
            member_id=member_id,
            standing=wish.standing,
            since=wish.since,
            until=wish.until,
            decision=decision,
            place=wish.place,
            recorded_by=tx.actor.member_id,
            recorded_at=tx.now,
        )
    )
    tx.trace("standing_recorded", member_id, wish.standing)
    return apply_due(tx, member_id)


def withdraw_standing(tx: Transaction, record: Record, entry_id: UUID) -> None:
    """A mistake: it stays readable, and what was so before is so again. Roles and phones do not come back."""
    entries = _locked(tx, record)
    last, before = check_withdrawal(entries, entry_id)
    _set(tx.db, last.id, withdrawn_by=tx.actor.member_id, withdrawn_at=tx.now)
    if last.applied_at is not None:
        set_standing(tx.db, record.member.id, before.standing, before.since)
        summon_as(tx.db, record.member.id, before.standing)
    tx.trace("standing_withdrawn", record.member.id, last.standing)


def apply_due(tx: Transaction, member_id: UUID) -> bool:
    """What this member's history has for today; nothing the second time."""
    today = local_date(tx.now)
    queries.lock_member(tx.db, member_id)
    waits = standings.c.applied_at.is_(None) & (standings.c.member_id == member_id)
    current = in_force(queries.list_standings(tx.db, member_id), today)
    if current is None or current.applied_at is not None:
        return False
    tx.db.execute(sa.update(standings).where(waits, standings.c.id == current.id).values(applied_at=tx.now))
    if current.standing in set(Departure):
        _take_off_the_list(tx, member_id, current)
    else:
        set_standing(tx.db, member_id, current.standing, current.since)
        summon_as(tx.db, member_id, current.standing)
    return True


def _take_off_the_list(tx: Transaction, member_id: UUID, entry: Entry) -> None:
    """From that day nothing is theirs here: no list, no role, no way in."""
    tx.db.execute(sa.update(members).where(members.c.id == member_id).values(left_on=entry.since, post="member"))
    end_assignments(tx.db, assignments.c.member_id == member_id, local_date(tx.now))
    summon_no_longer(tx.db, member_id)
    for device in list_devices(tx.db, member_id):
        revoke_device(tx, device.id)


def note_look(db: Connection, now: datetime, actor: Actor, member_id: UUID, kind: str, reason: str = "") -> None:
    values = {"member_id": member_id, "by_id": actor.member_id, "kind": kind, "reason": reason, "at": now}
    db.execute(sa.insert(looks).values(id=new_id(), **values))


def ask_private(tx: Transaction, record: Record, reason: str) -> None:
    """The reason stands on the member's own page before anything is read."""
    if record.member.id == tx.actor.member_id:
        raise NotForOneself
    check_reason(reason)
    note_look(tx.db, tx.now, tx.actor, record.member.id, "private", reason)
    tx.trace("private_record_asked", record.member.id)


def _locked(tx: Transaction, record: Record) -> list[Entry]:
    if record.member.id == tx.actor.member_id:
        raise NotForOneself
    queries.lock_member(tx.db, record.member.id)
    return queries.list_standings(tx.db, record.member.id)


def _set(db: Connection, entry_id: UUID, **values: object) -> None:
    db.execute(sa.update(standings).where(standings.c.id == entry_id).values(**values))
