"""Plan and fact of the roadmap over school years: the same step, its planned term and the day it was closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from mentoring_site.words import counted, plural, short_date
from programs.models import Program
from roadmap.enums import StepState
from roadmap.models import Step

SHOWN_YEARS = 3
MISSING = "шага не было"


@dataclass(frozen=True)
class YearCell:
    """days: closing day minus the last day of the term: negative early, 0 on the day; None where nothing is known."""

    plan: str = ""
    ends: date | None = None
    closed_on: date | None = None
    days: int | None = None
    badge: str = ""  # ok, late, draft, none; "" when the year had no such step
    words: str = MISSING

    @property
    def signed(self) -> str:
        """«−3», «0», «+5», "" for none"""
        if self.days is None:
            return ""
        return f"+{self.days}" if self.days > 0 else str(self.days).replace("-", "−")


@dataclass(frozen=True)
class YearRow:
    number: str
    title: str
    cells: list[YearCell]  # by year, the newest first
    labels: list[str]

    @property
    def labelled(self) -> list[tuple[str, YearCell]]:
        return list(zip(self.labels, self.cells, strict=True))

    @property
    def newest(self) -> YearCell | None:
        """The newest year in which the step was closed: what the bar shows."""
        return next((cell for cell in self.cells if cell.days is not None), None)


@dataclass(frozen=True)
class YearTotal:
    """Steps of one year; average: days from the term, of the closed ones, None when none was."""

    label: str
    in_time: int = 0
    late: int = 0
    left: int = 0  # still open
    spared: int = 0  # not needed
    average: float | None = None

    @property
    def parts(self) -> tuple[int, int, int]:
        return self.in_time, self.left, self.late

    @property
    def average_words(self) -> str:
        if self.average is None:
            return "нет данных"
        if abs(self.average) < 0.5:
            return "в день срока"
        number = f"{abs(self.average):.1f}".removesuffix(".0").replace(".", ",")
        return f"на {number} дн. {'позже' if self.average > 0 else 'раньше'}"


@dataclass(frozen=True)
class Comparison:
    labels: list[str]
    rows: list[YearRow] = field(default_factory=list)
    totals: list[YearTotal] = field(default_factory=list)

    @property
    def widest(self) -> int:
        """Days of the longest bar, at least 1."""
        return max([1, *(abs(row.newest.days) for row in self.rows if row.newest)])


def compare_years(program: Program, on: date) -> Comparison:
    """This year and up to two before it, by the revisions in force; queries grow with years alone."""
    programs = list(
        Program.objects.filter(school=program.school_id, label__lte=program.label).order_by("-label")[
            :SHOWN_YEARS
        ]
    )
    by_year = [list(Step.objects.in_force(one).order_by("number")) for one in programs]
    known = [(one, steps) for one, steps in zip(programs, by_year, strict=True) if steps]
    return compare([one.year_label for one, _ in known], [steps for _, steps in known], on)


def compare(labels: Sequence[str], years: Sequence[Sequence[Step]], on: date) -> Comparison:
    """years: steps of each label, the newest year first; its order of steps is kept, gone ones come last."""
    found: dict[object, list[YearCell]] = {}
    heads: dict[object, tuple[str, str]] = {}
    for place, steps in enumerate(years):
        for step in steps:
            key = _key(step)
            cells = found.setdefault(key, [YearCell() for _ in labels])
            if cells[place].badge:  # two of one title in a year: the second is a row of its own
                key = (key, step.number)
                cells = found.setdefault(key, [YearCell() for _ in labels])
            heads.setdefault(key, (step.said_number, step.short_title))
            cells[place] = _cell(step, on)
    rows = [YearRow(*heads[key], cells, list(labels)) for key, cells in found.items()]
    totals = [_total(label, [row.cells[place] for row in rows]) for place, label in enumerate(labels)]
    return Comparison(list(labels), rows, totals)


def _key(step: Step) -> object:
    return step.standard if step.standard is not None else " ".join(step.title.casefold().split())


def _cell(step: Step, on: date) -> YearCell:
    plan = {"plan": step.term_text, "ends": step.ends if step.has_term else None}
    if step.state == StepState.NOT_NEEDED:
        return YearCell(**plan, badge="none", words="не потребовался")
    if step.state != StepState.DONE or step.closed_on is None:
        days = step.overdue_days(on)
        words = f"просрочен на {counted(days, 'день', 'дня', 'дней')}" if days else "ещё не закрыт"
        return YearCell(**plan, badge="late" if days else "draft", words=words)
    if not step.has_term:
        return YearCell(
            **plan, closed_on=step.closed_on, badge="ok", words=f"закрыт {short_date(step.closed_on)}"
        )
    days = (step.closed_on - step.ends).days
    return YearCell(
        **plan, closed_on=step.closed_on, days=days, badge="late" if days > 0 else "ok", words=_apart(days)
    )


def _apart(days: int) -> str:
    if not days:
        return "в последний день"
    return f"на {abs(days)} {plural(abs(days), 'день', 'дня', 'дней')} {'позже' if days > 0 else 'раньше'}"


def _total(label: str, cells: Sequence[YearCell]) -> YearTotal:
    closed = [cell.days for cell in cells if cell.days is not None]
    undated = sum(cell.closed_on is not None and cell.days is None for cell in cells)
    return YearTotal(
        label=label,
        in_time=sum(days <= 0 for days in closed) + undated,
        late=sum(days > 0 for days in closed),
        left=sum(cell.badge in ("draft", "late") and cell.closed_on is None for cell in cells),
        spared=sum(cell.badge == "none" for cell in cells),
        average=sum(closed) / len(closed) if closed else None,
    )


def export_header(found: Comparison) -> list[str]:
    heads = ["№", "Шаг"]
    for label in found.labels:
        heads += [f"{label}: срок", f"{label}: последний день", f"{label}: закрыт", f"{label}: дней от срока"]
    return heads


def export_rows(found: Comparison) -> list[list[object]]:
    rows: list[list[object]] = []
    for row in found.rows:
        line: list[object] = [row.number, row.title]
        for cell in row.cells:
            line += [cell.plan or cell.words, cell.ends, cell.closed_on, cell.days]
        rows.append(line)
    return rows
