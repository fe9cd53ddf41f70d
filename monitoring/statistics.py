"""Before and after in numbers: complete pairs of measures in, ChangeStatistics out. No database, no clock.

The test is Wilcoxon's signed-rank test for paired samples, two-sided. Its rules, named (two worked examples are in
docs/monitoring-statistics.md):
- zeros: differences that are exactly 0 are dropped before ranking (Wilcoxon, 1945; SciPy's zero_method="wilcox");
- ties: equal absolute differences share the mean of their ranks (midranks);
- up to EXACT_UP_TO differences left, p is exact: the share of all 2^n choices of signs whose sum of signed ranks is
  at least as far from 0 as the observed one, given the midranks, so ties need no approximation;
- above it SciPy's normal approximation with its correction for ties, without a continuity correction.
All differences 0: p = 1. Fewer than LEAST_PAIRS pairs: no p and no claim.

«Better», «same», «worse» are another question: a difference smaller than the parameter's smallest meaningful change
is «same», though it keeps its rank in the test.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from statistics import fmean, median
from typing import TypeVar

import numpy as np
from scipy.stats import rankdata, wilcoxon

from monitoring.changes_model import ChangeStatistics, PairOfMeasures, Verdict
from monitoring.enums import Direction

LEAST_PAIRS = 6  # with five the two-sided p is never under 0.05
EXACT_UP_TO = 50
SIGNIFICANT = 0.05
DIGITS = 6  # measures have at most two decimals; 3.3 − 3.2 must tie with 3.2 − 3.1
NOTICEABLE, MODERATE, STRONG = 0.1, 0.3, 0.5  # of the rank-biserial correlation

Key = TypeVar("Key", bound=Hashable)


def complete_pairs(
    before: Mapping[Key, float | None], after: Mapping[Key, float | None], labels: Mapping[Key, str]
) -> list[PairOfMeasures]:
    """Whoever was measured twice, in the order of `before`; a missing value (absent, None) leaves the pair out."""
    return [
        PairOfMeasures(key=key, label=labels.get(key, ""), before=float(first), after=float(second))
        for key, first in before.items()
        if first is not None and (second := after.get(key)) is not None
    ]


def statistics_of(
    pairs: Sequence[PairOfMeasures], *, direction: str, smallest_change: float
) -> ChangeStatistics:
    """direction: Direction.MORE or LESS; smallest_change > 0 in the parameter's unit.

    Differences are after − before; effect and better/worse follow the direction. Nothing measured: None, not 0.
    """
    differences = [round(pair.after - pair.before, DIGITS) for pair in pairs]
    sign = 1 if direction == Direction.MORE else -1
    gains = [sign * difference for difference in differences]
    better = sum(gain >= smallest_change for gain in gains)
    worse = sum(gain <= -smallest_change for gain in gains)
    enough = len(pairs) >= LEAST_PAIRS
    p = wilcoxon_p(gains) if enough else None
    effect = rank_biserial(gains) if enough else None
    return ChangeStatistics(
        n=len(pairs),
        before_mean=_mean([pair.before for pair in pairs]),
        after_mean=_mean([pair.after for pair in pairs]),
        before_median=_median([pair.before for pair in pairs]),
        after_median=_median([pair.after for pair in pairs]),
        mean_change=_mean(differences),
        median_change=_median(differences),
        better=better,
        same=len(pairs) - better - worse,
        worse=worse,
        p=p,
        effect=effect,
        verdict=_verdict(p, effect),
    )


def signed_ranks(differences: Sequence[float]) -> list[float]:
    """Ranks of the absolute differences with their signs; zeros are dropped, ties share midranks."""
    kept = [difference for difference in differences if difference != 0]
    ranks = rankdata([abs(difference) for difference in kept])
    return [float(np.copysign(rank, difference)) for rank, difference in zip(ranks, kept, strict=True)]


def wilcoxon_p(differences: Sequence[float]) -> float:
    """Two-sided p of the signed-rank test, 0 < p ≤ 1; 1 when there is no difference at all."""
    ranks = signed_ranks(differences)
    if not ranks:
        return 1.0
    if len(ranks) <= EXACT_UP_TO:
        return _exact_p(ranks)
    kept = [difference for difference in differences if difference != 0]
    return float(wilcoxon(kept, zero_method="wilcox", correction=False, method="asymptotic").pvalue)


def rank_biserial(differences: Sequence[float]) -> float:
    """(positive ranks − negative ranks) / all ranks, −1…1; 0 when there is no difference at all."""
    ranks = signed_ranks(differences)
    total = sum(abs(rank) for rank in ranks)
    return sum(ranks) / total if total else 0.0


def effect_words(effect: float) -> str:
    """How big a change is, whatever its way: «изменение сильное»."""
    size = abs(effect)
    if size < NOTICEABLE:
        return "почти незаметное"
    if size < MODERATE:
        return "слабое"
    return "умеренное" if size < STRONG else "сильное"


def _exact_p(ranks: Sequence[float]) -> float:
    """Counts the choices of signs by their sum of positive ranks. Midranks are halves, so doubled they are whole."""
    doubled = [round(2 * abs(rank)) for rank in ranks]
    total = sum(doubled)
    ways = np.zeros(total + 1, dtype=np.int64)  # 2^50 choices at most: counted without rounding
    ways[0] = 1
    for weight in doubled:
        ways[weight:] += ways[:-weight].copy()
    positive = sum(round(2 * rank) for rank in ranks if rank > 0)
    is_far = np.abs(2 * np.arange(total + 1) - total) >= abs(2 * positive - total)
    return float(ways[is_far].sum() / 2 ** len(ranks))


def _verdict(p: float | None, effect: float | None) -> Verdict:
    if p is None or effect is None:
        return Verdict.FEW
    if p >= SIGNIFICANT:
        return Verdict.CHANCE
    return Verdict.BETTER if effect > 0 else Verdict.WORSE


def _mean(values: Sequence[float]) -> float | None:
    return round(fmean(values), DIGITS) if values else None


def _median(values: Sequence[float]) -> float | None:
    return round(median(values), DIGITS) if values else None
