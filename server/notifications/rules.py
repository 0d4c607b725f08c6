"""What may be said on a lock screen, when, how often, and to which push services. Standard library only."""

import base64
import binascii
import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from urllib.parse import urlsplit
from uuid import UUID

from server.clock import ZONE
from server.errors import Invalid


class Kind(StrEnum):
    """Everything that is ever pushed. The words of each are sentences of its own: time and kind, nothing else."""

    MEETING_PUBLISHED = "meeting_published"
    MEETING_TOMORROW = "meeting_tomorrow"
    MEETING_SOON = "meeting_soon"
    TASK_DUE = "task_due"
    REPORT_RETURNED = "report_returned"
    ENTRY_RENEWED = "entry_renewed"


@dataclass(frozen=True, slots=True)
class Manner:
    """How a push service is asked to treat it (RFC 8030)."""

    urgency: str
    life: timedelta  # at most; nothing is of use after ``grace`` past the moment it speaks of
    grace: timedelta = timedelta(0)


MANNER = {
    Kind.MEETING_PUBLISHED: Manner("normal", timedelta(hours=24)),
    Kind.MEETING_TOMORROW: Manner("normal", timedelta(hours=24)),
    Kind.MEETING_SOON: Manner("high", timedelta(minutes=40), timedelta(minutes=10)),
    Kind.TASK_DUE: Manner("normal", timedelta(hours=24), timedelta(hours=12)),
    Kind.REPORT_RETURNED: Manner("normal", timedelta(hours=24), timedelta(hours=24)),
    Kind.ENTRY_RENEWED: Manner("high", timedelta(hours=24), timedelta(hours=24)),
}

TASK_HOUR = time(7)


def meeting_times(starts_at: datetime, now: datetime) -> list[tuple[Kind, datetime]]:
    """Told at once, a day before and half an hour before, as far as these are still to come."""
    later = [
        (Kind.MEETING_TOMORROW, starts_at - timedelta(days=1)),
        (Kind.MEETING_SOON, starts_at - timedelta(minutes=30)),
    ]
    return [(Kind.MEETING_PUBLISHED, now), *(one for one in later if one[1] > now)]


def task_time(due_on: date, now: datetime) -> datetime | None:
    """In the morning of the day before; none when that has passed: the person has just been told."""
    at = datetime.combine(due_on - timedelta(days=1), TASK_HOUR, ZONE)
    return at if at > now else None


def noon(day: date) -> datetime:
    """A day as a moment that lies in it everywhere."""
    return datetime.combine(day, time(12), ZONE)


def expires_at(kind: Kind, due_at: datetime, happens_at: datetime) -> datetime:
    """From then on nobody is helped by it any more."""
    manner = MANNER[kind]
    return min(due_at + manner.life, happens_at + manner.grace)


def topic(kind: Kind, subject_id: UUID) -> str:
    """The newer message about the same thing takes the place of the older: at the service and on the phone."""
    family = kind.value.partition("_")[0]
    return base64.urlsafe_b64encode(hashlib.sha256(f"{family}:{subject_id}".encode()).digest()[:18]).decode()


# --- Trying again ---------------------------------------------------------------------------

FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=15), timedelta(minutes=15)
LONGEST_ASKED = timedelta(hours=1)
MOST_BREAKS = 8  # of a job that breaks our own code


def wait_after(tries: int, asked: timedelta = timedelta(0)) -> timedelta:
    """Twice as long each time; longer if the service asks for it, within reason."""
    own = min(FIRST_WAIT * (1 << min(tries, 10)), LONGEST_WAIT)
    return max(own, min(asked, LONGEST_ASKED))


class Fate(StrEnum):
    """What became of one message to one browser."""

    SENDING = "sending"  # begun; stays so when we die in between, and is then never sent again
    SENT = "sent"
    AGAIN = "again"
    DENIED = "denied"  # the service does not know our key: an alarm, and tried again
    GONE = "gone"  # the browser has ended its subscription
    REFUSED = "refused"  # our fault; no use in trying again
    LOST = "lost"  # the line broke after the message left: it may have arrived


OPEN_FATES = (Fate.AGAIN, Fate.DENIED)


def fate_of(status: int) -> Fate:
    """A wrong key of ours must never empty the table: only 404 and 410 say that a subscription has ended."""
    if 200 <= status < 300:
        return Fate.SENT
    if status in (404, 410):
        return Fate.GONE
    if status in (401, 403):
        return Fate.DENIED
    if status == 429 or status >= 500:
        return Fate.AGAIN
    return Fate.REFUSED


def asked_wait(header: str) -> timedelta:
    """``Retry-After`` in seconds; a date or anything else counts as not said."""
    return timedelta(seconds=int(header)) if re.fullmatch(r"[0-9]{1,6}", header) else timedelta(0)


# --- What a browser tells us ----------------------------------------------------------------


class EndpointNotKnown(Invalid):
    """Not one of the browsers' push services: we would be made to call somebody else."""

    code = "push_endpoint_not_known"


class PushKeysWrong(Invalid):
    code = "push_keys_wrong"


LONGEST_ENDPOINT = 2048
_SERVICES = ("fcm.googleapis.com",)
_SERVICE_DOMAINS = (".push.apple.com", ".push.services.mozilla.com", ".notify.windows.com")
_HOST = re.compile(r"[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+")


def origin_of(endpoint: str) -> str:
    parts = urlsplit(endpoint)
    return f"{parts.scheme}://{parts.netloc}"


def check_endpoint(endpoint: str, allowed: Collection[str] = ()) -> None:
    """``allowed``: whole origins that the operator added, of which nothing further is asked."""
    if len(endpoint) > LONGEST_ENDPOINT or not re.fullmatch(r"[!-~]+", endpoint) or "\\" in endpoint:
        raise EndpointNotKnown
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError:
        raise EndpointNotKnown from None
    if "@" in parts.netloc or parts.fragment or not parts.path.startswith("/"):
        raise EndpointNotKnown
    if origin_of(endpoint) in allowed:
        return
    host = parts.netloc.removesuffix(":443")
    if parts.scheme != "https" or port not in (None, 443) or not _is_service(host):
        raise EndpointNotKnown


def _is_service(host: str) -> bool:
    return bool(_HOST.fullmatch(host)) and (host in _SERVICES or host.endswith(_SERVICE_DOMAINS))


# The curve P-256 (FIPS 186-4, D.1.2.3): y² = x³ - 3x + b modulo p.
_P = 2**256 - 2**224 + 2**192 + 2**96 - 1
_B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B


def read_key(text: str) -> bytes:
    """The browser's public key: a point of the curve, or nothing can be encrypted for it."""
    key = _bytes_of(text, 65)
    x, y = int.from_bytes(key[1:33]), int.from_bytes(key[33:])
    if key[0] != 4 or x >= _P or y >= _P or (y * y - (x * x * x - 3 * x + _B)) % _P:
        raise PushKeysWrong
    return key


def read_auth(text: str) -> bytes:
    return _bytes_of(text, 16)


def _bytes_of(text: str, length: int) -> bytes:
    try:
        found = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise PushKeysWrong from None
    if len(found) != length:
        raise PushKeysWrong
    return found
