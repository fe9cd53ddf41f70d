"""Sum and level of the 0–18 sheet: pure arithmetic. Source: programme document, section 6."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from monitoring.enums import Criterion, Level

MAX_POINTS = 2  # «проявляется в полной мере»
INDICATORS_COUNT = 9
MAX_TOTAL = MAX_POINTS * INDICATORS_COUNT
OPTIMAL_FROM = 15  # 15–18 points
ACCEPTABLE_FROM = 9  # 9–14 points; 0–8 is unacceptable


@dataclass(frozen=True)
class CriterionScore:
    """points: sum of what is assessed, None while nothing is; maximum: of all its indicators."""

    criterion: str
    points: int | None
    maximum: int
    assessed: int
    count: int


@dataclass(frozen=True)
class Score:
    """total and level are None until every indicator is assessed: missing is never 0."""

    total: int | None
    level: str | None
    assessed: int
    missing: tuple[str, ...]
    criteria: tuple[CriterionScore, ...]


def level_of(total: int) -> Level:
    """Level of a complete sum of 0–18 points. Raises ValueError outside."""
    if not 0 <= total <= MAX_TOTAL:
        raise ValueError(f"the sum must be 0–{MAX_TOTAL}, got {total}")
    if total >= OPTIMAL_FROM:
        return Level.OPTIMAL
    return Level.ACCEPTABLE if total >= ACCEPTABLE_FROM else Level.UNACCEPTABLE


def score_of(points: Mapping[str, int | None]) -> Score:
    """points: indicator code («A1» … «C2») -> 0, 1, 2, or None while not assessed.

    Raises ValueError for points outside 0–2.
    """
    for code, value in points.items():
        if value is not None and not 0 <= value <= MAX_POINTS:
            raise ValueError(f"points of {code} must be 0–{MAX_POINTS}, got {value}")
    known = {code: value for code, value in points.items() if value is not None}
    is_complete = len(points) == INDICATORS_COUNT == len(known)
    total = sum(known.values()) if is_complete else None
    return Score(
        total=total,
        level=level_of(total) if total is not None else None,
        assessed=len(known),
        missing=tuple(code for code in points if code not in known),
        criteria=tuple(_criterion_score(criterion, points) for criterion in Criterion.values),
    )


def points_to_next_level(total: int) -> int:
    """How many points are missing to the next level; 0 on the highest."""
    if total >= OPTIMAL_FROM:
        return 0
    return (OPTIMAL_FROM if total >= ACCEPTABLE_FROM else ACCEPTABLE_FROM) - total


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
