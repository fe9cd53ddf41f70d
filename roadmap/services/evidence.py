"""«Данные подтверждают шаг»: a person marks what the data confirm, with the fact as the note."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied

from programs.models import User
from programs.services.audit import Refusal
from roadmap.evidence import fact_of, facts_for, note_of
from roadmap.models import Step
from roadmap.services.progress import complete_step


@dataclass(frozen=True)
class Marked:
    """refusal: why the step was not marked, in words; "" when it was."""

    step: Step
    refusal: str = ""


def confirm_step(*, step: Step, by: User, on: date) -> Step:
    """Planned or in progress → done, the fact of that moment being the note. Guards are those of complete_step.

    Raises Refusal when the data do not confirm the step any more.
    """
    fact = fact_of(step, facts_for(step.program, on, [step.standard] if step.standard else []))
    if fact is None or not fact.is_complete:
        said = f"сейчас в них: {fact.text}" if fact else "в них о нём ничего нет"
        raise Refusal(
            f"Данные больше не подтверждают шаг № {step.said_number}: {said}. "
            "Если он всё же выполнен, откройте его и напишите, чем это подтверждено."
        )
    return complete_step(step=step, by=by, note=note_of(fact, on), on=on)


def confirm_steps(*, steps: Sequence[Step], by: User, on: date) -> list[Marked]:
    """Each step by itself: what one of them refuses does not hold the others."""
    marked = []
    for step in steps:
        try:
            confirm_step(step=step, by=by, on=on)
        except (Refusal, PermissionDenied) as refusal:
            marked.append(Marked(step, str(refusal)))
        else:
            marked.append(Marked(step))
    return marked
