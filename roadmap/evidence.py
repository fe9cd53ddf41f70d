"""«Чем подтверждён»: what the data say of the steps, and which of them may be marked at once. A person decides."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.urls import Resolver404, resolve

from mentoring_site.permissions import Access
from mentoring_site.words import short_date
from participants.enums import EventKind, EventState
from participants.models import Event
from programs.fresh import until_next_event
from programs.models import Program
from programs.registries.programme import STEP_FACTS, StepFact
from programs.step_facts import one_asking
from roadmap.models import Step
from roadmap.rules import LEADING_ROLES, held_roles, may_close

# Closed by a meeting of many: date, protocol, audience and number present are asked when it is marked by hand.
MEETING_STEPS = frozenset({1, 2, 3, 4, 17, 27, 29, 30})
SHOWN_EVENTS = 40
Facts = dict[int, StepFact]


def facts_for(program: Program, on: date, numbers: Iterable[int] | None = None) -> Facts:
    """Number of the standard step -> what is known of it that day; a step of which nothing is known is not there.

    numbers: only these. Shared counts are read once, so all 35 cost few queries more than the half of them.
    """
    wanted = set(STEP_FACTS) if numbers is None else set(numbers) & set(STEP_FACTS)
    found: Facts = {}
    with one_asking():
        for number in sorted(wanted):
            known = [fact for provider in STEP_FACTS[number] if (fact := provider(program, on)) is not None]
            if known:
                found[number] = _together(known)
    return found


def _together(facts: Sequence[StepFact]) -> StepFact:
    """Several rooms may know of one step: confirmed when each of them says so; the first share is shown."""
    if len(facts) == 1:
        return facts[0]
    shares = next((fact for fact in facts if fact.total), facts[0])
    return StepFact(
        text="; ".join(fact.text for fact in facts),
        is_complete=all(fact.is_complete for fact in facts),
        url=next((fact.url for fact in facts if fact.url), ""),
        done=shares.done,
        total=shares.total,
    )


def facts_shown(access: Access, on: date, steps: Iterable[Step]) -> Facts:
    """Facts of these steps as the user may see them: pages that are closed to him are no links.

    Asked once a request, and anew only after something has happened in the school (programs/fresh.py).
    """
    numbers = {step.standard for step in steps if step.standard}
    memo: Facts = access.memo.setdefault(f"step_facts {on}", {})
    asked: set[int] = access.memo.setdefault(f"step_facts_asked {on}", set())
    if numbers - asked:
        unknown = sorted(numbers - asked)
        name = f"step_facts:{','.join(str(number) for number in unknown)}"
        fresh = until_next_event(access, on, name, lambda: facts_for(access.program, on, unknown))
        memo.update({number: _for_reader(fact, access) for number, fact in fresh.items()})
        asked |= numbers
    return {number: memo[number] for number in numbers if number in memo}


def fact_of(step: Step, facts: Facts) -> StepFact | None:
    return facts.get(step.standard) if step.standard else None


def _for_reader(fact: StepFact, access: Access) -> StepFact:
    return fact if not fact.url or _may_open(access, fact.url) else replace(fact, url="")


def _may_open(access: Access, url: str) -> bool:
    """By the mark of `requires` on the page's view."""
    try:
        view: Callable[..., Any] = resolve(url.partition("?")[0]).func
    except Resolver404:
        return False
    return any(access.has(permission) for permission in getattr(view, "required_permissions", ()))


# --- proposals --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Proposal:
    """A step that the data confirm while nobody has marked it."""

    step: Step
    fact: StepFact


def proposals_for(access: Access, on: date) -> list[Proposal]:
    """Open steps whose term has begun, that the user may close and that the data confirm, by number."""
    if not access.program.is_open:
        return []
    steps = Step.objects.in_force(access.program).current(on).exclude(standard=None)
    if not held_roles(access) & LEADING_ROLES:
        steps = steps.of_roles(held_roles(access))
    closable = [
        step
        for step in steps.select_related("roadmap").prefetch_related("responsibles").order_by("number")
        if may_close([one.role for one in step.responsibles.all()], access, all_parts_done=False)
    ]
    if not closable:
        return []
    facts = facts_shown(access, on, closable)
    return [
        Proposal(step, fact)
        for step in closable
        if (fact := fact_of(step, facts)) is not None and fact.is_complete
    ]


def is_proposed(step: Step, fact: StepFact | None, on: date) -> bool:
    return fact is not None and fact.is_complete and step.is_open and step.starts <= on


def note_of(fact: StepFact, on: date) -> str:
    """What is written on the step: the numbers may change later, so the day stands beside them."""
    return f"{fact.text} (по данным на {short_date(on)})"


# --- events ----------------------------------------------------------------------------------


def steps_of_map(program: Program) -> dict[int, tuple[str, str]]:
    """What the year's map has of the 35, for the form of an event; a step that two rows are goes by the first."""
    rows = Step.objects.in_force(program).exclude(standard=None).order_by("-number")
    return {
        step.standard: (step.said_number, step.short_title)
        for step in rows.only("number", "number_text", "standard", "short_title")
        if step.standard
    }


def asks_meeting(step: Step) -> bool:
    """Steps of the school's own have no data behind them either."""
    return step.standard is None or step.standard in MEETING_STEPS


def held_events(program: Program, on: date) -> list[Event]:
    """Held by that day, the newest first: one of them may be named as the proof. Trainings confirm by themselves."""
    rows = Event.objects.filter(program=program, state=EventState.HELD, held_on__lte=on)
    return list(rows.exclude(kind=EventKind.TRAINING).order_by("-held_on", "-pk")[:SHOWN_EVENTS])
