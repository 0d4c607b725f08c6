"""The Jinja environment, and ``render``: a whole page or one block of it."""

from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from server.clock import local_date
from server.i18n import formats
from server.i18n.messages import sentence
from server.web.assets import ROOT, asset


def filesize(size: int) -> str:
    """Bytes as people read them: "840 kB", "1,2 MB"."""
    if size < 999_500:
        return f"{max(1, round(size / 1000))} kB"
    return f"{size / 1_000_000:.1f} MB".replace(".0 ", " ").replace(".", ",")


def make_environment() -> Environment:
    """Undefined names are errors, everything is escaped, and templates are compiled once."""
    environment = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )
    environment.globals |= {"asset": asset, "sentence": sentence}
    environment.filters |= {
        "day": formats.day,
        "long_day": formats.long_day,
        "clock": formats.clock_time,
        "moment": formats.moment,
        "form_day": formats.form_day,
        "local_date": local_date,
        "duration": formats.duration,
        "filesize": filesize,
    }
    return environment


_environment = make_environment()


def render(template: str, block: str | None = None, /, **context: Any) -> str:
    """A page, or the fragment that one of its blocks is.

    A block rendered alone sees the context and the globals only: it imports its macros itself.
    """
    page = _environment.get_template(template)
    if block is None:
        return page.render(context)
    try:
        return _environment.concat(page.blocks[block](page.new_context(context)))
    except Exception:
        # Rewrites the traceback so that it names the template's own lines.
        return _environment.handle_exception()
