"""Targets of the region for this year."""

from __future__ import annotations

from monitoring.models import ModelIndicator
from monitoring.services.indicators import save_indicator
from roadmap.demo.world import World

TARGETS = {"children_mentored": 10, "children_mentors": 10, "young_teachers": 70, "mentees_satisfied": 85}


def set_targets(world: World) -> None:
    world.at(world.calendar.starts)
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
