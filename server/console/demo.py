"""The demonstration world from the command line: make it, and sign its people in."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection

from server.accounts.actions import NewCard, issue_cards
from server.accounts.hashing import hash_secret
from server.accounts.rules import CardKind, derive_code, derive_secret, locator
from server.clock import now as clock_now
from server.db.engine import Database
from server.db.writer import Writer
from server.errors import NotFound
from server.ids import new_id
from server.ledger.read import find_fact
from server.ledger.tables import facts
from server.ledger.transaction import Answer, Command, Transaction, execute
from server.seeds.world import build
from server.settings import Settings
from server.units.queries import has_units

ROLES = (
    "chair",
    "recorder",
    "member",
    "member2",
    "absent",
    "probationary",
    "exempt",
    "guest",
    "teller",
    "outsider",
    "upper",
    "editor",
    "admin",
    "operator",
    "keeper",
    "auditor",
)


def is_empty(database: Database) -> bool:
    """Nobody lives here yet: no unit was ever made."""
    with database.read() as db:
        return not has_units(db)


def make_demo(settings: Settings, database: Database, writer: Writer) -> None:
    """The demonstration world in an empty database, in one transaction."""
    if not is_empty(database):
        raise RuntimeError("this database has units already: the demo is made in an empty one only")
    now = clock_now()
    writer.run(lambda db, _now: build(db, settings, now))


def is_demo(database: Database) -> bool:
    with database.read() as db:
        return find_fact(db, "demo") is not None


def login_path(settings: Settings, writer: Writer, role: str) -> str:
    """A one-use path that signs this demo person in; refuses outside a demo database."""
    card_id = new_id()
    code = derive_code(settings.secret_key, card_id)
    code_hash = hash_secret(code)

    def work(db: Connection, now: datetime) -> str:
        member_id = _person(db, role)
        card = NewCard(card_id, member_id, locator(settings.secret_key, code), code_hash)

        def act(tx: Transaction) -> Answer:
            issue_cards(tx, settings.secret_key, [card], CardKind.DEMO)
            return Answer("/")

        execute(db, now, Command(new_id(), None, b""), act, remembered=False)
        return f"/enter/demo/{derive_secret(settings.secret_key, card_id)}"

    return str(writer.run(work))


def _person(db: Connection, role: str) -> UUID:
    if find_fact(db, "demo") is None:
        raise RuntimeError("this is not a demonstration: people get in with the cards of their secretary")
    value = db.execute(sa.select(facts.c.value).where(facts.c.name == f"demo:{role}")).scalar_one_or_none()
    if value is None:
        raise NotFound
    return UUID(value)
