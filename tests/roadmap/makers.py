"""Makers of roadmaps for the tests of this app; call inside the school's scope."""

from __future__ import annotations

from datetime import date

from programs.models import Program, User
from roadmap.enums import Stage
from roadmap.models import Roadmap, Step
from roadmap.services.lives import approve_roadmap, submit_roadmap
from roadmap.services.making import add_steps, make_from_template
from tests.factories import make_member


def make_roadmap(program: Program, *, approved: bool = False, by: User | None = None) -> Roadmap:
    """The 35 steps as a draft, or approved through the services."""
    by = by or make_member(program.school, "curator", "director")
    roadmap = make_from_template(program=program, by=by)
    if approved:
        submit_roadmap(roadmap=roadmap, by=by)
        roadmap = approve_roadmap(roadmap=roadmap, by=by)
    return roadmap


def make_short_roadmap(program: Program, *roles_of_steps: tuple[str, ...]) -> Roadmap:
    """A draft with one November step for each tuple of roles."""
    roadmap = Roadmap.objects.create(school=program.school, program=program)
    add_steps(
        roadmap,
        [
            (
                Step(
                    number=number,
                    title=f"Мероприятие № {number} полностью",
                    short_title=f"Мероприятие {number}",
                    stage=Stage.CONDITIONS,
                    term_text="ноябрь 2026",
                    starts=date(2026, 11, 1),
                    ends=date(2026, 11, 30),
                ),
                roles,
            )
            for number, roles in enumerate(roles_of_steps, start=1)
        ],
    )
    return roadmap
