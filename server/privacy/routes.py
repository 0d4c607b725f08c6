"""What is kept of people, said to them; and what they may ask for."""

from dataclasses import dataclass

from starlette.responses import Response

from server.i18n.messages import sentence
from server.privacy.inventory import load_inventory
from server.privacy.queries import list_roots
from server.web.context import View
from server.web.endpoint import PUBLIC, view
from server.web.pages import page


@dataclass(frozen=True, slots=True)
class Told:
    """One purpose in the words of the notice; ``kept``: how long, and what."""

    title: str
    what: str
    who: str
    kept: tuple[tuple[str, str], ...]


def notice() -> list[Told]:
    inventory = load_inventory()
    return [_told(purpose, inventory.of_purpose(purpose)) for purpose in inventory.purposes]


def _told(purpose: str, kept: dict[str, list[str]]) -> Told:
    return Told(
        title=sentence(f"purpose_{purpose}"),
        what=sentence(f"purpose_what_{purpose}"),
        who=sentence(f"purpose_who_{purpose}"),
        kept=tuple((sentence(f"kept_{how}"), ", ".join(map(name_of, tables))) for how, tables in kept.items()),
    )


def name_of(table: str) -> str:
    return sentence(f"data_{table}")


def show_privacy(view: View) -> Response:
    return page(view, "privacy/notice.html", title="privacy", purposes=notice(), responsible=list_roots(view.db))


routes = [view("/privacy", show_privacy, PUBLIC)]
