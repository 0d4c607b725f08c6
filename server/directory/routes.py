"""A unit's page: its officers, members, next meeting and channel, the units below, and a search among them."""

from starlette.responses import Response

from server.clock import local_date
from server.directory import queries
from server.directory.queries import Below
from server.documents.queries import list_documents
from server.i18n.text import tokens
from server.members.queries import Found, list_members_of_unit, search_members
from server.news.queries import list_news
from server.units.queries import (
    Unit,
    count_children,
    list_ancestors,
    list_children,
    list_ended_children,
    may_in_unit,
    scope,
    search_units,
    unit_for,
)
from server.units.rules import Action, UnitKind
from server.web.context import View
from server.web.endpoint import view
from server.web.pages import page

FOUND, SHOWN = 30, 3
SEARCHED_FROM = 12  # units below: a shorter list is read faster than searched


def show_unit(view: View) -> Response:
    unit = unit_for(view, view.uuid("unit_id"), Action.UNIT_READ)
    words = view.request.query_params.get("q", "").strip()[:60]
    reads_members = may_in_unit(view, unit, Action.MEMBERS_READ)
    below = _below(view, unit)
    return page(
        view,
        "directory/unit.html",
        title="unit",
        heading=unit.name,
        unit=unit,
        words=words,
        found=_found(view, unit, words) if words else None,
        has_search=len(below) >= SEARCHED_FROM or (reads_members and bool(below)),
        ancestors=_visible(view, [one for one in list_ancestors(view.db, unit) if one.id != unit.id]),
        below=below,
        ended=_visible(view, list_ended_children(view.db, unit.id)),
        contacts=queries.list_contacts(view.db, unit.id, local_date(view.now)),
        counts=queries.count_by_standing(view.db, unit.id) if reads_members else {},
        members=list_members_of_unit(view.db, unit.id) if reads_members else None,
        meeting=queries.next_meeting(view.db, unit.id, view.actor.member_id),
        channel=_channel(view, unit),
        may=_may(view, unit),
    )


def _may(view: View, unit: Unit) -> dict[str, bool]:
    """Which of the unit's other pages to offer."""
    return {
        "roles": may_in_unit(view, unit, Action.ROLES_READ),
        "import": may_in_unit(view, unit, Action.MEMBERS_IMPORT),
        "cards": may_in_unit(view, unit, Action.CARD_ISSUE),
        "purge": may_in_unit(view, unit, Action.PURGE),
        "audit": may_in_unit(view, unit, Action.AUDIT_READ),
        "lock": unit.kind is UnitKind.CELL and may_in_unit(view, unit, Action.DEVICES_LOCK),
        "prepare": may_in_unit(view, unit, Action.MEETING_PREPARE),
        "tasks": may_in_unit(view, unit, Action.TASK_READ),
        "dues": unit.kind is UnitKind.CELL and may_in_unit(view, unit, Action.DUES_MARK),
        "reports": unit.kind is not UnitKind.CELL and may_in_unit(view, unit, Action.REPORTS_READ),
    }


def _visible(view: View, units: list[Unit]) -> list[Unit]:
    """List = filter(point): a unit shows only where its own page would open."""
    return [one for one in units if may_in_unit(view, one, Action.UNIT_READ)]


def _below(view: View, unit: Unit) -> list[Below]:
    children = _visible(view, list_children(view.db, unit.id))
    ids = [one.id for one in children]
    units, members = count_children(view.db, ids), queries.count_members(view.db, ids)
    reads = {one.id for one in children if may_in_unit(view, one, Action.MEMBERS_READ)}
    return [Below(one, units.get(one.id, 0), members.get(one.id, 0) if one.id in reads else None) for one in children]


def _found(view: View, unit: Unit, words: str) -> tuple[list[Unit], list[Found]]:
    """Units and members of the subtree by name; only those whose page or record this person may open."""
    today, asked = local_date(view.now), tokens(words)
    readable = queries.below(scope(view.actor, Action.MEMBERS_READ, today), unit)
    units = search_units(view.db, unit.path, asked, limit=FOUND) if asked else []
    return (
        _visible(view, [one for one in units if one.id != unit.id]),
        search_members(view.db, readable, asked, limit=FOUND) if asked else [],
    )


def _channel(view: View, unit: Unit) -> dict[str, object]:
    """The newest that the unit has published, to those whom it reaches."""
    news = list_news(view.db, [unit.owner_id], most=SHOWN) if may_in_unit(view, unit, Action.NEWS_READ) else []
    reads = may_in_unit(view, unit, Action.DOCUMENT_READ)
    shelf = list_documents(view.db, [unit.owner_id], type_=None, page=1).documents[:SHOWN] if reads else []
    return {"news": news, "documents": shelf}


routes = [view("/units/{unit_id:uuid}", show_unit, Action.UNIT_READ)]
