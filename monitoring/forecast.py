"""Which kinds of pairs did better in finished years: counts, and words only where they tell something.

Pure. The interval is Wilson's for a share, 95 %. A kind is told from the rest when both have LEAST pairs and their
intervals do not meet; anything less is «разницы не видно». Causes are nobody's claim here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

LEAST = 5  # pairs of a kind, and of the rest
Z = 1.96
MODEL, GAP, SCORE = "Форма взаимодействия", "Разница классов", "Балл подбора"
GAPS = ((1, "до 1 класса"), (2, "2 класса"), (99, "3 класса и больше"))
SCORES = ((49, "до 49"), (69, "50–69"), (100, "70 и больше"))


@dataclass(frozen=True)
class Outcome:
    """A mentee's time in a finished pair. components: label -> share of its weight, 0–1, of those with data.

    completed: to the end rather than dissolved; improved: more parameters got better than worse, None: not measured
    twice.
    """

    model: str
    gap: int | None
    score: int | None
    components: Mapping[str, float]
    completed: bool
    improved: bool | None


@dataclass(frozen=True)
class Kind:
    """good of n pairs of this kind; low, high: Wilson's interval, 0–1. words: what it tells, "" when nothing."""

    label: str
    n: int
    good: int
    low: float
    high: float
    rest_n: int
    rest_good: int
    way: str  # "more", "less", "": as the rest, or too few

    @property
    def is_few(self) -> bool:
        return self.n < LEAST

    @property
    def low_percent(self) -> int:
        return round(100 * self.low)

    @property
    def high_percent(self) -> int:
        return round(100 * self.high)


@dataclass(frozen=True)
class Feature:
    title: str
    kinds: list[Kind]


def wilson(good: int, n: int) -> tuple[float, float]:
    """95 % interval of a share; (0, 1) when nothing was seen."""
    if not n:
        return 0.0, 1.0
    share, square = good / n, Z * Z
    middle = share + square / (2 * n)
    half = Z * sqrt(share * (1 - share) / n + square / (4 * n * n))
    whole = 1 + square / n
    return max(0.0, (middle - half) / whole), min(1.0, (middle + half) / whole)


def features_of(rows: Sequence[Outcome], is_good: Callable[[Outcome], bool | None]) -> list[Feature]:
    """By kind; rows of which is_good knows nothing (None) are left out, as is a feature with one kind alone."""
    known = [(row, good) for row in rows if (good := is_good(row)) is not None]
    found = [
        _feature(MODEL, [(row.model, good) for row, good in known if row.model]),
        _feature(GAP, [(_step(GAPS, row.gap), good) for row, good in known if row.gap is not None], GAPS),
        _feature(
            SCORE, [(_step(SCORES, row.score), good) for row, good in known if row.score is not None], SCORES
        ),
    ]
    for label in sorted({label for row, _ in known for label in row.components}):
        pairs = [
            (
                "совпало наполовину и больше" if row.components[label] >= 0.5 else "совпало меньше половины",
                good,
            )
            for row, good in known
            if label in row.components
        ]
        found.append(_feature(f"Составляющая «{label}»", pairs))
    return [feature for feature in found if len(feature.kinds) > 1]


def _feature(title: str, pairs: Sequence[tuple[str, bool]], order: Sequence[tuple[int, str]] = ()) -> Feature:
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for label, good in pairs:
        counts[label][0] += 1
        counts[label][1] += good
    total, total_good = len(pairs), sum(good for _, good in pairs)
    labels = [label for _, label in order if label in counts] or sorted(counts)
    return Feature(title, [_kind(label, *counts[label], total, total_good) for label in labels])


def _kind(label: str, n: int, good: int, total: int, total_good: int) -> Kind:
    low, high = wilson(good, n)
    rest_n, rest_good = total - n, total_good - good
    rest_low, rest_high = wilson(rest_good, rest_n)
    way = ""
    if min(n, rest_n) >= LEAST:
        way = "more" if low > rest_high else "less" if high < rest_low else ""
    return Kind(label, n, good, low, high, rest_n, rest_good, way)


def _step(steps: Sequence[tuple[int, str]], value: int | None) -> str:
    return next((label for most, label in steps if value is not None and value <= most), steps[-1][1])
