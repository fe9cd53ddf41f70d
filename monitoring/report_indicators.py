"""What the indicators of the national model say in the year's report."""

from __future__ import annotations

from datetime import date

from mentoring_site.paper_blocks import Block, table
from mentoring_site.words import short_date
from monitoring.counts import ages_day
from monitoring.indicators import target_year, values_of
from programs.models import Program


def indicators_section(program: Program, on: date) -> list[Block]:
    """Empty until at least one indicator can be counted; a share of which an end is missing prints a dash."""
    values = values_of(program, on)
    if not any(value.percent is not None for value in values):
        return []
    year = target_year(program, on)
    rows = [
        (
            value.indicator.title,
            value.part,
            value.total,
            None if value.percent is None else f"{value.percent} %",
            None if value.target is None else f"{value.target} %",
        )
        for value in values
    ]
    return [
        table(
            "Показатели внедрения целевой модели",
            ("Показатель", "Числитель", "Знаменатель", "Доля", f"Цель на {year} год"),
            rows,
            widths=(48, 13, 15, 11, 13),
            numeric=range(1, 5),
            note=f"Возраст и стаж посчитаны на {short_date(ages_day(program))}. «—» — нет данных.",
        )
    ]
