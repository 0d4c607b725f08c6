"""When a task may be given, and what may be done to it in which state."""

from datetime import date, timedelta
from itertools import product

import pytest

from server.errors import Conflict
from server.tasks.rules import (
    DueInThePast,
    NoteKind,
    TaskConfirmed,
    TaskDoneAlready,
    TaskNotDone,
    TaskState,
    check_due,
    is_overdue,
    shortened,
    step,
)

TODAY = date(2026, 11, 21)
GIVEN, DONE, CONFIRMED = TaskState


@pytest.mark.parametrize("days", [0, 1, 400])
def test_a_task_is_due_today_or_later(days: int) -> None:
    check_due(TODAY + timedelta(days=days), TODAY)


def test_a_task_due_yesterday_is_refused() -> None:
    with pytest.raises(DueInThePast) as refused:
        check_due(TODAY - timedelta(days=1), TODAY)
    assert refused.value.details == {"field": "due_on"}


LEADS_TO: dict[tuple[TaskState, NoteKind], TaskState | type[Conflict]] = {
    (GIVEN, NoteKind.NOTE): GIVEN,
    (GIVEN, NoteKind.DONE): DONE,
    (GIVEN, NoteKind.CONFIRMED): TaskNotDone,
    (GIVEN, NoteKind.RETURNED): TaskNotDone,
    (DONE, NoteKind.NOTE): DONE,
    (DONE, NoteKind.DONE): TaskDoneAlready,
    (DONE, NoteKind.CONFIRMED): CONFIRMED,
    (DONE, NoteKind.RETURNED): GIVEN,
    (CONFIRMED, NoteKind.NOTE): TaskConfirmed,
    (CONFIRMED, NoteKind.DONE): TaskConfirmed,
    (CONFIRMED, NoteKind.CONFIRMED): TaskConfirmed,
    (CONFIRMED, NoteKind.RETURNED): TaskConfirmed,
}


@pytest.mark.parametrize(("state", "kind"), list(product(TaskState, NoteKind)))
def test_each_note_leads_from_each_state_to_one_state_or_is_refused_with_where_it_stands(
    state: TaskState, kind: NoteKind
) -> None:
    expected = LEADS_TO[state, kind]
    if isinstance(expected, TaskState):
        assert step(state, kind) is expected
    else:
        with pytest.raises(expected):
            step(state, kind)


@pytest.mark.parametrize(
    ("state", "days", "overdue"),
    [(GIVEN, -1, True), (GIVEN, 0, False), (GIVEN, 1, False), (DONE, -1, False), (CONFIRMED, -1, False)],
)
def test_only_what_is_still_to_be_done_is_overdue_from_the_day_after(
    state: TaskState, days: int, overdue: bool
) -> None:
    assert is_overdue(state, TODAY + timedelta(days=days), TODAY) is overdue


@pytest.mark.parametrize(
    ("text", "most", "kept"),
    [("Sửa kênh", 8, "Sửa kênh"), ("Sửa kênh", 7, "Sửa kê…"), ("Sửa kênh", 5, "Sửa…"), ("", 3, "")],
)
def test_a_long_title_is_cut_to_fit(text: str, most: int, kept: str) -> None:
    assert shortened(text, most) == kept
    assert len(kept) <= most
