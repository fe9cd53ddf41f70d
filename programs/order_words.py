"""Words that orders of the school share: the ground on which they stand, points that end with a full stop."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from mentoring_site.names import decline, guess_gender
from mentoring_site.words import short_date
from programs.models import Program

BLANK = "_" * 16


def usual_preamble(program: Program, end: str = "") -> str:
    approved = (
        f"утверждённой {short_date(timezone.localdate(program.approved_at))}"
        if program.approved_at
        else f"утверждённой {BLANK}"
    )
    protocol = f" ({program.protocol_words})" if program.approval_protocol else ""
    return (
        f"В соответствии с Программой наставничества {program.school.short_name} на {program.year_label} "
        f"учебный год, {approved}{protocol}{end}:"
    )


def ended(points: Iterable[str]) -> list[str]:
    """Initials end with a full stop of their own."""
    return [point if point.endswith(".") else f"{point}." for point in points]


def name_in_case(full_name: str, case: str) -> str:
    """A proposal that people edit by hand; as it is while the gender is unknown."""
    gender = guess_gender(full_name) if full_name else None
    return decline(full_name, case, gender) if gender else full_name
