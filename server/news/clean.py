"""What may stand in an article. Whatever an editor's page sends, this decides what is stored."""

import re
from html import escape, unescape

import nh3

from server.i18n.text import clean

_TAGS = {"p", "br", "h2", "h3", "strong", "em", "ul", "ol", "li", "blockquote", "a"}
# Names that editors use for the same things, brought to ours after the first pass.
_RENAMED = {"div": "p", "h1": "h2", "b": "strong", "i": "em"}
_EMPTY = re.compile(r"<(p|h2|h3|li|blockquote|strong|em)>(?:\s|&nbsp;|\xa0|<br>)*</\1>")
# An empty line that was made of two breaks is the end of a paragraph.
_BREAKS = re.compile(r"(?:<br>\s*){2,}")
_OLD_NAME = re.compile(r"(</?)(div|h1|b|i)>")
_BLOCK_END = re.compile(r"</(?:p|h2|h3|li|blockquote)>|<br>")


def clean_body(html: str) -> str:
    """Doing it twice is doing it once: what is stored can be edited and stored again."""
    renamed = _OLD_NAME.sub(lambda found: f"{found[1]}{_RENAMED[found[2]]}>", _sift(html, _TAGS | set(_RENAMED)))
    before, after = "", _sift(renamed, _TAGS)
    while before != after:
        before, after = after, _sift(_EMPTY.sub("", _BREAKS.sub("</p><p>", after)), _TAGS).strip()
    return after


def _sift(html: str, tags: set[str]) -> str:
    return nh3.clean(
        html,
        tags=tags,
        attributes={"a": {"href"}, "*": set()},  # else the library lets titles and languages through
        url_schemes={"https"},
        url_relative="deny",
        link_rel="noopener noreferrer nofollow",
    )


def from_plain(text: str) -> str:
    """What was typed without the editor: an empty line ends a paragraph."""
    paragraphs = [escape(part).replace("\n", "<br>") for part in re.split(r"\n{2,}", clean(text)) if part]
    return clean_body("".join(f"<p>{part}</p>" for part in paragraphs))


def to_plain(html: str) -> str:
    """For a plain field, for the search, and for those who only want the words."""
    blocks = re.sub(r"</(?:p|h2|h3|blockquote)>|</(?:ul|ol)>", "\n\n", html)
    return clean(unescape(re.sub(r"<[^>]*>", "", _BLOCK_END.sub("\n", blocks))))
