"""Cross-site requests are refused by what browsers say of them; there is no token to expire.

``Sec-Fetch-Site`` where it is sent (all floor browsers but old Safari), else ``Origin``.
"""

from collections.abc import Mapping
from urllib.parse import urlsplit

from server.errors import DomainError

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class CrossSite(DomainError):
    code = "cross_site"


def check_same_site(method: str, headers: Mapping[str, str], public_origin: str | None) -> None:
    """Raise unless the request was made by our own page (or is safe)."""
    if method in SAFE:
        return
    site = headers.get("sec-fetch-site")
    if site is not None:
        if site not in ("same-origin", "none"):
            raise CrossSite
        return
    origin = headers.get("origin")
    if origin is None or not is_own_origin(origin, headers.get("host", ""), public_origin):
        raise CrossSite


def is_own_origin(origin: str, host: str, public_origin: str | None) -> bool:
    if public_origin:
        return origin == public_origin
    return urlsplit(origin).netloc == host and bool(host)
