"""Every code that the product can say has a sentence, every sentence can be said, and reads as it should."""

import ast
import re
import string
import tomllib
import unicodedata
from collections.abc import Iterator

import pytest

import server.__main__
import server.app
from server.errors import DomainError
from server.i18n import messages
from server.i18n.messages import FILE, known, sentence
from server.meetings.rules import Step
from server.voting.rules import Threshold, VoteForm
from tests.architecture.source import ROOT, SERVER, calls_of, constants, keywords, nodes, prefixes

TABLES: dict[str, dict[str, str]] = tomllib.loads(FILE.read_text(encoding="utf-8"))
SENTENCES = {code: text for table in TABLES.values() for code, text in table.items()}


def refusals(kind: type[DomainError] = DomainError) -> Iterator[type[DomainError]]:
    for one in kind.__subclasses__():
        if one.__module__.startswith("server."):
            yield one
        yield from refusals(one)


REFUSALS = sorted(set(refusals()), key=lambda kind: kind.__qualname__)


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


# --- Codes have sentences -------------------------------------------------------------------


def test_the_walk_finds_the_refusals_of_the_features() -> None:
    assert len(REFUSALS) > 60
    assert server.app
    assert server.__main__


@pytest.mark.parametrize("kind", REFUSALS, ids=lambda kind: kind.__name__)
def test_every_refusal_has_a_sentence(kind: type[DomainError]) -> None:
    assert kind.code in SENTENCES


def test_two_kinds_of_refusal_do_not_share_a_code() -> None:
    codes = [kind.code for kind in REFUSALS if "code" in vars(kind)]
    assert sorted(codes) == sorted(set(codes))


def test_everything_that_is_said_after_a_command_has_a_sentence() -> None:
    said = {text for text in constants(SERVER) if re.fullmatch(r"(not_)?done_[a-z_]*[a-z]", text)}
    said |= {f"done_meeting_{step}" for step in Step if step is not Step.PUBLISH}
    assert said - SENTENCES.keys() == set()
    assert {code for code in SENTENCES if code.startswith(("done_", "not_done_"))} - said == set()


def test_every_code_that_is_written_out_has_a_sentence() -> None:
    written = [call.args[0] for call in calls_of("sentence") if call.args]
    codes = {arg.value for arg in written if isinstance(arg, ast.Constant)}
    assert codes - SENTENCES.keys() == set()


def test_every_page_has_a_title() -> None:
    titles = {keyword.value for call in calls_of("page") for keyword in call.keywords if keyword.arg == "title"}
    named = {f"title_{value.value}" for value in titles if isinstance(value, ast.Constant)}
    assert named - SENTENCES.keys() == set()


def test_thresholds_and_forms_have_their_words() -> None:
    codes = [f"threshold_{one}" for one in Threshold] + [f"minutes_form_{one}" for one in VoteForm]
    assert all(map(known, codes))


# --- Sentences have codes -------------------------------------------------------------------

TEXTS = "\n".join(
    path.read_text(encoding="utf-8")
    for folder, ending in (
        ("server", "*.py"),
        ("server/rulebook", "*.toml"),
        ("server/privacy", "*.toml"),
        ("templates", "*.html"),
        ("templates", "*.typ"),
        ("pwa", "*.js"),
    )
    for path in (ROOT / folder).rglob(ending)
)
WORDS = frozenset(re.findall(r"[a-z]+(?:_[a-z]+)*|\d+", TEXTS))
ENDINGS = ("", *(text for text in constants(SERVER) if re.fullmatch("_[a-z]+", text)))


@pytest.mark.parametrize("code", SENTENCES)
def test_every_sentence_can_be_said(code: str) -> None:
    """Written out, or made of a beginning that the code writes and a word that is somewhere in the product."""
    begun = [code.removeprefix(prefix) for prefix in prefixes(SERVER) if code.startswith(prefix)]
    begun += [rest.removeprefix(prefix) for prefix in prefixes(SERVER) for rest in begun]  # report_ within trace_
    made = {rest.removesuffix(ending) for rest in begun for ending in ENDINGS}
    assert code in constants(SERVER) or made & WORDS


# --- Places ---------------------------------------------------------------------------------


def given_by_code() -> Iterator[tuple[str, frozenset[str]]]:
    """What the code gives to each sentence that it names: refusals, and sentences said by their code."""
    by_name = {kind.__name__: kind.code for kind in REFUSALS}
    for name, code in by_name.items():
        for call in calls_of(name):
            given = keywords(call)
            if given is not None and not call.args:
                yield code, given
    for call in calls_of("sentence"):
        given, code_node = keywords(call), call.args[0] if call.args else None
        if given is not None and isinstance(code_node, ast.Constant):
            yield str(code_node.value), given


def test_every_place_of_a_sentence_is_filled_wherever_it_is_said() -> None:
    empty = {(code, place) for code, given in given_by_code() for place in places(SENTENCES[code]) - given}
    assert empty == set()


def test_a_refusal_whose_sentence_has_places_is_never_raised_without_details() -> None:
    with_places = {kind.__name__ for kind in REFUSALS if places(SENTENCES[kind.code])}
    bare = {node.exc.id for node in nodes(SERVER) if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Name)}
    assert bare & with_places == set()


def test_places_are_plain_names() -> None:
    assert all(re.fullmatch("[a-z_]+", place) for text in SENTENCES.values() for place in places(text))


# --- Words ----------------------------------------------------------------------------------


@pytest.mark.parametrize("code", SENTENCES)
def test_every_sentence_reads_as_an_office_writes(code: str) -> None:
    text = SENTENCES[code]
    assert unicodedata.is_normalized("NFC", text)
    assert text == " ".join(text.split())
    assert not re.search(r"[!\"]|\bbạn\b|\bquý vị\b|\.\.\.", text, re.IGNORECASE)


@pytest.mark.parametrize("table", ["done", "refusals"])
def test_notices_and_refusals_are_whole_sentences(table: str) -> None:
    broken = {code: text for code, text in TABLES[table].items() if not text[0].isupper() or text[-1] != "."}
    assert broken == {}


# --- The reader -----------------------------------------------------------------------------


def test_a_sentence_is_filled() -> None:
    assert sentence("time_hours_minutes", hours=1, minutes=25) == "1 giờ 25 phút"


def test_a_missing_detail_leaves_the_sentence_readable() -> None:
    assert sentence("field_missing") == "Còn thiếu: ."


def test_an_unknown_code_is_an_error() -> None:
    assert not known("no_such_code")
    with pytest.raises(KeyError):
        sentence("no_such_code")


def test_a_code_in_two_tables_is_refused(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "messages.toml"
    file.write_text('[a]\nx = "một"\n[b]\nx = "hai"\n', encoding="utf-8")
    monkeypatch.setattr(messages, "FILE", file)
    with pytest.raises(ValueError, match="x"):
        messages._sentences.__wrapped__()
