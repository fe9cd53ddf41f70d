"""The year in numbers for everybody: counts and shares, no names, and nothing about fewer than five people."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from mentoring_site.charts import bars
from mentoring_site.words import counted
from monitoring.counts import census_for
from monitoring.public_sections import lived_programs
from monitoring.satisfaction import satisfaction_of
from monitoring.services.settings import settings_of
from monitoring.summary import official_level
from pairing.enums import MeetingState, PairState, ResultKind
from pairing.models import Meeting, Pair
from pairing.services.results import results_by_kind
from programs.enums import ProgramState
from programs.models import Program

STARTED = (PairState.ACTIVE, PairState.COMPLETED, PairState.DISSOLVED)
ASKED = (("mentee", "Наставляемые"), ("mentor", "Наставники"))


@dataclass(frozen=True)
class ResultFigure:
    label: str
    value: str
    is_words: bool = False


def results_section(program: Program, on: date) -> dict[str, Any] | None:
    """The last finished year; while there is none, the present one so far."""
    years = lived_programs(program.school, on)
    finished = [one for one in years if one.state in (ProgramState.COMPLETED, ProgramState.ARCHIVED)]
    return year_results(next(iter(finished), program), on)


def year_results(program: Program, on: date) -> dict[str, Any] | None:
    smallest = settings_of(program).smallest_group
    census = census_for(program, min(on, program.ends))
    pairs = list(
        Pair.objects.of_program(program)
        .in_state(*STARTED)
        .order_by("form__position")
        .values_list("form__title")
    )
    if not pairs:
        return None
    held = Meeting.objects.filter(program=program, state=MeetingState.HELD).count()
    trained = sum(1 for entry in census.mentors if entry.is_trained)
    completed = sum(1 for entry in census.mentees if entry.completed_on is not None)
    figures = [
        ResultFigure("Пары и группы", few(len(pairs), smallest)),
        ResultFigure("Наставники", few(len(census.mentors), smallest)),
        ResultFigure("Наставляемые", few(len(census.mentees), smallest)),
        ResultFigure("Проведено встреч", few(held, smallest)),
        ResultFigure("Наставники прошли обучение", few(trained, smallest)),
        ResultFigure("Завершили программу", few(completed, smallest)),
    ]
    if level := official_level(program):
        figures.append(ResultFigure("Эффективность программы", level, is_words=True))
    forms = _forms(Counter(title for (title,) in pairs), smallest)
    made = _made(program, smallest)
    pleased = _pleased(program)
    return {
        "year": program.year_label,
        "is_over": program.state in (ProgramState.COMPLETED, ProgramState.ARCHIVED),
        "figures": [figure for figure in figures if figure.value],
        "forms": forms,
        "forms_chart": _chart(forms, "Пары и группы по формам"),
        "made": made,
        "pleased": pleased,
    }


def few(count: int, smallest: int) -> str:
    """«меньше пяти» of a small group; nothing of none, so that a missing number is not taken for a bad one."""
    if not count:
        return ""
    return str(count) if count >= smallest else f"меньше {smallest}"


def _forms(found: Counter[str], smallest: int) -> list[tuple[str, int]]:
    """None when one of them is small: the total less the others would give it."""
    if len(found) < 2 or min(found.values()) < smallest:
        return []
    return list(found.items())


def _made(program: Program, smallest: int) -> list[tuple[str, int]]:
    """Kinds with enough of them; no total is told, so the rest cannot be reckoned."""
    labels = dict(ResultKind.choices)
    kinds = results_by_kind(program).items()
    return [(labels[kind].capitalize(), count) for kind, count in kinds if count >= smallest]


def _pleased(program: Program) -> list[tuple[str, int, str]]:
    found = []
    for role, label in ASKED:
        share = satisfaction_of(program, role)
        if share.percent is not None:
            answered = counted(share.total, "ответа", "ответов", "ответов")
            found.append((label, share.percent, f"{share.percent} % из {answered}"))
    return found


def _chart(rows: list[tuple[str, int]], title: str) -> Any:
    whole = sum(count for _, count in rows)
    return bars([(label, count, whole) for label, count in rows], title=title) if rows else ""
