"""Totals of the school that are typed with a date: the bases do not know who takes no part."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from mentoring_site import clock
from mentoring_site.words import short_date
from participants.enums import PopulationKind
from participants.models import PopulationCount
from participants.services.guards import refuse_closed
from programs.models import Program
from programs.services.audit import Refusal, record_event

GREATEST = 100_000


@transaction.atomic
def set_population(
    *, program: Program, kind: str, value: int, counted_on: date, by: Any, today: date | None = None
) -> PopulationCount:
    """Write a total of a day, or correct the one of that day. value: 0–100,000; counted_on: not ahead."""
    refuse_closed(program)
    if not 0 <= value <= GREATEST:
        raise Refusal("Столько людей в школе не бывает. Проверьте число.")
    if counted_on > (today or clock.today()):
        raise Refusal("Дата подсчёта ещё не наступила. Впишите день, на который посчитано.")
    count, is_new = PopulationCount.objects.select_for_update().get_or_create(
        program=program,
        kind=kind,
        counted_on=counted_on,
        defaults={"school": program.school, "value": value, "entered_by": by},
    )
    before = "" if is_new else f"{count.value} → "
    if is_new or count.value != value:
        count.value, count.entered_by = value, by
        count.save()
        record_event(
            "population.set",
            by=by,
            target=count,
            sentence=f"{PopulationKind(kind).label} на {short_date(counted_on)}: {before}{value}",
        )
    return count
