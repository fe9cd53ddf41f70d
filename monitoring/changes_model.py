"""The contract of before/after: what is compared and what comes of it. Computed in monitoring/changes.py."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from monitoring.models import Parameter


class Verdict(StrEnum):
    """What may be said of a change; nothing is claimed of fewer than 6 pairs of measures."""

    BETTER = "better"  # improvement that is hardly chance: p < 0.05
    WORSE = "worse"
    CHANCE = "chance"  # may be chance
    FEW = "few"  # too few measured twice


@dataclass(frozen=True)
class PairOfMeasures:
    """One person (class, school) measured twice."""

    key: int  # of the person or the class; 0: the school
    label: str  # list name; empty where names must not leave
    before: float
    after: float


@dataclass(frozen=True)
class ChangeStatistics:
    """Of complete pairs only. Differences are after − before; better follows the parameter's direction."""

    n: int
    before_mean: float | None
    after_mean: float | None
    before_median: float | None
    after_median: float | None
    mean_change: float | None
    median_change: float | None
    better: int
    same: int
    worse: int
    p: float | None  # Wilcoxon signed-rank, two-sided; None under 6 pairs
    effect: float | None  # rank-biserial correlation −1…1, positive: for the better
    verdict: Verdict


@dataclass(frozen=True)
class Change:
    """A parameter and its statistics. asked: how many should have been measured; hides_values: only the dynamics.

    is_held: the group is so small (n < 5) that no numbers are shown.
    """

    parameter: Parameter
    asked: int
    before_count: int
    after_count: int
    statistics: ChangeStatistics
    sentence: str  # plain Russian for the curator
    hides_values: bool = False
    is_held: bool = False
