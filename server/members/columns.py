"""The header of a list: found under any title, in any order of columns, in the spellings that offices use.

Spellings stand here as they are compared: words in lower case, without tone marks and without what stands in
brackets. A column that nobody asked for has no name here, and so is never looked at.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from server.errors import Invalid
from server.i18n.messages import sentence
from server.i18n.text import tokens

Rows = Sequence[Sequence[str]]
Range = tuple[int, int, int, int]  # first row, first column, last row, last column

HEADER_WITHIN = 20  # rows from the top

# Where a list has none of the first spellings, one of the second, which can mean other things too.
_SPELLINGS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "name": (
        ("ho va ten", "ho ten", "ho va ten dang vien", "ho ten dang vien", "ho va ten dang dung", "ten dang vien"),
        ("ho va ten khai sinh", "ho chu dem va ten khai sinh", "ho chu dem va ten"),
    ),
    "family_name": (("ho", "ho dem", "ho va dem", "ho va chu dem", "ho va ten dem", "ho chu dem", "ho lot"), ()),
    "given_name": (("ten",), ()),
    "birth_date": (("ngay sinh", "ngay thang nam sinh", "sinh ngay", "ngay thang sinh"), ("nam sinh",)),
    "unit": (
        (
            "chi bo",
            "ten chi bo",
            "thuoc chi bo",
            "chi bo sinh hoat",
            "sinh hoat tai chi bo",
            "chi bo dang sinh hoat",
            "dang sinh hoat tai chi bo",
        ),
        ("noi sinh hoat", "don vi sinh hoat", "to chuc dang", "don vi"),
    ),
    "standing": (("loai dang vien", "dien dang vien"), ("dien", "loai", "dang vien")),
    "role": (
        ("chuc vu dang", "chuc vu trong dang", "chuc vu chi bo", "chuc vu trong chi bo"),
        ("chuc vu",),
    ),
    "admission_decision_date": (
        ("ngay quyet dinh ket nap", "ngay qd ket nap", "ngay quyet dinh ket nap dang", "ngay vao dang du bi"),
        ("ngay vao dang", "vao dang", "ngay vao dcs"),
    ),
    "admission_ceremony_date": (
        ("ngay le ket nap", "ngay to chuc le ket nap", "ngay lam le ket nap"),
        ("ngay ket nap", "ngay ket nap dang"),
    ),
    "official_date": (
        (
            "ngay chinh thuc",
            "ngay cong nhan chinh thuc",
            "ngay cong nhan dang vien chinh thuc",
            "ngay vao dang chinh thuc",
            "ngay chuyen chinh thuc",
            "ngay chuyen dang chinh thuc",
        ),
        ("chinh thuc",),
    ),
    "phone": (
        ("so dien thoai", "dien thoai", "sdt", "so dt", "dien thoai di dong", "so dien thoai di dong"),
        ("dt", "di dong"),
    ),
}
_COLUMN_OF = {
    text: (column, tier) for column, tiers in _SPELLINGS.items() for tier, texts in enumerate(tiers) for text in texts
}


class SheetColumnTwice(Invalid):
    code = "sheet_column_twice"


@dataclass(frozen=True, slots=True)
class Header:
    """The first row of people, and where each column stands; a merged column has several places."""

    first_row: int
    columns: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class _Label:
    """What a column is called; columns of one merged cell have one origin."""

    text: str
    origin: tuple[int, int]


def is_header_text(text: str) -> bool:
    return _label_words(text) in _COLUMN_OF


def find_header(rows: Rows, merged: Sequence[Range]) -> Header | None:
    """The first row with a name and a birth date; a second row under it counts if it names more."""
    for index in range(min(HEADER_WITHIN, len(rows))):
        upper = _labels(rows, index, merged)
        columns = _columns(upper)
        if {"name", "birth_date"} <= columns.keys():
            deeper = _second_row(rows, index + 1, merged, upper, columns["name"])
            if len(deeper) > len(columns):
                return Header(index + 2, _checked(deeper, upper))
            return Header(index + 1, _checked(columns, upper))
    return None


def _second_row(
    rows: Rows, index: int, merged: Sequence[Range], upper: Sequence[_Label], names: Sequence[tuple[int, _Label]]
) -> dict[str, list[tuple[int, _Label]]]:
    """Columns that two rows name together; none where the second row is a person."""
    if index == len(rows):
        return {}
    lower = _labels(rows, index, merged)
    if any(lower[place].text and lower[place].text not in _COLUMN_OF for place, _ in names):
        return {}
    return _columns(_joined(upper, lower))


def _label_words(text: str) -> str:
    return " ".join(tokens(re.sub(r"\([^()]*\)", " ", text)))


def _labels(rows: Rows, index: int, merged: Sequence[Range]) -> list[_Label]:
    """The cells of a row, each cell of a merged range with the text of the range."""
    labels = [_Label(_label_words(text), (index, column)) for column, text in enumerate(rows[index])]
    for top, left, bottom, right in merged:
        if top <= index <= bottom:
            label = _Label(_label_words(rows[top][left]), (top, left))
            labels[left : right + 1] = [label] * len(labels[left : right + 1])
    return labels


def _joined(upper: Sequence[_Label], lower: Sequence[_Label]) -> list[_Label]:
    """ "Ngay vao Dang" over "Chinh thuc" is one name; a cell merged over both rows is itself."""
    found = []
    for over, under in zip(upper, lower, strict=True):
        if over.origin == under.origin or not under.text:
            found.append(over)
        else:
            together = f"{over.text} {under.text}".strip()
            known = next((text for text in (together, under.text) if text in _COLUMN_OF), None)
            found.append(_Label(known, under.origin) if known else over)
    return found


def _columns(labels: Sequence[_Label]) -> dict[str, list[tuple[int, _Label]]]:
    """Places by column, only those of the best spelling that is there."""
    found: dict[str, tuple[int, list[tuple[int, _Label]]]] = {}
    for place, label in enumerate(labels):
        if label.text not in _COLUMN_OF:
            continue
        column, tier = _COLUMN_OF[label.text]
        best, places = found.get(column, (tier, []))
        if tier < best:
            best, places = tier, []
        if tier == best:
            places.append((place, label))
        found[column] = (best, places)
    return _with_split_name({column: places for column, (_, places) in found.items()})


def _with_split_name(columns: dict[str, list[tuple[int, _Label]]]) -> dict[str, list[tuple[int, _Label]]]:
    """Lists that are sorted by given name keep it in a column of its own."""
    family, given = columns.pop("family_name", []), columns.pop("given_name", [])
    if "name" not in columns and family and given:
        columns["name"] = [(place, _Label("name", (-1, -1))) for place, _ in family + given]
    return columns


def _checked(columns: Mapping[str, list[tuple[int, _Label]]], labels: Sequence[_Label]) -> dict[str, tuple[int, ...]]:
    for column, places in columns.items():
        if len({label.origin for _, label in places}) > 1:
            raise SheetColumnTwice(column=sentence(f"import_column_{column}"))
    found = {column: tuple(place for place, _ in places) for column, places in columns.items()}
    taken = {place for places in found.values() for place in places}
    beside = found["name"][-1] + 1
    if beside < len(labels) and beside not in taken and not labels[beside].text:
        # A header over two columns that is not merged in the file: the given name stands in the second.
        found["name"] = (*found["name"], beside)
    return found
