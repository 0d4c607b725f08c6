"""Files and functions that a person can hold in the head."""

import ast
from pathlib import Path

import pytest

from tests.architecture.source import REALTIME, ROOT, SERVER, name_of, python_files, tree

LONGEST_FILE, LONGEST_FUNCTION = 350, 60
WRITTEN_BY_HAND = [path for path in python_files(SERVER, REALTIME) if "versions" not in path.parts]


@pytest.mark.parametrize("path", [*WRITTEN_BY_HAND, *sorted((ROOT / "pwa").rglob("*.js"))], ids=name_of)
def test_no_file_is_too_long(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


@pytest.mark.parametrize("path", WRITTEN_BY_HAND, ids=name_of)
def test_no_function_is_too_long(path: Path) -> None:
    functions = [one for one in ast.walk(tree(path)) if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)]
    lengths = {one.name: (one.end_lineno or one.lineno) - one.lineno + 1 for one in functions}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION} == {}
