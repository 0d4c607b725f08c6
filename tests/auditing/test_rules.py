"""A question to the trace: days in order, not too many, and the same when it is read back."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.auditing.rules import LONGEST_NAME, DaysTheWrongWayRound, Question, SpanTooLong, restored

DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))


def test_the_first_day_is_not_after_the_last() -> None:
    Question(date(2026, 11, 2), date(2026, 11, 2)).check()
    with pytest.raises(DaysTheWrongWayRound):
        Question(date(2026, 11, 3), date(2026, 11, 2)).check()


def test_a_year_is_asked_at_most() -> None:
    Question(date(2026, 1, 1), date(2027, 1, 1)).check()
    with pytest.raises(SpanTooLong):
        Question(date(2026, 1, 1), date(2027, 1, 3)).check()


@given(DAYS, DAYS, st.sampled_from(["", "card_issued"]), st.text(max_size=LONGEST_NAME))
def test_what_was_asked_is_read_back_and_fits(since: date, until: date, act: str, name: str) -> None:
    question = Question(since, until, act, name)
    assert restored(question.stored()) == question
    assert len(question.stored()) <= 400
