"""What the roadmap says in the year's report: steps done by stage."""

from __future__ import annotations

from collections import Counter
from datetime import date

from django.db.models import Count

from mentoring_site.paper_blocks import Block, paragraph, table
from mentoring_site.words import counted
from programs.models import Program
from roadmap.enums import Stage, StepState
from roadmap.models import Step


def progress(program: Program, on: date) -> list[Block]:
    """Section 9: planned and done by stage, and how many are late on the day of the report."""
    steps = Step.objects.in_force(program)
    states: dict[int, Counter[str]] = {}
    for stage, state, number in steps.order_by().values_list("stage", "state").annotate(n=Count("pk")):
        states.setdefault(stage, Counter())[state] += number
    if not states:
        return []
    rows = [
        (
            Stage(stage).label,
            found.total(),
            found[StepState.DONE],
            found[StepState.NOT_NEEDED],
            found[StepState.PLANNED] + found[StepState.IN_PROGRESS],
        )
        for stage, found in sorted(states.items())
    ]
    rows.append(("Всего", *(sum(row[index] for row in rows) for index in range(1, 5))))
    late = steps.overdue(on).count()
    said = f"Просрочено: {counted(late, 'шаг', 'шага', 'шагов')}." if late else "Просроченных шагов нет."
    return [
        table(
            "Выполнение дорожной карты",
            ("Этап", "Шагов", "Выполнено", "Не требуется", "Впереди"),
            rows,
            widths=(52, 10, 13, 13, 12),
            numeric=range(1, 5),
        ),
        paragraph(said),
    ]
