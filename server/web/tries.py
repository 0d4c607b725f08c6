"""Wrong guesses of short codes, counted for a while in this process."""

import threading
from collections import defaultdict
from collections.abc import Hashable
from datetime import datetime, timedelta

from server.errors import Conflict

FREE, WINDOW = 5, timedelta(minutes=10)


class TooManyTries(Conflict):
    code = "too_many_tries"


class Tries:
    """Five wrong guesses in ten minutes for each key; what is older is forgotten."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._wrong: defaultdict[Hashable, list[datetime]] = defaultdict(list)

    def check(self, key: Hashable, now: datetime) -> None:
        with self._lock:
            recent = [at for at in self._wrong.get(key, ()) if now - at < WINDOW]
            if recent:
                self._wrong[key] = recent
            else:
                self._wrong.pop(key, None)
        if len(recent) >= FREE:
            raise TooManyTries

    def wrong(self, key: Hashable, now: datetime) -> None:
        with self._lock:
            self._wrong[key].append(now)
