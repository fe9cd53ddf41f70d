"""Scores of all pairs at once: one matrix of 0–100 per component, then their weighted mean in whole numbers.

A component that nobody's answer feeds is MISSING and leaves the mean, so its weight is shared by the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pairing.matching.components import MEASURES, MISSING, Matrix
from pairing.matching.lawful import Law
from pairing.matching.levels import Words
from pairing.matching.model import Part

PARTS: dict[str, Words] = {
    Part.PREFERENCE: Words(
        "Взаимный выбор",
        "Кого участники назвали в листах предпочтений: оба первыми — 100, назвал только один — около половины.",
    ),
    Part.TOPICS: Words(
        "Запрос и предложение",
        "Сколько из того, о чём просит наставляемый, предлагает наставник; редкие темы весят больше.",
    ),
    Part.TEST: Words(
        "Совместимость", "Вывод психолога: рекомендована — 100, с оговоркой — 50; без вывода не учитывается."
    ),
    Part.TIME: Words(
        "Общее время", "Сколько удобных часов недели совпало: один час — 60, два — 80, три и больше — 100."
    ),
    Part.INTERESTS: Words(
        "Общие интересы",
        "Какая доля интересов из более короткого списка общая; слова сравниваются по основам.",
    ),
    Part.GRADE: Words(
        "Разница классов",
        "Насколько разница классов близка к лучшей; каждый класс в сторону убавляет 25.",
    ),
    Part.GENDER: Words(
        "Пожелание о поле партнёра",
        "Исполнено ли пожелание того, кто его высказал; у остальных не учитывается.",
    ),
    Part.CONTINUITY: Words(
        "Продолжение прошлого года",
        "Хорошей паре прошлого года лучше продолжить; у кого такой не было, не учитывается.",
    ),
}


@dataclass(frozen=True)
class Scores:
    """total: 0–100; parts: values of the components that count, in the order of Part. Rows are mentees."""

    total: NDArray[np.int16]
    parts: dict[str, Matrix]


def scores_of(law: Law) -> Scores:
    settings = law.settings
    weighed = [part for part in Part if settings.weights.get(part, 0) > 0]
    parts = {part.value: MEASURES[part](law) for part in weighed}
    return Scores(_total(law, parts), parts)


def _total(law: Law, parts: dict[str, Matrix]) -> NDArray[np.int16]:
    """Weighted means, a few rows at a time, so that the work stays in the processor's cache."""
    tables = [(values, _worth_of(int(law.settings.weights[code]))) for code, values in parts.items()]
    total = np.empty(law.failed.shape, np.int16)
    step = max(1, BLOCK // max(1, total.shape[1]))
    for start in range(0, len(total), step):
        block = slice(start, start + step)
        both = np.zeros(total[block].shape, np.int32)
        for values, worth in tables:
            both += worth[values[block]]
        # Sums of whole numbers are exact in float32, and a half is met exactly: it rounds up, as in score_of.
        mean = (both & (WEIGHT_UNIT - 1)).astype(np.float32)
        mean /= np.maximum(both >> WEIGHT_BITS, 1)
        mean += 0.5
        total[block] = mean
    return total


WEIGHT_BITS = 17  # above the greatest sum of points: 8 components of 100 × 100
WEIGHT_UNIT = 1 << WEIGHT_BITS
BLOCK = 1 << 16


def _worth_of(weight: int) -> NDArray[np.int32]:
    """By the value of a component: its weighted points, and above them the weight that counts; nothing if missing."""
    table = np.arange(256, dtype=np.int32) * weight + weight * WEIGHT_UNIT
    table[MISSING] = 0
    return table


def score_of(values: Sequence[int | None], weights: Sequence[int]) -> int:
    """The same score for one edge. values: 0–100 or None, each beside its weight."""
    known = [(value, weight) for value, weight in zip(values, weights, strict=True) if value is not None]
    whole = sum(weight for _, weight in known)
    return (2 * sum(value * weight for value, weight in known) + whole) // (2 * whole) if whole else 0


def points_of(values: Sequence[int | None], weights: Sequence[int]) -> list[tuple[int | None, int]]:
    """(points, out_of) of each component: points add up to score_of, out_of to 100; a missing one gets None of 0."""
    known = [index for index, value in enumerate(values) if value is not None]
    whole = sum(weights[index] for index in known)
    told: list[tuple[int | None, int]] = [(None, 0)] * len(values)
    if not whole:
        return told
    out_of = _shared(100, [(100 * weights[index], whole) for index in known], [100] * len(known))
    exact = [(int(values[index] or 0) * weights[index], whole) for index in known]
    points = _shared(score_of(values, weights), exact, out_of)
    for index, gained, most in zip(known, points, out_of, strict=True):
        told[index] = gained, most
    return told


def _shared(total: int, exact: Sequence[tuple[int, int]], caps: Sequence[int]) -> list[int]:
    """Whole parts of a total by the largest remainder, none above its cap."""
    parts = [min(over // under, cap) for (over, under), cap in zip(exact, caps, strict=True)]
    order = sorted(range(len(parts)), key=lambda index: (-(exact[index][0] % exact[index][1]), index))
    rest = total - sum(parts)
    while rest > 0:
        for index in order:
            if rest and parts[index] < caps[index]:
                parts[index] += 1
                rest -= 1
    return parts
