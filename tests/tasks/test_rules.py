"""When a task may be given."""

from datetime import date, timedelta

import pytest

from server.tasks.rules import DueInThePast, check_due

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize("days", [0, 1, 400])
def test_a_task_is_due_today_or_later(days: int) -> None:
    check_due(TODAY + timedelta(days=days), TODAY)


def test_a_task_due_yesterday_is_refused() -> None:
    with pytest.raises(DueInThePast) as refused:
        check_due(TODAY - timedelta(days=1), TODAY)
    assert refused.value.details == {"field": "due_on"}
