"""The file store: bytes under their own SHA-256, written whole or not at all."""

import os
import tempfile
from pathlib import Path


def file_path(folder: Path, sha256: str) -> Path:
    return folder / sha256[:2] / sha256


def store_file(folder: Path, sha256: str, data: bytes) -> None:
    """Idempotent: the same bytes have the same name. On the disk before the database speaks of them."""
    target = file_path(folder, sha256)
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, temporary = tempfile.mkstemp(dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(target)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise
    _fsync_folder(target.parent)


def _fsync_folder(folder: Path) -> None:
    """A new name is on the disk only when its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
