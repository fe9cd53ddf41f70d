"""Two cards of one person? Names as people mistype them, checked against birth and class. Pure.

Never merges: it only asks. Compared are names (rapidfuzz), ё = е, surname and first name swapped, a patronymic
that one card lacks; different years of birth, sexes or first names speak against.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy
from rapidfuzz import fuzz, process
from rapidfuzz.distance import JaroWinkler, Levenshtein

from mentoring_site.names import normalise_name

NAME_AT_LEAST = 80  # of 100 for surname and first name together, the cheap sieve over all pairs
ROWS_AT_ONCE = 500  # of the matrix of all pairs: 1 MB for 2,000 people
PART_AT_LEAST = 0.88  # of 1, for surname, first name and patronymic each
SLIP_FROM = 6  # letters of a word in which one wrong letter is a slip
MOST_FOUND = 200  # pairs on the page; more of them mean a double import, which is undone at once


@dataclass(frozen=True)
class Card:
    """What is known of one person; last, first, middle as written."""

    pk: int
    last: str
    first: str
    middle: str = ""
    kind: str = ""
    gender: str = ""
    birth_date: date | None = None
    birth_year: int | None = None
    place: str = ""  # class or position of this year


@dataclass(frozen=True)
class Likeness:
    """score: 0–100, for the order only. reasons: what agrees and what differs, in words."""

    first: int  # the smaller id
    second: int
    score: int
    reasons: tuple[str, ...]


def find_likenesses(cards: Sequence[Card], known_apart: frozenset[tuple[int, int]]) -> list[Likeness]:
    """Pairs that may be one person, the likeliest first, at most MOST_FOUND.

    known_apart: (smaller id, larger id) of pairs that somebody has called two people.
    """
    keys = [" ".join(sorted(_parts(card)[:2])) for card in cards]
    found = []
    for start in range(0, len(keys), ROWS_AT_ONCE):
        rows = keys[start : start + ROWS_AT_ONCE]
        alike = process.cdist(rows, keys, scorer=fuzz.ratio, score_cutoff=NAME_AT_LEAST, dtype=numpy.uint8)
        for row, column in zip(*alike.nonzero(), strict=True):
            if start + row < column:
                likeness = compare(cards[start + row], cards[column])
                if likeness and (likeness.first, likeness.second) not in known_apart:
                    found.append(likeness)
    return sorted(found, key=lambda one: (-one.score, one.first, one.second))[:MOST_FOUND]


def compare(one: Card, other: Card) -> Likeness | None:
    """None: two people, as far as the cards tell."""
    if one.gender and other.gender and one.gender != other.gender:
        return None
    if one.birth_year and other.birth_year and one.birth_year != other.birth_year:
        return None
    if one.birth_date and other.birth_date and one.birth_date != other.birth_date:
        return None
    named = _names(one, other)
    if named is None:
        return None
    score, reasons = named
    if one.birth_date and one.birth_date == other.birth_date:
        score, reasons = score + 20, [*reasons, "дата рождения совпадает"]
    elif one.birth_year and one.birth_year == other.birth_year:
        score, reasons = score + 10, [*reasons, "год рождения совпадает"]
    else:
        reasons = [*reasons, "год рождения указан не у обоих"]
    if one.place and normalise_name(one.place) == normalise_name(other.place):
        score, reasons = score + 10, [*reasons, f"{one.place} у обоих"]
    elif one.place and other.place:
        score, reasons = score - 15, [*reasons, f"{one.place} и {other.place}"]
    first, second = sorted((one.pk, other.pk))
    return Likeness(first, second, max(0, min(100, score)), tuple(reasons))


def _names(one: Card, other: Card) -> tuple[int, list[str]] | None:
    """(score up to 70, what is the same in the names), None when the names are of two people."""
    mine, theirs = _parts(one), _parts(other)
    if mine[:2] == theirs[:2]:
        middle = _middle(mine[2], theirs[2])
        if middle is None:
            return None
        same = "имя совпадает полностью" if mine[2] == theirs[2] else middle
        spelled = (one.last, one.first) == (other.last, other.first)
        return (70 if mine == theirs else 60), [same] + (
            [] if spelled else ["ё и е или знаки пишутся по-разному"]
        )
    if mine[:2] == (theirs[1], theirs[0]):
        return 60, ["фамилия и имя стоят наоборот"]
    alike = [_alike(a, b) for a, b in zip(mine[:2], theirs[:2], strict=True)]
    middle = _middle(mine[2], theirs[2])
    if middle is None or min(alike) < PART_AT_LEAST:
        return None
    return 35 + round(20 * min(alike)), ["имя отличается написанием", *([middle] if middle else [])]


def _middle(one: str, other: str) -> str | None:
    """Words about the patronymics; "" when there is nothing to say, None when they are of two people."""
    if one == other:
        return ""
    if not one or not other:
        return "отчество указано не у обоих"
    return "отчество отличается написанием" if _alike(one, other) >= PART_AT_LEAST else None


def _alike(one: str, other: str) -> float:
    """0–1. One wrong letter in a long word is a slip even where Jaro doubts: Панова and Понова have two «о»."""
    likeness = JaroWinkler.similarity(one, other)
    is_slip = min(len(one), len(other)) >= SLIP_FROM and Levenshtein.distance(one, other, score_cutoff=1) == 1
    return max(likeness, PART_AT_LEAST) if is_slip else likeness


def _parts(card: Card) -> tuple[str, str, str]:
    last, first, middle = (normalise_name(part) for part in (card.last, card.first, card.middle))
    return last, first, middle
