"""The first unit of an installation and the first person in it, who lets all others in."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from server.accounts.actions import NewCard, issue_cards
from server.accounts.hashing import hash_secret
from server.accounts.rules import CardKind, derive_code, locator
from server.actor import Reach, Role
from server.clock import local_date
from server.db.engine import Database
from server.db.writer import Writer
from server.ids import new_id
from server.ledger.transaction import Answer, Command, Transaction, execute
from server.members.actions import add_member
from server.members.rules import MemberRow
from server.members.values import Post, Standing
from server.settings import Settings
from server.units.actions import add_unit, assign
from server.units.queries import has_units
from server.units.rules import UnitKind


class AlreadyFounded(RuntimeError):
    """There is a first unit; everybody else comes in through its people."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """The uppermost unit and its first administrator, as the command line names them."""

    unit: str
    kind: UnitKind
    place: str
    person: str
    born: date


def found(settings: Settings, database: Database, writer: Writer, beginning: Beginning) -> str:
    """Make both; gives the code of the administrator's entry card, good for 72 hours."""
    with database.read() as db:
        if has_units(db):
            raise AlreadyFounded("this installation has its first unit already")
    card_id = new_id()
    code = derive_code(settings.secret_key, card_id)
    code_hash = hash_secret(code)

    def act(tx: Transaction) -> Answer:
        today = local_date(tx.now)
        unit_id = add_unit(
            tx.db, parent_id=None, kind=beginning.kind, name=beginning.unit, place=beginning.place, today=today
        )
        member_id = add_member(tx.db, tx.now, unit_id, _row(beginning.person, beginning.born))
        assign(tx.db, member_id=member_id, unit_id=unit_id, role=Role.ADMIN, reach=Reach.SUBTREE, since=today)
        card = NewCard(card_id, member_id, locator(settings.secret_key, code), code_hash)
        issue_cards(tx, settings.secret_key, [card], CardKind.PRINTED)
        tx.trace("installation_founded", unit_id, unit_id=unit_id)
        return Answer("/")

    def work(db: Connection, now: datetime) -> str:
        execute(db, now, Command(new_id(), None, b""), act, remembered=False)
        return f"{code[:4]} {code[4:]}"

    return str(writer.run(work))


def _row(name: str, born: date) -> MemberRow:
    return MemberRow(
        name=name,
        birth_date=born,
        standing=Standing.OFFICIAL,
        role=Post.MEMBER,
        admission_decision_date=None,
        admission_ceremony_date=None,
        official_date=None,
        phone=None,
    )
