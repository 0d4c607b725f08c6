"""Addresses of what is to be purged, who confirms, and texts without the words."""

from datetime import date
from uuid import UUID

import pytest

from server.purging.rules import (
    AddressNotKnown,
    AlreadyPurged,
    Kind,
    PurgeNeedsAnother,
    Target,
    backups_until,
    check_confirmation,
    target_of,
    without,
)

ONE, TWO = UUID("0193b2c4-0000-7000-8000-000000000001"), UUID("0193b2c4-0000-7000-8000-000000000002")


@pytest.mark.parametrize(
    ("address", "target"),
    [
        (f"/documents/{ONE}", Target(Kind.DOCUMENT, ONE)),
        (f"https://sotay.example/documents/{ONE}/file?x=1", Target(Kind.DOCUMENT, ONE)),
        (f"/news/{ONE}", Target(Kind.ARTICLE, ONE)),
        (f"/PUBLIC/{str(ONE).upper()}", Target(Kind.ARTICLE, ONE)),
        (f" /meetings/{ONE}/papers/{TWO} ", Target(Kind.PAPER, TWO, ONE)),
        (f"/meetings/{ONE}/room#statement-{TWO}", Target(Kind.STATEMENT, TWO, ONE)),
        (f"/meetings/{ONE}#statement-{TWO}", Target(Kind.STATEMENT, TWO, ONE)),
    ],
)
def test_an_address_names_what_is_to_go_and_is_written_the_same_way_again(address: str, target: Target) -> None:
    assert target_of(address) == target
    assert target_of(target.address) == target


@pytest.mark.parametrize("address", ["", "/", f"/meetings/{ONE}", f"/units/{ONE}", "/documents/abc", str(ONE)])
def test_other_addresses_are_refused(address: str) -> None:
    with pytest.raises(AddressNotKnown):
        target_of(address)


def test_who_asked_does_not_confirm_and_nothing_is_done_twice() -> None:
    check_confirmation(asked_by=ONE, by=TWO, done=False)
    with pytest.raises(PurgeNeedsAnother):
        check_confirmation(asked_by=ONE, by=ONE, done=False)
    with pytest.raises(AlreadyPurged):
        check_confirmation(asked_by=ONE, by=TWO, done=True)


def test_backups_hold_it_for_thirty_five_days() -> None:
    assert backups_until(date(2026, 11, 26)) == date(2026, 12, 31)


def test_words_go_from_a_text_whole_or_line_by_line() -> None:
    assert without("Lan: nhất trí.", "nhất trí", "X") == "Lan: X."
    assert without("Lan: một hai\nba bốn năm.", "một hai\n\nba bốn năm.", "X") == "Lan: X\nX"
    assert without("Lan nói ít.", "ba\nbốn", "X") == "Lan nói ít."
    assert without("Lan nói.", "", "X") == "Lan nói."
