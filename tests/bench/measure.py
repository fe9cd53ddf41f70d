"""Medians of several runs, and the table that they make."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter

ONCE_MORE = 1  # the first run fills caches and is not counted


@dataclass(frozen=True)
class Figure:
    """ours and floor in `unit`. ratio = ours / floor, unless a greater figure is better."""

    name: str
    ours: float
    floor: float | None
    unit: str
    goal: str = ""
    is_met: bool | None = None
    note: str = ""

    @property
    def row(self) -> list[str]:
        ratio = _number(self.ours / self.floor, 2) if self.floor else ""
        verdict = "" if self.is_met is None else ("да" if self.is_met else "нет")
        floor = "" if self.floor is None else _number(self.floor)
        return [self.name, _number(self.ours), floor, self.unit, ratio, self.goal, verdict, self.note]


def _number(value: float, digits: int = 1) -> str:
    return f"{value:.{digits}f}".replace(".", ",")


HEAD = ["Что", "наше", "основа", "ед.", "отношение", "цель", "достигнута", "основа – это"]


def beside(
    ours: Callable[[], object], floor: Callable[[], object], runs: int, *, warm: int = ONCE_MORE
) -> tuple[float, float]:
    """Medians of both, run by turns, so that a busy minute of the machine touches both."""
    times: tuple[list[float], list[float]] = ([], [])
    for number in range(runs + warm):
        for act, kept in ((ours, times[0]), (floor, times[1])):
            before = perf_counter()
            act()
            if number >= warm:
                kept.append((perf_counter() - before) * 1000)
    return median(times[0]), median(times[1])


def at_most(name: str, pair: tuple[float, float], goal: float, note: str) -> Figure:
    return Figure(name, *pair, "мс", f"≤ {goal}×".replace(".", ","), pair[0] <= goal * pair[1], note)


def table(figures: list[Figure]) -> str:
    rows = [HEAD, *(figure.row for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    lines = [
        "  ".join(
            cell.rjust(width) if 1 <= column <= 4 else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    return "\n".join([lines[0], "-" * max(map(len, lines)), *lines[1:]])
