"""What the page «Изменения „до – после“», its file and its paper print: plain data, no request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from mentoring_site.charts_stacked import stacked
from mentoring_site.permissions import Access, Permission
from mentoring_site.words import NBSP, counted, plural
from monitoring.change_values import Measured, measured_of
from monitoring.change_words import (
    VERDICT_SHAPES,
    VERDICT_WORDS,
    mean_decimals,
    number,
    p_words,
)
from monitoring.changes import PEOPLE, changes_from, pairs_of, parameters_of
from monitoring.changes_model import Change, PairOfMeasures
from monitoring.enums import Direction, ParameterSubject
from monitoring.measuring import may_measure
from monitoring.models import Parameter
from monitoring.services.settings import settings_of
from programs.enums import ParticipantKind
from programs.models import MentoringForm, Program

SUBJECT_TITLES = {
    ParameterSubject.MENTEE: "Наставляемые",
    ParameterSubject.MENTOR: "Наставники",
    ParameterSubject.CLASS: "Классы",
    ParameterSubject.PROGRAM: "Школа в целом",
}
NOUNS = {
    ParameterSubject.MENTEE: ("наставляемый", "наставляемых", "наставляемых"),
    ParameterSubject.MENTOR: ("наставник", "наставника", "наставников"),
    ParameterSubject.CLASS: ("класс", "класса", "классов"),
    ParameterSubject.PROGRAM: ("школа", "школы", "школ"),
}
FORM_WORDS = {ParticipantKind.PUPIL: "Ученики", ParticipantKind.TEACHER: "Педагоги"}


@dataclass(frozen=True)
class Row:
    """A parameter in the table. before, after: as people read them; "" where the text says why not."""

    change: Change
    scale: str  # «2,00–5,00, больше — лучше»
    before: str
    after: str
    text: str  # instead of numbers
    bar: str
    shape: str
    verdict: str
    p: str

    @property
    def parameter(self) -> Parameter:
        return self.change.parameter


@dataclass(frozen=True)
class Changes:
    """All parameters of a form with what was measured."""

    program: Program
    form: MentoringForm | None
    changes: list[Change]
    measured: dict[int, Measured]
    smallest: int
    rows: list[Row] = field(default_factory=list)


def read_changes(program: Program, form: MentoringForm | None) -> Changes:
    parameters = parameters_of(program, form=form)
    measured = measured_of(program, parameters, form=form)
    changes = changes_from(program, parameters, measured)
    order = list(SUBJECT_TITLES)
    changes.sort(key=lambda change: order.index(ParameterSubject(change.parameter.subject)))
    smallest = settings_of(program).smallest_group
    return Changes(program, form, changes, measured, smallest, [row_of(change) for change in changes])


def grouped(rows: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    """By of whom it is measured, in the order of SUBJECT_TITLES."""
    return [
        (title, found)
        for subject, title in SUBJECT_TITLES.items()
        if (found := [row for row in rows if row.parameter.subject == subject])
    ]


def may_type(access: Access, parameter: Parameter) -> bool:
    """Can the reader be led to a grid of people or classes: the school's numbers and answers are not typed there."""
    is_typed = not parameter.pair_code and parameter.subject != ParameterSubject.PROGRAM
    return is_typed and may_measure(access, parameter)


def forms_of(program: Program) -> list[tuple[MentoringForm, str]]:
    """Forms of the programme with the word of the switch; two forms of the same people go by their titles."""
    forms = list(program.forms.filter(is_active=True))
    kinds = [form.mentee_kind for form in forms]
    return [
        (
            form,
            FORM_WORDS[ParticipantKind(form.mentee_kind)]
            if kinds.count(form.mentee_kind) == 1
            else form.title,
        )
        for form in forms
    ]


def row_of(change: Change) -> Row:
    parameter, statistics = change.parameter, change.statistics
    is_shown = not change.is_held and statistics.n > 0
    decimals = (
        mean_decimals(parameter) if parameter.subject != ParameterSubject.PROGRAM else parameter.decimals
    )
    has_values = is_shown and not change.hides_values
    has_parts = is_shown and parameter.subject != ParameterSubject.PROGRAM
    parts = (statistics.better, statistics.same, statistics.worse)
    shape, verdict = _verdict(change)
    return Row(
        change=change,
        scale=scale_words(parameter),
        before=number(statistics.before_mean, decimals) if has_values else "",
        after=number(statistics.after_mean, decimals) if has_values else "",
        text="" if is_shown else change.sentence,
        bar=stacked(parts, title=f"{parameter.title}: лучше, без изменений, хуже") if has_parts else "",
        shape=shape,
        verdict=verdict,
        p=p_words(statistics.p) if statistics.p is not None and is_shown else "",
    )


def _verdict(change: Change) -> tuple[str, str]:
    """(shape, words). Of the whole school there is nothing to test: one number before, one after."""
    statistics = change.statistics
    if not statistics.n:
        return "none", "Измерено один раз" if change.before_count or change.after_count else "Не измерено"
    if change.parameter.subject != ParameterSubject.PROGRAM:
        return VERDICT_SHAPES[statistics.verdict], VERDICT_WORDS[statistics.verdict]
    if statistics.better:
        return "ok", "Стало лучше"
    return ("warn", "Стало хуже") if statistics.worse else ("draft", "Без изменений")


MARKS = ("балл", "отметк")


def scale_words(parameter: Parameter) -> str:
    parts = []
    is_mark = parameter.unit.startswith(MARKS)  # of a number of things the ends only guard the entry
    if is_mark and parameter.minimum is not None and parameter.maximum is not None:
        low, high = (
            f"{end.normalize():f}".replace(".", ",") for end in (parameter.minimum, parameter.maximum)
        )
        if f"{low}–{high}" not in parameter.unit:
            parts.append(f"{low}–{high}")
    if parameter.unit:
        parts.append(parameter.unit)
    way = "больше — лучше" if parameter.direction == Direction.MORE else "меньше — лучше"
    return " · ".join([", ".join(parts), way] if parts else [way])


def choose(changes: Changes, code: str) -> Row | None:
    """The asked parameter, else the first that has something to show, else the first."""
    by_code = {row.parameter.code: row for row in changes.rows}
    if code in by_code:
        return by_code[code]
    shown = (row for row in changes.rows if row.before and row.parameter.subject in PEOPLE)
    return next(shown, changes.rows[0] if changes.rows else None)


def has_list(change: Change) -> bool:
    """May those who got worse be named: never of sealed values, never of a group too small."""
    return (
        not (change.hides_values or change.is_held)
        and change.parameter.subject in PEOPLE
        and change.statistics.worse > 0
    )


def may_name(access: Access, parameter: Parameter) -> bool:
    """Who got worse by name: answers of questionnaires are promised to be read by the curator alone."""
    return not parameter.pair_code or access.has(Permission.MONITORING_EDIT)


def worse_pairs(change: Change, measured: Measured) -> list[PairOfMeasures]:
    """Who got worse, the largest change first."""
    sign = 1 if change.parameter.direction == Direction.MORE else -1
    least = float(change.parameter.smallest_change)
    gains = [(round(sign * (pair.after - pair.before), 6), pair) for pair in pairs_of(measured)]
    return [pair for gain, pair in sorted(gains, key=lambda row: (row[0], row[1].label)) if gain <= -least]


def lead_of(changes: Changes, row: Row | None, label: str) -> str:
    """«Ученики, 52 наставляемых. Дважды измерены 48 человек, у 4 нет одного из измерений.»"""
    if row is None:
        return label
    change = row.change
    subject = ParameterSubject(change.parameter.subject)
    if subject == ParameterSubject.PROGRAM:
        return f"{label}. Число по школе в целом."
    n, missing = change.statistics.n, change.asked - change.statistics.n
    nouns = ("человек", "человека", "человек") if subject in PEOPLE else NOUNS[subject]
    start = f"{label}, {counted(change.asked, *NOUNS[subject])}."
    verb = plural(n, "измерен", "измерены", "измерены")
    twice = f"Дважды {verb} {counted(n, *nouns)}" if n else "Дважды пока никто не измерен"
    return f"{start} {twice}" + (f", у{NBSP}{missing} нет одного из измерений." if n and missing else ".")


def worse_rows(
    pairs: Sequence[PairOfMeasures], people: QuerySet, parameter: Parameter
) -> list[tuple[Any, str, str, str]]:
    """(person, before, after, change) of those whom the reader may see, in the order of pairs."""
    seen = {person.pk: person for person in people.filter(pk__in=[pair.key for pair in pairs])}
    decimals = parameter.decimals
    return [
        (
            seen[pair.key],
            number(pair.before, decimals),
            number(pair.after, decimals),
            number(pair.after - pair.before, decimals),
        )
        for pair in pairs
        if pair.key in seen
    ]
