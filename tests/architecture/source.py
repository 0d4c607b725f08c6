"""The project's own source, for tests that read it."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SERVER, REALTIME = ROOT / "server", ROOT / "realtime"


def python_files(*folders: Path) -> list[Path]:
    return sorted(file for folder in folders for file in folder.rglob("*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def nodes(*folders: Path) -> Iterator[ast.AST]:
    for path in python_files(*folders):
        yield from ast.walk(tree(path))


@cache
def constants(*folders: Path) -> frozenset[str]:
    """Every text that stands in the code."""
    return frozenset(
        node.value for node in nodes(*folders) if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


@cache
def prefixes(*folders: Path) -> frozenset[str]:
    """What stands before the first place of an f-string that makes a code, like `title_` of f"title_{title}"."""
    firsts = (node.values[0] for node in nodes(*folders) if isinstance(node, ast.JoinedStr) and node.values)
    texts = (first.value for first in firsts if isinstance(first, ast.Constant) and isinstance(first.value, str))
    return frozenset(text for text in texts if text.endswith("_") and text.replace("_", "").isalpha())


@cache
def _calls(folder: Path) -> dict[str, list[ast.Call]]:
    found: dict[str, list[ast.Call]] = defaultdict(list)
    for node in nodes(folder):
        if isinstance(node, ast.Call):
            found[node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")].append(node)
    return found


def calls_of(name: str, folder: Path = SERVER) -> list[ast.Call]:
    """Calls like `name(...)` or `module.name(...)`."""
    return _calls(folder).get(name, [])


def keywords(call: ast.Call) -> frozenset[str] | None:
    """Names that a call passes; None when it passes more than can be read here."""
    names = [keyword.arg for keyword in call.keywords]
    return None if None in names else frozenset(filter(None, names))
