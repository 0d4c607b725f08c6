"""Cards, PINs and delays."""

import base64
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from server.accounts.rules import (
    ALPHABET,
    CARD_TRIES,
    DEVICE_TRIES,
    REPEAT_GRACE,
    CardSpent,
    PinNotSixDigits,
    PinsDiffer,
    PinTooEasy,
    TooEarly,
    check_card,
    check_new_pin,
    check_wait,
    derive_code,
    derive_secret,
    derive_session,
    device_kind,
    is_due,
    is_easy,
    is_locked,
    locator,
    may_confirm,
    rights_mark,
    tidy_code,
    wait_after,
)
from server.actor import Assignment, Reach, Role

NOW = datetime(2026, 11, 21, 12, 30, tzinfo=UTC)
KEY = b"the key of the organisation"
AN, BINH = UUID(int=1), UUID(int=2)
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
BORN = date(1958, 9, 2)


# --- Codes ----------------------------------------------------------------------------------


@given(st.uuids())
def test_a_code_has_eight_signs_that_nobody_confuses(card: UUID) -> None:
    code = derive_code(KEY, card)
    assert len(code) == 8
    assert set(code) <= set(ALPHABET)
    assert not set(code) & set("01OIL")


def test_the_alphabet_has_thirty_one_signs_each_once() -> None:
    assert len(set(ALPHABET)) == len(ALPHABET) == 31


def test_code_and_secret_are_made_again_from_key_and_card() -> None:
    assert derive_code(KEY, AN) == derive_code(KEY, AN)
    assert derive_secret(KEY, AN) == derive_secret(KEY, AN)
    assert len(bytes.fromhex(derive_secret(KEY, AN))) == 16


def test_another_card_or_another_key_gives_another_code_and_secret() -> None:
    for derive in (derive_code, derive_secret):
        assert len({derive(KEY, AN), derive(KEY, BINH), derive(b"another", AN)}) == 3


@pytest.mark.parametrize(
    "typed", ["ABCD2345", "abcd2345", "ABCD-2345", " abcd 2345 ", "ab-cd 23\t45\n", "abcd\u00a02345"]
)
def test_a_code_is_read_as_people_type_it(typed: str) -> None:
    assert tidy_code(typed) == "ABCD2345"


@given(st.text(ALPHABET, min_size=8, max_size=8))
def test_a_locator_has_sixteen_bits_and_depends_on_the_key(code: str) -> None:
    assert locator(KEY, code) == locator(KEY, code) < 2**16


def test_locators_of_many_codes_spread() -> None:
    found = {locator(KEY, derive_code(KEY, UUID(int=number))) for number in range(200)}
    assert len(found) > 190


# --- One use of a card ----------------------------------------------------------------------


def use(*, expires: timedelta = MINUTE, used: timedelta | None = None, failures: int = 0, repeat: bool = False) -> None:
    """A card that expires in ``expires`` and was used ``used`` ago."""
    used_at = None if used is None else NOW - used
    check_card(expires_at=NOW + expires, used_at=used_at, failures=failures, is_repeat=repeat, now=NOW)


def test_a_fresh_card_opens() -> None:
    use()
    use(expires=SECOND, failures=CARD_TRIES - 1)


@pytest.mark.parametrize("expires", [timedelta(0), -SECOND])
def test_a_card_is_worth_nothing_from_its_end_on(expires: timedelta) -> None:
    with pytest.raises(CardSpent):
        use(expires=expires)


def test_five_wrong_pins_void_a_card() -> None:
    with pytest.raises(CardSpent):
        use(failures=CARD_TRIES)


def test_a_used_card_does_not_open_again() -> None:
    with pytest.raises(CardSpent):
        use(used=SECOND)


def test_the_same_command_comes_again_because_its_answer_was_lost() -> None:
    use(used=SECOND, repeat=True)
    use(used=REPEAT_GRACE, repeat=True)
    use(used=SECOND, expires=-SECOND, failures=CARD_TRIES, repeat=True)


def test_the_repeat_is_good_for_ten_minutes() -> None:
    assert timedelta(minutes=10) == REPEAT_GRACE
    with pytest.raises(CardSpent):
        use(used=REPEAT_GRACE + SECOND, repeat=True)


# --- PINs -----------------------------------------------------------------------------------


@pytest.mark.parametrize("pin", ["285714", "907362", "131294", "100234"])
def test_six_digits_that_a_stranger_would_not_try_are_taken(pin: str) -> None:
    check_new_pin(pin, pin, BORN)


@pytest.mark.parametrize("pin", ["", "28571", "2857140", "28571a", " 28571", "285714\n", "２８５７１４", "٢٨٥٧١٤"])
def test_a_pin_has_six_plain_digits(pin: str) -> None:
    with pytest.raises(PinNotSixDigits) as refused:
        check_new_pin(pin, pin, BORN)
    assert refused.value.details == {"field": "pin"}


def test_both_entries_are_the_same() -> None:
    with pytest.raises(PinsDiffer) as refused:
        check_new_pin("285714", "285741", BORN)
    assert refused.value.details == {"field": "pin_again"}


EASY = ["000000", "777777", "123456", "654321", "890123", "321098", "121212", "686868", "123123", "868868", "123321"]


@pytest.mark.parametrize("pin", EASY)
def test_runs_and_repetitions_are_too_easy(pin: str) -> None:
    with pytest.raises(PinTooEasy):
        check_new_pin(pin, pin, BORN)


@pytest.mark.parametrize("pin", ["020958", "090258", "580902", "091958", "195809"])
def test_the_own_birthday_is_too_easy_in_every_spelling(pin: str) -> None:
    assert not is_easy(pin)
    with pytest.raises(PinTooEasy) as refused:
        check_new_pin(pin, pin, BORN)
    assert refused.value.details == {"field": "pin"}


def test_the_birthday_of_somebody_else_is_taken() -> None:
    check_new_pin("020958", "020958", date(1958, 9, 3))


@given(st.text("0123456789", min_size=3, max_size=3))
def test_three_digits_twice_or_mirrored_are_easy(half: str) -> None:
    assert is_easy(half + half)
    assert is_easy(half + half[::-1])


@given(st.text("0123456789", min_size=6, max_size=6))
def test_a_pin_read_backwards_is_as_easy_as_forwards(pin: str) -> None:
    assert is_easy(pin) is is_easy(pin[::-1])


def test_few_of_all_pins_are_forbidden() -> None:
    sample = [f"{number:06d}" for number in range(0, 1_000_000, 17)]
    assert 0 < sum(map(is_easy, sample)) < len(sample) * 0.003


# --- Waiting and locking --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("failures", "minutes"),
    [(0, 0), (1, 0), (4, 0), (5, 1), (6, 2), (7, 4), (8, 8), (9, 16)],
)
def test_after_five_wrong_pins_each_further_one_waits_twice_as_long(failures: int, minutes: int) -> None:
    assert wait_after(failures) == timedelta(minutes=minutes)


@given(st.integers(0, DEVICE_TRIES - 1))
def test_one_more_wrong_pin_never_shortens_the_wait(failures: int) -> None:
    assert wait_after(failures) <= wait_after(failures + 1)


def test_nobody_waits_without_a_wait_or_after_it() -> None:
    check_wait(None, NOW)
    check_wait(NOW, NOW)
    check_wait(NOW - SECOND, NOW)


@pytest.mark.parametrize(("seconds", "minutes"), [(1, 1), (59, 1), (60, 1), (61, 2), (120, 2), (960, 16)])
def test_the_wait_is_told_in_whole_minutes_that_are_enough(seconds: int, minutes: int) -> None:
    with pytest.raises(TooEarly) as refused:
        check_wait(NOW + timedelta(seconds=seconds), NOW)
    assert refused.value.details == {"minutes": minutes}


@pytest.mark.parametrize(
    ("unused", "officer", "locked"),
    [
        (timedelta(hours=12), True, False),
        (timedelta(hours=12, seconds=1), True, True),
        (timedelta(hours=13), False, False),
        (timedelta(days=60), False, False),
        (timedelta(days=60, seconds=1), False, True),
    ],
)
def test_a_device_that_lay_unused_asks_for_the_pin(unused: timedelta, officer: bool, locked: bool) -> None:
    assert is_locked(last_used=NOW - unused, is_officer=officer, now=NOW) is locked


@given(st.timedeltas(timedelta(0), timedelta(days=400)))
def test_the_phone_of_an_officer_is_never_open_where_that_of_a_member_is_locked(unused: timedelta) -> None:
    assume(is_locked(last_used=NOW - unused, is_officer=False, now=NOW))
    assert is_locked(last_used=NOW - unused, is_officer=True, now=NOW)


@pytest.mark.parametrize(
    ("user_agent", "kind"),
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 15_8 like Mac OS X)", "iphone"),
        ("Mozilla/5.0 (iPad; CPU OS 15_8 like Mac OS X)", "ipad"),
        ("Mozilla/5.0 (Linux; Android 10; SM-A107F)", "android"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64)", "windows"),
        ("Mozilla/5.0 (X11; Linux x86_64)", "other"),
        ("", "other"),
    ],
)
def test_a_device_is_named_after_what_the_browser_says(user_agent: str, kind: str) -> None:
    assert device_kind(user_agent) == kind


def test_a_cookie_is_due_after_a_day_and_when_rights_have_changed() -> None:
    day = timedelta(hours=24)
    assert is_due(made_at=None, rights_then=None, rights_now="a", now=NOW)
    assert not is_due(made_at=NOW - day, rights_then="a", rights_now="a", now=NOW)
    assert is_due(made_at=NOW - day - timedelta(seconds=1), rights_then="a", rights_now="a", now=NOW)
    assert is_due(made_at=NOW, rights_then="a", rights_now="b", now=NOW)
    assert not is_due(made_at=NOW, rights_then=None, rights_now="b", now=NOW)


def test_rights_are_told_apart_whatever_their_order() -> None:
    here, there = UUID(int=1), UUID(int=2)
    held = [("secretary", here, "here"), ("editor", there, "subtree")]
    assert rights_mark(here, held) == rights_mark(here, held[::-1])
    others = [(there, held), (here, held[:1]), (here, [("secretary", here, "subtree"), held[1]]), (here, [])]
    assert len({rights_mark(here, held), *(rights_mark(unit, some) for unit, some in others)}) == 5


def test_the_next_cookie_is_made_again_from_its_salt_and_of_256_bits() -> None:
    made = derive_session(b"k", UUID(int=1), b"s")
    assert made == derive_session(b"k", UUID(int=1), b"s")
    assert len(base64.urlsafe_b64decode(made + "=")) == 32
    others = {derive_session(b"x", UUID(int=1), b"s"), derive_session(b"k", UUID(int=2), b"s")}
    assert len({made, derive_session(b"k", UUID(int=1), b"t")} | others) == 4


# --- The second person ----------------------------------------------------------------------

ROOT, COMMUNE, CELL_PATH, OTHER = "/a/", "/a/b/", "/a/b/c/", "/a/b/d/"
TODAY = date(2026, 11, 21)


def office(role: Role, path: str, reach: Reach = Reach.HERE, until: date | None = None) -> Assignment:
    return Assignment(role, UUID(int=len(path)), path, reach, date(2025, 7, 1), until)


@pytest.mark.parametrize(
    ("held", "may"),
    [
        ([], False),
        ([office(Role.SECRETARY, CELL_PATH)], True),
        ([office(Role.COMMITTEE_MEMBER, CELL_PATH)], True),
        ([office(Role.EDITOR, CELL_PATH)], False),
        ([office(Role.ADMIN, CELL_PATH)], False),
        ([office(Role.COMMITTEE_MEMBER, OTHER)], False),
        ([office(Role.SECRETARY, COMMUNE)], True),
        ([office(Role.SECRETARY, ROOT)], False),
        ([office(Role.ADMIN, ROOT, Reach.SUBTREE)], True),
        ([office(Role.OPERATOR, ROOT, Reach.SUBTREE)], False),
        ([office(Role.SECRETARY, CELL_PATH, until=TODAY)], False),
    ],
)
def test_for_a_member_the_committee_or_the_level_above_confirms(held: list[Assignment], may: bool) -> None:
    assert may_confirm(held, CELL_PATH, [], TODAY) is may


@pytest.mark.parametrize(
    ("held", "offices", "may"),
    [
        ([office(Role.SECRETARY, CELL_PATH)], [office(Role.DEPUTY_SECRETARY, CELL_PATH)], False),
        ([office(Role.SECRETARY, COMMUNE)], [office(Role.DEPUTY_SECRETARY, CELL_PATH)], True),
        ([office(Role.SECRETARY, COMMUNE)], [office(Role.EDITOR, COMMUNE), office(Role.EDITOR, CELL_PATH)], False),
        ([office(Role.ADMIN, ROOT, Reach.SUBTREE)], [office(Role.EDITOR, COMMUNE)], True),
        ([office(Role.ADMIN, ROOT, Reach.SUBTREE)], [office(Role.SECRETARY, ROOT)], True),
        ([office(Role.EDITOR, ROOT, Reach.SUBTREE)], [office(Role.SECRETARY, ROOT)], False),
        ([office(Role.SECRETARY, COMMUNE)], [office(Role.SECRETARY, ROOT)], False),
    ],
)
def test_for_an_officer_only_a_level_above_all_their_offices_confirms(
    held: list[Assignment], offices: list[Assignment], may: bool
) -> None:
    assert may_confirm(held, CELL_PATH, offices, TODAY) is may
