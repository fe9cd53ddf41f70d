"""The parameter that stands above the table: its picture, what changed in words, its means by day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from mentoring_site.charts_slope import MOST_LINES
from mentoring_site.charts_stacked import before_after, stacked
from mentoring_site.words import counted
from monitoring.change_pictures import slope_of
from monitoring.change_values import Measured
from monitoring.change_words import conclusion_of, directions, mean_decimals, number, p_words
from monitoring.changes import PEOPLE, pairs_of
from monitoring.changes_model import Change, PairOfMeasures
from monitoring.changes_page import Changes, Row, has_list
from monitoring.enums import Direction, ParameterSubject

WHOM = {1: "одного", 2: "двоих", 3: "троих", 4: "четверых", 5: "пятерых", 6: "шестерых", 7: "семерых"}
MOST_CLASSES = 40  # in one picture


@dataclass(frozen=True)
class Line:
    """A line of «Что изменилось»: kind is better, same or worse."""

    kind: str
    count: int
    words: str
    note: str


@dataclass(frozen=True)
class Chosen:
    """The parameter above the table."""

    row: Row
    head: str  # «каждая линия — один человек, n = 48»
    charts: tuple[str, str]  # for the wide page and for the phone
    lines: list[Line]
    conclusion: list[str]
    method: str
    moments: list[tuple[str, int, str]]  # «До», n, mean
    worse_words: str  # «Показать пятерых»
    missing: int


def chosen_of(changes: Changes, row: Row) -> Chosen:
    measured = changes.measured[row.parameter.pk]
    statistics = row.change.statistics
    is_shown = not row.change.is_held and statistics.n > 0
    return Chosen(
        row=row,
        head=_head(row),
        charts=_charts(row, measured) if is_shown else ("", ""),
        lines=_lines(row, pairs_of(measured)) if is_shown else [],
        conclusion=_conclusion(row.change) if is_shown else [],
        method=_method(row.change) if is_shown else "",
        moments=_moments(row, measured, changes.smallest) if is_shown else [],
        worse_words=_worse_words(row.change),
        missing=row.change.asked - statistics.n,
    )


def _head(row: Row) -> str:
    n = row.change.statistics.n
    subject = row.parameter.subject
    if subject == ParameterSubject.PROGRAM:
        return "число по школе"
    if not n:
        return ""
    if row.change.hides_values or row.change.is_held:
        return f"n = {n}"
    if subject == ParameterSubject.CLASS:
        return f"по классам, n = {n}"
    if n > MOST_LINES:
        return f"n = {n}; показаны {MOST_LINES} линий, взятых равномерно по величине изменения"
    return f"каждая линия — один человек, n = {n}"


def _charts(row: Row, measured: Measured) -> tuple[str, str]:
    parameter, statistics = row.parameter, row.change.statistics
    title = f"{parameter.title}: до и после"
    if row.change.hides_values:
        parts = (statistics.better, statistics.same, statistics.worse)
        return stacked(parts, title=title, width=640, height=34), stacked(
            parts, title=title, width=320, height=30
        )
    if parameter.subject in PEOPLE:
        return slope_of(row.change, measured), slope_of(row.change, measured, width=340, height=330)
    rows = [("", statistics.before_mean, statistics.after_mean)]
    if parameter.subject == ParameterSubject.CLASS:
        rows = [(pair.label, pair.before, pair.after) for pair in pairs_of(measured)[:MOST_CLASSES]]
    wide, narrow = (
        before_after(rows, title=title, decimals=parameter.decimals, width=width) for width in (640, 320)
    )
    return wide, narrow


def _lines(row: Row, pairs: Sequence[PairOfMeasures]) -> list[Line]:
    parameter, statistics = row.parameter, row.change.statistics
    if parameter.subject == ParameterSubject.PROGRAM:
        return []
    better, worse = directions(parameter)
    hint = ", это лучше" if parameter.direction == Direction.LESS else ""
    least = float(parameter.smallest_change)
    sign = 1 if parameter.direction == Direction.MORE else -1
    gains = [round(sign * (pair.after - pair.before), 6) for pair in pairs]

    def size(values: list[float]) -> str:
        if row.change.hides_values or not values:
            return ""
        return f"в среднем на {number(abs(fmean(values)), mean_decimals(parameter))}"

    small = f"разница меньше {number(least, max(parameter.decimals, _decimals_of(least)))}"
    return [
        Line(
            "better", statistics.better, f"показатель {better}{hint}", size([g for g in gains if g >= least])
        ),
        Line("same", statistics.same, "без изменений", "" if row.change.hides_values else small),
        Line("worse", statistics.worse, f"показатель {worse}", size([g for g in gains if g <= -least])),
    ]


def _decimals_of(value: float) -> int:
    return len(f"{value:.2f}".rstrip("0").partition(".")[2])


def _conclusion(change: Change) -> list[str]:
    """The counts stand above it already."""
    if change.parameter.subject == ParameterSubject.PROGRAM:
        return [change.sentence]
    return conclusion_of(change.statistics)


def _method(change: Change) -> str:
    p = change.statistics.p
    return f"Критерий Уилкоксона для связанных выборок, {p_words(p)}." if p is not None else ""


def _moments(row: Row, measured: Measured, smallest: int) -> list[tuple[str, int, str]]:
    """Means of all measured on each day when something was measured between; [] when nothing was."""
    if row.change.hides_values or not measured.between:
        return []
    people = row.parameter.subject in PEOPLE
    decimals = mean_decimals(row.parameter)

    def mean(values: dict[int, float]) -> str:
        return (
            "мало данных" if people and len(values) < smallest else number(fmean(values.values()), decimals)
        )

    steps = [("До", measured.before)]
    steps += [(f"{day:%d.%m.%Y}", values) for day, values in measured.between.items()]
    steps.append(("После", measured.after))
    return [(name, len(values), mean(values)) for name, values in steps if values]


def _worse_words(change: Change) -> str:
    if not has_list(change):
        return ""
    count = change.statistics.worse
    return (
        f"Показать {WHOM[count]}"
        if count in WHOM
        else f"Показать {counted(count, 'человека', 'человек', 'человек')}"
    )
