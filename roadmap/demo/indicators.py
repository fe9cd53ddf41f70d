"""Targets of the region for this year, and the totals of the school that indicators divide by."""

from __future__ import annotations

from monitoring.models import ModelIndicator
from monitoring.services.indicators import save_indicator
from participants.services.population import set_population
from roadmap.demo.world import World

TARGETS = {"children_mentored": 10, "children_mentors": 10, "young_teachers": 70, "mentees_satisfied": 85}
TOTALS = (("pupils_10_19", 488), ("pupils_15_19", 176), ("partners", 4), ("partners_give", 1))


def set_targets(world: World) -> None:
    world.at(world.calendar.starts)
    for kind, value in TOTALS:
        set_population(
            program=world.program,
            kind=kind,
            value=value,
            counted_on=world.calendar.starts,
            by=world.curator,
            today=world.calendar.today,
        )
    for indicator in ModelIndicator.objects.filter(program=world.program, code__in=TARGETS):
        save_indicator(
            indicator=indicator,
            title=indicator.title,
            is_active=True,
            targets=dict.fromkeys(
                (world.program.starts.year, world.program.ends.year), TARGETS[indicator.code]
            ),
            shown_version=indicator.version,
            by=world.curator,
        )
