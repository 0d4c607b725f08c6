"""Codes, PINs and delays. Standard library only."""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from uuid import UUID

from server.actor import Assignment, Reach, Role
from server.errors import Conflict, Invalid
from server.units.rules import in_force

# 31 signs: no 0/O, 1/I/L; 8 of them are 39.6 bits, good for minutes or three days and one use.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 8
PIN = re.compile(r"[0-9]{6}")


class CardKind(StrEnum):
    SCREEN = "screen"
    PRINTED = "printed"
    COMPANION = "companion"
    DEMO = "demo"


LIFE = {
    CardKind.SCREEN: timedelta(minutes=15),
    CardKind.PRINTED: timedelta(hours=72),
    CardKind.COMPANION: timedelta(minutes=10),
    CardKind.DEMO: timedelta(hours=24),
}
REPEAT_GRACE = timedelta(minutes=10)
CARD_TRIES = 5
DEVICE_TRIES = 10
FREE_TRIES = 5
MEMBER_IDLE, OFFICER_IDLE = timedelta(days=60), timedelta(hours=12)
DEVICE_LIFE = timedelta(days=180)


# An act that gives or takes rights asks for the PIN again after this.
FRESH_FOR = timedelta(minutes=5)
# A cookie is exchanged this often; what was under way with the old one has a minute to arrive.
SESSION_AGE, SESSION_GRACE = timedelta(hours=24), timedelta(seconds=60)


# A second person confirms within this; after it the member casts no ballot on a phone for a day.
RECOVERY_LIFE, VOTE_HOLD = timedelta(minutes=15), timedelta(hours=24)
RECOVERY_TOLD = timedelta(days=14)


class RecoveryNeeded(Conflict):
    """Who has entered before gets a new card by two people only."""

    code = "recovery_needed"


class NothingToRecover(Conflict):
    code = "nothing_to_recover"


class RecoveryOver(Conflict):
    code = "recovery_over"


class CardNotKnown(Invalid):
    code = "card_not_known"


class CardSpent(Conflict):
    code = "card_spent"


class PinNotSixDigits(Invalid):
    code = "pin_not_six_digits"


class PinTooEasy(Invalid):
    code = "pin_too_easy"


class PinsDiffer(Invalid):
    code = "pins_differ"


class TooEarly(Conflict):
    """Wait: too many wrong PINs on this device."""

    code = "pin_too_early"


def derive_secret(key: bytes, card_id: UUID) -> str:
    """The QR's secret: 128 bits as hex. Kept nowhere: the key and the card's id make it again."""
    return hmac.digest(key, b"entry card secret\0" + card_id.bytes, "sha256")[:16].hex()


def derive_code(key: bytes, card_id: UUID) -> str:
    """The typed code of a card."""
    number = int.from_bytes(hmac.digest(key, b"entry card code\0" + card_id.bytes, "sha256"), "big")
    signs = []
    for _ in range(CODE_LENGTH):
        number, rest = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[rest])
    return "".join(signs)


def tidy_code(typed: str) -> str:
    """As people type it: any case, with spaces or dashes."""
    return re.sub(r"[\s-]", "", typed).upper()


def locator(key: bytes, code: str) -> int:
    """16 keyed bits of a code: enough to find few candidates, too few to guess the code from."""
    return int.from_bytes(hmac.digest(key, b"entry card locator\0" + code.encode(), "sha256")[:2], "big")


def check_card(
    *, expires_at: datetime, used_at: datetime | None, failures: int, is_repeat: bool, now: datetime
) -> None:
    """One use, in time, few tries.

    ``is_repeat``: the same command that used the card comes again because its answer was lost.
    """
    if used_at is not None:
        if is_repeat and now - used_at <= REPEAT_GRACE:
            return
        raise CardSpent
    if now >= expires_at or failures >= CARD_TRIES:
        raise CardSpent


_COMMITTEE = frozenset({Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.COMMITTEE_MEMBER})
_UPPER = _COMMITTEE | {Role.RECORD_KEEPER, Role.ADMIN}


def may_confirm(held: Iterable[Assignment], unit_path: str, offices: Sequence[Assignment], today: date) -> bool:
    """May the holder be the second person for a member of this unit, who holds these offices?

    The committee of the cell or the level above; for an officer only a level above all their offices. Nobody is
    above the root: there another officer of the root itself.
    """
    mine = [one for one in held if in_force(one, today)]
    if not offices:
        here = any(one.role in _COMMITTEE and one.unit_path == unit_path for one in mine)
        return here or any(_is_above(one, unit_path) for one in mine)
    top = min((one.unit_path for one in offices), key=len)
    if top.count("/") == 2:
        return any(one.role in _UPPER and one.unit_path == top for one in mine)
    return any(_is_above(one, top) for one in mine)


def _is_above(held: Assignment, path: str) -> bool:
    if held.role not in _UPPER or held.unit_path == path or not path.startswith(held.unit_path):
        return False
    parent = path.rstrip("/").rpartition("/")[0] + "/"
    return held.reach is Reach.SUBTREE or held.unit_path == parent


def check_new_pin(pin: str, again: str, birth_date: date) -> None:
    """Six digits that a stranger at the table would not try first."""
    if not PIN.fullmatch(pin):
        raise PinNotSixDigits(field="pin")
    if pin != again:
        raise PinsDiffer(field="pin_again")
    if is_easy(pin) or pin in _dates_of(birth_date):
        raise PinTooEasy(field="pin")


def is_easy(pin: str) -> bool:
    """One digit, a run up or down, or a repeated pair or triple."""
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(pin)}
    return steps in ({0}, {1}, {9}) or pin[:3] == pin[3:] or pin == pin[:2] * 3 or pin[:3] == pin[:2:-1]


def _dates_of(day: date) -> set[str]:
    return {day.strftime(form) for form in ("%d%m%y", "%m%d%y", "%y%m%d", "%m%Y", "%Y%m")}


def wait_after(failures: int) -> timedelta:
    """None for the first five wrong PINs on a device, then 1, 2, 4, 8, 16 minutes."""
    if failures < FREE_TRIES:
        return timedelta(0)
    return timedelta(minutes=2 ** (failures - FREE_TRIES))


def check_wait(wait_until: datetime | None, now: datetime) -> None:
    if wait_until is not None and now < wait_until:
        raise TooEarly(minutes=-((now - wait_until) // timedelta(minutes=1)))  # rounded up


def is_locked(*, last_used: datetime, is_officer: bool, now: datetime) -> bool:
    """A device that lay unused asks for the PIN again: officers after half a day, members after 60 days."""
    return now - last_used > (OFFICER_IDLE if is_officer else MEMBER_IDLE)


def derive_session(key: bytes, device_id: UUID, salt: bytes) -> str:
    """The next cookie of a device, the same in every answer that offers it while it is not taken up."""
    mixed = hmac.digest(key, b"session\0" + device_id.bytes + salt, "sha256")
    return base64.urlsafe_b64encode(mixed).decode().rstrip("=")


def rights_mark(unit_id: UUID, held: Iterable[tuple[str, UUID, str]]) -> str:
    """Tells two sets of rights apart."""
    text = f"{unit_id} {sorted(f'{role} {unit} {reach}' for role, unit, reach in held)}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def is_due(*, made_at: datetime | None, rights_then: str | None, rights_now: str, now: datetime) -> bool:
    """A cookie is exchanged every day, and when its owner's rights are others than at its making."""
    if made_at is None or now - made_at > SESSION_AGE:
        return True
    return rights_then is not None and rights_then != rights_now


def device_kind(user_agent: str) -> str:
    """A word for the list of one's devices; never used for rights."""
    for mark, kind in (("iPhone", "iphone"), ("iPad", "ipad"), ("Android", "android"), ("Windows", "windows")):
        if mark in user_agent:
            return kind
    return "other"
