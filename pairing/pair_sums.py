"""Sums of a round for who may not read single answers: means and shares with n, words under five answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from mentoring_site.words import counted
from participants.enums import QuestionKind

FEW = 5  # fewer answers than that would tell who said what
TOO_FEW = "меньше пяти ответов: чисел не показываем"


@dataclass(frozen=True)
class Sum:
    """One question in one line: «7,8 из 10», «по 12 ответам»."""

    question: str
    value: str
    note: str


def sums(questions: Iterable[Any], answers: Sequence[dict[str, Any]]) -> list[Sum]:
    """Scales by their mean, «да» by its share; open questions are left out: their words are the psychologist's."""
    found = []
    for question in questions:
        given = [one[question.code] for one in answers if question.code in one]
        if question.kind == QuestionKind.SCALE:
            found.append(_line(question, given, lambda values, q=question: _mean(values, q.scale_max)))
        elif question.kind == QuestionKind.YES_NO:
            found.append(_line(question, given, _share))
    return found


def _line(question: Any, given: list[Any], value: Any) -> Sum:
    if not given:
        return Sum(question.text, "", "ответов нет")
    if len(given) < FEW:
        return Sum(question.text, "", TOO_FEW)
    return Sum(question.text, value(given), f"по {counted(len(given), 'ответу', 'ответам', 'ответам')}")


def _mean(values: list[int], top: int) -> str:
    return f"{sum(values) / len(values):.1f} из {top}".replace(".", ",")


def _share(values: list[bool]) -> str:
    yes = sum(1 for value in values if value is True)
    return f"{round(100 * yes / len(values))} % «да»"
