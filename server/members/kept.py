"""Lists between the dry run and the act: only the columns that are known, never the office's file itself."""

import hashlib
import json
import re
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path

from server.db.files import file_path, store_file
from server.members.reading import SheetRow

KEPT_FOR = timedelta(days=1)


def keep_rows(folder: Path, rows: list[SheetRow], now: datetime) -> str:
    """The digest under which the rows lie; lists that nobody accepted in a day go."""
    for old in folder.glob("*/*"):
        if old.stat().st_mtime < (now - KEPT_FOR).timestamp():
            old.unlink(missing_ok=True)
    data = json.dumps([asdict(row) for row in rows], ensure_ascii=False).encode()
    digest = hashlib.sha256(data).hexdigest()
    store_file(folder, digest, data)
    return digest


def find_rows(folder: Path, digest: str) -> list[SheetRow] | None:
    if not re.fullmatch(r"[0-9a-f]{64}", digest):
        return None
    try:
        data = file_path(folder, digest).read_bytes()
    except FileNotFoundError:
        return None
    return [SheetRow(**one) for one in json.loads(data)]


def forget_rows(folder: Path, digest: str) -> None:
    file_path(folder, digest).unlink(missing_ok=True)
