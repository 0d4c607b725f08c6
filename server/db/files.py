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
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    Path(temporary).replace(target)
