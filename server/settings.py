"""What the environment decides, read once at start-up."""

import os
import secrets
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting of the product; the names of the environment are in design part 10."""

    database_url: str
    redis_url: str | None
    data: Path
    files: Path
    secret_key: bytes
    public_origin: str | None
    host: str
    port: int
    clock_offset: timedelta
    has_worker: bool = True  # off takes the service worker away from every phone that asks again

    @property
    def embedded(self) -> bool:
        """One process on SQLite, with everything in it."""
        return self.database_url.startswith("sqlite")

    @property
    def secure_cookies(self) -> bool:
        return (self.public_origin or "").startswith("https://")


def load_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the environment; makes ``DATA`` and the secret key on the first start."""
    data = Path(environ.get("DATA", "var")).resolve()
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    key_file = Path(environ.get("SECRET_KEY_FILE", str(data / "secret.key")))
    return Settings(
        database_url=environ.get("DATABASE_URL", f"sqlite:///{data / 'sotay.db'}"),
        redis_url=environ.get("REDIS_URL") or None,
        data=data,
        files=Path(environ.get("FILES_URL", f"file://{data / 'files'}").removeprefix("file://")),
        secret_key=_secret_key(key_file),
        public_origin=environ.get("PUBLIC_ORIGIN") or None,
        host=environ.get("HOST", "127.0.0.1"),
        port=int(environ.get("PORT", "8000")),
        clock_offset=timedelta(seconds=float(environ.get("CLOCK_OFFSET", "0"))),
        has_worker=environ.get("SERVICE_WORKER", "on") != "off",
    )


def _secret_key(path: Path) -> bytes:
    if not path.exists():
        # Written aside and linked: of two processes that start together, both read the one whole key.
        handle, aside = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(32))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(aside, path)
        Path(aside).unlink()
    return path.read_bytes()
