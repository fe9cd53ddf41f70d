"""Charts of answers: how marks are spread, and what was expected beside what came."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence

from django.utils.safestring import SafeString

from .charts import CHARACTER_WIDTH, COLOURS, NO_DATA, _fill, _line, _n, _number, _picture, _text
from .texts import clean_text

Spread = tuple[str, int]
Ends = tuple[str, float | None, float | None]
TOP, HIGH_BAR = 46, 84
WIDE_CHARACTER = 7.6  # at 12 px, in the widest face on school Linux


def columns(
    counts: Sequence[Spread], *, title: str, mean: float | None = None, width: int = 340
) -> SafeString:
    """A column for each mark from 0 up, its count above; the mean is a pointer above with its number.

    counts: (mark, how many) from the lowest mark to the highest; marks stand one step apart.
    """
    bottom = TOP + HIGH_BAR
    step = width / max(1, len(counts))
    most = max((count for _, count in counts), default=0)
    parts = [_line(0, bottom, width, bottom, "ink-3")]
    for index, (mark, count) in enumerate(counts):
        left, middle = step * index + step * 0.15, step * (index + 0.5)
        if count:
            height = max(2, HIGH_BAR * count / most)
            parts.append(
                f'<rect x="{_n(left)}" y="{_n(bottom - height)}" width="{_n(step * 0.7)}" height="{_n(height)}"'
                f' rx="2"{_fill("c1")}/>'
            )
            parts.append(_text(middle, bottom - height - 4, str(count), "ink", size=12, anchor="middle"))
        parts.append(_text(middle, bottom + 16, mark, "ink-2", size=12, anchor="middle"))
    if mean is not None and counts:
        x = step * (mean - float(counts[0][0]) + 0.5)
        parts.append(f'<polygon points="{_n(x - 5)},17 {_n(x + 5)},17 {_n(x)},26"{_fill("ink")}/>')
        at = min(max(x, 52), width - 52)  # the words stay inside the picture
        parts.append(
            _text(at, 12, f"среднее {_number(round(mean, 1))}", "ink", size=12, bold=True, anchor="middle")
        )
    said = "; ".join(f"{mark}: {count}" for mark, count in counts if count) or NO_DATA
    return _picture(parts, width, bottom + 24, title, said)


def dumbbell(
    rows: Sequence[Ends],
    *,
    title: str,
    lowest: float = 1,
    highest: float = 10,
    warn_from: float = 1,
    width: int = 400,
) -> SafeString:
    """Two marks on one line: hollow is before, filled is after; (label, before, after), None is missing.

    A row that fell by `warn_from` or more has a dashed red line, so it shows in one colour too.
    """
    left, right = 14, width - 14
    parts: list[str] = []
    y = 0.0

    def x(value: float) -> float:
        return left + (right - left) * (value - lowest) / (highest - lowest)

    for label, before, after in rows:
        for line in textwrap.wrap(clean_text(label), max(20, int(width / WIDE_CHARACTER))) or [""]:
            y += 16
            parts.append(_text(0, y - 2, line, "ink", size=12))
        y += 24
        parts.append(_line(left, y, right, y, "rule"))
        parts += _span(before, after, x, y, warn_from)
        parts += _numbers(before, after, x, y, width)
        y += 14
    said = "; ".join(
        f"{label}: до {_number(before)}, после {_number(after)}" for label, before, after in rows
    )
    return _picture(parts, width, int(max(y, 1)), title, said or NO_DATA)


def dumbbell_rows(
    rows: Sequence[Ends],
    *,
    title: str,
    lowest: float = 1,
    highest: float = 10,
    warn_from: float = 1,
    width: int = 680,
) -> SafeString:
    """The same two marks beside each label, for papers: a row is as high as its label, numbers stand outside."""
    room = round(width * 0.5)
    left, right = room + 34, width - 34
    parts: list[str] = []
    y = 0.0

    def x(value: float) -> float:
        return left + (right - left) * (value - lowest) / (highest - lowest)

    for label, before, after in rows:
        lines = textwrap.wrap(clean_text(label), int((room - 12) / CHARACTER_WIDTH)) or [""]
        height = max(24, 14 * len(lines) + 8)
        top, middle = y + (height - 14 * len(lines)) / 2, y + height / 2
        parts += [_text(0, top + 11 + 14 * at, line, "ink", size=12) for at, line in enumerate(lines)]
        parts.append(_line(left, middle, right, middle, "rule"))
        parts += _span(before, after, x, middle, warn_from)
        ends = sorted((value, bold) for value, bold in ((before, False), (after, True)) if value is not None)
        for index, (value, bold) in enumerate(ends):
            is_left = len(ends) == 2 and index == 0
            at, anchor = (x(value) - 10, "end") if is_left else (x(value) + 10, "start")
            parts.append(_text(at, middle + 4, _mark(value), "ink", size=12, bold=bold, anchor=anchor))
        y += height
    said = "; ".join(
        f"{label}: до {_number(before)}, после {_number(after)}" for label, before, after in rows
    )
    return _picture(parts, width, int(max(y, 1)), title, said or NO_DATA)


def _span(
    before: float | None, after: float | None, x: Callable[[float], float], y: float, warn_from: float
) -> list[str]:
    """The line between the two marks and the marks; a fall of `warn_from` and more is dashed."""
    parts = []
    fell = before is not None and after is not None and before - after >= warn_from
    tone = "red-tx" if fell else "ink"
    if before is not None and after is not None:
        dash = ' stroke-dasharray="5 3"' if fell else ""
        parts.append(
            f'<line x1="{_n(x(before))}" y1="{_n(y)}" x2="{_n(x(after))}" y2="{_n(y)}"'
            f' class="chart-stroke-{tone}" stroke="{COLOURS[tone]}" stroke-width="3"{dash}/>'
        )
    for value, is_after in ((before, False), (after, True)):
        if value is not None:
            parts.append(_end(x(value), y, "ink" if is_after else "sheet"))
    return parts


def _mark(value: float) -> str:
    """A mean of marks, always with one decimal, so that numbers under each other compare."""
    return f"{value:.1f}".replace(".", ",")


def _end(x: float, y: float, fill: str) -> str:
    return (
        f'<circle cx="{_n(x)}" cy="{_n(y)}" r="5" class="chart-fill-{fill} chart-stroke-ink"'
        f' fill="{COLOURS[fill]}" stroke="{COLOURS["ink"]}" stroke-width="1.75"/>'
    )


def _numbers(
    before: float | None, after: float | None, x: Callable[[float], float], y: float, width: int
) -> list[str]:
    """The two numbers, outside of the two ends so that they never meet."""
    ends = [(value, bold) for value, bold in ((before, False), (after, True)) if value is not None]
    ends.sort(key=lambda end: end[0])
    said = []
    for index, (value, bold) in enumerate(ends):
        is_left = len(ends) == 2 and index == 0
        at = x(value) + (-9 if is_left else 9)
        anchor = "end" if is_left else "start"
        if at < 28 and is_left:
            at, anchor = x(value) - 4, "start"
        if at > width - 28 and not is_left:
            at, anchor = x(value) + 4, "end"
        said.append(_text(at, y - 8, _mark(value), "ink", size=12, bold=bold, anchor=anchor))
    return said
