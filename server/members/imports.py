"""The plan of an import on what is in the database now: for the dry run and, again, for the act."""

from datetime import date

from sqlalchemy import Connection

from server.i18n.formats import day
from server.i18n.messages import sentence
from server.members.matching import KnownUnit
from server.members.queries import list_members_of_units
from server.members.reading import Reason, SheetRow
from server.members.rules import ImportPlan, KnownMember, plan
from server.units.queries import Unit, list_subtree


def plan_for(db: Connection, unit: Unit, rows: list[SheetRow], today: date) -> ImportPlan:
    """Members may be brought into this unit and every cell below it, nowhere else."""
    units = list_subtree(db, unit.path)
    names = {one.id: one.name for one in units}
    known_units = [
        KnownUnit(
            id=one.id,
            name=one.name,
            kind=one.kind,
            path_names=tuple(names[up.id] for up in units if one.path.startswith(up.path) and up.id != one.id),
        )
        for one in units
    ]
    known = [
        KnownMember(
            id=one.id,
            name=one.name,
            birth_date=one.birth_date,
            unit_id=one.unit_id,
            standing=one.standing,
            role=one.post,
            admission_decision_date=one.admission_decision_date,
            admission_ceremony_date=one.admission_ceremony_date,
            official_date=one.official_date,
            phone=one.phone,
        )
        for one in list_members_of_units(db, [one.id for one in units])
    ]
    return plan(rows, known, known_units, today)


def explain(reason: Reason) -> str:
    """A reason as a sentence, with columns by the product's own names and dates as people write them."""
    return sentence(reason.code, **{name: _in_words(name, value) for name, value in reason.details.items()})


def _in_words(name: str, value: str | int | date) -> str:
    if isinstance(value, date):
        return day(value)
    return sentence(f"import_column_{value}") if name.endswith("column") else str(value)
