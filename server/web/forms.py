"""Typed reading of what a form sent. Everything that enters is text, cleaned and capped."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from server.errors import Invalid
from server.i18n.formats import parse_local
from server.i18n.text import clean

Choice = TypeVar("Choice", bound=StrEnum)

SHORT, LONG = 200, 10_000  # characters
YEARS = range(1900, 2200)  # of any date that people write; a zone cannot be applied at the ends of the calendar


class FieldMissing(Invalid):
    code = "field_missing"


class FieldTooLong(Invalid):
    code = "field_too_long"


class FieldNotUnderstood(Invalid):
    code = "field_not_understood"


def safe_next(wanted: str | None) -> str:
    """Only a path of our own: an address from outside must not choose where people land."""
    if wanted and re.fullmatch(r"/(?!/)[A-Za-z0-9/_-]{0,200}", wanted):
        return wanted
    return "/"


@dataclass(frozen=True, slots=True)
class Upload:
    filename: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of one post. Every reader names the field that it refuses."""

    fields: Mapping[str, str]
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    files: Mapping[str, tuple[Upload, ...]] = field(default_factory=dict)

    def parted(self, prefix: str) -> tuple[dict[str, str], "Form"]:
        """The fields that begin like this, without it, and the form without them."""
        apart = {name.removeprefix(prefix): text for name, text in self.fields.items() if name.startswith(prefix)}
        rest = {name: text for name, text in self.fields.items() if not name.startswith(prefix)}
        lists = {name: texts for name, texts in self.lists.items() if not name.startswith(prefix)}
        return apart, Form(rest, lists, self.files)

    def pairs(self) -> list[tuple[str, str]]:
        """Every field as often as it was sent."""
        return [(name, one) for name, text in self.fields.items() for one in self.lists.get(name, (text,))]

    def text(self, name: str, *, required: bool = True, limit: int = SHORT) -> str:
        value = clean(self.fields.get(name, ""))
        if required and not value:
            raise FieldMissing(field=name)
        if len(value) > limit:
            raise FieldTooLong(field=name, limit=limit, length=len(value))
        return value

    def has(self, name: str) -> bool:
        return bool(self.fields.get(name))

    def uuid(self, name: str) -> UUID:
        found = self.uuid_or_none(name)
        if found is None:
            raise FieldMissing(field=name)
        return found

    def uuid_or_none(self, name: str) -> UUID | None:
        value = self.fields.get(name, "").strip()
        if not value:
            return None
        try:
            return UUID(value)
        except ValueError:
            raise FieldNotUnderstood(field=name) from None

    def integer(self, name: str, *, least: int, most: int, default: int | None = None) -> int:
        value = self.fields.get(name, "").strip()
        if not value and default is not None:
            return default
        if not value:
            raise FieldMissing(field=name)
        if not value.isascii() or not value.isdigit() or len(value) > 9 or not least <= int(value) <= most:
            raise FieldNotUnderstood(field=name)
        return int(value)

    def choice(self, name: str, kind: type[Choice]) -> Choice:
        try:
            return kind(self.fields.get(name, ""))
        except ValueError:
            error = FieldMissing if not self.fields.get(name) else FieldNotUnderstood
            raise error(field=name) from None

    def date(self, name: str) -> date:
        value = self.text(name, limit=20)
        try:
            found = date.fromisoformat(value)
        except ValueError:
            raise FieldNotUnderstood(field=name) from None
        if found.year not in YEARS:
            raise FieldNotUnderstood(field=name)
        return found

    def moment(self, day: str, hour: str) -> datetime:
        """Local date and time fields as one UTC time."""
        local_day = self.date(day).isoformat()
        try:
            return parse_local(local_day, self.text(hour, limit=10))
        except ValueError:
            raise FieldNotUnderstood(field=hour) from None

    def uuids(self, name: str) -> list[UUID]:
        """What was ticked in a list: one or more."""
        try:
            return [UUID(text) for text in self.lists.get(name) or (self.text(name),)]
        except ValueError:
            raise FieldNotUnderstood(field=name) from None

    def uploads(self, name: str) -> Iterable[Upload]:
        return self.files.get(name, ())
