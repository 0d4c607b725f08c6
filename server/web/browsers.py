"""What a browser says of itself, for hints only: where one installs, and what a window inside another app cannot do."""

import re
from urllib.parse import urlsplit

_INSIDE = (
    ("zalo", re.compile(r"\bZalo (?:iOS|android)/", re.IGNORECASE)),
    ("messenger", re.compile(r"MessengerForiOS|Orca-Android|\bMessenger")),
    ("facebook", re.compile(r"\bFBAN/|\bFBAV/|\bFB_IAB/")),
    ("other", re.compile(r"; wv\)")),
)


def in_app(agent: str) -> str:
    """The app whose own window this is, or nothing: there is no installing and no push in there."""
    return next((name for name, mark in _INSIDE if mark.search(agent)), "")


def phone_system(agent: str) -> str:
    if re.search(r"iPhone|iPad|iPod", agent):
        return "ios"
    return "android" if "Android" in agent else ""


def chrome_address(origin: str, path: str) -> str:
    """Opens Chrome on an Android phone from inside another app; without Chrome, the same address in the browser."""
    scheme, host = urlsplit(origin)[:2]
    path = re.sub(r"[;#]", "", path)  # they would end the address and begin an order to the phone
    spare = f"S.browser_fallback_url={origin}{path}"
    return f"intent://{host}{path}#Intent;scheme={scheme};package=com.android.chrome;{spare};end"
