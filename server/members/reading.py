"""One row of a sheet, understood as far as it goes, with a reason for every cell that is not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from server.i18n.text import fold
from server.members.matching import KnownUnit, NoUnit, Units
from server.members.values import Post, Standing, parse_date, parse_name, parse_phone, parse_post, parse_standing

MAX_NAME = 120

Key = tuple[str, date]
Details = Mapping[str, str | int | date]


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One person as the sheet says it: texts, and the row's number as the office sees it."""

    number: int
    name: str = ""
    birth_date: str = ""
    unit: str = ""
    standing: str = ""
    role: str = ""
    admission_decision_date: str = ""
    admission_ceremony_date: str = ""
    official_date: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """The code of a sentence and what fills it; ``column`` in details is the name of a field."""

    code: str
    details: Details = field(default_factory=dict)


@dataclass(slots=True)
class Read:
    """A row as far as it is understood. Without reasons it has a name, a birth date and a unit."""

    row: SheetRow
    name: str = ""
    dates: dict[str, date] = field(default_factory=dict)
    unit: KnownUnit | None = None
    standing: Standing | None = None
    post: Post | None = None
    phone: str | None = None
    reasons: list[Reason] = field(default_factory=list)

    @property
    def key(self) -> Key | None:
        born = self.dates.get("birth_date")
        return (fold(self.name), born) if self.name and born else None

    @property
    def is_guest(self) -> bool:
        return self.standing is Standing.TEMPORARILY_HERE

    def refuse(self, code: str, **details: str | int | date) -> None:
        self.reasons.append(Reason(f"import_reason_{code}", details))


def read_row(row: SheetRow, units: Units, today: date) -> Read:
    read = Read(row)
    _read_name(read)
    _read_dates(read, today)
    unit = units.find(row.unit)
    if isinstance(unit, NoUnit):
        read.reasons.append(Reason(unit.code, {"text": row.unit}))
    else:
        read.unit = unit
    if row.standing:
        read.standing = parse_standing(row.standing)
        if read.standing is None:
            read.refuse("standing", text=row.standing)
    if row.role:
        read.post = parse_post(row.role)
        if read.post is None:
            read.refuse("post", text=row.role)
    if row.phone:
        read.phone = parse_phone(row.phone)
        if read.phone is None:
            read.refuse("phone", text=row.phone)
    return read


def _read_name(read: Read) -> None:
    name = parse_name(read.row.name)
    if not read.row.name:
        read.refuse("name_missing")
    elif name is None:
        read.refuse("name", text=read.row.name)
    elif len(name) > MAX_NAME:
        read.refuse("name_long", limit=MAX_NAME)
    else:
        read.name = name


def _read_dates(read: Read, today: date) -> None:
    row = read.row
    if not row.birth_date:
        read.refuse("birth_missing")
    for column, text in (
        ("birth_date", row.birth_date),
        ("admission_decision_date", row.admission_decision_date),
        ("admission_ceremony_date", row.admission_ceremony_date),
        ("official_date", row.official_date),
    ):
        if not text:
            continue
        found = parse_date(text)
        if found is None:
            read.refuse("date", column=column, text=text)
        elif found > today:
            read.refuse("future", column=column, date=found)
        else:
            read.dates[column] = found
