"""The roadmap over time: a revision in the middle of last year, and an employee who wants no letters."""

from __future__ import annotations

from datetime import date, timedelta

from roadmap.demo.world import World
from roadmap.models import Roadmap, Step
from roadmap.services.digests import choose_digest
from roadmap.services.editing import StepPlan, edit_step
from roadmap.services.lives import approve_roadmap, start_revision, submit_roadmap
from roadmap.services.making import roles_of

CASES_STEP = 33
REASON = "Кейсы собираем с мая, пока пары ещё встречаются: в июне наставники уходят на экзамены."


def revise_in_winter(world: World, day: date) -> Roadmap:
    """The collecting of cases begins a month earlier; the director approves in two days."""
    world.at(day)
    draft = start_revision(program=world.program, by=world.curator, reason=REASON)
    step = Step.objects.get(roadmap=draft, number=CASES_STEP)
    plan = StepPlan(
        title=step.title, short_title=step.short_title, stage=step.stage, roles=tuple(roles_of(step)),
        term_text=f"май – {step.term_text}", starts=step.starts.replace(month=5, day=1), ends=step.ends,
    )  # fmt: skip
    edit_step(step=step, plan=plan, shown_version=step.version, by=world.curator)
    submit_roadmap(roadmap=draft, by=world.curator)
    approved_on = day + timedelta(days=2)
    world.at(approved_on)
    return approve_roadmap(roadmap=draft, by=world.users["director"], on=approved_on)


def choose_letters(world: World) -> None:
    world.at(world.calendar.today)
    choose_digest(program=world.program, user=world.users["deputy-vr"], is_on=False)
