"""The composition root: settings, database, hints and routes become one ASGI application."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

from sqlalchemy import Connection
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import Lifespan

from server import clock
from server.accounts import routes as accounts
from server.accounts.actions import note_use
from server.accounts.confirm import StepUp
from server.accounts.queries import authenticate
from server.assignments import routes as assignments
from server.attendance import routes as attendance
from server.auditing import routes as auditing
from server.db.engine import Database
from server.db.writer import Writer
from server.directory import routes as directory
from server.discussion import routes as discussion
from server.discussion.queries import list_statements
from server.documents import routes as documents
from server.dues import routes as dues
from server.errors import DomainError
from server.ledger.read import find_fact
from server.meetings import routes as meetings
from server.members import routes as members
from server.minutes import routes as minutes
from server.minutes.queries import find_minutes
from server.news import routes as news
from server.notifications import routes as notifications
from server.notifications.queries import count_fates, count_waiting
from server.notifications.rules import Fate
from server.privacy import routes as privacy
from server.purging import routes as purging
from server.records import routes as records
from server.reorganisations import routes as reorganisations
from server.reorganisations.queries import list_waiting
from server.reports import routes as reports
from server.reports.queries import standing_of_report
from server.room import routes as room
from server.search import routes as search
from server.settings import Settings
from server.tasks import routes as tasks
from server.tasks.queries import links_on_agenda, list_unfinished
from server.units import routes as units
from server.voting import routes as voting
from server.web.assets import static_files
from server.web.body_limit import BodyLimit
from server.web.context import AfterCommit, Parts
from server.web.errors import on_crash, on_domain_error, on_http_exception
from server.web.guide import routes as guide_routes
from server.web.headers import SecurityHeaders
from server.web.manifest import manifest
from server.web.worker import offline_page, worker

MAX_BODY = 25 * 1024 * 1024


def own_statements(db: Connection, meeting_id: UUID, member_id: UUID) -> list[Any]:
    """For the meeting's page before the evening: what this person has sent in advance."""
    return [one for one in list_statements(db, meeting_id) if one.member_id == member_id]


def feature_routes() -> list[BaseRoute]:
    """Every route of the product that people use; the tests walk this list."""
    found: list[BaseRoute] = []
    for feature in (
        *(accounts, notifications, units, members, meetings, documents, news, room, attendance),
        *(discussion, voting, tasks, minutes, reports, search, privacy, auditing, purging),
        *(directory, reorganisations, assignments, records, dues),
    ):
        found.extend(feature.routes)
    return [*found, *guide_routes]


def make_app(
    settings: Settings,
    database: Database,
    writer: Writer,
    hints: AfterCommit,
    extra_routes: Sequence[BaseRoute] = (),
    lifespan: Lifespan[Starlette] | None = None,
) -> Starlette:
    app = Starlette(
        routes=[
            *feature_routes(),
            *extra_routes,
            Route("/static/{build}/{path:path}", static_files),
            Route("/manifest.webmanifest", manifest),
            Route("/sw.js", worker),
            Route("/offline", offline_page),
            Route("/healthz", healthz),
            Route("/readyz", readyz),
            Route("/metrics", metrics),
        ],
        middleware=[
            Middleware(SecurityHeaders, public_origin=settings.public_origin),
            # A phone pays for each kilobyte; pages hold no secret that a stranger's text could be set beside.
            Middleware(GZipMiddleware, minimum_size=1000, compresslevel=5),
            Middleware(BodyLimit, largest=MAX_BODY),
        ],
        exception_handlers={DomainError: on_domain_error, HTTPException: on_http_exception, Exception: on_crash},
        lifespan=lifespan,
    )
    app.state.parts = Parts(
        settings=settings,
        database=database,
        writer=writer,
        hints=hints,
        authenticate=authenticate,
        note_use=note_use,
        step_up=StepUp(),
        extras={
            "statements": own_statements,
            "minutes": find_minutes,
            "unfinished_tasks": list_unfinished,
            "task_links": links_on_agenda,
            "report": standing_of_report,
            "tree_changes": list_waiting,
        },
    )
    return app


def healthz(_request: Request) -> Response:
    """The process answers."""
    return JSONResponse({"status": "ok"})


def readyz(request: Request) -> Response:
    """The process can read its database."""
    parts: Parts = request.app.state.parts
    with suppress(Exception), parts.database.read() as db:
        return JSONResponse({"status": "ready", "demo": find_fact(db, "demo") is not None})
    return JSONResponse({"status": "not ready"}, status_code=503)


def metrics(request: Request) -> Response:
    """Prometheus text: counts only, nothing about a person."""
    parts: Parts = request.app.state.parts
    lines = [
        "# TYPE sotay_commands_total counter",
        f"sotay_commands_total {parts.writer.commands}",
        "# TYPE sotay_commits_total counter",
        f"sotay_commits_total {parts.writer.commits}",
    ]
    with parts.database.read() as db:
        now = clock.now()
        lines += ["# TYPE sotay_jobs_due gauge", f"sotay_jobs_due {count_waiting(db, now)}"]
        # Of the last day. "denied" above 0 is an alarm: a push service does not know our key.
        lines += ["# TYPE sotay_push_messages gauge"]
        found = {fate.value: 0 for fate in Fate} | count_fates(db, now)
        lines += [f'sotay_push_messages{{fate="{fate}"}} {count}' for fate, count in found.items()]
    return PlainTextResponse("\n".join(lines) + "\n", media_type="text/plain; version=0.0.4")
