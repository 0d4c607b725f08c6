"""Named reads of motions and ballots."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection

from server.errors import NotFound
from server.voting.rules import Ballot, Choice, MotionState, Threshold, VoteForm
from server.voting.tables import ballots, electors, motions


@dataclass(frozen=True, slots=True)
class Motion:
    id: UUID
    item_id: UUID
    title: str
    matter: str
    form: VoteForm
    state: MotionState
    rulebook_id: str
    threshold: Threshold
    may_change: bool
    official: int
    away: int
    exempt_absent: int
    suspended: int
    excused: int
    summoned: int
    required: int
    opened_at: datetime
    closed_at: datetime | None
    approve: int | None
    disapprove: int | None
    other: int | None
    carried: bool | None
    void_reason: str

    @property
    def not_voting(self) -> int:
        return self.summoned - (self.approve or 0) - (self.disapprove or 0) - (self.other or 0)


def list_motions(db: Connection, meeting_id: UUID) -> list[Motion]:
    """In the order they were opened."""
    rows = db.execute(
        sa.select(*(column for column in motions.c if column.name != "meeting_id"))
        .where(motions.c.meeting_id == meeting_id)
        .order_by(motions.c.opened_at)
    )
    return [
        Motion(
            **{
                **row._asdict(),
                "form": VoteForm(row.form),
                "state": MotionState(row.state),
                "threshold": Threshold(row.threshold),
            }
        )
        for row in rows
    ]


def get_motion(db: Connection, meeting_id: UUID, motion_id: UUID) -> Motion:
    found = next((one for one in list_motions(db, meeting_id) if one.id == motion_id), None)
    if found is None:
        raise NotFound
    return found


def find_open_motion(db: Connection, meeting_id: UUID) -> Motion | None:
    return next((one for one in list_motions(db, meeting_id) if one.state is MotionState.OPEN), None)


def list_electors(db: Connection, meeting_id: UUID, motion_id: UUID) -> frozenset[UUID]:
    rows = db.execute(
        sa.select(electors.c.member_id).where(electors.c.meeting_id == meeting_id, electors.c.motion_id == motion_id)
    )
    return frozenset(rows.scalars())


def is_elector(db: Connection, meeting_id: UUID, motion_id: UUID, member_id: UUID) -> bool:
    here = sa.select(electors.c.member_id).where(
        electors.c.meeting_id == meeting_id,
        electors.c.motion_id == motion_id,
        electors.c.member_id == member_id,
    )
    return db.execute(here).first() is not None


def list_ballots(db: Connection, meeting_id: UUID, motion_id: UUID) -> Mapping[UUID, Ballot]:
    """Whose vote is what: for the desk and for the tally, never for everybody."""
    rows = db.execute(
        sa.select(ballots.c.member_id, ballots.c.choice, ballots.c.note).where(
            ballots.c.meeting_id == meeting_id, ballots.c.motion_id == motion_id
        )
    )
    return {member_id: Ballot(Choice(choice), note) for member_id, choice, note in rows}


def find_ballot(db: Connection, meeting_id: UUID, motion_id: UUID, member_id: UUID) -> Ballot | None:
    row = db.execute(
        sa.select(ballots.c.choice, ballots.c.note).where(
            ballots.c.meeting_id == meeting_id,
            ballots.c.motion_id == motion_id,
            ballots.c.member_id == member_id,
        )
    ).one_or_none()
    return None if row is None else Ballot(Choice(row.choice), row.note)


def count_ballots(db: Connection, meeting_id: UUID, motion_id: UUID) -> int:
    return db.execute(
        sa.select(sa.func.count()).where(ballots.c.meeting_id == meeting_id, ballots.c.motion_id == motion_id)
    ).scalar_one()
