"""What can be measured of the look without a browser: contrast, size, and one file for every raw colour."""

import re
from pathlib import Path

import pytest

from server.web.assets import ROOT, current_build

CSS = ROOT / "static/css"
SHEETS = sorted(CSS.glob("*.css"))
TOKENS = (CSS / "tokens.css").read_text()

# ink, and the grounds it stands on
TEXT = [
    ("ink", ["paper", "card", "brand-soft", "ok-soft", "warn-soft", "calm-soft"]),
    ("ink-2", ["paper", "card", "calm-soft"]),
    ("brand", ["paper", "card", "brand-soft"]),
    ("brand-ink", ["brand", "brand-press"]),
    ("ok", ["ok-soft"]),
    ("warn", ["warn-soft"]),
    ("calm", ["calm-soft"]),
    ("paper", ["ink", "ok", "warn"]),
]
PARTS = [
    ("edge", ["paper", "card"]),
    ("yes", ["paper", "card"]),
    ("no", ["paper", "card"]),
    ("other", ["paper", "card"]),
]


def plain(path: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)


def colours(start: str) -> dict[str, str]:
    """The colours of the rule that begins with ``start``."""
    body = TOKENS[TOKENS.index(start) :].split("}")[0]
    return dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", body))


LIGHT = colours(":root {")
DARK = LIGHT | colours(':root[data-theme="dark"] {')


def contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
        r, g, b = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    first, second = sorted((light(one), light(other)), reverse=True)
    return (first + 0.05) / (second + 0.05)


def test_the_dark_theme_is_the_same_by_the_phone_and_by_choice() -> None:
    assert colours(':root:not([data-theme="light"]) {') == colours(':root[data-theme="dark"] {')


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "grounds"), TEXT, ids=lambda value: value if isinstance(value, str) else "")
def test_text_stands_seven_to_one_on_every_ground(theme: dict[str, str], ink: str, grounds: list[str]) -> None:
    for ground in grounds:
        assert contrast(theme[ink], theme[ground]) >= 7, f"{ink} on {ground}"


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("part", "grounds"), PARTS, ids=lambda value: value if isinstance(value, str) else "")
def test_edges_and_votes_are_seen(theme: dict[str, str], part: str, grounds: list[str]) -> None:
    least = 3 if part == "edge" else 6
    for ground in grounds:
        assert contrast(theme[part], theme[ground]) >= least, f"{part} on {ground}"


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_a_style_sheet_keeps_the_rules(path: Path) -> None:
    text = plain(path)
    if path.name != "tokens.css":
        assert not re.search(r"#[0-9a-fA-F]{3,8}\b(?=[^{}]*[;}])|rgba?\(|hsla?\(", text), (
            "raw colours live in tokens.css"
        )
    assert not re.search(r"(^|[\s,>+~])#[a-z]", re.sub(r"\{[^{}]*\}", "", text)), "no ids in selectors"
    assert text.count("!important") == (1 if path.name == "base.css" else 0)
    assert len(path.read_text().splitlines()) <= 300
    used = set(re.findall(r"var\(--([a-z0-9-]+)", text))
    known = set(re.findall(r"--([a-z0-9-]+):", TOKENS)) | set(re.findall(r"--([a-z0-9-]+):", text)) | {"pick"}
    assert used <= known


def test_the_floor_browsers_understand_the_syntax() -> None:
    """Chrome 90 and Safari 15 drop a rule that they cannot read; these would take the page with them."""
    everything = "".join(plain(path) for path in SHEETS)
    assert not re.search(
        r"@layer|@container|:has\(|color-mix\(|oklch\(|\(\s*(width|height)\s*[<>]|\d[dsl]v[hw]\b", everything
    )


def test_the_styles_fit_their_budget_as_they_are_sent() -> None:
    sent = [current_build().files[f"css/{name}.css"].gzipped for name in ("app", "room", "screen", "print")]
    assert sum(len(packed) for packed in sent if packed) <= 15_000


def test_both_fonts_fit_their_budget() -> None:
    assert sum(path.stat().st_size for path in (ROOT / "static/fonts").glob("*.woff2")) <= 21_000
