"""What a list from an office would change: row by row created, changed, refused and why. Standard library only.

A person is told apart by the folded name and the birth date, within the office's scope. Empty cells never erase
what is known, nobody is moved between cells by a list, and one refused row keeps the whole list out: it is
corrected where it is kept, in the office's own file, and brought in again.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from server.errors import Conflict
from server.i18n.text import fold
from server.members.matching import KnownUnit, Units
from server.members.reading import Details, Key, Read, Reason, SheetRow, read_row
from server.members.values import Post, Standing, parse_phone, years_between

LEAST_AGE, MOST_AGE = 18, 110


class ImportNotAcceptable(Conflict):
    code = "import_not_acceptable"


@dataclass(frozen=True, slots=True)
class MemberRow:
    """All that is kept of a member besides the unit."""

    name: str
    birth_date: date
    standing: str
    role: str
    phone: str | None = None
    admission_decision_date: date | None = None
    admission_ceremony_date: date | None = None
    official_date: date | None = None


@dataclass(frozen=True, slots=True)
class KnownMember:
    id: UUID
    name: str
    birth_date: date
    unit_id: UUID
    standing: str
    role: str
    admission_decision_date: date | None
    admission_ceremony_date: date | None
    official_date: date | None
    phone: str | None

    @property
    def row(self) -> MemberRow:
        return MemberRow(
            name=self.name,
            birth_date=self.birth_date,
            standing=self.standing,
            role=self.role,
            phone=self.phone,
            admission_decision_date=self.admission_decision_date,
            admission_ceremony_date=self.admission_ceremony_date,
            official_date=self.official_date,
        )


Value = str | date | None


@dataclass(frozen=True, slots=True)
class FieldChange:
    field: str
    old: Value
    new: Value


@dataclass(frozen=True, slots=True)
class Create:
    unit_id: UUID
    row: MemberRow


@dataclass(frozen=True, slots=True)
class Change:
    member_id: UUID
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class Same:
    member_id: UUID


@dataclass(frozen=True, slots=True)
class Refuse:
    reasons: tuple[Reason, ...]


Decision = Create | Change | Same | Refuse


@dataclass(frozen=True, slots=True)
class PlannedRow:
    row: SheetRow
    unit_name: str
    decision: Decision


@dataclass(frozen=True, slots=True)
class ImportPlan:
    rows: tuple[PlannedRow, ...]

    def of_kind(self, kind: type[Decision]) -> list[PlannedRow]:
        return [one for one in self.rows if isinstance(one.decision, kind)]

    @property
    def created(self) -> int:
        return len(self.of_kind(Create))

    @property
    def changed(self) -> int:
        return len(self.of_kind(Change))

    @property
    def unchanged(self) -> int:
        return len(self.of_kind(Same))

    @property
    def refused(self) -> int:
        return len(self.of_kind(Refuse))

    @property
    def acceptable(self) -> bool:
        return not self.refused and self.created + self.changed > 0

    @property
    def fingerprint(self) -> str:
        """The same for the same plan: what is accepted is what was seen."""
        return hashlib.sha256(repr(self.rows).encode()).hexdigest()


def plan(
    rows: Iterable[SheetRow], known: Iterable[KnownMember], known_units: Sequence[KnownUnit], today: date
) -> ImportPlan:
    """Pure: the same list on the same members gives the same plan."""
    units = Units(known_units)
    names = {one.id: one.name for one in known_units}
    people: dict[Key, list[KnownMember]] = defaultdict(list)
    for member in known:
        people[fold(member.name), member.birth_date].append(member)
    reads = [read_row(row, units, today) for row in rows]
    _refuse_twice(reads)
    return ImportPlan(
        tuple(
            PlannedRow(one.row, one.unit.name if one.unit else one.row.unit, _decide(one, people, names, today))
            for one in reads
        )
    )


def _refuse_twice(reads: Iterable[Read]) -> None:
    """One person may stand in two cells only as a member of one and a temporary member of the other."""
    groups: dict[Key, list[Read]] = defaultdict(list)
    for read in reads:
        if read.key:
            groups[read.key].append(read)
    for group in groups.values():
        for read in group:
            rows = [other.row.number for other in group if other is not read and not _two_cells(read, other)]
            if rows:
                read.refuse("twice", rows=", ".join(map(str, rows)))


def _two_cells(one: Read, other: Read) -> bool:
    return one.unit != other.unit and one.is_guest != other.is_guest


def _decide(read: Read, people: Mapping[Key, list[KnownMember]], names: Mapping[UUID, str], today: date) -> Decision:
    if read.reasons:
        return Refuse(tuple(read.reasons))
    assert read.key is not None
    assert read.unit is not None
    same = people.get(read.key, [])
    here = next((one for one in same if one.unit_id == read.unit.id), None)
    wanted = _wanted(read, here, today)
    changes = _changes(here.row, wanted) if here else ()
    if here and not changes:
        return Same(here.id)
    reasons = [
        *_check_standing(wanted),
        *_check_dates(wanted, today),
        *_check_elsewhere(wanted, here, [one for one in same if one is not here], names),
    ]
    if reasons:
        return Refuse(tuple(reasons))
    return Change(here.id, changes) if here else Create(read.unit.id, wanted)


def _wanted(read: Read, here: KnownMember | None, today: date) -> MemberRow:
    """What would be kept: the filled cells over what is known."""
    born = read.dates["birth_date"]
    before = here.row if here else MemberRow(read.name, born, "", Post.MEMBER)
    row = replace(
        before,
        name=before.name if before.name.lower() == read.name.lower() else read.name,
        role=read.post or before.role,
        phone=before.phone if _same_phone(before.phone, read.phone) else read.phone,
        admission_decision_date=read.dates.get("admission_decision_date", before.admission_decision_date),
        admission_ceremony_date=read.dates.get("admission_ceremony_date", before.admission_ceremony_date),
        official_date=read.dates.get("official_date", before.official_date),
    )
    return replace(row, standing=read.standing or standing_unsaid(row, today))


def _same_phone(before: str | None, given: str | None) -> bool:
    return given is None or (before is not None and parse_phone(before) == given)


def standing_unsaid(row: MemberRow, today: date) -> str:
    """What an empty cell means, from the dates; empty where it would be a guess at the right to vote.

    A date of official recognition makes an official member of a new person or a probationary one. Otherwise what
    is known stays. A new person without any date is official, as lists without this column mean it; one admitted
    less than a year ago is probationary. Longer ago and never recognised: probation may have been prolonged or
    the date may be missing, so the office has to say.
    """
    if row.official_date and row.standing in ("", Standing.PROBATIONARY):
        return Standing.OFFICIAL
    if row.standing:
        return row.standing
    admitted = row.admission_ceremony_date or row.admission_decision_date
    if admitted is None:
        return Standing.OFFICIAL
    return Standing.PROBATIONARY if years_between(admitted, today) < 1 else ""


def _check_standing(row: MemberRow) -> list[Reason]:
    if not row.standing:
        return [Reason("import_reason_standing_unclear")]
    if row.standing == Standing.PROBATIONARY and row.official_date:
        return [Reason("import_reason_probationary_with_date", {"date": row.official_date})]
    return []


def _check_dates(row: MemberRow, today: date) -> list[Reason]:
    decision, ceremony, official = row.admission_decision_date, row.admission_ceremony_date, row.official_date
    found = []
    if years_between(row.birth_date, today) > MOST_AGE:
        found.append(Reason("import_reason_too_old", {"date": row.birth_date, "limit": MOST_AGE}))
    admitted = decision or ceremony or official or today
    if years_between(row.birth_date, admitted) < LEAST_AGE:
        told: Details = {"birth": row.birth_date, "admitted": admitted, "limit": LEAST_AGE}
        found.append(Reason("import_reason_too_young", told))
    for first, earlier, second, later in (
        ("admission_decision_date", decision, "admission_ceremony_date", ceremony),
        ("admission_decision_date", decision, "official_date", official),
        ("admission_ceremony_date", ceremony, "official_date", official),
    ):
        if earlier and later and earlier > later:
            told = {"column": second, "date": later, "other_column": first, "other_date": earlier}
            found.append(Reason("import_reason_order", told))
    return found


def _check_elsewhere(
    wanted: MemberRow, here: KnownMember | None, elsewhere: Iterable[KnownMember], names: Mapping[UUID, str]
) -> list[Reason]:
    """A transfer is a decision of its own; temporary membership beside the home cell is not one."""
    if here and here.standing == wanted.standing:
        return []
    guest = wanted.standing == Standing.TEMPORARILY_HERE
    return [
        Reason("import_reason_elsewhere", {"unit": names[one.unit_id]})
        for one in elsewhere
        if (one.standing == Standing.TEMPORARILY_HERE) == guest
    ]


def _changes(before: MemberRow, after: MemberRow) -> tuple[FieldChange, ...]:
    pairs: tuple[tuple[str, Value, Value], ...] = (
        ("name", before.name, after.name),
        ("standing", before.standing, after.standing),
        ("role", before.role, after.role),
        ("phone", before.phone, after.phone),
        ("admission_decision_date", before.admission_decision_date, after.admission_decision_date),
        ("admission_ceremony_date", before.admission_ceremony_date, after.admission_ceremony_date),
        ("official_date", before.official_date, after.official_date),
    )
    return tuple(FieldChange(name, old, new) for name, old, new in pairs if old != new)
