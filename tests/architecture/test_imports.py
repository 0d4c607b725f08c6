"""Who may import whom: the contracts in pyproject.toml hold."""

import subprocess
import sys
import tomllib

from tests.architecture.source import ROOT

LINT = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(cache_dir=None, no_cache=True))"


def test_the_contracts_of_the_folders_are_kept() -> None:
    done = subprocess.run([sys.executable, "-c", LINT], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]


def test_the_five_contracts_are_there() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    assert {one["id"] for one in contracts} == {"features", "inside", "pure", "gateway", "one_way"}


def test_every_package_of_the_server_has_a_place_in_the_layers() -> None:
    """A new feature must be put into the stack, or nothing watches what it imports."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    [layers] = [one["layers"] for one in settings["tool"]["importlinter"]["contracts"] if one["id"] == "features"]
    placed = {name.strip() for layer in layers for name in layer.split("|")}
    packages = {f"server.{path.parent.name}" for path in (ROOT / "server").glob("*/__init__.py")}
    assert packages - placed == set()
