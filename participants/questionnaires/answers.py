"""What a person typed or ticked → the answer as it is stored, and back to words. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError

from mentoring_site.texts import clean_text
from participants.enums import QuestionKind, Weekday

MAX_TEXT = 2000
HOURS = range(8, 21)
SHORT_DAYS = {1: "Пн", 2: "Вт", 3: "Ср", 4: "Чт", 5: "Пт", 6: "Сб"}
SPLIT = re.compile(r"[\s,;]+")
SHOWN = 40
MAX_DIGITS = 18
TIME_CODES = tuple(f"{day.value}{hour:02d}" for day in Weekday for hour in HOURS)

TIME_CHOICES = [(f"{day.value}{hour:02d}", f"{day.label}, {hour}:00") for day in Weekday for hour in HOURS]

Topics = Mapping[int, str]


def parse(question: Any, values: Sequence[str], topics: Topics) -> Any:
    """The stored answer, or None when nothing was answered.

    values: as a form sends them. One and many are numbers of the options from 1, yes/no is 1 or 0, topics are
    their ids, times are codes of day and hour («115»: Monday, 15:00). Raises ValidationError in Russian.
    """
    if question.kind == QuestionKind.OPEN:
        return _text(values)
    given = [text for value in values if (text := value.strip())]
    if not given:
        return None
    return _PARSERS[question.kind](question, given, topics)


def parse_cell(question: Any, cell: str, topics: Topics) -> Any:
    """The answer of one cell of the keyboard grid: several numbers stand in a row with spaces or commas."""
    if question.kind in (QuestionKind.MANY, QuestionKind.TOPICS, QuestionKind.TIMES):
        return parse(question, SPLIT.split(cell.strip()), topics)
    return parse(question, [cell], topics)


def codes_of(question: Any, answer: Any) -> list[str]:
    """The values that `parse` would make this answer of; an option that is no more is left out."""
    if answer is None:
        return []
    if question.kind == QuestionKind.ONE:
        return [str(question.options.index(answer) + 1)] if answer in question.options else []
    if question.kind == QuestionKind.MANY:
        return [str(number) for number, text in enumerate(question.options, start=1) if text in answer]
    if question.kind == QuestionKind.YES_NO:
        return ["1" if answer else "0"]
    if question.kind in (QuestionKind.TOPICS, QuestionKind.TIMES):
        return [str(one) for one in answer]
    return [str(answer)]


def cell_of(question: Any, answer: Any) -> str:
    return " ".join(codes_of(question, answer))


def in_words(question: Any, answer: Any, topics: Topics) -> str:
    """As people read it; empty for what was not answered."""
    if answer is None:
        return ""
    if question.kind == QuestionKind.YES_NO:
        return "да" if answer else "нет"
    if question.kind == QuestionKind.MANY:
        return "; ".join(answer)
    if question.kind == QuestionKind.TOPICS:
        return ", ".join(topics[one] for one in answer if one in topics)
    if question.kind == QuestionKind.TIMES:
        return times_in_words(answer)
    return str(answer)


def times_in_words(codes: Iterable[str]) -> str:
    """«Пн 15:00, 16:00; Ср 15:00»"""
    days: dict[int, list[str]] = {}
    for code in codes:
        days.setdefault(int(code[0]), []).append(f"{int(code[1:])}:00")
    return "; ".join(f"{SHORT_DAYS[day]} {', '.join(hours)}" for day, hours in sorted(days.items()))


def count_answered(questions: Iterable[Any], answers: Mapping[str, Any]) -> tuple[int, int]:
    """(answered, all) of the questions: «Отвечено 7 из 14»."""
    codes = [question.code for question in questions]
    return sum(code in answers for code in codes), len(codes)


def unanswered(questions: Iterable[Any], answers: Mapping[str, Any], topics: Topics) -> list[Any]:
    """Required questions that have no answer; one on topics can't be answered while there are none."""
    return [
        question
        for question in questions
        if question.is_required
        and question.code not in answers
        and not (question.kind == QuestionKind.TOPICS and not topics)
    ]


def _text(values: Sequence[str]) -> str | None:
    text = clean_text(values[0]) if values else ""
    if len(text) > MAX_TEXT:
        raise ValidationError(f"Ответ длиннее {MAX_TEXT} знаков. Сократите его.")
    return text or None


def _one(question: Any, given: list[str], topics: Topics) -> str:
    return question.options[_number(given[0], 1, len(question.options)) - 1]


def _many(question: Any, given: list[str], topics: Topics) -> list[str]:
    chosen = {_number(value, 1, len(question.options)) for value in given}
    return [text for number, text in enumerate(question.options, start=1) if number in chosen]


def _yes_no(question: Any, given: list[str], topics: Topics) -> bool:
    if given[0] not in ("0", "1"):
        raise ValidationError(f"«{_shown(given[0])}» — не ответ: 1 значит «да», 0 — «нет».")
    return given[0] == "1"


def _scale(question: Any, given: list[str], topics: Topics) -> int:
    return _number(given[0], question.scale_min, question.scale_max)


def _topics(question: Any, given: list[str], topics: Topics) -> list[int]:
    chosen = []
    for value in given:
        if not _is_number(value) or int(value) not in topics:
            raise ValidationError(f"Темы с номером «{_shown(value)}» нет в списке.")
        chosen.append(int(value))
    return [one for one in topics if one in chosen]


def _times(question: Any, given: list[str], topics: Topics) -> list[str]:
    for value in given:
        if value not in TIME_CODES:
            raise ValidationError(
                f"«{_shown(value)}» — не время: первая цифра — день недели от 1 до 6, за ней час от 08 до 20, "
                "например 115."
            )
    return sorted(set(given))


def _number(value: str, low: int, high: int) -> int:
    if not _is_number(value) or not low <= int(value) <= high:
        raise ValidationError(f"«{_shown(value)}» не подходит: нужно число от {low} до {high}.")
    return int(value)


def _is_number(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) <= MAX_DIGITS


def _shown(value: str) -> str:
    return value if len(value) <= SHOWN else f"{value[:SHOWN]}…"


_PARSERS = {
    QuestionKind.ONE: _one,
    QuestionKind.MANY: _many,
    QuestionKind.YES_NO: _yes_no,
    QuestionKind.SCALE: _scale,
    QuestionKind.TOPICS: _topics,
    QuestionKind.TIMES: _times,
}
