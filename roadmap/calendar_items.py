"""Terms of one's own open steps for the calendar feed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from mentoring_site.permissions import Permission
from programs.registries.calendar import CalendarItem, CalendarOwner
from programs.tenancy import program_url
from roadmap.enums import TermKind
from roadmap.models import Step
from roadmap.rules import held_roles


def step_terms(owner: CalendarOwner, on: date) -> Iterable[CalendarItem]:
    """The last day of each step that the owner's roles answer for; a closed step needs no reminder."""
    access = owner.access
    if access is None or not access.has(Permission.ROADMAP_PROGRESS):
        return
    steps = Step.objects.in_force(owner.program).of_roles(held_roles(access)).open()
    for step in steps.exclude(term_kind=TermKind.EVENT).order_by("ends", "number"):
        yield CalendarItem(
            uid=f"step-{owner.program.pk}-{step.number}",
            title=f"Срок шага № {step.said_number}: {step.short_title}",
            day=step.ends,
            note=step.term_text,
            url=program_url(owner.program, "roadmap:step_detail", number=step.number),
        )
