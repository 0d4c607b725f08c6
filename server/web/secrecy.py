"""The gate before state secrets: every form and every file passes it, before anything of it is kept.

The law forbids such papers on a machine with a network. What is refused here is in no table, no file and no index; the
refusal names the stamp and not the text, and the text is not given back.
"""

import re
from html import unescape

from server.errors import Invalid
from server.i18n.stamps import find_stamp, find_stamp_in_name
from server.web.forms import Form

# Fields that hold no words of people: their values are secrets of their own kind, or keys.
UNREAD = frozenset({"command_id", "pin", "pin_again", "secret", "code", "endpoint", "p256dh", "auth", "seen", "next"})
_BLOCKS = re.compile(r"</?(?:p|div|h[1-6]|li|ul|ol|blockquote|br|tr|td|th|table)\b[^>]*>", re.IGNORECASE)
_TAGS = re.compile(r"</?[a-z][^>]*>", re.IGNORECASE)


class SecretStamp(Invalid):
    code = "secret_stamp"


def check_form(form: Form) -> None:
    """Texts as they were typed, and the names of files; what files say is checked where they are opened."""
    for name, value in form.fields.items():
        if name not in UNREAD:
            for text in form.lists.get(name, (value,)):
                check_text(text, name)
    for name, uploads in form.files.items():
        for upload in uploads:
            if stamp := find_stamp_in_name(upload.filename):
                raise SecretStamp(stamp=stamp, field=name)


def check_text(text: str, field: str = "") -> None:
    stamp = find_stamp(text) or ("<" in text and find_stamp(_without_tags(text)))
    if stamp:
        raise SecretStamp(stamp=stamp, field=field)


def _without_tags(html: str) -> str:
    return unescape(_TAGS.sub("", _BLOCKS.sub("\n", html)))
