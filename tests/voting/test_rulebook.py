"""The dated, cited rule files: what is in them, and what a file must not say."""

import re
from datetime import date
from pathlib import Path

import pytest

from server.voting.rulebook import FOLDER, load_rulebooks
from server.voting.rules import Matter, Rulebook, Threshold, VoteForm, rulebook_for

BOOKS = load_rulebooks()
IN_FORCE = rulebook_for(BOOKS, date(2026, 11, 21))

HALF = {"agenda", "resolution", "minutes", "meeting_score"}
TWO_THIRDS = {"admission", "official_recognition", "strike_off"}


def test_every_file_of_the_folder_is_a_rulebook_named_after_its_day() -> None:
    files = sorted(FOLDER.glob("*.toml"))
    assert [file.stem for file in files] == [book.id for book in BOOKS]
    assert all(book.id.startswith(book.valid_from.isoformat()) for book in BOOKS)
    assert len({book.valid_from for book in BOOKS}) == len(BOOKS)


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.id)
def test_every_matter_cites_and_every_source_is_cited(book: Rulebook) -> None:
    cited = {source for matter in book.matters.values() for source in matter.sources}
    assert cited == book.sources.keys()
    assert all(matter.sources and matter.forms for matter in book.matters.values())
    assert all(title.strip() for title in book.sources.values())


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.id)
def test_the_words_of_a_rulebook_are_plain_vietnamese(book: Rulebook) -> None:
    words = [book.title, *book.sources.values(), *(matter.label for matter in book.matters.values())]
    assert not [word for word in words if re.search(r"!|uỷ|hoá|thuỷ", word) or word != word.strip()]


def test_the_matters_of_a_cell_and_their_thresholds() -> None:
    thresholds = {matter.id: matter.threshold for matter in IN_FORCE.matters.values()}
    assert thresholds == dict.fromkeys(HALF, Threshold.MAJORITY) | dict.fromkeys(TWO_THIRDS, Threshold.TWO_THIRDS)


def test_admission_recognition_and_striking_off_take_off_no_excused_and_let_no_vote_change() -> None:
    strict = [IN_FORCE.matters[name] for name in TWO_THIRDS]
    assert not any(matter.subtract_excused or matter.may_change for matter in strict)


def test_elections_and_discipline_are_voted_in_secret_and_stand_in_no_open_rulebook() -> None:
    for book in BOOKS:
        assert not [name for name in book.matters if re.search("elect|disciplin|expel|reprimand", name)]


def test_only_what_was_read_in_the_source_itself_is_called_verified() -> None:
    assert {name for name, matter in IN_FORCE.matters.items() if matter.verified} == {"resolution", *TWO_THIRDS}


# --- What is refused ------------------------------------------------------------------------

HEAD = """
[rulebook]
id = "2027-01-01-thu"
title = "Thử"
valid_from = 2027-01-01
[[source]]
id = "dieu-le"
title = "Điều lệ"
"""
MATTER = """
[[matter]]
id = "resolution"
label = "Nghị quyết"
forms = ["hands"]
threshold = "majority"
subtract_excused = false
may_change = true
verified = true
sources = ["dieu-le"]
"""


def read(folder: Path, text: str) -> Rulebook:
    (folder / "2027-01-01-thu.toml").write_text(text, encoding="utf-8")
    [book] = load_rulebooks(folder)
    return book


def test_a_file_is_read_as_it_says(tmp_path: Path) -> None:
    book = read(tmp_path, HEAD + MATTER)
    wanted = Matter("resolution", "Nghị quyết", (VoteForm.HANDS,), Threshold.MAJORITY, False, True, True, ("dieu-le",))
    assert book == Rulebook("2027-01-01-thu", "Thử", date(2027, 1, 1), {"resolution": wanted}, {"dieu-le": "Điều lệ"})


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (HEAD + MATTER.replace('["dieu-le"]', '["dieu-le", "nghe-noi"]'), "nghe-noi"),
        (HEAD + MATTER + MATTER, "resolution is twice"),
        (HEAD + '[[source]]\nid = "dieu-le"\ntitle = "Khác"\n' + MATTER, "a source is twice"),
        (HEAD + MATTER.replace("majority", "three_quarters"), "three_quarters"),
        (HEAD + MATTER.replace("hands", "shouting"), "shouting"),
    ],
)
def test_a_file_with_an_unknown_word_or_a_doubled_matter_is_refused(tmp_path: Path, text: str, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        read(tmp_path, text)


@pytest.mark.parametrize("line", ["threshold", "subtract_excused", "may_change", "verified", "sources"])
def test_a_matter_that_leaves_something_open_is_refused(tmp_path: Path, line: str) -> None:
    with pytest.raises(KeyError, match=line):
        read(tmp_path, HEAD + re.sub(f"{line} = .*\n", "", MATTER))
