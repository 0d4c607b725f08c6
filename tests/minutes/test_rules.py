"""Who may correct, read back and approve, and when."""

import pytest

from server.minutes.rules import (
    Decided,
    MinutesAreFrozen,
    MinutesState,
    NotASigner,
    NotReadBack,
    ParagraphChanged,
    ParagraphEmpty,
    Signer,
    check_approval,
    check_read_back,
    check_revision,
    complete,
    resolution_html,
    signer_of,
)

DRAFT, FROZEN = MinutesState.DRAFT, MinutesState.FROZEN


def test_a_draft_is_corrected_by_who_saw_the_current_words() -> None:
    check_revision(DRAFT, seen=3, current=3, text="Nhất trí.")


def test_a_correction_of_words_that_changed_meanwhile_is_refused() -> None:
    with pytest.raises(ParagraphChanged):
        check_revision(DRAFT, seen=2, current=3, text="Nhất trí.")


def test_a_paragraph_is_never_emptied() -> None:
    with pytest.raises(ParagraphEmpty) as refused:
        check_revision(DRAFT, seen=3, current=3, text="")
    assert refused.value.details == {"field": "text"}


def test_frozen_minutes_take_no_correction_whatever_else_is_wrong() -> None:
    with pytest.raises(MinutesAreFrozen):
        check_revision(FROZEN, seen=2, current=3, text="")


def test_a_draft_is_read_back_and_frozen_minutes_are_not() -> None:
    check_read_back(DRAFT)
    with pytest.raises(MinutesAreFrozen):
        check_read_back(FROZEN)


@pytest.mark.parametrize(
    ("is_chair", "is_recorder", "wanted"),
    [(True, False, Signer.CHAIR), (False, True, Signer.RECORDER), (True, True, Signer.CHAIR)],
)
def test_a_person_signs_as_what_they_are(is_chair: bool, is_recorder: bool, wanted: Signer) -> None:
    assert signer_of(is_chair=is_chair, is_recorder=is_recorder, wanted=wanted) is wanted


@pytest.mark.parametrize(
    ("is_chair", "is_recorder", "wanted"),
    [(True, False, Signer.RECORDER), (False, True, Signer.CHAIR), (False, False, Signer.CHAIR)],
)
def test_nobody_signs_as_what_they_are_not(is_chair: bool, is_recorder: bool, wanted: Signer) -> None:
    with pytest.raises(NotASigner):
        signer_of(is_chair=is_chair, is_recorder=is_recorder, wanted=wanted)


def test_approval_needs_the_reading_before_the_cell() -> None:
    check_approval(DRAFT, read_back=True)
    with pytest.raises(NotReadBack):
        check_approval(DRAFT, read_back=False)


def test_frozen_minutes_are_not_approved_again() -> None:
    with pytest.raises(MinutesAreFrozen):
        check_approval(FROZEN, read_back=True)


@pytest.mark.parametrize(
    ("signed", "enough"),
    [((), False), (("chair",), False), (("recorder",), False), (("chair", "recorder"), True)],
)
def test_two_approvals_complete_the_minutes(signed: tuple[str, ...], enough: bool) -> None:
    assert complete(signed) is enough


# --- The resolution -------------------------------------------------------------------------


def test_what_was_carried_becomes_a_page_and_nothing_on_it_is_markup() -> None:
    decided = [Decided("Làm đường <thôn>", "Giao chi ủy.\n\nXong trước Tết."), Decided("Việc hai", "")]
    assert resolution_html("Một là A & B.\n\nHai là C.", decided) == (
        "<p>Một là A &amp; B.</p><p>Hai là C.</p>"
        "<p><strong>Làm đường &lt;thôn&gt;</strong></p><p>Giao chi ủy.</p><p>Xong trước Tết.</p>"
        "<p><strong>Việc hai</strong></p>"
    )


def test_without_a_carried_resolution_there_is_none() -> None:
    assert resolution_html("Dự thảo", []) == ""
