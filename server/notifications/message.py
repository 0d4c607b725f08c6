"""One message, the same for all browsers: fit for anybody who holds the phone."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from server.clock import local_date
from server.i18n.formats import clock_time, day, moment
from server.i18n.messages import sentence
from server.notifications.queries import Job
from server.notifications.rules import MANNER, Kind, expires_at, topic


@dataclass(frozen=True, slots=True)
class Occasion:
    """Whom a job concerns now, of when it speaks, and the page that it opens."""

    members: tuple[UUID, ...]
    at: datetime
    address: str


# None: it is of no use any more. Given by the composition root, because meetings and tasks stand above us.
FindOccasion = Callable[[Connection, Job], Occasion | None]
Occasions = Mapping[Kind, FindOccasion]


@dataclass(frozen=True, slots=True)
class Message:
    body: bytes
    urgency: str
    topic: str
    expires_at: datetime


def compose(job: Job, occasion: Occasion, origin: str) -> Message:
    """Readable as Declarative Web Push too, where the system shows it without asking our script."""
    tag = topic(job.kind, job.subject_id)
    said = {
        "web_push": 8030,
        "notification": {
            "title": sentence(f"push_title_{job.kind}"),
            "body": sentence(
                f"push_body_{job.kind}",
                moment=moment(occasion.at),
                time=clock_time(occasion.at),
                day=day(local_date(occasion.at)),
            ),
            "lang": "vi",
            "dir": "ltr",
            "navigate": origin + occasion.address,
            "tag": tag,
        },
    }
    body = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    return Message(body, MANNER[job.kind].urgency, tag, expires_at(job.kind, job.due_at, occasion.at))
