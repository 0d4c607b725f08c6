"""Where the database is asked, and where the status of a refusal is known."""

import ast
import re
from pathlib import Path

from tests.architecture.source import SERVER, name_of, python_files, tree

ASKING = {"execute", "exec_driver_sql", "scalar", "scalars"}
MAY_ASK = re.compile(
    r"server/(\w+/(queries|actions|tables|imports|hand_down|carried|preview|deliveries|overview|recoveries|summoned)\.py|minutes/erase\.py|(ledger|db|seeds|console|migrations)/.*|room/state\.py)"
)
# Not refusals of a person's wish: a file that is not there, a process that is not ready.
STATUSES_ELSEWHERE = {("server/web/assets.py", 404), ("server/app.py", 503)}


def asks_the_database(path: Path) -> bool:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ASKING:
            asked = node.func.value
            if (isinstance(asked, ast.Name) and asked.id == "db") or getattr(asked, "attr", "") == "db":
                return True
    return False


def test_only_named_reads_and_actions_ask_the_database() -> None:
    asking = [name_of(path) for path in python_files(SERVER) if asks_the_database(path)]
    assert len(asking) > 15
    assert [name for name in asking if not MAY_ASK.fullmatch(name)] == []


def test_nobody_but_the_writer_commits() -> None:
    committing = {
        name_of(path)
        for path in python_files(SERVER)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in ("commit", "writing")
    }
    # The writer commits, migrations run before it, and the composition root hands it the engine.
    allowed = {"server/db/writer.py", "server/db/engine.py", "server/db/migrate.py", "server/migrations/env.py"}
    assert committing - allowed == {"server/__main__.py"}


def statuses(path: Path) -> set[int]:
    found = set()
    for node in ast.walk(tree(path)):
        values = [one.value for one in node.keywords if one.arg == "status_code"] if isinstance(node, ast.Call) else []
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "HTTPException":
            values += node.args[:1]
        found |= {one.value for one in values if isinstance(one, ast.Constant) and isinstance(one.value, int)}
    return {status for status in found if status >= 400}


def test_the_status_of_a_refusal_is_known_in_one_place() -> None:
    elsewhere = {(name_of(path), status) for path in python_files(SERVER) for status in statuses(path)}
    assert {one for one in elsewhere if one[0] != "server/web/errors.py"} == STATUSES_ELSEWHERE
