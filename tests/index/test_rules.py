"""Words of a text and of a question."""

from hypothesis import given
from hypothesis import strategies as st

from server.index.rules import LONGEST_WORD, MOST_WORDS, Question, as_fts5, as_tsquery, ask, exact_words, words_of


def test_a_question_with_marks_asks_for_both_spellings() -> None:
    assert ask("Đảng viên") == Question(("dang", "vien"), ("đảng", "viên"))


def test_a_question_without_marks_has_one_spelling() -> None:
    assert ask("DANG vien") == Question(("dang", "vien"), ())


def test_signs_part_words_and_leave_nothing_of_themselves() -> None:
    assert ask("12-NQ/TU: “về_nước”").folded == ("12", "nq", "tu", "ve", "nuoc")
    assert ask(" -/!'\"* ") == Question((), ())


def test_a_word_and_a_question_have_an_end() -> None:
    assert words_of("a" * 500) == ["a" * LONGEST_WORD]
    assert len(ask("x " * 100).folded) == MOST_WORDS


def test_text_from_a_mac_is_cut_like_any_other() -> None:
    assert exact_words("Đa\u0309ng") == ["đảng"]


def test_each_database_is_asked_for_all_words_and_the_last_as_a_beginning() -> None:
    assert as_fts5("folded", ("dang", "vi")) == 'folded : ("dang" AND "vi"*)'
    assert as_fts5("exact", ("đảng",)) == 'exact : ("đảng"*)'
    assert as_tsquery(("dang", "vi")) == "'dang' & 'vi':*"
    assert as_tsquery(("dang",)) == "'dang':*"


@given(st.text(max_size=60))
def test_no_sign_that_a_database_understands_ever_stands_in_a_word(text: str) -> None:
    for word in (*ask(text).folded, *ask(text).exact):
        assert word.isalnum()
