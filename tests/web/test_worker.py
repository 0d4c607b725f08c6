"""The joined worker, what it keeps as its shell, and whose phone a page says it is."""

import re
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from server.actor import Actor, Assignment, Reach, Role
from server.web.assets import ROOT, current_build
from server.web.identity import owner_of, user_of
from server.web.worker import PIECES, SHARED, SHELL_FILES, as_object, offline_html, script

KEY = b"k" * 32
ACTOR = Actor(
    member_id=UUID(int=1),
    device_id=UUID(int=2),
    name="Trần Thị Lan",
    given_name="Lan",
    unit_id=UUID(int=3),
    unit_name="Chi bộ thôn Đông",
    unit_path="/1/",
)
EDITOR = Assignment(Role.EDITOR, UUID(int=3), "/1/", Reach.HERE, date(2026, 1, 1), None)
SHELL_LIMIT = 120_000


def test_a_module_becomes_an_object_of_its_name() -> None:
    module = (
        'import { fact } from "./store.js";\nconst own = 1;\nexport const two = 2;\nexport async function go() {}\n'
    )
    assert as_object("outbox", module) == (
        "const outbox = (() => {\nconst { fact } = store;\nconst own = 1;\n"
        "const two = 2;\nasync function go() {}\nreturn { two, go };\n})();\n"
    )


def test_the_joined_script_is_one_classic_script(tmp_path: Path) -> None:
    path = tmp_path / "sw.js"
    path.write_text(script(), encoding="utf-8")
    done = subprocess.run(["node", "--check", path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert not re.search(r"^\s*(import|export)\b", script(), re.MULTILINE)


def test_every_piece_is_joined_and_every_file_in_the_folder_is_a_piece() -> None:
    files = {path.stem for path in (ROOT / "service_worker").glob("*.js")}
    assert files - {"kill"} == set(PIECES)
    for name in SHARED:
        assert f"const {name} = (() => {{" in script()


def test_the_shell_has_everything_that_its_modules_import() -> None:
    scripts = {name.removeprefix("pwa/") for name in SHELL_FILES if name.startswith("pwa/")}
    for name in scripts:
        text = (ROOT / "pwa" / name).read_text(encoding="utf-8")
        needed = set(re.findall(r'(?:from|import\() ?"\./([^"]+\.js)"', text))
        assert needed - {"room.js", "screen.js", "editor.js"} <= scripts, name


def test_the_shell_is_small_and_there() -> None:
    files = [current_build().files[name] for name in SHELL_FILES]
    size = sum(len(one.gzipped or one.body) for one in files) + len(offline_html())
    assert size <= SHELL_LIMIT


def test_the_offline_page_says_nothing_of_a_person() -> None:
    assert "data-user" not in offline_html()
    assert "command_id" not in offline_html()


def test_a_phone_is_of_a_member_in_a_session_with_its_rights() -> None:
    own = user_of(KEY, ACTOR)
    assert re.fullmatch("[0-9a-f]{16}-[0-9a-f]{16}", own)
    assert own == user_of(KEY, replace(ACTOR, name="Trần Thị Lan Anh", preferences=("dark", "")))
    others = [
        user_of(b"x" * 32, ACTOR),
        user_of(KEY, replace(ACTOR, member_id=UUID(int=9))),
        user_of(KEY, replace(ACTOR, device_id=UUID(int=9))),
        user_of(KEY, replace(ACTOR, unit_id=UUID(int=9))),
        user_of(KEY, replace(ACTOR, assignments=(EDITOR,))),
    ]
    assert len({own, *others}) == 6
    assert "1" * 8 not in own


def test_what_waits_belongs_to_the_member_on_every_device() -> None:
    owner = owner_of(KEY, ACTOR)
    assert user_of(KEY, replace(ACTOR, device_id=UUID(int=9))).split("-")[0] == owner
    assert owner_of(KEY, replace(ACTOR, member_id=UUID(int=9))) != owner


@pytest.mark.parametrize(("actor", "said"), [(None, ""), (replace(ACTOR, locked=True), "-locked")])
def test_nobody_and_a_locked_device_are_told_apart_from_a_reader(actor: Actor | None, said: str) -> None:
    assert user_of(KEY, actor).endswith(said)
    assert user_of(KEY, actor) != user_of(KEY, ACTOR)
