"""What the server says to a page: one JSON object a frame, encoded once, sent to many.

``hello`` on joining · ``ev`` an event · ``me`` the person's own blocks · ``tick`` counters ·
``live`` the page is up to date · ``reload`` fetch the room block again · ``sys`` the server's state ·
``pong`` · ``end`` the reason of an ending, where the transport has no close codes.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Final, Literal

from server.protocol.chain import short
from server.protocol.cursor import Cursor, join_cursors
from server.protocol.events import JsonObject
from server.protocol.source import LoggedEvent

VERSION: Final = 1

RESTART: Final = 1012
REFUSED: Final = 1008
TOO_SLOW: Final = 4008
SIGN_IN: Final = 4401
NOT_ALLOWED: Final = 4403
MEETING_OVER: Final = 4410

Mode = Literal["ok", "slow", "readonly", "drain"]
Why = Literal["cursor", "hash", "ahead", "old", "audience", "broken"]


def hello(*, epoch: str, now_ms: int, ping_ms: int, audiences: Iterable[str]) -> bytes:
    return _json(
        {"k": "hello", "v": VERSION, "epoch": epoch, "now": now_ms, "ping": ping_ms, "audiences": list(audiences)}
    )


def event(logged: LoggedEvent, fragments: Mapping[str, str], *, more: bool = False) -> bytes:
    """``more``: further frames of the same batch follow, and the last one carries the fragments.

    A reader moves its cursor only at the end of a batch: if the connection breaks inside it,
    the blocks that the first events changed would otherwise never arrive.
    """
    frame: JsonObject = {
        "k": "ev",
        "audience": logged.audience,
        "seq": logged.seq,
        "hash": short(logged.hash),
        "type": logged.type,
        "at": logged.at_ms,
    }
    if logged.body is not None:
        frame["body"] = logged.body
    if more:
        frame["more"] = True
    frame["fragments"] = dict(fragments)
    return _json(frame)


def me(fragments: Mapping[str, str]) -> bytes:
    return _json({"k": "me", "fragments": dict(fragments)})


def tick(counts: Mapping[str, int], now_ms: int) -> bytes:
    return _json({**counts, "k": "tick", "now": now_ms})


def live(cursors: Iterable[Cursor]) -> bytes:
    return _json({"k": "live", "cursor": join_cursors(cursors)})


def reload(why: Why) -> bytes:
    return _json({"k": "reload", "why": why})


def system(mode: Mode) -> bytes:
    return _json({"k": "sys", "mode": mode})


def pong(now_ms: int, sent_at: int | None) -> bytes:
    """``sent_at``: the number that came with the ping, given back so that the page can measure the way."""
    return _json({"k": "pong", "now": now_ms, "t": sent_at})


def end(code: int) -> bytes:
    return _json({"k": "end", "code": code})


def _json(frame: JsonObject) -> bytes:
    return json.dumps(frame, ensure_ascii=False, separators=(",", ":")).encode()
