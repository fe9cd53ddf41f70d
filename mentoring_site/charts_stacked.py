"""Better, the same, worse as one bar of parts; and before and after as two bars. Readable without colour."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from django.utils.safestring import SafeString

from .charts import CHARACTER_WIDTH, _fill, _line, _n, _picture, _stroke, _text
from .texts import clean_text

NOT_MEASURED = "не измерено"
LEAST_PART = 18  # px: room for a figure of one digit
GAP = 2
DIGIT = 7

WORDS = ("лучше", "без изменений", "хуже")

Parts = tuple[int, int, int]  # better, same, worse


def stacked(
    parts: Parts, *, title: str, width: int = 220, height: int = 18, words: Sequence[str] = WORDS
) -> SafeString:
    """One bar: counts of better, same and worse, each with its figure; what is 0 has no part.

    words: what the three are called when they are something else («в срок», «не закрыто», «с опозданием»).
    """
    return _picture(_bar(parts, 0, 0, width, height), width, height, title, said(parts, words))


def stacked_rows(rows: Sequence[tuple[str, Parts]], *, title: str, width: int = 680) -> SafeString:
    """A bar beside each label, for papers."""
    room = round(width * 0.46)
    drawn: list[str] = []
    y = 0
    for label, parts in rows:
        lines = textwrap.wrap(clean_text(label), int((room - 12) / CHARACTER_WIDTH)) or [""]
        height = max(18, 14 * len(lines))
        drawn += [_text(0, y + 13 + 14 * at, line, "ink", size=12) for at, line in enumerate(lines)]
        drawn += _bar(parts, room, y + (height - 18) / 2, width - room, 18)
        y += height + 7
    description = "; ".join(f"{label}: {said(parts)}" for label, parts in rows)
    return _picture(drawn, width, max(y - 7, 1), title, description)


def said(parts: Parts, words: Sequence[str] = WORDS) -> str:
    return ", ".join(f"{word} {count}" for word, count in zip(words, parts, strict=True))


def before_after(
    rows: Sequence[tuple[str, float | None, float | None]],
    *,
    title: str,
    decimals: int = 0,
    width: int = 460,
) -> SafeString:
    """Two bars from 0 for each label: hatched before, solid after, figures at their ends; one scale for all rows."""
    known = [value for _, *values in rows for value in values if value is not None]
    most = max([abs(value) for value in known], default=0) or 1
    room = (
        width
        - 46
        - 12
        - max((len(_words(value, decimals)) for _, *v in rows for value in v), default=1) * DIGIT
    )
    drawn: list[str] = []
    y = 0
    for label, before, after in rows:
        for line in textwrap.wrap(clean_text(label), int(width / CHARACTER_WIDTH)) if label else []:
            y += 16
            drawn.append(_text(0, y - 3, line, "ink", size=12, bold=True))
        for name, value, is_hatched in (("до", before, True), ("после", after, False)):
            drawn.append(_text(0, y + 13, name, "ink-3"))
            size = 0 if value is None else room * max(value, 0) / most
            drawn += _filled(46, y + 3, size, 12, is_hatched)
            drawn.append(
                _text(
                    46 + size + 6,
                    y + 13,
                    _words(value, decimals),
                    "ink-3" if value is None else "ink",
                    size=12,
                )
            )
            y += 19
        y += 10
    description = "; ".join(
        f"{label or 'школа'}: до {_words(before, decimals)}, после {_words(after, decimals)}"
        for label, before, after in rows
    )
    return _picture(drawn, width, max(y - 8, 1), title, description)


def _bar(parts: Parts, x: float, y: float, width: float, height: float) -> list[str]:
    shown = [
        (count, tone)
        for count, tone in zip(parts, (("c1", "btn-tx"), ("rule-2", "ink"), ("c4", "btn-tx")), strict=True)
        if count
    ]
    if not shown:
        return [
            f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" rx="2"{_fill("rule")}/>'
        ]
    free = width - GAP * (len(shown) - 1) - LEAST_PART * len(shown)
    total = sum(count for count, _ in shown)
    drawn = []
    for count, (fill, ink) in shown:
        size = LEAST_PART + free * count / total
        drawn.append(
            f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(size)}" height="{_n(height)}" rx="2"{_fill(fill)}/>'
        )
        if (
            fill == "c4"
        ):  # the worse is hatched as well: on a black and white print it must differ from the better
            drawn += _hatching(x + len(str(count)) * DIGIT + 9, y, x + size - 1, height, "btn-tx")
        drawn.append(_text(x + 6, y + height / 2 + 4, str(count), ink, bold=True))
        x += size + GAP
    return drawn


def _filled(x: float, y: float, width: float, height: float, is_hatched: bool) -> list[str]:
    if width <= 0:
        return []
    if not is_hatched:
        return [f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}"{_fill("c1")}/>']
    frame = f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" fill="none"{_stroke("ink-3")}/>'
    return [*_hatching(x, y, x + width, height, "ink-3"), frame]


def _hatching(start: float, y: float, end: float, height: float, colour: str) -> list[str]:
    """Slanting lines that stay inside; drawn as lines, since patterns need ids that differ within a page."""
    lines = []
    x = start - height + 5
    while x < end:
        left, right = max(x, start), min(x + height, end)
        if right - left > 1:
            lines.append(_line(left, y + height - (left - x), right, y + height - (right - x), colour))
        x += 5
    return lines


def _words(value: float | None, decimals: int) -> str:
    return NOT_MEASURED if value is None else f"{value:.{decimals}f}".replace(".", ",").replace("-", "−")
