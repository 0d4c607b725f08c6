"""Bytes under their own name, whole or not at all."""

import hashlib
import os
from pathlib import Path

import pytest

from server.db.files import file_path, store_file

DATA = "Báo cáo tháng 11".encode()
NAME = hashlib.sha256(DATA).hexdigest()


def test_a_file_lies_under_its_own_hash(tmp_path: Path) -> None:
    store_file(tmp_path, NAME, DATA)
    assert file_path(tmp_path, NAME).read_bytes() == DATA
    assert file_path(tmp_path, NAME).parent.name == NAME[:2]


def test_the_same_file_again_is_the_same_file(tmp_path: Path) -> None:
    store_file(tmp_path, NAME, DATA)
    before = file_path(tmp_path, NAME).stat().st_ino
    store_file(tmp_path, NAME, DATA)
    assert file_path(tmp_path, NAME).stat().st_ino == before


def test_nobody_else_on_the_machine_may_look_in(tmp_path: Path) -> None:
    store_file(tmp_path, NAME, DATA)
    path = file_path(tmp_path, NAME)
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0


def test_a_write_that_fails_leaves_no_file_of_that_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        store_file(tmp_path, NAME, DATA)
    assert not file_path(tmp_path, NAME).exists()
    monkeypatch.undo()
    store_file(tmp_path, NAME, DATA)
    assert file_path(tmp_path, NAME).read_bytes() == DATA
