"""What leaves the house, and that nothing of it reaches our own network."""

import asyncio
import ssl
import subprocess
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from server import clock
from server.ids import new_id
from server.notifications.message import Message
from server.notifications.queries import Subscription
from server.notifications.rules import Fate
from server.notifications.sender import Outcome, Resolve, Sender, is_public
from server.notifications.vapid import Signer, public_key, subject_of
from tests.house import make_settings
from tests.notifications.push_service import Browser, PushService, bytes_of, push_service


def message(life: timedelta = timedelta(minutes=5)) -> Message:
    return Message(b'{"web_push":8030,"notification":{}}', "normal", "t" * 24, clock.now() + life)


def to(subscriber: Browser, endpoint: str = "") -> Subscription:
    fields = subscriber.fields()
    return Subscription(new_id(), endpoint or subscriber.endpoint, bytes_of(fields["p256dh"]), bytes_of(fields["auth"]))


def answering(*addresses: str) -> Resolve:
    """A resolver that anybody could have set up for a name of theirs."""

    async def ask(_host: str, _port: int) -> list[str]:
        return list(addresses)

    return ask


@pytest.fixture
def signer(tmp_path: Path) -> Signer:
    return Signer(tmp_path, "mailto:office@example.vn")


def post(signer: Signer, subscriptions: list[Subscription], allowed: set[str], **options: object) -> list[Outcome]:
    async def run() -> list[Outcome]:
        sender = Sender(signer, allowed, **options)  # type: ignore[arg-type]
        try:
            return await sender.send(message(), subscriptions)
        finally:
            await sender.close()

    return asyncio.run(run())


@pytest.fixture
def subscriber(service: PushService, tmp_path: Path) -> Browser:
    return service.subscribe(public_key(tmp_path))


def test_a_message_arrives_signed_sealed_and_with_its_life(
    service: PushService, subscriber: Browser, signer: Signer
) -> None:
    [outcome] = post(signer, [to(subscriber)], {service.origin})
    assert outcome.fate is Fate.SENT
    [got] = service.inbox
    assert got.text == '{"web_push":8030,"notification":{}}'
    assert (290 < got.ttl <= 300, got.urgency, got.topic) == (True, "normal", "t" * 24)


def test_each_message_is_sealed_with_a_key_of_its_own(
    service: PushService, subscriber: Browser, signer: Signer
) -> None:
    from server.notifications.sender import encrypt

    first, second = encrypt(b"same", to(subscriber)), encrypt(b"same", to(subscriber))
    assert (subscriber.open(first), subscriber.open(second)) == ("same", "same")
    assert first[:86] != second[:86]


def test_the_signature_is_used_again_for_the_same_service_only(signer: Signer) -> None:
    first = signer.header("https://web.push.apple.com/a")
    assert signer.header("https://web.push.apple.com/b") == first
    assert signer.header("https://fcm.googleapis.com/a") != first


def test_the_key_is_made_once_and_is_for_our_eyes_only(tmp_path: Path) -> None:
    assert public_key(tmp_path) == public_key(tmp_path)
    file = tmp_path / "vapid.pem"
    assert file.stat().st_mode & 0o777 == 0o600
    assert b"PRIVATE KEY" in file.read_bytes()


def test_the_services_are_told_whom_to_ask(tmp_path: Path) -> None:
    from dataclasses import replace

    plain = make_settings("sqlite://", tmp_path)
    assert subject_of(plain) == "mailto:nobody@example.org"
    at_home = replace(plain, public_origin="https://sotay.example.vn:8443")
    assert subject_of(at_home) == "https://sotay.example.vn"
    assert subject_of(replace(at_home, vapid_subject="mailto:a@example.vn")) == "mailto:a@example.vn"


@pytest.mark.parametrize(
    ("mode", "fate"), [("gone", Fate.GONE), ("busy", Fate.AGAIN), ("down", Fate.AGAIN), ("huge", Fate.SENT)]
)
def test_what_a_service_answers_decides(
    mode: str, fate: Fate, service: PushService, subscriber: Browser, signer: Signer
) -> None:
    subscriber.mode = mode
    [outcome] = post(signer, [to(subscriber)], {service.origin})
    assert outcome.fate is fate
    assert outcome.wait == timedelta(seconds=2 if mode == "busy" else 0)


def test_a_service_that_refuses_our_key_is_asked_once(
    service: PushService, subscriber: Browser, signer: Signer
) -> None:
    subscriber.application_key = "another"

    async def run() -> list[Fate]:
        sender = Sender(signer, {service.origin})
        fates = [(await sender.send(message(), [to(subscriber)]))[0].fate for _ in range(3)]
        await sender.close()
        return fates

    assert asyncio.run(run()) == [Fate.DENIED] * 3
    assert len(service.asked) == 1


def test_who_does_not_listen_is_tried_again(subscriber: Browser, signer: Signer) -> None:
    [outcome] = post(signer, [to(subscriber, "http://127.0.0.1:9/p")], {"http://127.0.0.1:9"})
    assert outcome.fate is Fate.AGAIN


def test_who_takes_it_and_never_answers_is_not_sent_it_twice(
    service: PushService, subscriber: Browser, signer: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from aiohttp import ClientTimeout

    from server.notifications import sender

    monkeypatch.setattr(sender, "DEADLINE", ClientTimeout(total=0.3, connect=0.2))
    service.slow = 2
    [outcome] = post(signer, [to(subscriber)], {service.origin})
    assert outcome.fate is Fate.LOST


# --- Our own network ------------------------------------------------------------------------


@pytest.fixture
def canary() -> Iterator[PushService]:
    """Something in our own network that nobody outside may make us call."""
    with push_service() as found:
        yield found


def test_a_redirect_is_not_followed(
    service: PushService, canary: PushService, subscriber: Browser, signer: Signer
) -> None:
    subscriber.mode = f"redirect {canary.origin}/admin"
    [outcome] = post(signer, [to(subscriber)], {service.origin})
    assert outcome.fate is Fate.REFUSED
    assert canary.asked == []


@pytest.mark.parametrize("host", ["127.0.0.1", "[::ffff:127.0.0.1]", "2130706433", "0x7f000001", "localhost", "127.1"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_an_address_written_otherwise_is_not_called(
    scheme: str, host: str, canary: PushService, subscriber: Browser, signer: Signer
) -> None:
    port = canary.origin.rpartition(":")[2]
    [outcome] = post(signer, [to(subscriber, f"{scheme}://{host}:{port}/p")], set())
    assert outcome.fate is Fate.REFUSED
    assert canary.asked == []


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every address that anything here tries to connect to; nobody is there."""
    found: list[object] = []

    async def sock_connect(_loop: object, _socket: object, address: object) -> None:
        found.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(asyncio.SelectorEventLoop, "sock_connect", sock_connect)
    return found


@pytest.mark.parametrize(
    "addresses", [("127.0.0.1",), ("8.8.8.8", "127.0.0.1"), ("::ffff:127.0.0.1",), ("10.0.0.5",), ("169.254.169.254",)]
)
def test_a_known_name_that_leads_into_our_network_is_not_called(
    addresses: tuple[str, ...], subscriber: Browser, signer: Signer, called: list[object]
) -> None:
    [outcome] = post(signer, [to(subscriber, "https://web.push.apple.com/p")], set(), ask=answering(*addresses))
    assert outcome.fate is Fate.AGAIN
    assert called == []


def test_a_name_that_changes_its_answer_gains_nothing(
    subscriber: Browser, signer: Signer, called: list[object]
) -> None:
    """Judged and called are the same addresses: the name is asked once for each connection."""
    answers = [["93.184.215.14"], ["127.0.0.1"]]
    asked: list[str] = []

    async def ask(host: str, _port: int) -> list[str]:
        asked.append(host)
        return answers[min(len(asked) - 1, 1)]

    [outcome] = post(signer, [to(subscriber, "https://web.push.apple.com/p")], set(), ask=ask)
    assert outcome.fate is Fate.AGAIN
    assert asked == ["web.push.apple.com"]
    assert called == [("93.184.215.14", 443)]


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "192.168.1.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:0:7f00:1::",
        "fc00::1",
        "fe80::1",
        "fe80::1%eth0",
        "ff02::1",
        "fec0::1",
    ],
)
def test_addresses_that_are_somebodys_own(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_addresses_of_the_open_net(address: str) -> None:
    assert is_public(address)


# --- The name that the certificate must carry ------------------------------------------------


class Named(BaseHTTPRequestHandler):
    hosts: list[str] = []  # noqa: RUF012 - what the one server of the test was called

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.hosts.append(self.headers["Host"])
        self.send_response(201)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def certified(tmp_path: Path) -> Iterator[tuple[int, Path, list[str]]]:
    """A server with TLS whose certificate is of ``push.example.test`` only."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    making = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    making += ["-subj", "/CN=push.example.test", "-addext", "subjectAltName=DNS:push.example.test"]
    subprocess.run([*making, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    names: list[str] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    context.sni_callback = lambda _socket, name, _context: names.append(name or "")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Named)
    server.daemon_threads = True
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port, certificate, names
    server.shutdown()
    server.server_close()
    thread.join()


def test_the_very_address_is_called_by_the_right_name(
    certified: tuple[int, Path, list[str]], subscriber: Browser, signer: Signer
) -> None:
    port, certificate, names = certified
    origin = f"https://push.example.test:{port}"
    trusting = ssl.create_default_context(cafile=str(certificate))
    Named.hosts.clear()
    [outcome] = post(signer, [to(subscriber, f"{origin}/p")], {origin}, ask=answering("127.0.0.1"), tls=trusting)
    assert outcome.fate is Fate.SENT
    assert (names, Named.hosts) == (["push.example.test"], [f"push.example.test:{port}"])


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(
    certified: tuple[int, Path, list[str]], subscriber: Browser, signer: Signer
) -> None:
    origin = f"https://push.example.test:{certified[0]}"
    Named.hosts.clear()
    [outcome] = post(signer, [to(subscriber, f"{origin}/p")], {origin}, ask=answering("127.0.0.1"))
    assert (outcome.fate, Named.hosts) == (Fate.AGAIN, [])
