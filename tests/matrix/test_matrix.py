"""Every route and the socket asked by everybody about a thing in every place: 0 differences to the table.

The table is written out in `table.txt`, so that a change of anybody's rights is a line that somebody reads.
`MATRIX=write` writes it anew.
"""

import asyncio
import hashlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.routing import Route

from server import clock
from server.app import feature_routes
from server.members.kept import keep_rows
from server.members.reading import SheetRow
from server.protocol.tickets import Ticket
from server.room.source import DatabaseSource
from tests.house import make_settings, open_house
from tests.matrix.asking import Asked, Rehearsal, application, ask
from tests.matrix.rules import RULES, Rule, expected
from tests.matrix.world import PLACES, Who, World, everybody, today

TABLE = Path(__file__).with_name("table.txt")
ROUTES = {
    f"{method} {route.path}"
    for route in feature_routes()
    if isinstance(route, Route)
    for method in (route.methods or set()) - {"HEAD"}
}
SOCKET = {"SOCKET all", "SOCKET staff"}
# Looked at once by each: they speak of nothing in any unit.
EVERYWHERE = ("same",)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    data = tmp_path_factory.mktemp("matrix")
    installation = open_house(make_settings(f"sqlite:///{data}/matrix.db", data))
    installation.writer.stop()
    rehearsal = Rehearsal(installation.database)
    found = World(application(installation.settings, installation.database, rehearsal), rehearsal, today())
    found.build()
    digest = keep_rows(data / "imports", [SheetRow(1, "Nguyễn Văn Mới", "05/09/1975")], clock.now())
    for things in found.things.values():
        things |= {"digest": digest, "other_device": str(found.devices["keeper of all"])}
    yield found
    rehearsal.close()
    installation.database.dispose()


def places_of(rule: Rule) -> tuple[str, ...]:
    return EVERYWHERE if rule.open_to else PLACES


def test_every_route_and_both_audiences_of_the_socket_have_a_rule() -> None:
    assert set(RULES) == ROUTES | SOCKET


def line(route: str, who: Who, cells: str) -> str:
    return f"{route:<72} {who.name:<44} {cells}"


def written() -> str:
    lines = [
        line(route, who, "".join(expected(rule, who, place) for place in places_of(rule)))
        for route, rule in sorted(RULES.items())
        for who in everybody()
    ]
    return "\n".join([f"{'route':<72} {'who':<44} {' '.join(PLACES)}", *lines, ""])


def test_the_table_is_the_one_that_was_read() -> None:
    if os.environ.get("MATRIX") == "write":
        TABLE.write_text(written(), encoding="utf-8")
    assert TABLE.read_text(encoding="utf-8") == written()


def address(route: str, things: dict[str, str], rule: Rule) -> str:
    path = route.partition(" ")[2]
    meeting = things[rule.thing or "running"]
    fixed = {"step": "content", "form": "pdf", "token": "0" * 32, "rulebook_id": "2025-10-28-sinh-hoat-chi-bo"}
    known = things | fixed | {"meeting_id": meeting, "device_id": things["other_device"]}
    if rule.thing == "draft":
        known["paper_id"] = things["draft_paper_id"]
    for name, value in known.items():
        path = path.replace(f"{{{name}:uuid}}", value).replace(f"{{{name}}}", value)
    return path + ("?kind=renamed" if path.endswith("/changes/new") else "")


def letter(asked: Asked, missing: bytes) -> str:
    if asked.status == 404:
        assert asked.body == missing, "what is forbidden answers exactly as what is missing"
        return "."
    if asked.status == 401 or asked.headers.get("location", "").startswith(("/enter", "/unlock")):
        return "L"
    assert asked.status < 500, asked.body[:300]
    return "+"


async def differences(world: World) -> tuple[int, list[str]]:
    count, wrong = 0, []
    nowhere = await ask(world.app, "GET", f"/meetings/{world.units['far']}", world.cookies["official"])
    for route, rule in sorted(RULES.items()):
        if route in SOCKET:
            continue
        for who in everybody():
            cookie = world.cookies.get(who.name, "")
            for place in places_of(rule):
                path = address(route, world.things[place], rule)
                asked = await ask(world.app, route.partition(" ")[0], path, cookie)
                found, should = letter(asked, nowhere.body), expected(rule, who, place)
                count += 1
                if found != should:
                    wrong.append(f"{line(route, who, place)}: {found} instead of {should} ({asked.status})")
    return count, wrong


def heard(world: World) -> tuple[int, list[str]]:
    """The socket, as the gateway asks when somebody joins with a ticket that was right once."""
    source = DatabaseSource(world.writer.database)
    count, wrong = 0, []
    for route in sorted(SOCKET):
        audiences = ("all",) if route.endswith("all") else ("all", "staff")
        for who in everybody():
            if who.kind == "nobody":
                continue
            for place in PLACES:
                ticket = Ticket(
                    world.meeting(place), world.members[who.name], world.devices[who.name], audiences, 2**60, b""
                )
                found = "+" if source.may_listen(ticket) else "."
                count += 1
                if found != expected(RULES[route], who, place):
                    wrong.append(f"{line(route, who, place)}: {found}")
    return count, wrong


def test_everybody_asks_for_everything_everywhere(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    before = checksum(world)
    begun = time.monotonic()
    asked, wrong = asyncio.run(differences(world))
    on_socket, wrong_there = heard(world)
    with capsys.disabled():
        print(
            f"\nMATRIX cells={asked + on_socket} routes={len(ROUTES)} differences={len(wrong + wrong_there)} "
            f"seconds={time.monotonic() - begun:.0f}"
        )
    assert wrong + wrong_there == []
    assert checksum(world) == before, "a rehearsal keeps nothing"


def checksum(world: World) -> str:
    """Of every row of every table."""
    found = hashlib.sha256()
    with world.writer.database.read() as db:
        from server.migrations.schema import metadata

        for table in metadata.sorted_tables:
            for row in db.execute(table.select().order_by(*table.primary_key.columns)):
                found.update(repr(tuple(row)).encode())
    return found.hexdigest()
