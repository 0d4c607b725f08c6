"""English in code, Vietnamese where people read it, and there in the spelling of official texts."""

import re
import unicodedata
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, name_of

CODE = ("server", "realtime", "pwa", "service_worker", "scripts", "static/css")
ENDINGS = {".py", ".js", ".css", ".sh", ".toml", ".webmanifest", ".typ"}
WORDS_LIVE_IN = (
    "server/i18n/",  # the sentences, the alphabet, and how dates are written
    "server/rulebook/",
    "server/seeds/",
    "pwa/messages.js",
    "pwa/manifest.webmanifest",
)
NAME = "Sổ tay"  # the product's name is the same in every language


def files(*folders: str, endings: set[str] = ENDINGS) -> list[Path]:
    found = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.suffix in endings]
    return sorted(path for path in found if not {"vendor", "node_modules", "__pycache__"} & set(path.parts))


def is_vietnamese(sign: str) -> bool:
    parts = unicodedata.normalize("NFD", sign)
    return sign in "đĐ" or (len(parts) > 1 and parts[0].isascii() and parts[0].isalpha())


def vietnamese_in(text: str) -> set[str]:
    return set(filter(is_vietnamese, text.replace(NAME, "")))


def test_letters_are_told_apart() -> None:
    assert vietnamese_in("Hòa Đông đã ký, ưu ơ") == set("òĐôđãýươ")
    assert vietnamese_in("25 × 4 = 100 µs, §3 ¶ “…” → Sổ tay") == set()


@pytest.mark.parametrize(
    "path", [path for path in files(*CODE) if not name_of(path).startswith(WORDS_LIVE_IN)], ids=name_of
)
def test_code_is_written_in_english(path: Path) -> None:
    assert vietnamese_in(path.read_text(encoding="utf-8")) == set()


# --- The spelling of official texts ---------------------------------------------------------

READ_BY_PEOPLE = [
    *files("templates", endings={".html", ".typ"}),
    *files("server/rulebook", "server/i18n", endings={".toml"}),
    *files("server/seeds", endings={".py"}),
    *files("pwa", endings={".webmanifest"}),
    ROOT / "pwa/messages.js",
]
# The tone stands on the first vowel of oa, oe, uy at the end of a syllable: "hòa", "khỏe", "ủy"; but "quý".
WRONG_TONE = re.compile(r"o[àáảãạèéẻẽẹ](?!\w)|(?<!q)u[ỳýỷỹỵ](?!\w)", re.IGNORECASE)


def test_the_pattern_finds_the_wrong_placement_only() -> None:
    wrong = ["hoà bình", "uỷ ban", "thuỷ", "khoẻ", "Uỷ", "HOÁ", "hoạ"]
    right = ["hòa bình", "ủy ban", "thủy", "khỏe", "quý", "quỹ", "hoàn", "loại", "ngoài", "khuỷu", "thoát", "quyền"]
    assert all(WRONG_TONE.search(word) for word in wrong)
    assert not [word for word in right if WRONG_TONE.search(word)]


@pytest.mark.parametrize("path", READ_BY_PEOPLE, ids=name_of)
def test_tone_marks_stand_where_official_texts_place_them(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert unicodedata.is_normalized("NFC", text)
    assert WRONG_TONE.findall(text) == []


@pytest.mark.parametrize("path", READ_BY_PEOPLE, ids=name_of)
def test_people_are_called_comrade_and_never_shouted_at(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\b(bạn|quý vị|người dùng)\b", text, re.IGNORECASE)
    assert not re.search(r"[À-ỹđ]\s?!", text)
