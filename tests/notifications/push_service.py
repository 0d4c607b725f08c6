"""A push service of our own: keeps to RFC 8030, checks who sends (RFC 8292) and opens what it gets (RFC 8291).

Written against the RFCs with ``cryptography`` alone, so that it shares nothing with what it checks.
"""

import base64
import hmac
import json
import os
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import sleep, time
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()


def text_of(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def bytes_of(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def point_of(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


@dataclass(slots=True)
class Browser:
    """A subscription as the browser and its service know it."""

    endpoint: str
    application_key: str
    mode: str = "ok"
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(CURVE))
    auth: bytes = field(default_factory=lambda: os.urandom(16))

    def fields(self) -> dict[str, str]:
        """What the page sends to the product."""
        point = point_of(self.key.public_key())
        return {"endpoint": self.endpoint, "p256dh": text_of(point), "auth": text_of(self.auth)}

    def open(self, body: bytes) -> str:
        salt, (size, length) = body[:16], struct.unpack("!LB", body[16:21])
        theirs, sealed = body[21 : 21 + length], body[21 + length :]
        assert (size, length) == (4096, 65) or size >= len(sealed)
        mine = point_of(self.key.public_key())
        shared = self.key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, theirs))
        secret = _expand(hmac.digest(self.auth, shared, "sha256"), b"WebPush: info\0" + mine + theirs, 32)
        mixed = hmac.digest(salt, secret, "sha256")
        key = _expand(mixed, b"Content-Encoding: aes128gcm\0", 16)
        nonce = _expand(mixed, b"Content-Encoding: nonce\0", 12)
        plain = AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\0")
        assert plain.endswith(b"\2")
        return plain[:-1].decode()


def _expand(key: bytes, info: bytes, length: int) -> bytes:
    return hmac.digest(key, info + b"\1", "sha256")[:length]


@dataclass(frozen=True, slots=True)
class Got:
    """A message that was accepted, opened."""

    endpoint: str
    text: str
    ttl: int
    topic: str
    urgency: str

    @property
    def notification(self) -> dict[str, str]:
        said = json.loads(self.text)
        assert said["web_push"] == 8030
        return dict(said["notification"])


@dataclass(slots=True)
class PushService:
    """``asked`` counts requests by path, accepted or not; ``inbox`` holds what was accepted."""

    origin: str
    browsers: dict[str, Browser] = field(default_factory=dict)
    inbox: list[Got] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    slow: float = 0.0

    def subscribe(self, application_key: str, mode: str = "ok") -> Browser:
        path = f"/p/{text_of(os.urandom(12))}"
        self.browsers[path] = Browser(self.origin + path, application_key, mode)
        return self.browsers[path]

    def answer(self, path: str, headers: Any, body: bytes) -> tuple[int, dict[str, str]]:
        self.asked.append(path)
        browser = self.browsers.get(path)
        if browser is None:
            return 404, {}
        modes = {"gone": (410, {}), "busy": (429, {"Retry-After": "2"}), "down": (503, {})}
        if browser.mode in modes:
            return modes[browser.mode]
        if browser.mode.startswith("redirect "):
            return 307, {"Location": browser.mode.removeprefix("redirect ")}
        if browser.mode == "huge":
            return 201, {"X-Body": "100000000"}
        try:
            self._accept(browser, headers, body)
        except Refused as error:
            return error.status, {}
        sleep(self.slow)
        return 201, {"Location": f"{self.origin}/m/{text_of(os.urandom(8))}"}

    def _accept(self, browser: Browser, headers: Any, body: bytes) -> None:
        ttl, topic, urgency = headers["TTL"], headers["Topic"] or "", headers["Urgency"] or "normal"
        need(ttl and ttl.isdigit(), 400, "TTL is required")
        need(len(body) <= 4096, 413, "too long")
        need(headers["Content-Encoding"] == "aes128gcm", 415, "encoding")
        need(len(topic) <= 32 and not set(topic) - _BASE64, 400, "topic")
        need(urgency in ("very-low", "low", "normal", "high"), 400, "urgency")
        verify_sender(headers["Authorization"], browser.application_key, self.origin)
        self.inbox.append(Got(browser.endpoint, browser.open(body), int(ttl), topic, urgency))


class Refused(Exception):
    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


def need(holds: object, status: int, why: str) -> None:
    if not holds:
        raise Refused(status, why)


_BASE64 = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


def verify_sender(header: str, application_key: str, origin: str) -> None:
    scheme, _, rest = header.partition(" ")
    said = dict(part.strip().split("=", 1) for part in rest.split(","))
    head, claims, signature = said["t"].split(".")
    told = json.loads(bytes_of(claims))
    need(scheme == "vapid" and json.loads(bytes_of(head))["alg"] == "ES256", 403, "scheme")
    need(said["k"] == application_key, 403, "another key than the browser subscribed with")
    need(told["aud"] == origin, 403, "audience")
    need(time() < told["exp"] <= time() + 86400, 403, "expiry")
    need(urlsplit(told["sub"]).scheme in ("mailto", "https") and "localhost" not in told["sub"], 403, "subject")
    raw = bytes_of(signature)
    signed = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    key = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, bytes_of(said["k"]))
    key.verify(signed, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))


@contextmanager
def push_service() -> Iterator[PushService]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"] or 0))
            status, headers = service.answer(self.path, self.headers, body)
            self.send_response(status)
            length = int(headers.pop("X-Body", "0"))
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(length))
            self.end_headers()
            try:
                self.wfile.write(b"." * length)
            except OSError:
                self.close_connection = True

        do_GET = do_POST  # noqa: N815 - a canary hears both

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    service = PushService(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
