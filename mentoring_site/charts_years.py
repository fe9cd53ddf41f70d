"""Sums by year as bars over dashed thresholds: past years hatched, this year solid; readable in one colour."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.safestring import SafeString

from mentoring_site.charts import COLOURS, Point, _fill, _line, _n, _number, _picture, _stroke, _text

HATCH = 5  # px between the lines of a hatched bar


def bars_by_year(
    points: Sequence[Point],
    thresholds: Sequence[tuple[float, str]],
    *,
    maximum: float,
    title: str,
    width: int = 520,
    height: int = 210,
) -> SafeString:
    """points: (year, sum 0–maximum or None); thresholds: (from, words of the level that begins there).

    The last year is solid, the others hatched; None is a dash. A table stands beside the picture.
    """
    left, right, top, bottom = 8, width - 150, 26, height - 26
    step = (right - left) / max(1, len(points))
    bar = min(step * 0.56, 64)

    def y(value: float) -> float:
        return bottom - (bottom - top) * min(max(value, 0), maximum) / maximum

    parts = []
    edges = [*[start for start, _ in thresholds], maximum + 1]
    for (start, words), end in zip(thresholds, edges[1:], strict=True):
        middle = (y(start) + y(min(end, maximum))) / 2
        parts.append(_text(right + 8, middle + 4, words, "ink-2"))
        if start:
            line = _line(left, y(start - 0.5), right, y(start - 0.5), "ink-3")
            parts.append(line.replace("/>", ' stroke-dasharray="5 4"/>'))
    last = len(points) - 1
    for index, (label, value) in enumerate(points):
        centre = left + step * (index + 0.5)
        parts.append(_text(centre, height - 8, label, "ink" if index == last else "ink-3", anchor="middle"))
        if value is None:
            parts.append(_text(centre, bottom - 6, "—", "ink-3", anchor="middle"))
            continue
        parts += _bar(centre - bar / 2, y(value), bar, bottom - y(value), is_solid=index == last)
        parts.append(_text(centre, y(value) - 7, _number(value), "ink", size=13, bold=True, anchor="middle"))
    parts.append(_line(left, bottom, right, bottom, "ink"))
    description = "; ".join(f"{label}: {_number(value)}" for label, value in points)
    return _picture(parts, width, height, title, description)


def _bar(x: float, y: float, width: float, height: float, *, is_solid: bool) -> list[str]:
    if is_solid:
        return [f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}"{_fill("c1")}/>']
    box = f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}"'
    colours = (
        f' class="chart-fill-sheet chart-stroke-ink" fill="{COLOURS["sheet"]}" stroke="{COLOURS["ink"]}"'
    )
    parts = [f"{box}{colours}/>"]
    # Lines instead of a pattern: ids of patterns would have to differ within a page.
    offset = HATCH
    while offset < width + height:
        x1, y1 = (x + offset, y) if offset <= width else (x + width, y + offset - width)
        x2, y2 = (x, y + offset) if offset <= height else (x + offset - height, y + height)
        parts.append(
            f'<line x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}"{_stroke("ink-3")} stroke-width="0.8"/>'
        )
        offset += HATCH
    return parts
