"""One meeting of the demonstration, played by its people through the same commands as in life."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection

from server.actor import Actor
from server.attendance import actions as attendance
from server.attendance.rules import State
from server.discussion import actions as discussion
from server.discussion.queries import list_statements
from server.discussion.rules import Channel
from server.ids import new_id
from server.ledger.transaction import Answer, Command, Transaction, execute
from server.meetings import actions as meetings
from server.meetings import queries
from server.meetings.queries import Meeting
from server.meetings.rules import MeetingKind, SummonsAnswer
from server.meetings.template import standard_agenda
from server.members.queries import get_member
from server.tasks.actions import assign_task, write
from server.tasks.queries import list_running_of_member
from server.tasks.rules import NoteKind
from server.units.queries import get_unit
from server.voting import actions as voting
from server.voting.queries import find_open_motion
from server.voting.rules import Ballot, Choice, VoteForm

NOT_YET = UUID(int=0)
Doing = Callable[[Transaction, Meeting], object]


@dataclass(slots=True)
class Scene:
    """``clock`` is when the next thing happens; each takes a few seconds."""

    db: Connection
    people: Mapping[str, UUID]
    clock: datetime
    meeting_id: UUID = NOT_YET

    def after(self, **time: float) -> "Scene":
        self.clock += timedelta(**time)
        return self

    def items(self) -> list[UUID]:
        return [one.id for one in queries.list_items(self.db, self.meeting_id)]

    def draft(
        self,
        unit_id: UUID,
        title: str,
        starts_at: datetime,
        *,
        leads: tuple[str, str],
        place: str,
        kind: MeetingKind = MeetingKind.REGULAR,
    ) -> None:
        """``leads``: the chair, who prepares it, and the recorder."""
        unit = get_unit(self.db, unit_id)
        chair, recorder = leads

        def act(tx: Transaction) -> Answer:
            self.meeting_id = meetings.create_draft(
                tx,
                unit,
                kind=kind,
                title=title,
                starts_at=starts_at,
                chair_id=self.people[chair],
                recorder_id=self.people[recorder],
                template=standard_agenda(kind),
            )
            meetings.edit_draft(tx, queries.get_meeting(tx.db, self.meeting_id), place=place)
            return Answer("/")

        self._run(chair, act)

    def do(self, who: str, doing: Doing) -> None:
        """One command of one person, a few seconds after the last."""

        def act(tx: Transaction) -> Answer:
            doing(tx, queries.get_meeting(tx.db, self.meeting_id))
            return Answer("/")

        self.clock += timedelta(seconds=7)
        self._run(who, act)

    def answer(self, who: str, answer: SummonsAnswer, reason: str = "") -> None:
        self.do(who, lambda tx, meeting: meetings.answer_summons(tx, meeting, answer, reason))

    def say(self, who: str, item: int, text: str) -> None:
        self.do(who, lambda tx, meeting: discussion.say(tx, meeting, self.items()[item], text))

    def note(self, recorder: str, who: str, item: int, text: str) -> None:
        """The recorder writes down what somebody says."""
        self.do(
            recorder,
            lambda tx, meeting: discussion.note_for(
                tx, meeting, self.items()[item], self.people[who], Channel.SPOKEN, text
            ),
        )

    def read_out(self, recorder: str, who: str) -> None:
        mine = [one for one in list_statements(self.db, self.meeting_id) if one.member_id == self.people[who]]
        self.do(recorder, lambda tx, meeting: discussion.mark_read_out(tx, meeting, mine[0].id, read=True))

    def roll(self, recorder: str, who: str, state: State, reason: str = "") -> None:
        self.do(recorder, lambda tx, meeting: attendance.record(tx, meeting, self.people[who], state, reason))

    def start(self, chair: str, item: int) -> None:
        self.do(chair, lambda tx, meeting: meetings.start_item(tx, meeting, self.items()[item]))

    def conclude(self, chair: str, item: int, text: str) -> None:
        self.do(chair, lambda tx, meeting: meetings.conclude_item(tx, meeting, self.items()[item], text))

    def open_motion(self, recorder: str, item: int, title: str, matter: str, form: VoteForm) -> None:
        self.do(
            recorder,
            lambda tx, meeting: voting.open_motion(
                tx, meeting, item_id=self.items()[item], title=title, matter_id=matter, form=form
            ),
        )

    def hands(self, recorder: str, exceptions: Mapping[str, Choice]) -> None:
        named: dict[UUID, Choice | None] = {self.people[name]: choice for name, choice in exceptions.items()}
        self.do(
            recorder,
            lambda tx, meeting: voting.record_hands(tx, meeting, self._motion(), named, chair_asked=True),
        )

    def cast(self, who: str, choice: Choice) -> None:
        self.do(who, lambda tx, meeting: voting.cast(tx, meeting, self._motion(), Ballot(choice)))

    def cast_for(self, recorder: str, member_id: UUID, choice: Choice) -> None:
        self.do(
            recorder, lambda tx, meeting: voting.cast_on_behalf(tx, meeting, self._motion(), member_id, Ballot(choice))
        )

    def close_motion(self, recorder: str) -> None:
        self.do(recorder, lambda tx, meeting: voting.close_motion(tx, meeting, self._motion()))

    def give(self, recorder: str, who: str, item: int, title: str, days: int) -> None:
        due = (self.clock + timedelta(days=days)).date()
        self.do(
            recorder,
            lambda tx, meeting: assign_task(
                tx, meeting, item_id=self.items()[item], title=title, assignee_id=self.people[who], due_on=due
            ),
        )

    def write(self, who: str, kind: NoteKind, text: str = "") -> None:
        """On the task that this person was given."""
        [task] = list_running_of_member(self.db, self.people[who])
        self.do(who, lambda tx, _meeting: write(tx, task, kind, text))

    def _motion(self) -> UUID:
        motion = find_open_motion(self.db, self.meeting_id)
        assert motion is not None
        return motion.id

    def _run(self, who: str, act: Callable[[Transaction], Answer]) -> None:
        command = Command(new_id(), self._actor(who), b"")
        execute(self.db, self.clock, command, act, remembered=False)

    def _actor(self, who: str) -> Actor:
        member = get_member(self.db, self.people[who])
        unit = get_unit(self.db, member.unit_id)
        return Actor(member.id, new_id(), member.name, member.name, unit.id, unit.name, unit.path)
