"""Which rule holds, who is an elector, how many are needed, and what the result is."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from server.attendance.rules import PRESENT, Standing, State
from server.voting.rules import (
    AlreadyVoted,
    Ballot,
    ChairHasNotAsked,
    Choice,
    Denominator,
    FormNotForMatter,
    Matter,
    MatterUnknown,
    MotionNotOpen,
    MotionState,
    MotionStillOpen,
    NobodyToVote,
    NotAnElector,
    NotInTheRoom,
    NotPresent,
    Rulebook,
    Summoned,
    Tally,
    Threshold,
    VotedByHands,
    VoteForm,
    check_cast,
    check_opening,
    denominator,
    hands_result,
    matter_of,
    passes,
    required,
    rulebook_for,
    tally,
)
from tests.voting.cell import cell_of_the_example, group, member

HALF, TWO_THIRDS = Threshold.MAJORITY, Threshold.TWO_THIRDS
APPROVE, DISAPPROVE, OTHER = Choice


# --- Which rule -----------------------------------------------------------------------------

RESOLUTION = Matter("resolution", "Nghị quyết", (VoteForm.HANDS,), HALF, False, True, True, ("dieu-le-9.5",))


def book(name: str, valid_from: date) -> Rulebook:
    return Rulebook(name, name, valid_from, {"resolution": RESOLUTION}, {"dieu-le-9.5": "Điều lệ Đảng"})


OLD, NEW = book("old", date(2018, 7, 6)), book("new", date(2025, 10, 28))


@pytest.mark.parametrize(
    ("day", "valid"),
    [(date(2018, 7, 6), OLD), (date(2025, 10, 27), OLD), (date(2025, 10, 28), NEW), (date(2026, 11, 21), NEW)],
)
def test_the_rules_in_force_on_the_day_of_the_meeting_hold(day: date, valid: Rulebook) -> None:
    assert rulebook_for([OLD, NEW], day) is rulebook_for([NEW, OLD], day) is valid


def test_before_the_first_rules_nothing_can_be_put_to_the_vote() -> None:
    with pytest.raises(MatterUnknown):
        rulebook_for([OLD, NEW], date(2018, 7, 5))


def test_a_matter_is_voted_on_in_the_forms_that_its_rule_names() -> None:
    assert matter_of(NEW, "resolution", VoteForm.HANDS) is RESOLUTION
    with pytest.raises(FormNotForMatter):
        matter_of(NEW, "resolution", VoteForm.NAMED)
    with pytest.raises(MatterUnknown):
        matter_of(NEW, "election", VoteForm.HANDS)


# --- The base -------------------------------------------------------------------------------


def base(people: Sequence[Summoned], *, subtract_excused: bool = False) -> Denominator:
    return denominator(people, subtract_excused=subtract_excused)


def test_the_worked_example_summons_twenty_of_twenty_five() -> None:
    found = base(cell_of_the_example())
    assert (found.official, found.away, found.exempt_absent, found.suspended, found.excused) == (25, 2, 3, 0, 0)
    assert found.summoned == len(found.electors) == 20
    assert required(HALF, found.summoned) == 11
    assert required(TWO_THIRDS, found.summoned) == 14


@pytest.mark.parametrize("standing", ["probationary", "temporarily_here"])
def test_probationary_members_and_those_from_elsewhere_change_nothing(standing: str) -> None:
    cell = [one for one in cell_of_the_example() if one.standing != "probationary"]
    assert base(cell + group(50, 9, standing, "present_in_room")) == base(cell)


@pytest.mark.parametrize(
    ("standing", "state", "counts"),
    [
        ("official", "", True),
        ("official", "present_in_room", True),
        ("official", "present_remote", True),
        ("official", "absent_unexcused", True),
        ("official", "absent_excused", True),
        ("official", "left_early", True),
        ("reduced_duty", "absent_unexcused", True),
        ("exempt", "exempt_present", True),
        ("exempt", "present_remote", True),
        ("exempt", "exempt_absent", False),
        ("exempt", "left_early", False),
        ("exempt", "", False),
        ("temporarily_away", "temporarily_away", False),
        ("temporarily_away", "present_in_room", False),
        ("suspended", "", False),
        ("probationary", "present_in_room", False),
        ("temporarily_here", "present_in_room", False),
    ],
)
def test_summoned_counts_duty_not_presence(standing: str, state: str, counts: bool) -> None:
    ten = group(1, 10, "official")
    found = base([*ten, member(11, standing, state)])
    assert found.summoned == (11 if counts else 10)
    assert (UUID(int=11) in found.electors) is counts


def test_an_exempt_member_who_comes_raises_the_base() -> None:
    cell = cell_of_the_example()
    came = [member(23, "exempt", "exempt_present") if one.member_id == UUID(int=23) else one for one in cell]
    assert base(came).summoned == base(cell).summoned + 1


def test_the_excused_are_taken_off_only_where_the_rule_says_so() -> None:
    cell = [*cell_of_the_example(), member(60, "probationary", "absent_excused")]
    assert base(cell, subtract_excused=False).excused == 0
    found = base(cell, subtract_excused=True)
    assert (found.excused, found.summoned) == (1, 19)
    assert UUID(int=17) not in found.electors


def possible_people() -> st.SearchStrategy[list[Summoned]]:
    one = st.tuples(st.sampled_from(sorted(Standing)), st.sampled_from(["", *sorted(State)]))
    return st.lists(one, max_size=60).map(lambda pairs: [member(n, *pair) for n, pair in enumerate(pairs)])


@given(possible_people(), st.booleans())
def test_the_terms_add_up_to_the_electors(people: list[Summoned], subtract: bool) -> None:
    found = base(people, subtract_excused=subtract)
    assert found.summoned == len(found.electors)
    taken_off = found.away + found.exempt_absent + found.suspended + found.excused
    assert found.official == found.summoned + taken_off
    assert found.electors <= {one.member_id for one in people}


@given(possible_people(), st.randoms())
def test_the_order_of_the_list_changes_nothing(people: list[Summoned], random) -> None:
    mixed = random.sample(people, len(people))
    assert base(mixed, subtract_excused=True) == base(people, subtract_excused=True)


def test_a_motion_opens_when_no_other_runs_and_somebody_may_vote() -> None:
    check_opening(base(cell_of_the_example()), running=False)
    with pytest.raises(MotionStillOpen):
        check_opening(base(cell_of_the_example()), running=True)
    with pytest.raises(NobodyToVote):
        check_opening(base(group(1, 5, "probationary", "present_in_room")), running=False)


# --- Thresholds -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("summoned", "half", "two_thirds"),
    [
        (1, 1, 1),
        (2, 2, 2),
        (3, 2, 2),
        (4, 3, 3),
        (5, 3, 4),
        (6, 4, 4),
        (7, 4, 5),
        (20, 11, 14),
        (21, 11, 14),
        (30, 16, 20),
    ],
)
def test_how_many_are_needed(summoned: int, half: int, two_thirds: int) -> None:
    assert required(HALF, summoned) == half
    assert required(TWO_THIRDS, summoned) == two_thirds


def test_exactly_half_does_not_pass_and_exactly_two_thirds_does() -> None:
    assert not passes(HALF, approve=10, base=20)
    assert passes(TWO_THIRDS, approve=20, base=30)
    assert not passes(TWO_THIRDS, approve=19, base=30)


@given(st.sampled_from(Threshold), st.integers(1, 10**18))
def test_required_is_the_least_number_that_passes(threshold: Threshold, summoned: int) -> None:
    needed = required(threshold, summoned)
    assert type(needed) is int
    assert 1 <= needed <= summoned
    assert passes(threshold, approve=needed, base=summoned)
    assert not passes(threshold, approve=needed - 1, base=summoned)


@given(st.integers(1, 10**18), st.data())
def test_passing_is_what_exact_fractions_say(summoned: int, data: st.DataObject) -> None:
    near = st.sampled_from([summoned // 2, summoned * 2 // 3]).flatmap(lambda n: st.integers(n - 2, n + 2))
    approve = data.draw(near)
    assert passes(HALF, approve=approve, base=summoned) is (Fraction(approve, summoned) > Fraction(1, 2))
    assert passes(TWO_THIRDS, approve=approve, base=summoned) is (Fraction(approve, summoned) >= Fraction(2, 3))


# --- Casting by name ------------------------------------------------------------------------


def cast(
    *,
    state: MotionState = MotionState.OPEN,
    form: VoteForm = VoteForm.NAMED,
    elector: bool = True,
    at: str = "present_in_room",
    before: Ballot | None = None,
    wanted: Ballot = Ballot(APPROVE),
    may_change: bool = False,
) -> bool:
    return check_cast(
        state=state,
        form=form,
        is_elector=elector,
        attendance_state=at,
        cast_before=before,
        wanted=wanted,
        may_change=may_change,
    )


@pytest.mark.parametrize("state", sorted(PRESENT))
def test_an_elector_on_the_roll_as_present_casts(state: State) -> None:
    assert cast(at=state)


@pytest.mark.parametrize("state", ["", *sorted(set(State) - PRESENT)])
def test_who_is_not_on_the_roll_as_present_casts_nothing(state: str) -> None:
    with pytest.raises(NotPresent):
        cast(at=state)


def test_who_is_not_in_the_frozen_list_casts_nothing() -> None:
    with pytest.raises(NotAnElector):
        cast(elector=False)


@pytest.mark.parametrize("state", [MotionState.CLOSED, MotionState.VOID])
def test_nothing_is_cast_after_the_end(state: MotionState) -> None:
    with pytest.raises(MotionNotOpen):
        cast(state=state, before=Ballot(APPROVE))


def test_a_show_of_hands_takes_no_vote_by_phone() -> None:
    with pytest.raises(VotedByHands):
        cast(form=VoteForm.HANDS)


@pytest.mark.parametrize("may_change", [True, False])
def test_the_same_vote_again_is_no_second_vote(may_change: bool) -> None:
    said = Ballot(OTHER, "Cần thêm thời gian.")
    assert not cast(before=said, wanted=Ballot(OTHER, "Cần thêm thời gian."), may_change=may_change)


@pytest.mark.parametrize("wanted", [Ballot(DISAPPROVE), Ballot(OTHER, "ý khác"), Ballot(APPROVE, "thêm lời")])
def test_a_vote_is_changed_only_where_the_rule_lets_it(wanted: Ballot) -> None:
    assert cast(before=Ballot(APPROVE), wanted=wanted, may_change=True)
    with pytest.raises(AlreadyVoted):
        cast(before=Ballot(APPROVE), wanted=wanted, may_change=False)


# --- Show of hands --------------------------------------------------------------------------

AN, BINH, CHI, DUNG = (UUID(int=number) for number in range(1, 5))


def test_who_is_in_the_room_approves_but_for_those_named() -> None:
    assert hands_result([AN, BINH, CHI, DUNG], {BINH: DISAPPROVE, CHI: OTHER, DUNG: None}, chair_asked=True) == {
        AN: APPROVE,
        BINH: DISAPPROVE,
        CHI: OTHER,
    }


def test_before_the_chair_has_asked_nobody_is_written_down() -> None:
    with pytest.raises(ChairHasNotAsked) as refused:
        hands_result([AN], {}, chair_asked=False)
    assert refused.value.details == {"field": "asked"}


def test_nobody_outside_the_room_is_named() -> None:
    with pytest.raises(NotInTheRoom):
        hands_result([AN], {BINH: DISAPPROVE}, chair_asked=True)


people_ids = st.integers(1, 40).map(lambda number: UUID(int=number))
APPROVES_BY_DEFAULT = "not named"
hands = st.dictionaries(people_ids, st.sampled_from([*Choice, None, APPROVES_BY_DEFAULT]))


@given(hands)
def test_no_vote_is_invented(room: dict[UUID, Choice | str | None]) -> None:
    named = {one: answer for one, answer in room.items() if answer != APPROVES_BY_DEFAULT}
    votes = hands_result(room, named, chair_asked=True)
    assert votes.keys() == {one for one, answer in room.items() if answer is not None}
    assert all(choice is named.get(one, APPROVE) for one, choice in votes.items())


# --- The result -----------------------------------------------------------------------------


def test_fifteen_of_twenty_carry_an_admission() -> None:
    votes = [APPROVE] * 15 + [DISAPPROVE] * 2 + [OTHER]
    assert tally(votes, summoned=20, threshold=TWO_THIRDS) == Tally(
        approve=15, disapprove=2, other=1, not_voting=2, summoned=20, required=14, carried=True
    )
    assert tally(votes, summoned=20, threshold=TWO_THIRDS).cast == 18


def test_half_of_those_present_is_not_half_of_those_summoned() -> None:
    found = tally([APPROVE] * 10, summoned=20, threshold=HALF)
    assert (found.cast, found.required, found.carried) == (10, 11, False)


@given(st.lists(st.sampled_from(Choice)), st.integers(0, 40), st.sampled_from(Threshold))
def test_every_result_adds_up_to_those_summoned(votes: list[Choice], silent: int, threshold: Threshold) -> None:
    assume(votes or silent)
    found = tally(votes, summoned=len(votes) + silent, threshold=threshold)
    assert found.approve + found.disapprove + found.other + found.not_voting == found.summoned
    assert found.carried is (found.approve >= found.required)


@pytest.mark.parametrize("state", sorted(State))
def test_an_exempt_member_counts_exactly_when_the_roll_says_present(state: State) -> None:
    assert (base([member(1, "exempt", state)]).summoned == 1) is (state in PRESENT)
