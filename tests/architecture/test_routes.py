"""What every route declares, and what its method says of it."""

from collections import Counter

import pytest
from starlette.routing import Route

from server.app import feature_routes
from server.units.rules import MEETING_MAY, UNIT_MAY, Action
from server.web.endpoint import PUBLIC

ROUTES = [route for route in feature_routes() if isinstance(route, Route)]
READING = {"GET", "HEAD"}
# Makes nothing that lasts, and must not be kept or fetched ahead: a reading route that is asked with POST.
READS_BY_POST = {"/meetings/{meeting_id:uuid}/ticket"}

# Never a route's own right, only the question whether a page shows more.
ASKED_INSIDE_A_PAGE: set[Action] = set()


def named(routes: list[Route]) -> list[str]:
    return [f"{sorted(route.methods or [])} {route.path}" for route in routes]


def test_everything_that_the_product_answers_is_a_plain_route() -> None:
    assert len(ROUTES) == len(feature_routes()) > 50


@pytest.mark.parametrize("route", ROUTES, ids=named(ROUTES))
def test_every_route_declares_an_action_that_somebody_may_do(route: Route) -> None:
    action = getattr(route.endpoint, "action", None)
    assert action in {PUBLIC, "self", *Action}
    assert action in {PUBLIC, "self"} or UNIT_MAY.get(Action(action)) or MEETING_MAY.get(Action(action))


def test_every_action_has_somebody_who_may_do_it_and_a_place_where_it_is_asked() -> None:
    assert set(UNIT_MAY) | set(MEETING_MAY) == set(Action)
    assert not set(UNIT_MAY) & set(MEETING_MAY)
    declared = {getattr(route.endpoint, "action", None) for route in ROUTES}
    assert set(Action) - declared == ASKED_INSIDE_A_PAGE


def test_a_route_either_reads_or_commands() -> None:
    for route in ROUTES:
        if route.path not in READS_BY_POST:
            assert route.methods in ({"POST"}, READING), route.path


def test_every_route_was_made_by_view_or_command() -> None:
    """These two check rights, sites and keys; a bare function would not."""
    assert {route.endpoint.__module__ for route in ROUTES} == {"server.web.endpoint"}
    makers = {route.endpoint.__qualname__.partition(".")[0] for route in ROUTES if route.methods == {"POST"}}
    assert makers == {"command"}


def test_only_few_and_known_pages_are_open_to_everybody() -> None:
    public = {route.path for route in ROUTES if getattr(route.endpoint, "action", None) == PUBLIC}
    ways_in = {
        "/enter",
        "/enter/pin",
        "/enter/demo/{token}",
        "/unlock",
        "/sign-out",
        "/install",
        "/rules/{rulebook_id}",
        "/privacy",
        "/purged",
    }
    article = "/public/{article_id:uuid}"
    assert public == ways_in | {"/public", article, f"{article}/image"}


def test_no_two_routes_share_a_method_and_a_path() -> None:
    found = Counter((method, route.path) for route in ROUTES for method in route.methods or ())
    assert [one for one, times in found.items() if times > 1] == []


@pytest.mark.parametrize("route", ROUTES, ids=named(ROUTES))
def test_no_route_hides_behind_an_earlier_one(route: Route) -> None:
    """`/meetings/{name}` before `/meetings/new` would take its requests."""
    values = dict.fromkeys(route.param_convertors, "0192f0c1-6a1e-7c3a-9b1e-2f5f7b9c0111")
    path, methods = route.path_format.format(**values), route.methods or set()
    takers = [one for one in ROUTES if one.path_regex.match(path) and methods & (one.methods or set())]
    assert takers[0] is route
