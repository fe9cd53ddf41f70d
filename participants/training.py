"""Hours of training: pure arithmetic, no database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from mentoring_site.words import NBSP, plural
from participants.enums import AttendanceMark


@dataclass(frozen=True)
class Attended:
    """What one person has sat through."""

    hours: Decimal = Decimal(0)
    sessions: int = 0
    without_hours: int = 0  # sessions attended whose length nobody has written: they count for no hours

    def reaches(self, required: Decimal) -> bool:
        """Enough for a completion; nobody completes a course without coming once."""
        return self.sessions > 0 and self.hours >= required


def attended(
    held: Mapping[int, Decimal | None], marks: Iterable[tuple[int, int, str]]
) -> dict[int, Attended]:
    """By person. held: hours of sessions that took place; marks: (session, person, AttendanceMark)."""
    found: dict[int, Attended] = {}
    for session, person, mark in marks:
        if mark != AttendanceMark.PRESENT or session not in held:
            continue
        before, hours = found.get(person, Attended()), held[session]
        found[person] = Attended(
            before.hours + (hours or 0), before.sessions + 1, before.without_hours + (hours is None)
        )
    return found


def number_text(hours: Decimal) -> str:
    """«4,5», «12»: no zeros at the end."""
    text = f"{hours:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


def hours_text(hours: Any) -> str:
    """«12 часов», «1 час», «4,5 часа»."""
    value = Decimal(str(hours))
    whole = value == value.to_integral_value()
    word = plural(int(value), "час", "часа", "часов") if whole else "часа"
    return f"{number_text(value)}{NBSP}{word}"
