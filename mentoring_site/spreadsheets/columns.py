"""Which column of somebody's table is which of our fields: pure functions over raw rows."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

HEADER_SEARCH_ROWS = 30  # letterhead, title and grif stand above a school's table
NEAR_SCORE = 86  # 0-100, rapidfuzz; below it «класс» and «классы» still meet, «форма» and «фирма» do not
NEAR_MIN_LENGTH = 5

NOT_WORD = re.compile(r"[^0-9a-zа-я№%]+")
SPACED_LETTERS = re.compile(r"(?<=\b[a-zа-я]) (?=[a-zа-я]\b)")  # ф и о → фио


@dataclass(frozen=True)
class ColumnMatch:
    """index: from 0; is_guess: the title is only near a synonym, so a person should confirm it."""

    index: int
    title: str
    is_guess: bool


@dataclass(frozen=True)
class ColumnMap:
    """found: field → its column; unknown: (index, title) of titled columns that went to no field."""

    found: dict[str, ColumnMatch]
    unknown: list[tuple[int, str]]


def normalise_title(value: object) -> str:
    """Comparable form of a heading: lower case, ё as е, «Ф. И. О.» as «ФИО», no punctuation."""
    text = str(value if value is not None else "").casefold().replace("ё", "е").replace("-", "")
    words = " ".join(NOT_WORD.sub(" ", text).split())
    return SPACED_LETTERS.sub("", words)


def guess_header_row(rows: Sequence[Sequence[object]], synonyms: Mapping[str, Sequence[str]]) -> int | None:
    """Index of the row with most known headings in the first HEADER_SEARCH_ROWS; None if no row has any."""
    known = {normalise_title(title) for titles in synonyms.values() for title in titles}
    counts = [len({normalise_title(cell) for cell in row} & known) for row in rows[:HEADER_SEARCH_ROWS]]
    if not any(counts):
        counts = [len(map_columns(row, synonyms).found) for row in rows[:HEADER_SEARCH_ROWS]]
    return counts.index(max(counts)) if any(counts) else None


def map_columns(header: Sequence[object], synonyms: Mapping[str, Sequence[str]]) -> ColumnMap:
    """Give each field at most one column: exact titles first, in the order of the columns, then near ones."""
    titles = {index: normalise_title(cell) for index, cell in enumerate(header)}
    titles = {index: title for index, title in titles.items() if title}
    shown = {index: " ".join(str(header[index]).split()) for index in titles}
    known = {normalise_title(title): field for field, names in synonyms.items() for title in names}
    found: dict[str, ColumnMatch] = {}
    for index, title in titles.items():
        field = known.get(title)
        if field is not None and field not in found:
            found[field] = ColumnMatch(index, shown[index], is_guess=False)
    taken = {match.index for match in found.values()}
    for index, field in _near_columns(
        {i: t for i, t in titles.items() if i not in taken and t not in known}, known
    ):
        if field not in found and index not in taken:
            found[field] = ColumnMatch(index, shown[index], is_guess=True)
            taken.add(index)
    return ColumnMap(found, [(index, shown[index]) for index in titles if index not in taken])


def _near_columns(titles: Mapping[int, str], known: Mapping[str, str]) -> list[tuple[int, str]]:
    """(column, field) for likely headings, the most likely first."""
    from rapidfuzz import fuzz  # compiled; the child that only parses must not load it

    scored = [
        (max(fuzz.ratio(title, name), fuzz.token_sort_ratio(title, name)), index, field)
        for index, title in titles.items()
        for name, field in known.items()
        if min(len(title), len(name)) >= NEAR_MIN_LENGTH
    ]
    scored.sort(key=lambda item: (-item[0], item[1]))
    return [(index, field) for score, index, field in scored if score >= NEAR_SCORE]
