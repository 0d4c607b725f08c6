"""Who we are to the push services (RFC 8292): one key for the life of an installation.

A new key would end every subscription, so it is made once and kept in DATA.
"""

import base64
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from py_vapid import Vapid02

from server import clock
from server.notifications.rules import origin_of
from server.settings import Settings, made_once

LIFE, RENEWED = 12 * 3600, 3600  # seconds; services take at most 24 hours
NOBODY = "mailto:nobody@example.org"  # Apple refuses a name without a real domain


def public_key(data: Path) -> str:
    """What a browser subscribes with."""
    return _text(_key(data / "vapid.pem"))


@cache
def _key(path: Path) -> ec.EllipticCurvePrivateKey:
    pem: bytes = made_once(path, _new_key)
    key: ec.EllipticCurvePrivateKey = Vapid02.from_pem(pem).private_key
    return key


def _new_key() -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _text(key: ec.EllipticCurvePrivateKey) -> str:
    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()


def subject_of(settings: Settings) -> str:
    """Whom a push service may ask about our messages."""
    origin = urlsplit(settings.public_origin or "")
    own = f"https://{origin.hostname}" if origin.scheme == "https" else NOBODY
    return settings.vapid_subject or own


class Signer:
    """One signed header for each service, used again until shortly before its end."""

    def __init__(self, data: Path, subject: str) -> None:
        self._vapid = Vapid02(_key(data / "vapid.pem"))
        self._subject = subject
        self._signed: dict[str, tuple[float, str]] = {}

    def header(self, endpoint: str) -> str:
        origin, now = origin_of(endpoint), clock.now().timestamp()
        until, header = self._signed.get(origin, (0.0, ""))
        if until - now < RENEWED:
            until = now + LIFE
            claims = {"aud": origin, "exp": int(until), "sub": self._subject}
            header = str(self._vapid.sign(claims)["Authorization"])
            self._signed[origin] = (until, header)
        return header
