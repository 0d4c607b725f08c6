"""The demonstration world: a fictional province with two communes, five cells and about 120 people."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection

from server.accounts.hashing import hash_secret
from server.accounts.tables import accounts
from server.clock import local_date
from server.ledger.tables import facts
from server.members.actions import add_member
from server.members.rules import MemberRow
from server.seeds import cast, evenings, library
from server.seeds.names import people
from server.settings import Settings
from server.units.actions import add_unit, assign
from server.units.rules import UnitKind

OPENED = date(2025, 7, 1)
PIN = "482615"  # of everybody who has a part, and printed by `./sotay serve` in the demonstration only


def build(db: Connection, settings: Settings, now: datetime) -> None:
    """Everything, in the caller's transaction."""
    units = _units(db)
    members = _people(db, units, now)
    _parts(db, members, now)
    for office in cast.OFFICES:
        assign(
            db,
            member_id=members[office.name],
            unit_id=units[office.unit],
            role=office.role,
            reach=office.reach,
            since=OPENED,
        )
    db.execute(sa.insert(facts).values(name="demo", value=local_date(now).isoformat()))
    library.fill(db, settings, units, members, now)
    evenings.hold(db, settings, units[cast.DONG], members, now)


def _units(db: Connection) -> dict[str, UUID]:
    found: dict[str, UUID] = {}

    def add(name: str, kind: UnitKind, parent: str, place: str) -> None:
        parent_id = found.get(parent)
        found[name] = add_unit(db, parent_id=parent_id, kind=kind, name=name, place=place, today=OPENED)

    add(cast.PROVINCE, UnitKind.PROVINCE, "", cast.PLACES[cast.PROVINCE])
    add(cast.COMMUNE, UnitKind.COMMUNE, cast.PROVINCE, cast.PLACES[cast.COMMUNE])
    add(cast.WARD, UnitKind.COMMUNE, cast.PROVINCE, cast.PLACES[cast.WARD])
    for name, (parent, _) in cast.CELLS.items():
        add(name, UnitKind.CELL, parent, cast.PLACES[parent])
    return found


def _people(db: Connection, units: Mapping[str, UUID], now: datetime) -> dict[str, UUID]:
    """The cast by name, and as many others as each cell needs."""
    named = {
        one.name: add_member(
            db, now, units[one.cell], _row(one.name, one.birth_date, one.standing, one.post, one.phone)
        )
        for one in cast.CAST
    }
    others = people(1930)
    for cell, (_, size) in cast.CELLS.items():
        for _ in range(size - sum(one.cell == cell for one in cast.CAST)):
            name, born = next(others)
            add_member(db, now, units[cell], _row(name, born, "official", "member", None))
    return named


def _row(name: str, born: date, standing: str, post: str, phone: str | None) -> MemberRow:
    probationary = standing == "probationary"
    decided = date(2026, 3, 3) if probationary else date(min(born.year + 27, 2019), 5, 19)
    ceremony = decided + timedelta(days=20)
    return MemberRow(
        name=name,
        birth_date=born,
        standing=standing,
        role=post,
        admission_decision_date=decided,
        admission_ceremony_date=ceremony,
        official_date=None if probationary else ceremony + timedelta(days=380),
        phone=phone,
    )


def _parts(db: Connection, members: Mapping[str, UUID], now: datetime) -> None:
    """Those with a part can be signed in by the command line, and have a PIN."""
    pin_hash = hash_secret(PIN)
    for one in cast.CAST:
        if one.part:
            member_id = members[one.name]
            values = {"pin_hash": pin_hash, "pin_set_at": now.astimezone(UTC), "theme": "", "text_size": ""}
            db.execute(sa.insert(accounts).values(member_id=member_id, **values))
            db.execute(sa.insert(facts).values(name=f"demo:{one.part}", value=str(member_id)))
