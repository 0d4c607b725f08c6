"""Named reads of cards, accounts and devices."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection
from starlette.requests import Request

from server.accounts.rules import DEVICE_LIFE, FRESH_FOR, CardKind, is_due, is_locked, rights_mark
from server.accounts.tables import accounts, devices, entry_cards, recoveries
from server.actor import Actor, Assignment, Session
from server.clock import local_date
from server.db.base import Moment
from server.errors import NotFound
from server.i18n.names import given_name
from server.members.tables import members
from server.units.queries import list_assignments
from server.units.tables import units

COOKIE, SECURE_COOKIE = "s", "__Host-s"


def digest(secret: str) -> bytes:
    """Secrets of 128 bits and more need no slow hash."""
    return hashlib.sha256(secret.encode()).digest()


@dataclass(frozen=True, slots=True)
class Card:
    id: UUID
    member_id: UUID
    kind: CardKind
    code_hash: str
    issued_at: datetime
    expires_at: datetime
    failures: int
    used_at: datetime | None
    used_command: UUID | None


@dataclass(frozen=True, slots=True)
class Device:
    id: UUID
    name: str
    enrolled_at: datetime
    last_seen_at: datetime
    pin_failures: int
    wait_until: datetime | None


_DEVICE = (
    devices.c.id,
    devices.c.name,
    devices.c.enrolled_at,
    devices.c.last_seen_at,
    devices.c.pin_failures,
    devices.c.wait_until,
)
_CARD = tuple(column for column in entry_cards.c if column.name not in ("secret_hash", "locator", "issued_by"))


def _card(row: sa.Row[tuple[object, ...]]) -> Card:
    values = row._asdict()
    return Card(**{**values, "kind": CardKind(values["kind"])})


def find_card_by_secret(db: Connection, secret: str) -> Card | None:
    row = db.execute(sa.select(*_CARD).where(entry_cards.c.secret_hash == digest(secret))).one_or_none()
    return None if row is None else _card(row)


def list_cards_by_locator(db: Connection, place: int, now: datetime) -> list[Card]:
    rows = db.execute(sa.select(*_CARD).where(entry_cards.c.locator == place, entry_cards.c.expires_at > now))
    return [_card(row) for row in rows]


def get_card(db: Connection, card_id: UUID) -> Card:
    row = db.execute(sa.select(*_CARD).where(entry_cards.c.id == card_id)).one_or_none()
    if row is None:
        raise NotFound
    return _card(row)


def lock_card(db: Connection, card_id: UUID) -> Card:
    """The card as it is now, held until the commit: two processes must not both find it unused."""
    return _card(db.execute(sa.select(*_CARD).where(entry_cards.c.id == card_id).with_for_update()).one())


def list_open_cards(db: Connection, unit_id: UUID, now: datetime) -> list[Card]:
    """Cards of the unit's members that can still be used, newest first."""
    rows = db.execute(
        sa.select(*_CARD)
        .join(members, members.c.id == entry_cards.c.member_id)
        .where(
            members.c.unit_id == unit_id,
            entry_cards.c.used_at.is_(None),
            entry_cards.c.expires_at > now,
            entry_cards.c.kind.in_((CardKind.SCREEN, CardKind.PRINTED)),
        )
        .order_by(members.c.sort_key)
    )
    return [_card(row) for row in rows]


def find_open_companion(db: Connection, member_id: UUID, now: datetime) -> Card | None:
    row = db.execute(
        sa.select(*_CARD)
        .where(
            entry_cards.c.member_id == member_id,
            entry_cards.c.kind == CardKind.COMPANION,
            entry_cards.c.used_at.is_(None),
            entry_cards.c.expires_at > now,
        )
        .order_by(entry_cards.c.issued_at.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else _card(row)


def find_pin_hash(db: Connection, member_id: UUID) -> str | None:
    return db.execute(sa.select(accounts.c.pin_hash).where(accounts.c.member_id == member_id)).scalar_one_or_none()


def is_of_recovery(db: Connection, card_id: UUID) -> bool:
    return db.execute(sa.select(recoveries.c.id).where(recoveries.c.card_id == card_id)).first() is not None


def vote_hold(db: Connection, member_id: UUID, now: datetime) -> datetime | None:
    """Until when this member casts no ballot on a phone; None when they may."""
    until = sa.select(accounts.c.vote_hold_until).where(
        accounts.c.member_id == member_id, accounts.c.vote_hold_until > now
    )
    return db.execute(until).scalar_one_or_none()


def recovered_since(db: Connection, member_id: UUID, since: datetime) -> datetime | None:
    """When the last card given again was used, if that is news."""
    at = sa.select(accounts.c.recovered_at).where(accounts.c.member_id == member_id, accounts.c.recovered_at > since)
    return db.execute(at).scalar_one_or_none()


def members_with_accounts(db: Connection, unit_id: UUID) -> frozenset[UUID]:
    rows = db.execute(
        sa.select(accounts.c.member_id)
        .join(members, members.c.id == accounts.c.member_id)
        .where(members.c.unit_id == unit_id)
    )
    return frozenset(rows.scalars())


def members_with_devices(db: Connection, unit_id: UUID) -> frozenset[UUID]:
    rows = db.execute(
        sa.select(devices.c.member_id)
        .join(members, members.c.id == devices.c.member_id)
        .where(members.c.unit_id == unit_id, devices.c.revoked_at.is_(None))
        .distinct()
    )
    return frozenset(rows.scalars())


def list_devices(db: Connection, member_id: UUID) -> list[Device]:
    mine = (devices.c.member_id == member_id) & devices.c.revoked_at.is_(None)
    rows = db.execute(sa.select(*_DEVICE).where(mine).order_by(devices.c.last_seen_at.desc()))
    return [Device(*row) for row in rows]


def lock_device(db: Connection, device_id: UUID) -> Device:
    """The device as it is now, held until the commit: tries at several processes are counted each."""
    return Device(*db.execute(sa.select(*_DEVICE).where(devices.c.id == device_id).with_for_update()).one())


def is_enrolled(db: Connection, device_id: UUID) -> bool:
    found = sa.select(devices.c.id).where(devices.c.id == device_id, devices.c.revoked_at.is_(None))
    return db.execute(found).first() is not None


def authenticate(db: Connection, request: Request, now: datetime) -> Actor | None:
    """The person behind the cookie, with the roles in force today; None when there is none."""
    secret = request.cookies.get(SECURE_COOKIE) or request.cookies.get(COOKIE)
    return None if not secret else find_actor(db, digest(secret), now)


def find_actor(db: Connection, shown: bytes, now: datetime) -> Actor | None:
    row = db.execute(_BY_SECRET, {"shown": shown}).one_or_none()
    if row is None:
        row = db.execute(_BY_EXCHANGED, {"shown": shown, "now": now}).one_or_none()
    if row is None or now - row.enrolled_at > DEVICE_LIFE:
        return None
    given = list_assignments(db, row.member_id, local_date(now))
    last_used = max(row.last_seen_at, row.unlocked_at)
    is_newest = shown == (row.next_hash or row.secret_hash)
    return Actor(
        member_id=row.member_id,
        device_id=row.device_id,
        name=row.name,
        given_name=given_name(row.name),
        unit_id=row.unit_id,
        unit_name=row.unit_name,
        unit_path=row.path,
        assignments=given,
        unused_for=now - last_used,
        locked=is_locked(last_used=last_used, is_officer=bool(given), now=now),
        preferences=(row.theme, row.text_size),
        help_phone=_help_phone(db, row.unit_id, row.member_id),
        confirmed_until=row.confirmed_at + FRESH_FOR if is_newest and row.confirmed_at else None,
        session=_session(row, shown, given, now),
    )


def rights_of(db: Connection, member_id: UUID, now: datetime) -> str:
    unit_id = db.execute(sa.select(members.c.unit_id).where(members.c.id == member_id)).scalar_one()
    return _mark(unit_id, list_assignments(db, member_id, local_date(now)))


def _mark(unit_id: UUID, given: Iterable[Assignment]) -> str:
    return rights_mark(unit_id, ((one.role, one.unit_id, one.reach) for one in given))


def _session(row: sa.Row[*tuple[Any, ...]], shown: bytes, given: Iterable[Assignment], now: datetime) -> Session:
    rights = _mark(row.unit_id, given)
    is_offered = shown == row.next_hash
    due = is_due(made_at=row.rotated_at, rights_then=row.rights, rights_now=rights, now=now)
    return Session(shown, rights, is_offered, due and shown == row.secret_hash)


_WHO = (
    sa.select(
        *(devices.c[name] for name in ("last_seen_at", "unlocked_at", "enrolled_at", "confirmed_at", "rotated_at")),
        *(devices.c[name] for name in ("secret_hash", "next_hash", "rights")),
        devices.c.id.label("device_id"),
        members.c.id.label("member_id"),
        members.c.name,
        units.c.id.label("unit_id"),
        units.c.name.label("unit_name"),
        units.c.path,
        accounts.c.theme,
        accounts.c.text_size,
    )
    .join(members, members.c.id == devices.c.member_id)
    .join(units, units.c.id == members.c.unit_id)
    .join(accounts, accounts.c.member_id == members.c.id)
    .where(devices.c.revoked_at.is_(None), members.c.left_on.is_(None))
)
# Asked with every request: built once, because building takes longer than asking.
_SHOWN = sa.bindparam("shown", type_=sa.LargeBinary)
_BY_SECRET = _WHO.where(devices.c.secret_hash == _SHOWN)
_BY_EXCHANGED = _WHO.where(
    (devices.c.next_hash == _SHOWN)
    | ((devices.c.previous_hash == _SHOWN) & (devices.c.previous_until > sa.bindparam("now", type_=Moment)))
)
_HELP = (
    sa.select(members.c.phone)
    .where(
        members.c.unit_id == sa.bindparam("unit_id"),
        members.c.post == "secretary",
        members.c.id != sa.bindparam("member_id"),
        members.c.left_on.is_(None),
        members.c.phone.isnot(None),
    )
    .limit(1)
)


def _help_phone(db: Connection, unit_id: UUID, member_id: UUID) -> str | None:
    """Whom a member may ring: the unit's secretary."""
    found: str | None = db.execute(_HELP, {"unit_id": unit_id, "member_id": member_id}).scalar_one_or_none()
    return found
