"""Months of dues: which may be marked, and how many unpaid ones are arrears. Standard library only."""

import re
from collections.abc import Set
from dataclasses import dataclass
from datetime import date

from server.errors import Conflict, Invalid
from server.members.values import Standing

BACK, AHEAD = 24, 12  # months that can be marked, counted from this one
LEAST_REASON = 10
# Whether dues are paid at home or at the other cell differs; a suspended member is nobody to remind.
NOT_JUDGED = frozenset({Standing.TEMPORARILY_HERE, Standing.TEMPORARILY_AWAY, Standing.SUSPENDED})


class MonthNotKnown(Invalid):
    code = "month_not_known"


class MonthOutOfReach(Invalid):
    code = "month_out_of_reach"


class PaidInFuture(Invalid):
    code = "paid_in_future"


class NobodyChosen(Invalid):
    code = "nobody_chosen"


class ReasonShort(Invalid):
    code = "arrears_reason_short"


class NotPaid(Conflict):
    code = "dues_not_paid"


@dataclass(frozen=True, slots=True)
class Rate:
    who: str
    share: str
    verified: bool
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DuesRules:
    """A dated, cited file: rates as text, and how many unpaid months of a year are arrears."""

    id: str
    title: str
    valid_from: date
    rates: tuple[Rate, ...]
    arrears_months: int
    arrears_text: str
    arrears_verified: bool
    arrears_sources: tuple[str, ...]


def rules_for(books: tuple[DuesRules, ...], today: date) -> DuesRules:
    """The newest that is in force; before the first one, the first."""
    begun = [one for one in books if one.valid_from <= today]
    return max(begun, key=lambda one: one.valid_from) if begun else min(books, key=lambda one: one.valid_from)


def month_of(day: date) -> date:
    """A month is kept as its first day."""
    return day.replace(day=1)


def months_later(month: date, count: int) -> date:
    year, zero_based = divmod(month.year * 12 + month.month - 1 + count, 12)
    return date(year, zero_based + 1, 1)


def parse_month(text: str) -> date:
    if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", text, re.ASCII) or text < "1900":
        raise MonthNotKnown(field="month")
    return date.fromisoformat(f"{text}-01")


def check_month(month: date, today: date) -> None:
    """Far from today it would be a slip of the finger."""
    this = month_of(today)
    if not months_later(this, -BACK) <= month <= months_later(this, AHEAD):
        raise MonthOutOfReach(field="month")


def check_paid_on(paid_on: date, today: date) -> None:
    if paid_on > today:
        raise PaidInFuture(field="paid_on")


def check_reason(reason: str) -> None:
    """The member reads it later."""
    if len(reason) < LEAST_REASON:
        raise ReasonShort(field="reason", least=LEAST_REASON)


def last_closed(today: date) -> date:
    """The month that is under way can still be paid in time."""
    return months_later(month_of(today), -1)


def unpaid(paid: Set[date], begun: date, today: date) -> list[date]:
    """Months of the year of the last closed month that nobody marked, from where the book begins."""
    last = last_closed(today)
    month = max(month_of(begun), date(last.year, 1, 1))
    found = []
    while month <= last:
        if month not in paid:
            found.append(month)
        month = months_later(month, 1)
    return found


def is_in_arrears(standing: str, missing: list[date], limit: int) -> bool:
    return standing not in NOT_JUDGED and len(missing) >= limit
