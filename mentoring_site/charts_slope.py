"""Slope chart: one line for each measured twice, the mean over them. Rules of look.md §6, readable without colour."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from django.utils.safestring import SafeString

from .charts import COLOURS, _escaped, _line, _n, _picture, _stroke, _text

MOST_LINES = 120
LEAST_SPAN = 0.01  # measures have at most two decimals
STEPS = (1, 2, 2.5, 5, 10)
# Drawn in this order, so that the few worse lie above the many better: kind -> (colour, width, dash).
STYLES = {"same": ("c0", 1.0, ""), "better": ("c1", 1.0, ""), "worse": ("c4", 1.6, "5 3")}


@dataclass(frozen=True)
class Slope:
    """before and after of one; kind: "better", "same" or "worse"."""

    before: float
    after: float
    kind: str


@dataclass(frozen=True)
class SlopeWords:
    """What is written on the picture, as people read it."""

    before: str  # «До, ноябрь 2026»
    after: str
    before_mean: str  # «3,24»
    after_mean: str
    change: str  # «+0,47»
    description: str


def slope(
    lines: Sequence[Slope],
    words: SlopeWords,
    *,
    title: str,
    before_mean: float,
    after_mean: float,
    width: int = 760,
    height: int = 372,
) -> SafeString:
    """Of more than MOST_LINES lines every k-th by its change is drawn; the mean is always that of all."""
    is_narrow = width < 500
    left, right = (64, width - 92) if is_narrow else (176, width - 118)
    top, bottom = 34, height - 22
    shown = sampled(lines)
    ticks = nice_ticks(
        min([before_mean, after_mean, *(min(line.before, line.after) for line in shown)]),
        max([before_mean, after_mean, *(max(line.before, line.after) for line in shown)]),
    )
    low, high = ticks[0], ticks[-1]

    def y(value: float) -> float:
        return bottom - 6 - (bottom - top - 18) * (value - low) / (high - low)

    parts = [_grid(ticks, y, left, right, is_narrow)]
    parts += [_line(x, top - 8, x, bottom, "rule-2") for x in (left, right)]
    parts.append(_text(left, 14, words.before, "ink", size=12, bold=True, anchor="middle"))
    parts.append(_text(right, 14, words.after, "ink", size=12, bold=True, anchor="middle"))
    for kind, (colour, thick, dash) in STYLES.items():
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        opacity = "" if dash else ' stroke-opacity="0.6"'
        parts += [
            f'<line x1="{_n(left)}" y1="{_n(y(line.before))}" x2="{_n(right)}" y2="{_n(y(line.after))}"'
            f'{_stroke(colour)} stroke-width="{thick}"{dashes}{opacity}/>'
            for line in shown
            if line.kind == kind
        ]
    parts.append(_mean(left, right, y(before_mean), y(after_mean)))
    parts.append(_label(left - 14, y(before_mean), words.before_mean, "среднее", "end"))
    parts.append(_label(right + 14, y(after_mean), words.after_mean, words.change, "start"))
    return _picture(parts, width, height, title, words.description)


def sampled(lines: Sequence[Slope]) -> list[Slope]:
    """At most MOST_LINES of them: in the order of change, evenly from the first to the last."""
    if len(lines) <= MOST_LINES:
        return list(lines)
    ordered = sorted(lines, key=lambda line: (line.after - line.before, line.before))
    return [ordered[round(at * (len(ordered) - 1) / (MOST_LINES - 1))] for at in range(MOST_LINES)]


def nice_ticks(low: float, high: float) -> list[float]:
    """Four to seven round numbers that hold both ends; the same number twice gets room around it."""
    if high - low < LEAST_SPAN:
        low, high = low - 1, high + 1
    raw = (high - low) / 5
    size = 10.0 ** floor(log10(raw))
    step = next(step * size for step in STEPS if step * size >= raw * 0.999)
    first, last = floor(round(low / step, 6)), ceil(round(high / step, 6))
    return [round(at * step, 6) for at in range(first, last + 1)]


def _grid(
    ticks: Sequence[float], y: Callable[[float], float], left: float, right: float, is_narrow: bool
) -> str:
    at = 26 if is_narrow else left - 108
    rows = [_line(at + 8, y(tick), right, y(tick), "rule") for tick in ticks]
    digits = max(len(f"{tick:.2f}".rstrip("0").partition(".")[2]) for tick in ticks)
    rows += [
        _text(
            at, y(tick) + 4, f"{tick:.{digits}f}".replace(".", ",").replace("-", "−"), "ink-3", anchor="end"
        )
        for tick in ticks
    ]
    return "".join(rows)


def _mean(left: float, right: float, start: float, end: float) -> str:
    return (
        f'<line x1="{_n(left)}" y1="{_n(start)}" x2="{_n(right)}" y2="{_n(end)}"{_stroke("ink")}'
        f' stroke-width="4" stroke-linecap="round"/>' + _ring(left, start, "sheet") + _ring(right, end, "ink")
    )


def _ring(x: float, y: float, fill: str) -> str:
    return (
        f'<circle cx="{_n(x)}" cy="{_n(y)}" r="6" class="chart-fill-{fill} chart-stroke-ink"'
        f' fill="{COLOURS[fill]}" stroke="{COLOURS["ink"]}" stroke-width="3"/>'
    )


def _label(x: float, y: float, figure: str, note: str, anchor: str) -> str:
    """The mean in the voice of figures; it stands outside of the lines."""
    return (
        f'<text x="{_n(x)}" y="{_n(y - 2)}" font-size="18" font-weight="700" text-anchor="{anchor}"'
        f' font-family="PT Serif, Noto Serif, serif" class="chart-display chart-fill-ink" fill="{COLOURS["ink"]}">'
        f"{_escaped(figure)}</text>" + _text(x, y + 14, note, "ink-3", anchor=anchor)
    )
