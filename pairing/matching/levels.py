"""How strict each rule is in a run, and which of them the school may soften."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pairing import rules
from pairing.edges import Level
from pairing.matching.model import Settings


class Words(NamedTuple):
    """What the settings page says of a rule or of a component."""

    label: str
    explanation: str


RULE_OF = {rule.code: rule for rule in rules.RULES}

ADJUSTABLE: dict[str, Words] = {
    "grade_too_near": Words(
        "Класс слишком близкий",
        "Наставник старше меньше, чем требует форма взаимодействия. Предупреждение разрешит и такие пары.",
    ),
    "grade_too_far": Words(
        "Класс слишком далёкий",
        "Разница классов больше, чем требует форма взаимодействия, например «Равный – равному».",
    ),
    "other_subject": Words(
        "Другой предмет", "Форма взаимодействия просит один предмет, а у этих двоих предметы разные."
    ),
    "mentee_too_experienced": Words(
        "Стаж больше, чем у молодого специалиста",
        "Стаж наставляемого больше предела, который назван в форме взаимодействия.",
    ),
    "mentor_less_experienced": Words(
        "Стаж наставника не больше",
        "Форма взаимодействия просит, чтобы стаж наставника был больше стажа наставляемого.",
    ),
    "superior": Words(
        "Прямой руководитель",
        "Наставник руководит наставляемым по работе: говорить с ним о трудностях бывает неловко.",
    ),
    "no_common_time": Words(
        "Нет общего времени",
        "Оба назвали удобные часы, и ни один не совпал. Если часов кто-то не назвал, правило молчит.",
    ),
    "parted_before": Words(
        "Пару уже прекращали",
        "Эти двое уже были парой, и её прекратили не из-за конфликта. Пары после конфликта не предлагаются никогда.",
    ),
}


def forbids(code: str, settings: Settings) -> bool:
    """In a run a soft rule forbids too, unless the school calls it a warning."""
    return level_of(code, settings) != Level.WARNING


def level_of(code: str, settings: Settings) -> Level:
    if code in ADJUSTABLE and code in settings.levels:
        return Level(settings.levels[code])
    return RULE_OF[code].level


MODEL_CODES = (
    "form_mismatch",
    "model_of_other_form",
    "grade_too_near",
    "grade_too_far",
    "other_subject",
    "mentee_too_experienced",
    "mentor_less_experienced",
)
PAIR_CODES = (
    "same_person",
    "other_program",
    "banned",
    "refused",
    *MODEL_CODES,
    "superior",
    "no_common_time",
    "parted_by_conflict",
    "parted_before",
    "not_recommended",
)
BIT = {code: np.uint32(1 << index) for index, code in enumerate(PAIR_CODES)}
