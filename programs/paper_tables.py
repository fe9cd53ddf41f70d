"""Tables on paper: what a cell prints and how wide the columns are. Pure: no database, no request, no clock."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from mentoring_site.words import BREAK, keep_phone, keep_signs, short_date

MISSING = "—"
HEAD_LETTER_MM, SMALL_HEAD_LETTER_MM, LETTER_MM = 2.4, 1.85, 2.25  # bold 12 pt, bold 9.2 pt, plain 11 pt
PADDING_MM = 3  # both sides and the frame
UNBROKEN = 11  # letters of a word that paper.css does not hyphenate; longer ones are broken somewhere
PIECE = 9  # letters of the longest part of a broken word
MOST = 20  # letters; an address of the web may be broken anywhere
LONGEST = 600  # letters; beyond it a cell asks for no more width
BREAKS = re.compile(rf"[ \n/{BREAK}-]+")
MAIL = re.compile(r"(?<=\S)@(?=\S)")


def paper_cell(value: Any) -> str:
    """A day as «12.11.2026», None as a dash, "" as room to write; №, initials and telephone numbers hold together."""
    if value is None:
        return MISSING
    if isinstance(value, datetime):
        value = timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return (
        short_date(value)
        if isinstance(value, date)
        else MAIL.sub(f"@{BREAK}", keep_phone(keep_signs(str(value))))
    )


def column_shares(
    heads: Sequence[str], rows: Sequence[Sequence[str]], *, width_mm: float, total: int = 100
) -> list[int]:
    """Widths of columns in per cent, `total` in sum: every word fits, the rest goes to those who have long texts."""
    padding = PADDING_MM + width_mm / 100  # up to one per cent is lost in rounding
    head_letter = SMALL_HEAD_LETTER_MM if len(heads) > 3 else HEAD_LETTER_MM
    least, lacking = [], []
    for place, head in enumerate(heads):
        texts = [row[place] for row in rows]
        word = max((_unbroken(text) for text in texts), default=0) * LETTER_MM
        need = max(max(map(len, head.split()), default=1) * head_letter, word) + padding
        longest = min(max(map(len, texts), default=0), LONGEST) * LETTER_MM + padding
        least.append(need)
        lacking.append(max(longest - need, 0) ** 0.75)  # a text twice as long gets less than twice as much
    free = max(width_mm - sum(least), 0)
    asked = sum(lacking)
    widths = [
        need + (free * lack / asked if asked else free / len(heads))
        for need, lack in zip(least, lacking, strict=True)
    ]
    return _whole([width / sum(widths) * total for width in widths], total)


def widest_word(text: str) -> str:
    """The word that asks for most room: «организации» before «эффективности», which is hyphenated."""
    return max(BREAKS.split(text), key=_least)


def _unbroken(text: str) -> int:
    """Letters of the longest piece that a line of the cell must hold."""
    return max((_least(piece) for piece in BREAKS.split(text)), default=0)


def _least(piece: str) -> int:
    """Words held together by unbreakable spaces; the longest of them may be hyphenated."""
    longest = max(map(len, piece.split()), default=0)
    is_whole = longest <= UNBROKEN or "@" in piece  # an address of post is not hyphenated
    return min(len(piece) if is_whole else len(piece) - longest + PIECE, MOST)


def _whole(shares: Sequence[float], total: int) -> list[int]:
    """Whole numbers with the same sum: the greatest remainders are rounded up."""
    whole = [int(share) for share in shares]
    by_remainder = sorted(range(len(shares)), key=lambda place: whole[place] - shares[place])
    for place in by_remainder[: total - sum(whole)]:
        whole[place] += 1
    return whole
