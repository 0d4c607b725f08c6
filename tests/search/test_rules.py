"""The passage that holds what was looked for."""

from hypothesis import given
from hypothesis import strategies as st

from server.search.rules import Piece, mark, passage


def shown(pieces: list[Piece]) -> str:
    return "".join(f"[{one.text}]" if one.marked else one.text for one in pieces)


def test_words_are_marked_with_or_without_their_marks() -> None:
    text = "Đảng viên dự bị và đảng viên chính thức"
    assert shown(mark(text, ("dang", "vien"))) == "[Đảng] [viên] dự bị và [đảng] [viên] chính thức"


def test_the_last_word_is_marked_as_a_beginning() -> None:
    assert shown(mark("Nghị quyết, nghiêm túc", ("nghi",))) == "[Nghị] quyết, [nghi]êm túc"
    assert shown(mark("Nghiêm nghị", ("nghi", "qu"))) == "Nghiêm [nghị]"


def test_a_short_text_is_shown_whole() -> None:
    assert shown(passage("Kênh mương\nđã thông nước.", ("muong",))) == "Kênh [mương] đã thông nước."


def test_a_long_text_is_shown_around_the_first_word_that_was_found() -> None:
    text = "mở đầu " * 60 + "kênh mương nội đồng " + "phần sau " * 60
    found = shown(passage(text, ("muong",)))
    assert "kênh [mương] nội đồng" in found
    assert found.startswith("… ")
    assert found.endswith(" …")
    assert len(found) < 260


def test_a_text_that_holds_none_of_it_is_shown_from_its_beginning() -> None:
    found = shown(passage("một hai ba " * 100, ("khong",)))
    assert found.startswith("một hai ba")
    assert found.endswith(" …")


def test_a_line_without_a_space_is_cut_where_it_must() -> None:
    found = passage("x" * 100 + " muong" + "y" * 900, ("muong",))
    assert "".join(one.text for one in found if one.marked) == "muong"
    assert passage("y" * 900, ("z",))[-1] == Piece(" …", marked=False)


def test_nothing_is_marked_where_nothing_was_asked_or_places_cannot_be_told() -> None:
    assert mark("Đảng viên", ()) == [Piece("Đảng viên", marked=False)]
    assert mark("a\u0309 dang", ("dang",)) == [Piece("a\u0309 dang", marked=False)]


@given(st.text(max_size=300), st.lists(st.text("abcdđáàảãạưă12", min_size=1, max_size=4), max_size=3))
def test_marking_loses_and_adds_no_letter(text: str, words: list[str]) -> None:
    assert "".join(one.text for one in mark(text, tuple(words))) == text
