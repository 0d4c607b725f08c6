"""People who go on pressing while processes die: each press has one id and is sent until it is answered."""

import itertools
import random
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import httpx

from tests.evening.people import JSON


@dataclass(slots=True)
class Press:
    """One command; ``times``: how often it was sent until an answer came."""

    path: str
    fields: dict[str, str]
    id: str = field(default_factory=lambda: str(uuid4()))
    times: int = 0
    answer: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Client:
    """One person in a thread of their own. ``presses`` grows until ``enough`` is set, then the last one is finished."""

    name: str
    address: str
    cookie: str
    member: str
    meeting: str
    motion: str
    item: str
    rolls: bool
    enough: threading.Event
    presses: list[Press] = field(default_factory=list)
    problem: str = ""

    def run(self) -> None:
        try:
            with self._browser() as client:
                for press in self._wishes():
                    if self.enough.is_set():
                        break
                    self.presses.append(press)
                    self.send(client, press)
                    time.sleep(random.uniform(0, 0.02))
        except Exception as error:  # a thread tells, the test judges
            self.problem = repr(error)

    def _browser(self) -> httpx.Client:
        headers = {"Origin": self.address, "Connection": "close", **JSON}
        return httpx.Client(base_url=self.address, headers=headers, cookies={"s": self.cookie}, timeout=5)

    def send(self, client: httpx.Client, press: Press) -> None:
        """Until an answer comes: what was cut off is unknown, and the same id makes it safe to ask again."""
        for _ in range(600):
            press.times += 1
            try:
                answer = client.post(press.path, data={"command_id": press.id, **press.fields})
            except httpx.TransportError:
                time.sleep(0.05)
                continue
            if answer.status_code == 503:
                time.sleep(0.05)
                continue
            assert answer.status_code == 200, f"{press}: {answer.status_code} {answer.text[:200]}"
            press.answer = answer.json()
            return
        raise AssertionError(f"never answered: {press}")

    def repeat(self, press: Press) -> dict[str, str]:
        """The same once more, long after."""
        with self._browser() as client:
            return client.post(press.path, data={"command_id": press.id, **press.fields}).json()  # type: ignore[no-any-return]

    def _wishes(self) -> Iterator[Press]:
        """Statements, votes that change, and at the desk entries on the roll; each is told apart by its words."""
        for number in itertools.count(1):
            mark = f"{self.name} lần {number}"
            yield Press(f"{self.meeting}/statements", {"item": self.item, "text": f"Ý kiến của {mark}."})
            yield Press(f"{self.motion}/ballots", {"choice": "other", "note": f"Phiếu của {mark}."})
            if self.rolls:
                entry = {"member": self.member, "state": "late", "reason": f"Điểm danh của {mark}."}
                yield Press(f"{self.meeting}/attendance", entry)


def entries(log: Path) -> dict[str, str]:
    """The addresses of entry that a demonstration prints when it starts, the newest of each person."""
    words = [line.split() for line in log.read_text().splitlines() if "/enter/demo/" in line]
    return {line[0]: line[-1] for line in words}


def cookie_of(address: str) -> str:
    answer = httpx.get(address)
    assert answer.status_code == 303, answer.text[:200]
    return answer.cookies["s"]
