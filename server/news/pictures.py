"""A picture of an article: known by its bytes, drawn anew where a hostile one can do no harm."""

import base64
import hashlib
import json
from dataclasses import dataclass

from server.confined import CannotOpen, run_confined
from server.errors import Invalid, TooLarge

MAX_SIZE = 12 * 1024 * 1024
_CHILD = "server.news.redraw"


class PictureKind(Invalid):
    code = "picture_kind"


class PictureTooLarge(TooLarge):
    code = "picture_too_large"


class PictureBroken(Invalid):
    code = "picture_broken"


@dataclass(frozen=True, slots=True)
class Picture:
    sha256: str
    width: int
    height: int
    webp: bytes


def accept_picture(data: bytes, filename: str) -> Picture:
    """Slow: never in a transaction. SVG is a program and no picture: refused like anything else that is none."""
    name = filename[:100]
    if len(data) > MAX_SIZE:
        raise PictureTooLarge(name=name, limit=MAX_SIZE // 1024 // 1024)
    if not _is_picture(data):
        raise PictureKind(name=name)
    try:
        found = json.loads(run_confined(_CHILD, data))
    except CannotOpen:
        raise PictureBroken(name=name) from None
    webp = base64.b64decode(found["webp"])
    return Picture(hashlib.sha256(webp).hexdigest(), int(found["width"]), int(found["height"]), webp)


def _is_picture(data: bytes) -> bool:
    webp = data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    return webp or data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"))
