"""Text as it enters and as it is searched."""

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from server.i18n.text import clean, fold, tokens

# Letters, marks that join the letter before, and everything that has no place in a text.
VIETNAMESE = "aăâbcdđeêghiklmnoôơpqrstuưvxyAĐƠƯ \t\n\r\u00a0\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b"
texts = st.text() | st.text(VIETNAMESE) | st.text(VIETNAMESE + "\x00\x0b\x85\xad\u200b\u200e\u202e\u2028\ufeff")


# --- Folding --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("dang vien", "Đảng viên mới…"),
        ("quyet dinh", "QUYẾT ĐỊNH"),
        ("dieu le doan", "Điều lệ Đoàn"),
        ("12-qd/tw", "12-QĐ/TW"),
        ("hoa binh", "hoà bình"),
        ("hoa binh", "hòa bình"),
        ("đảng viên", unicodedata.normalize("NFD", "Đảng viên")),
        ("nguyen thi thuy", "NGUYỄN THỊ THỦY"),
        ("uong uong", "Ương ưỡng"),
    ],
)
def test_a_query_finds_what_was_written_with_tone_marks(query: str, text: str) -> None:
    assert fold(query) in fold(text)
    assert " ".join(tokens(query)) in " ".join(tokens(text))


TONES = ("", *"\u0300\u0301\u0303\u0309\u0323")
TONED = [unicodedata.normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưy" for tone in TONES]


def test_every_vietnamese_letter_folds_to_a_plain_one() -> None:
    assert [len(one) for one in TONED] == [1] * 72
    assert fold("".join(TONED)) == "a" * 18 + "e" * 12 + "i" * 6 + "o" * 18 + "u" * 12 + "y" * 6
    assert fold("đĐ") == "dd"


def test_signs_of_other_scripts_stay() -> None:
    assert fold("Москва 北京 №5") == "москва 北京 №5"


@given(texts)
@example("İstanbul")
@example("ΑΣ")
def test_a_place_in_the_folded_text_is_the_same_place_in_the_original(text: str) -> None:
    assert len(fold(text)) == len(unicodedata.normalize("NFC", text))


@given(texts)
def test_composed_or_not_is_the_same_to_the_search(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(text)


@given(st.text([*TONED, " ", "đ", "1", "/"]))
def test_small_or_large_is_the_same_to_the_search(text: str) -> None:
    assert fold(text.upper()) == fold(text) == fold(fold(text))
    assert fold(text).isascii()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("12-QĐ/TW", ["12", "qd", "tw"]),
        ("  Nghị quyết số 05, ngày 3/2/2026. ", ["nghi", "quyet", "so", "05", "ngay", "3", "2", "2026"]),
        ("chi_bo", ["chi", "bo"]),
        ("…", []),
        ("", []),
    ],
)
def test_tokens_are_the_folded_words(text: str, words: list[str]) -> None:
    assert tokens(text) == words


# --- Cleaning -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Nhất trí.  ", "Nhất trí."),
        ("Nhất \t\u00a0 trí", "Nhất trí"),
        ("một\r\nhai\rba", "một\nhai\nba"),
        ("một\x0bhai\x0cba\x85bốn\u2028năm\u2029sáu", "một\nhai\nba\nbốn\nnăm\nsáu"),
        ("một \n\n\n \n hai", "một\n\nhai"),
        ("\x00a\x07b\x1b[31mc\x7fd\x80e", "ab[31mcde"),
        ("bao\u202ecod.exe", "baocod.exe"),
        ("\u200eAn\u200f \u2066Bình\u2069 \u061cChi", "An Bình Chi"),
        ("\ufeffNguyễn\u200b Văn\u2060 An", "Nguyễn Văn An"),
        ("nghị\xad quyết", "nghị quyết"),
        (unicodedata.normalize("NFD", "Đỗ Thị Tuyết"), "Đỗ Thị Tuyết"),
        ("e\u200b\u0302\u00ad\u0301", "ế"),
        ("", ""),
        (" \n\u3000\t", ""),
    ],
)
def test_what_people_type_or_paste_is_cleaned(typed: str, kept: str) -> None:
    assert clean(typed) == kept


def test_what_people_mean_is_kept() -> None:
    said = "Một là: thu quỹ “chậm”…\n\nHai là: đường ngõ 3 (tối) – 50% số hộ & 12 m². 👩‍🌾"
    assert clean(said) == said


@given(texts)
def test_clean_text_is_composed_free_of_controls_and_stays_as_it_is(text: str) -> None:
    kept = clean(text)
    assert unicodedata.is_normalized("NFC", kept)
    assert clean(kept) == kept == kept.strip()
    assert not [sign for sign in kept if sign != "\n" and unicodedata.category(sign) in ("Cc", "Zl", "Zp")]
    assert not [sign for sign in kept if unicodedata.bidirectional(sign) in ("LRE", "RLE", "LRO", "RLO", "PDF")]
    assert not re.search(r"\n{3,}|  | \n|\n ", kept)


@given(st.text(st.characters(categories=("L", "N")), min_size=1))
def test_letters_and_digits_are_never_lost(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    assert clean(text) == composed
