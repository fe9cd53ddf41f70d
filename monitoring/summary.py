"""The year's official 0–18 sheet in one phrase, for pages that belong to lower apps."""

from __future__ import annotations

from datetime import date

from mentoring_site.permissions import Access
from mentoring_site.words import counted
from monitoring.models import Assessment
from programs.models import Program


def official_level(program: Program) -> str | None:
    """«14 баллов, допустимый уровень»; None while the year has no final sheet."""
    sheet = Assessment.objects.official().filter(program=program).first()
    if sheet is None:
        return None
    points = counted(sheet.total, "балл", "балла", "баллов")
    return f"{points} из {sheet.maximum}, {sheet.get_level_display()}"


def level_in_words(access: Access, on: date) -> str:
    return official_level(access.program) or "итоговой оценки ещё нет"
