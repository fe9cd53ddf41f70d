"""Charts as small SVG pictures, the same on screen and on paper.

No script, no style element, no outside link: every colour is a presentation attribute (the light theme, and the
only one WeasyPrint sees) that a class of `static/css/charts.css` overrides with the theme's token.
A table with the same numbers stands beside each chart; the picture alone is never the only source.
"""

import hashlib
import textwrap
from collections.abc import Callable, Iterable, Sequence
from html import escape
from itertools import groupby

from django.utils.safestring import SafeString, mark_safe

from .texts import clean_text

NO_DATA = "нет данных"
FONT_SIZE = 11
CHARACTER_WIDTH = 6.6  # of the widest face on school Linux, DejaVu Sans at 11 px
COLOURS = {
    "ink": "#1B2420",
    "ink-2": "#46524B",
    "ink-3": "#5C6861",
    "rule": "#E3DED1",
    "sheet": "#FFFFFF",
    "c1": "#1B5E4A",
    "c0": "#8A948E",
    "c4": "#B3382A",
    "btn-tx": "#FFFFFF",
    "rule-2": "#CDC7B7",
    "green-t": "#E1EEE6",
    "green-tx": "#16503E",
    "red-t": "#FBE7E2",
    "red-tx": "#97291D",
}
# (fill, text) of a band by its place: the lowest is the bad one, the highest the good one.
LOW, MIDDLE, HIGH = ("red-t", "red-tx"), (None, "ink-2"), ("green-t", "green-tx")

Point = tuple[str, float | None]
Band = tuple[float, float, str]
Bar = tuple[str, float | None, float]


def line_with_bands(
    points: Sequence[Point],
    bands: Sequence[Band],
    *,
    maximum: float,
    title: str,
    is_last_draft: bool = False,
    width: int = 340,
    height: int = 170,
) -> SafeString:
    """History as a line over level bands: (year, score 0-maximum or None), (from, to, label) from low to high.

    Scores are whole, so a band reaches half a point beyond its ends. None breaks the line and is said in words
    in the description; a draft's point is hollow.
    """
    left, right, top, bottom = 8, width - 66, 26, height - 26
    step = (right - left) / max(1, len(points))

    def x(index: int) -> float:
        return left + step * (index + 0.5)

    def y(value: float) -> float:
        return bottom - (bottom - top) * min(max(value, 0), maximum) / maximum

    parts = [_band(band, tone, left, right, y) for band, tone in zip(bands, _tones(len(bands)), strict=True)]
    parts.append(_line(left, bottom, right, bottom, "rule"))
    known = [(index, value) for index, (_, value) in enumerate(points) if value is not None]
    for _, run in groupby(enumerate(known), key=lambda item: item[1][0] - item[0]):
        corners = " ".join(f"{_n(x(index))},{_n(y(value))}" for _, (index, value) in run)
        parts.append(f'<polyline points="{corners}" fill="none"{_stroke("ink")} stroke-width="1.75"/>')
    last = len(points) - 1
    for index, value in known:
        is_last = index == last
        fill = "sheet" if is_last and is_last_draft else "ink"
        parts.append(
            f'<circle cx="{_n(x(index))}" cy="{_n(y(value))}" r="4.5" class="chart-fill-{fill} chart-stroke-ink"'
            f' fill="{COLOURS[fill]}" stroke="{COLOURS["ink"]}" stroke-width="1.75"/>'
        )
        parts.append(
            _text(
                x(index),
                y(value) - 10,
                _number(value),
                "ink",
                size=14 if is_last else 12,
                bold=True,
                anchor="middle",
            )
        )
    parts += [
        _text(x(index), bottom - 4, "—", "ink-3", anchor="middle")
        for index, (_, value) in enumerate(points)
        if value is None
    ]
    every = max(1, -(-max((len(label) for label, _ in points), default=0) * CHARACTER_WIDTH // step))
    parts += [
        _text(x(index), height - 8, label, "ink" if index == last else "ink-3", anchor="middle")
        for index, (label, _) in enumerate(points)
        if (last - index) % every == 0
    ]
    description = "; ".join(f"{label}: {_number(value)}" for label, value in points) or NO_DATA
    return _picture(parts, width, height, title, description)


def bars(rows: Sequence[Bar], *, title: str, width: int = 340) -> SafeString:
    """Horizontal bars from 0: (label, value or None, maximum of this row), «7 из 10» at the right end.

    None is an empty track with «нет данных», 0 an empty track with «0 из 10».
    """
    parts: list[str] = []
    y = 0
    for label, value, maximum in rows:
        said = NO_DATA if value is None else f"{_number(value)} из {_number(maximum)}"
        room = int((width - (len(said) + 2) * 7) / CHARACTER_WIDTH)
        lines = textwrap.wrap(clean_text(label), max(8, room)) or [""]
        parts.append(
            _text(
                width,
                y + 14,
                said,
                "ink-3" if value is None else "ink",
                size=12,
                bold=value is not None,
                anchor="end",
            )
        )
        for line in lines:
            y += 16
            parts.append(_text(0, y - 2, line, "ink", size=12))
        parts.append(f'<rect x="0" y="{y + 4}" width="{width}" height="8" rx="2"{_fill("rule")}/>')
        share = 0 if not value or maximum <= 0 else min(max(value / maximum, 0), 1)
        if share:
            parts.append(
                f'<rect x="0" y="{y + 4}" width="{_n(width * share)}" height="8" rx="2"{_fill("c1")}/>'
            )
        y += 26
    description = "; ".join(
        f"{label}: {NO_DATA if value is None else f'{_number(value)} из {_number(maximum)}'}"
        for label, value, maximum in rows
    )
    return _picture(parts, width, max(y - 12, 1), title, description or NO_DATA)


def _tones(count: int) -> list[tuple[str | None, str]]:
    if count < 2:
        return [MIDDLE] * count
    return [LOW, *[MIDDLE] * (count - 2), HIGH]


def _band(
    band: Band, tone: tuple[str | None, str], left: float, right: float, y: Callable[[float], float]
) -> str:
    start, end, label = band
    top, bottom = y(end + 0.5), y(start - 0.5)
    fill, text = tone
    shape = (
        f'<rect x="{_n(left)}" y="{_n(top)}" width="{_n(right - left)}" height="{_n(bottom - top)}"{_fill(fill)}/>'
        if fill
        else ""
    )
    return shape + _text(right + 6, (top + bottom) / 2 + 4, label, text)


def _picture(parts: Iterable[str], width: int, height: int, title: str, description: str) -> SafeString:
    body = "".join(parts)
    name = (
        "chart-" + hashlib.sha256(f"{title}{body}".encode()).hexdigest()[:10]
    )  # ids must differ within a page
    return mark_safe(
        f'<svg class="chart" xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
        f' viewBox="0 0 {width} {height}" role="img" aria-labelledby="{name}-t {name}-d"'
        f' font-family="PT Sans, Liberation Sans, DejaVu Sans, sans-serif" font-size="{FONT_SIZE}">'
        f'<title id="{name}-t">{_escaped(title)}</title><desc id="{name}-d">{_escaped(description)}</desc>{body}</svg>'
    )


def _text(
    x: float,
    y: float,
    text: str,
    colour: str,
    *,
    size: int = FONT_SIZE,
    bold: bool = False,
    anchor: str = "start",
) -> str:
    weight = ' font-weight="600"' if bold else ""
    return (
        f'<text x="{_n(x)}" y="{_n(y)}" font-size="{size}"{weight} text-anchor="{anchor}"{_fill(colour)}>'
        f"{_escaped(text)}</text>"
    )


def _line(x1: float, y1: float, x2: float, y2: float, colour: str) -> str:
    return f'<line x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}"{_stroke(colour)}/>'


def _fill(colour: str) -> str:
    return f' class="chart-fill-{colour}" fill="{COLOURS[colour]}"'


def _stroke(colour: str) -> str:
    return f' class="chart-stroke-{colour}" stroke="{COLOURS[colour]}"'


def _number(value: float | None) -> str:
    """Up to two decimals with a comma; None in words."""
    if value is None:
        return NO_DATA
    return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",")


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _escaped(text: str) -> str:
    return escape(clean_text(text))
