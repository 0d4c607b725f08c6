"""Whose phone it is, in words that only this server can read: kept pages and waiting words belong to somebody."""

import hmac

from server.actor import Actor


def owner_of(key: bytes, actor: Actor) -> str:
    """The member, the same on every device: what waits to be sent stays theirs when they sign in again."""
    return _mark(key, f"owner {actor.member_id}")


def user_of(key: bytes, actor: Actor | None) -> str:
    """The member and this session with its rights; another session or other rights are another phone.

    Empty when nobody is signed in. A device that waits for its PIN says so: it shows nothing that it kept.
    """
    if actor is None:
        return ""
    roles = sorted(f"{one.role} {one.unit_id} {one.reach}" for one in actor.assignments)
    session = _mark(key, f"session {actor.device_id} {actor.unit_id} {roles}")
    return f"{owner_of(key, actor)}-{session}" + ("-locked" if actor.locked else "")


def _mark(key: bytes, text: str) -> str:
    return hmac.digest(key, b"phone " + text.encode(), "sha256").hex()[:16]
