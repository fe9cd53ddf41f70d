"""Sum and level of the 0–18 sheet: pure arithmetic. Source: programme document, section 6; oddity O-22 for 16."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from monitoring.enums import Criterion, Level

MAX_POINTS = 2  # «проявляется в полной мере»
INDICATORS_COUNT = 9
MAX_TOTAL = MAX_POINTS * INDICATORS_COUNT
PARTNERS = "B2"  # the one indicator that may be «неприменимо», by the school's setting


@dataclass(frozen=True)
class Thresholds:
    """Where levels begin on a scale of 0–maximum."""

    maximum: int
    optimal_from: int
    acceptable_from: int

    @property
    def bands(self) -> tuple[tuple[int, int, Level], ...]:
        """(from, to, level), from the lowest."""
        return (
            (0, self.acceptable_from - 1, Level.UNACCEPTABLE),
            (self.acceptable_from, self.optimal_from - 1, Level.ACCEPTABLE),
            (self.optimal_from, self.maximum, Level.OPTIMAL),
        )


WHOLE = Thresholds(MAX_TOTAL, optimal_from=15, acceptable_from=9)  # 15–18 / 9–14 / 0–8
WITHOUT_PARTNERS = Thresholds(
    MAX_TOTAL - MAX_POINTS, optimal_from=14, acceptable_from=8
)  # 14–16 / 8–13 / 0–7
THRESHOLDS = {scale.maximum: scale for scale in (WHOLE, WITHOUT_PARTNERS)}


@dataclass(frozen=True)
class CriterionScore:
    """points: sum of what is assessed, None while nothing is; maximum: of all its indicators that apply."""

    criterion: str
    points: int | None
    maximum: int
    assessed: int
    count: int


@dataclass(frozen=True)
class Score:
    """total and level are None until every indicator that applies is assessed: missing is never 0."""

    total: int | None
    level: str | None
    assessed: int
    missing: tuple[str, ...]
    criteria: tuple[CriterionScore, ...]
    maximum: int = MAX_TOTAL


def level_of(total: int, maximum: int = MAX_TOTAL) -> Level:
    """Level of a complete sum of 0–maximum points, maximum 18 or 16. Raises ValueError outside."""
    if not 0 <= total <= maximum:
        raise ValueError(f"the sum must be 0–{maximum}, got {total}")
    return next(level for start, end, level in THRESHOLDS[maximum].bands if start <= total <= end)


def score_of(points: Mapping[str, int | None], not_applicable: Collection[str] = ()) -> Score:
    """points: indicator code («A1» … «C2») -> 0, 1, 2, or None while not assessed.

    not_applicable: nothing, or the indicator on partners, which then counts neither for the sum nor for its maximum.
    Raises ValueError for points outside 0–2 and for another indicator said not to apply.
    """
    for code, value in points.items():
        if value is not None and not 0 <= value <= MAX_POINTS:
            raise ValueError(f"points of {code} must be 0–{MAX_POINTS}, got {value}")
    if set(not_applicable) - {PARTNERS}:
        raise ValueError(f"only {PARTNERS} may be not applicable, got {sorted(not_applicable)}")
    counted = {code: value for code, value in points.items() if code not in not_applicable}
    known = {code: value for code, value in counted.items() if value is not None}
    maximum = (WITHOUT_PARTNERS if not_applicable else WHOLE).maximum
    is_complete = len(points) == INDICATORS_COUNT and len(known) == len(counted)
    total = sum(known.values()) if is_complete else None
    return Score(
        total=total,
        level=level_of(total, maximum) if total is not None else None,
        assessed=len(known),
        missing=tuple(code for code in counted if code not in known),
        criteria=tuple(_criterion_score(criterion, counted) for criterion in Criterion.values),
        maximum=maximum,
    )


def points_to_next_level(total: int, maximum: int = MAX_TOTAL) -> int:
    """How many points are missing to the next level; 0 on the highest."""
    scale = THRESHOLDS[maximum]
    if total >= scale.optimal_from:
        return 0
    return (scale.optimal_from if total >= scale.acceptable_from else scale.acceptable_from) - total


def _criterion_score(criterion: str, points: Mapping[str, int | None]) -> CriterionScore:
    own = [value for code, value in points.items() if code.startswith(criterion)]
    known = [value for value in own if value is not None]
    return CriterionScore(
        criterion=criterion,
        points=sum(known) if known else None,
        maximum=MAX_POINTS * len(own),
        assessed=len(known),
        count=len(own),
    )
