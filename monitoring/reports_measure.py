"""The list of what is measured, the table that leaves, the blank for who writes by hand, the form to be filled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from mentoring_site.permissions import ROLE_LABELS, Access
from mentoring_site.templatetags.ui import state_badge
from mentoring_site.words import counted, keep_signs, plural, short_date
from monitoring.cells import Scale, show_value
from monitoring.enums import ParameterBlock, ParameterSubject
from monitoring.measure_grid import Grid
from monitoring.measure_progress import Line, PlaceLine, Progress
from monitoring.measuring import (
    OF_PEOPLE,
    Target,
    Targets,
    key_of,
    parameters_for,
    psychologists_own,
    rows_of,
)
from monitoring.models import Measurement, Parameter
from participants.enums import SurveyMoment
from programs.models import Program
from programs.tenancy import program_url

EXPORTED = (SurveyMoment.BEFORE, SurveyMoment.INTERIM, SurveyMoment.AFTER)
SUBJECT_WORDS = {
    ParameterSubject.MENTEE: "наставляемые",
    ParameterSubject.MENTOR: "наставники",
    ParameterSubject.CLASS: "классы",
    ParameterSubject.PROGRAM: "школа в целом",
}
LINE_COLUMNS = [
    {"key": "title", "label": "Параметр", "phone": "main"},
    {"key": "whom", "label": "У кого", "phone": "fact", "priority": 2},
    {"key": "before", "label": "До", "phone": "state", "num": True},
    {"key": "after", "label": "После", "phone": "fact", "phone_label": "после", "num": True},
    {"key": "who", "label": "Кто вносит", "phone": "hide", "priority": 3},
]
ENTERED = "внесено"  # in place of a value that only the psychologist sees


def home_page(progress: Progress) -> dict[str, Any]:
    """Values of the page «Измерения»."""
    lines = progress.lines()
    program = progress.access.program
    word = SurveyMoment(progress.moment).label
    own = [line for line in lines if line.is_own]
    done = sum(line.before if progress.moment == SurveyMoment.BEFORE else line.after for line in own)
    asked = sum(line.asked for line in own)
    of_values = f"{asked} {plural(asked, 'значения', 'значений', 'значений')}"
    return {
        "lead": f"Измерено «{word}»: {done} из {of_values}." if asked else "",
        "word": word,
        "places": [_place(program, place, progress.moment) for place in progress.places()],
        "columns": LINE_COLUMNS,
        "rows": [row for rows in _blocks(program, lines) for row in rows],
        "has_lines": bool(lines),
        "done": done,
        "asked": asked,
    }


def _place(program: Program, place: PlaceLine, moment: str) -> dict[str, Any]:
    return {
        "title": place.title,
        "url": f"{program_url(program, f'monitoring:measure_{place.kind}', pk=place.pk)}?moment={moment}",
        "people": counted(place.people, "человек", "человека", "человек"),
        "filled": place.filled,
        "total": place.total,
        "is_done": place.filled == place.total,
    }


def _blocks(program: Program, lines: Sequence[Line]) -> list[list[dict[str, Any]]]:
    blocks = []
    for block in ParameterBlock:
        rows = [_row(program, line) for line in lines if line.parameter.block == block]
        if rows:
            blocks.append([{"group": block.label}, *rows])
    return blocks


def _row(program: Program, line: Line) -> dict[str, Any]:
    one = line.parameter
    if one.subject == ParameterSubject.PROGRAM:
        url = program_url(program, "monitoring:measure_school")
    else:
        url = program_url(program, "monitoring:measure_parameter", pk=one.pk)
    form = keep_signs(f", {one.form.title}") if one.form else ""
    return {
        "id": one.pk,
        "label": one.title,
        "url": url if line.is_own and line.asked else "",
        "cells": {
            "title": one.title,
            "whom": f"{SUBJECT_WORDS[ParameterSubject(one.subject)]}{form}",
            "before": _count(line.before, line.asked),
            "after": _count(line.after, line.asked),
            "who": ROLE_LABELS[one.source_role],
        },
    }


def _count(measured: int, asked: int) -> Any:
    if not asked:
        return "некого"
    kind = "ok" if measured == asked else "draft" if not measured else "wait"
    return state_badge(kind, f"{measured} из {asked}", False)


# --- the table that leaves --------------------------------------------------------------------------------


def measures_table(access: Access) -> tuple[list[str], list[list[Any]]]:
    """(header, rows) of the user's own people: every parameter before, on each day between, and after.

    Sealed values stay where they are.
    """
    targets = Targets(access.program)
    parameters = [one for one in parameters_for(access) if one.subject in OF_PEOPLE]
    own = {one.pk: {target.key: target for target in targets.own(one, access)} for one in parameters}
    parameters = [one for one in parameters if own[one.pk]]
    found = {moment: list(rows_of(parameters, moment)) for moment in EXPORTED}
    values = {
        (row.parameter_id, moment, _day_of(row), key_of(row)): row
        for moment, rows in found.items()
        for row in rows
    }
    between = sorted({(row.parameter_id, row.measured_on) for row in found[SurveyMoment.INTERIM]})
    columns = [
        (one, moment, day) for one in parameters for moment in EXPORTED for day in _days(one, moment, between)
    ]
    people: dict[int, Target] = {key: target for one in parameters for key, target in own[one.pk].items()}
    header = ["ФИО", "Класс, должность"]
    header += [
        f"{one.title} ({moment.label}{f', {short_date(day)}' if day else ''})" for one, moment, day in columns
    ]
    rows = [
        [
            target.person.full_name if target.person else target.label,
            target.place,
            *(
                _exported(
                    one,
                    values.get((one.pk, moment, day, target.key)),
                    is_asked=target.key in own[one.pk] and moment != SurveyMoment.INTERIM,
                )
                for one, moment, day in columns
            ),
        ]
        for target in sorted(people.values(), key=lambda one: one.person.search_key if one.person else "")
    ]
    return header, rows


def _day_of(row: Measurement) -> date | None:
    """Only what is measured between has columns by day."""
    return row.measured_on if row.moment == SurveyMoment.INTERIM else None


def _days(parameter: Parameter, moment: str, between: Sequence[tuple[int, date]]) -> list[date | None]:
    if moment != SurveyMoment.INTERIM:
        return [None]
    return [day for pk, day in between if pk == parameter.pk]


def _exported(parameter: Parameter, row: Measurement | None, *, is_asked: bool) -> Any:
    if row is None:
        return "не измерено" if is_asked else None
    if psychologists_own(parameter):
        return ENTERED
    scale = Scale.of(parameter)
    return show_value(row.value, scale) if scale.is_yes_no else row.value


def template_table(access: Access, moment: str) -> tuple[list[str], list[list[Any]]]:
    """The empty form with one's own people, ready to be filled and loaded."""
    targets = Targets(access.program)
    parameters = [one for one in parameters_for(access) if one.subject in OF_PEOPLE]
    own = {one.pk: {target.key: target for target in targets.own(one, access)} for one in parameters}
    parameters = [one for one in parameters if own[one.pk]]
    people: dict[int, Target] = {key: target for one in parameters for key, target in own[one.pk].items()}
    word = SurveyMoment(moment).label
    header = ["ФИО", "Класс, должность", "Дата", *(f"{one.title} ({word})" for one in parameters)]
    rows = [
        [target.person.full_name if target.person else target.label, target.place, None]
        for target in sorted(people.values(), key=lambda one: one.person.search_key if one.person else "")
    ]
    return header, rows


# --- the blank --------------------------------------------------------------------------------------------


COLUMNS_AT_ONCE = 7  # of a lying sheet, so that there is room for a name and for a pen
NAME_SHARE, CELLS_SHARE = 22, 72  # per cent


def blank_tables(grids: Sequence[Grid]) -> list[dict[str, Any]]:
    """Tables to be filled by hand: names and empty cells; what is measured already is empty too.

    A parameter that nobody here is measured by has no column.
    """
    tables = []
    for grid in grids:
        asked = [
            place
            for place in range(len(grid.heads))
            if not all(row.cells[place].is_absent for row in grid.rows)
        ]
        for start in range(0, len(asked), COLUMNS_AT_ONCE):
            places = asked[start : start + COLUMNS_AT_ONCE]
            rows = [
                {
                    "name": row.target.label,
                    "cells": ["×" if row.cells[place].is_absent else "" for place in places],
                }
                for row in grid.rows
            ]
            share = min(14, CELLS_SHARE // len(places))
            heads = [grid.heads[place] for place in places]
            tables.append({"heads": heads, "rows": rows, "name_share": NAME_SHARE, "share": share})
    return tables


def blank_title(heading: str, moment: str, program: Program) -> str:
    return f"{heading}. Измерения «{SurveyMoment(moment).label}», {program.year_label}"
