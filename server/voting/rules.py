"""Who is an elector, how many are needed, and what the result is. Standard library only.

Every threshold is an integer comparison on members *summoned*, never on members present
(Charter art. 9.5; domain 3.3): half is ``approve * 2 > base``, two thirds ``approve * 3 >= base * 2``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from server.errors import Conflict, Forbidden, Invalid


class Threshold(StrEnum):
    MAJORITY = "majority"
    TWO_THIRDS = "two_thirds"


class VoteForm(StrEnum):
    HANDS = "hands"
    NAMED = "named"


class Choice(StrEnum):
    APPROVE = "approve"
    DISAPPROVE = "disapprove"
    OTHER = "other"


class BallotChannel(StrEnum):
    ROOM = "room"
    PHONE = "phone"
    BEHALF = "behalf"


class MotionState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class Matter:
    """A kind of question and its rule, from a dated and cited file."""

    id: str
    label: str
    forms: tuple[VoteForm, ...]
    threshold: Threshold
    subtract_excused: bool
    may_change: bool
    verified: bool
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rulebook:
    id: str
    title: str
    valid_from: date
    matters: Mapping[str, Matter]
    sources: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Summoned:
    """One member of the unit as the count sees them when the motion opens."""

    member_id: UUID
    standing: str
    state: str


@dataclass(frozen=True, slots=True)
class Denominator:
    """Every term of the base, frozen when the motion opens."""

    official: int
    away: int
    exempt_absent: int
    suspended: int
    excused: int
    electors: frozenset[UUID]

    @property
    def summoned(self) -> int:
        return self.official - self.away - self.exempt_absent - self.suspended - self.excused


class MatterUnknown(Invalid):
    code = "matter_unknown"


class FormNotForMatter(Invalid):
    code = "form_not_for_matter"


class NobodyToVote(Conflict):
    code = "nobody_to_vote"


class MotionStillOpen(Conflict):
    code = "motion_still_open"


class MotionNotOpen(Conflict):
    code = "motion_not_open"


class NotAnElector(Forbidden):
    code = "not_an_elector"


class VoteHeld(Conflict):
    """Two officers gave this member a card less than a day ago: it is not sure yet who holds the phone."""

    code = "vote_held"


class NotPresent(Conflict):
    code = "not_present_to_vote"


class AlreadyVoted(Conflict):
    code = "already_voted"


class VotedByHands(Conflict):
    code = "voted_by_hands"


class ChairHasNotAsked(Invalid):
    code = "chair_has_not_asked"


class NotInTheRoom(Invalid):
    code = "not_in_the_room"


_VOTING_STANDINGS = frozenset({"official", "exempt", "reduced_duty", "temporarily_away", "suspended"})
# ``present_remote`` is on a roll only where the unit's decision lets remote members vote.
_PRESENT = frozenset({"present_in_room", "late", "exempt_present", "present_remote"})


def rulebook_for(rulebooks: Iterable[Rulebook], day: date) -> Rulebook:
    """The one in force on this day: the newest that has begun."""
    begun = [book for book in rulebooks if book.valid_from <= day]
    if not begun:
        raise MatterUnknown
    return max(begun, key=lambda book: book.valid_from)


def matter_of(book: Rulebook, matter_id: str, form: VoteForm) -> Matter:
    matter = book.matters.get(matter_id)
    if matter is None:
        raise MatterUnknown
    if form not in matter.forms:
        raise FormNotForMatter
    return matter


def denominator(people: Iterable[Summoned], *, subtract_excused: bool) -> Denominator:
    """Official members, minus those away, exempt and not here, suspended (and excused, if the rule says so).

    Probationary and temporarily attached members and guests are in no term at all. All summoned
    official members are electors: one who arrives during the vote may still cast.
    """
    voting = [one for one in people if one.standing in _VOTING_STANDINGS]
    away = {one.member_id for one in voting if one.standing == "temporarily_away"}
    suspended = {one.member_id for one in voting if one.standing == "suspended"}
    exempt = {one.member_id for one in voting if one.standing == "exempt" and one.state not in _PRESENT}
    excused = {
        one.member_id
        for one in voting
        if subtract_excused and one.state == "absent_excused" and one.member_id not in away | suspended | exempt
    }
    everyone = {one.member_id for one in voting}
    return Denominator(
        official=len(everyone),
        away=len(away),
        exempt_absent=len(exempt),
        suspended=len(suspended),
        excused=len(excused),
        electors=frozenset(everyone - away - suspended - exempt - excused),
    )


def required(threshold: Threshold, base: int) -> int:
    """The least number of votes in favour that passes."""
    if threshold is Threshold.MAJORITY:
        return base // 2 + 1
    return (base * 2 + 2) // 3


def passes(threshold: Threshold, *, approve: int, base: int) -> bool:
    if threshold is Threshold.MAJORITY:
        return approve * 2 > base
    return approve * 3 >= base * 2


def check_opening(base: Denominator, *, running: bool) -> None:
    if running:
        raise MotionStillOpen
    if base.summoned < 1:
        raise NobodyToVote


@dataclass(frozen=True, slots=True)
class Ballot:
    """A vote as it stands: whose, what, and the words that came with "other opinion"."""

    choice: Choice
    note: str = ""


def check_cast(
    *,
    state: MotionState,
    form: VoteForm,
    is_elector: bool,
    attendance_state: str,
    cast_before: Ballot | None,
    wanted: Ballot,
    may_change: bool,
) -> bool:
    """Whether there is something to store; the same vote again is no second vote."""
    if state is not MotionState.OPEN:
        raise MotionNotOpen
    if form is not VoteForm.NAMED:
        raise VotedByHands
    if not is_elector:
        raise NotAnElector
    if attendance_state not in _PRESENT:
        raise NotPresent
    if cast_before == wanted:
        return False
    if cast_before is not None and not may_change:
        raise AlreadyVoted
    return True


def hands_result(
    present_electors: Iterable[UUID], exceptions: Mapping[UUID, Choice | None], *, chair_asked: bool
) -> dict[UUID, Choice]:
    """By show of hands: who is in the room approves, except those named; None is "did not vote".

    The default holds only after the chair has asked "ai khong tan thanh, y kien khac?" and only
    for people in the room: otherwise the software would invent votes (domain 3.4).
    """
    if not chair_asked:
        raise ChairHasNotAsked(field="asked")
    present = set(present_electors)
    if not exceptions.keys() <= present:
        raise NotInTheRoom
    votes = {member: exceptions.get(member, Choice.APPROVE) for member in present}
    return {member: choice for member, choice in votes.items() if choice is not None}


@dataclass(frozen=True, slots=True)
class Tally:
    """What was counted, and whether it carried; ``not_voting`` closes the sum to ``summoned``."""

    approve: int
    disapprove: int
    other: int
    not_voting: int
    summoned: int
    required: int
    carried: bool

    @property
    def cast(self) -> int:
        return self.approve + self.disapprove + self.other


def tally(choices: Iterable[Choice], *, summoned: int, threshold: Threshold) -> Tally:
    votes = list(choices)
    approve = votes.count(Choice.APPROVE)
    return Tally(
        approve=approve,
        disapprove=votes.count(Choice.DISAPPROVE),
        other=votes.count(Choice.OTHER),
        not_voting=summoned - len(votes),
        summoned=summoned,
        required=required(threshold, summoned),
        carried=passes(threshold, approve=approve, base=summoned),
    )
