"""PINs and typed codes under Argon2id: 19 MiB, t=2, p=1 (23 ms), two at a time.

Two at a time, because 40 parallel log-ins with the library's default would take 2.5 GiB.
"""

import threading

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from server.errors import Busy

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_turns = threading.BoundedSemaphore(2)
_queue = threading.BoundedSemaphore(50)
_nobody = _hasher.hash("a code that nobody has")


def hash_secret(secret: str) -> str:
    with _Turn():
        return _hasher.hash(secret)


def verify_secret(hashed: str | None, secret: str) -> bool:
    """False for a wrong one; with no hash the same work is done, so that time tells nothing."""
    with _Turn():
        try:
            return _hasher.verify(hashed or _nobody, secret) and hashed is not None
        except VerificationError:
            return False


class _Turn:
    def __enter__(self) -> None:
        if not _queue.acquire(blocking=False):
            raise Busy
        _turns.acquire()

    def __exit__(self, *_: object) -> None:
        _turns.release()
        _queue.release()
