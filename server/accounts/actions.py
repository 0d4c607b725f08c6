"""Issue a card, get in with it, unlock, sign out."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection

from server.accounts import queries
from server.accounts.queries import Card, digest
from server.accounts.rules import (
    DEVICE_LIFE,
    DEVICE_TRIES,
    LIFE,
    SESSION_GRACE,
    VOTE_HOLD,
    CardKind,
    CardSpent,
    check_card,
    check_wait,
    derive_secret,
    derive_session,
    wait_after,
)
from server.accounts.tables import accounts, devices, entry_cards
from server.actor import Actor
from server.ids import new_id
from server.ledger.transaction import Transaction
from server.notifications.actions import forget_device, schedule
from server.notifications.rules import Kind


@dataclass(frozen=True, slots=True)
class NewCard:
    """A card whose code was hashed before the transaction (hashing must not hold the writer)."""

    id: UUID
    member_id: UUID
    locator: int
    code_hash: str


def issue_cards(tx: Transaction, key: bytes, cards: Sequence[NewCard], kind: CardKind) -> None:
    """New cards; the same members' older ones of this kind are worth nothing from now on."""
    for card in cards:
        tx.db.execute(
            sa.update(entry_cards)
            .where(
                entry_cards.c.member_id == card.member_id,
                entry_cards.c.used_at.is_(None),
                entry_cards.c.expires_at > tx.now,
                entry_cards.c.kind == kind,
            )
            .values(expires_at=tx.now)
        )
        tx.db.execute(
            sa.insert(entry_cards).values(
                id=card.id,
                member_id=card.member_id,
                kind=kind,
                secret_hash=digest(derive_secret(key, card.id)),
                locator=card.locator,
                code_hash=card.code_hash,
                issued_by=tx.command.actor.member_id if tx.command.actor else None,
                issued_at=tx.now,
                expires_at=tx.now + LIFE[kind],
                failures=0,
            )
        )
        tx.trace("card_issued", card.member_id, kind)


def count_wrong_pin_on_card(tx: Transaction, card: Card) -> None:
    """Five wrong PINs and the card is void."""
    tx.db.execute(sa.update(entry_cards).where(entry_cards.c.id == card.id).values(failures=entry_cards.c.failures + 1))


def enrol(tx: Transaction, card: Card, *, pin_hash: str | None, device_name: str) -> str:
    """Use up the card, set the PIN if a new one was chosen, and enrol this browser.

    Returns the secret for the cookie. The repeat of the same command gets a fresh device and
    the one made by the lost answer is revoked, so that a lost answer locks nobody out.
    """
    card = queries.lock_card(tx.db, card.id)
    is_repeat = card.used_command == tx.command.id
    check_card(
        expires_at=card.expires_at,
        used_at=card.used_at,
        failures=card.failures,
        is_repeat=is_repeat,
        now=tx.now,
    )
    if is_repeat:
        tx.db.execute(sa.update(devices).where(devices.c.card_id == card.id).values(revoked_at=tx.now))
    if pin_hash is not None:
        if not is_repeat:
            _check_two_people(tx, card)
        _set_pin(tx, card.member_id, pin_hash)
    secret = secrets.token_urlsafe(32)
    tx.db.execute(
        sa.insert(devices).values(
            id=new_id(),
            member_id=card.member_id,
            secret_hash=digest(secret),
            name=device_name,
            enrolled_at=tx.now,
            last_seen_at=tx.now,
            unlocked_at=tx.now,
            confirmed_at=tx.now,
            rotated_at=tx.now,
            rights=queries.rights_of(tx.db, card.member_id, tx.now),
            pin_failures=0,
            card_id=card.id,
        )
    )
    tx.db.execute(
        sa.update(entry_cards)
        .where(entry_cards.c.id == card.id)
        .values(used_at=card.used_at or tx.now, used_command=tx.command.id)
    )
    tx.trace("device_enrolled", card.member_id, card.kind)
    return secret


def _check_two_people(tx: Transaction, card: Card) -> None:
    """A card made before the member entered must not let one officer in under that name later."""
    if queries.find_pin_hash(tx.db, card.member_id) is None:
        return
    if not queries.is_of_recovery(tx.db, card.id):
        raise CardSpent
    held = {"recovered_at": tx.now, "vote_hold_until": tx.now + VOTE_HOLD}
    tx.db.execute(sa.update(accounts).where(accounts.c.member_id == card.member_id).values(**held))
    schedule(tx, Kind.ENTRY_RENEWED, card.id, tx.now)
    tx.trace("account_recovered", card.member_id)


def _set_pin(tx: Transaction, member_id: UUID, pin_hash: str) -> None:
    values = {"pin_hash": pin_hash, "pin_set_at": tx.now}
    changed = tx.db.execute(sa.update(accounts).where(accounts.c.member_id == member_id).values(**values))
    if changed.rowcount == 0:
        tx.db.execute(sa.insert(accounts).values(member_id=member_id, theme="", text_size="", **values))


def unlock(tx: Transaction, *, right: bool) -> str | None:
    """Judge a PIN on an enrolled device. Failures count on this device alone: nobody slows another's.

    Whoever proves who they are gets another cookie: one that was copied before is worth nothing soon.
    """
    device = queries.lock_device(tx.db, tx.actor.device_id)
    check_wait(device.wait_until, tx.now)
    if right:
        secret = secrets.token_urlsafe(32)
        times = dict.fromkeys(("unlocked_at", "last_seen_at", "confirmed_at"), tx.now)
        _set_device(tx, device.id, pin_failures=0, wait_until=None, **times, next_hash=digest(secret), next_salt=None)
        return secret
    failures = device.pin_failures + 1
    wait = wait_after(failures)
    _set_device(tx, device.id, pin_failures=failures, wait_until=tx.now + wait if wait > timedelta(0) else None)
    if failures >= DEVICE_TRIES:
        revoke_device(tx, device.id)
    return None


def revoke_device(tx: Transaction, device_id: UUID) -> None:
    """The browser is a stranger from now on, its open sockets too, and it is told nothing more."""
    _set_device(tx, device_id, revoked_at=tx.now)
    forget_device(tx, device_id)
    tx.revoke_device(device_id)
    tx.trace("device_revoked", device_id)


def set_preferences(tx: Transaction, values: Mapping[str, str]) -> None:
    tx.db.execute(sa.update(accounts).where(accounts.c.member_id == tx.actor.member_id).values(**values))


def note_use(db: Connection, now: datetime, device_id: UUID) -> None:
    """A device in use is not asked for the PIN; written rarely, because reading must not cost a commit."""
    db.execute(sa.update(devices).where(devices.c.id == device_id).values(last_seen_at=now))


def offer_session(db: Connection, key: bytes, actor: Actor) -> str | None:
    """The next cookie for this browser; the same again until the browser shows it, for answers get lost.

    None when another request has changed the cookie meanwhile.
    """
    shown = actor.session.digest if actor.session else b""
    mine = (devices.c.id == actor.device_id) & (devices.c.secret_hash == shown) & devices.c.revoked_at.is_(None)
    row = db.execute(sa.select(devices.c.next_hash, devices.c.next_salt).where(mine).with_for_update()).one_or_none()
    if row is None:
        return None
    if row.next_salt is not None:
        return derive_session(key, actor.device_id, row.next_salt)
    salt = secrets.token_bytes(32)
    secret = derive_session(key, actor.device_id, salt)
    db.execute(sa.update(devices).where(mine).values(next_hash=digest(secret), next_salt=salt))
    return secret


def accept_session(db: Connection, now: datetime, actor: Actor) -> None:
    """The browser shows the cookie that it was offered: the old one holds for what is still on its way."""
    if actor.session is None:
        return
    db.execute(
        sa.update(devices)
        .where(devices.c.id == actor.device_id, devices.c.next_hash == actor.session.digest)
        .values(
            previous_hash=devices.c.secret_hash,
            previous_until=now + SESSION_GRACE,
            secret_hash=devices.c.next_hash,
            next_hash=None,
            next_salt=None,
            rotated_at=now,
            rights=actor.session.rights,
        )
    )


def _set_device(tx: Transaction, device_id: UUID, **changes: object) -> None:
    tx.db.execute(sa.update(devices).where(devices.c.id == device_id).values(**changes))


COOKIE_AGE = int(DEVICE_LIFE.total_seconds())
