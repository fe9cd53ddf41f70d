"""Changing the plan itself: only while the revision is a draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F

from programs.models import User
from programs.services.audit import Refusal, claim_key, lock_version, record_event
from roadmap.content import role_titles
from roadmap.enums import StepState, TermKind
from roadmap.models import Evidence, Roadmap, Step, StepPart, StepResponsible
from roadmap.services.guards import lock_roadmap, lock_step, refuse_unless_draft

NUMBER_GAP = 1000  # numbers step aside by this much while they are renumbered: each is unique at any moment


@dataclass(frozen=True)
class Printed:
    """What the school's own map prints beside the plan; standard: which of the 35 steps it is, None for its own."""

    number_text: str = ""
    section: str = ""
    content: str = ""
    result_text: str = ""
    responsible_text: str = ""
    standard: int | None = None


@dataclass(frozen=True)
class StepPlan:
    """What a step says on paper. roles: 1–9 different codes in printed order; ends is not before starts.

    printed: None leaves what the step has.
    """

    title: str
    short_title: str
    stage: int
    term_text: str
    starts: date
    ends: date
    roles: tuple[str, ...]
    term_kind: str = TermKind.RANGE  # EVENT: the dates are the programme's own and remind of nothing
    printed: Printed | None = None

    @property
    def fields(self) -> dict[str, Any]:
        own = {name: getattr(self, name) for name in FIELDS}
        return own if self.printed is None else own | asdict(self.printed)


FIELDS = ("title", "short_title", "stage", "term_text", "term_kind", "starts", "ends")
PRINTED_FIELDS = tuple(field.name for field in fields(Printed))


@transaction.atomic
def edit_step(*, step: Step, plan: StepPlan, shown_version: int, by: User) -> Step:
    """Save the plan of one step.

    Raises StaleVersion when somebody saved it after the form was opened, Refusal when the roadmap is no draft,
    ValidationError when a value is wrong.
    """
    step = lock_step(step)
    refuse_unless_draft(step.roadmap)
    lock_version(step, shown_version)
    old_roles = list(step.responsibles.values_list("role", flat=True))
    changes = {
        name: [str(getattr(step, name)), str(value)]
        for name, value in plan.fields.items()
        if getattr(step, name) != value
    }
    if old_roles != list(plan.roles):
        changes["roles"] = [_in_words(old_roles), _in_words(plan.roles)]
    if not changes:
        return step
    _fill(step, plan)
    step.save(update_fields=[*FIELDS, *PRINTED_FIELDS, "is_year_restored", "version"])
    _set_roles(step, plan.roles)
    record_event(
        "step.edit",
        by=by,
        target=step,
        sentence=f"изменён план шага № {step.said_number}: {', '.join(CHANGE_WORDS[name] for name in changes)}",
        details=changes,
    )
    return step


@transaction.atomic
def add_step(*, roadmap: Roadmap, plan: StepPlan, after: int, by: User, once: str = "") -> Step | None:
    """Put a new step behind number `after` (0: the first); the steps behind it move on by one.

    once: one-time key of the form; its second arrival adds nothing and returns None.
    """
    roadmap = lock_roadmap(roadmap)
    refuse_unless_draft(roadmap)
    if once and claim_key(once, by=by) is None:
        return None
    behind = Step.objects.filter(roadmap=roadmap, number__gt=after)
    behind.update(number=F("number") + NUMBER_GAP)
    step = Step(school_id=roadmap.school_id, program=roadmap.program, roadmap=roadmap, number=after + 1)
    _fill(step, plan)
    step.save()
    _set_roles(step, plan.roles)
    Step.objects.filter(roadmap=roadmap, number__gt=NUMBER_GAP).update(number=F("number") - NUMBER_GAP + 1)
    record_event(
        "step.add", by=by, target=step, sentence=f"добавлен шаг № {step.said_number} «{step.short_title}»"
    )
    return step


@transaction.atomic
def remove_step(*, step: Step, by: User) -> None:
    """Take a step out of the draft; refused once work on it has left traces."""
    step = lock_step(step)
    refuse_unless_draft(step.roadmap)
    ids = [step.pk] + ([step.previous_id] if step.previous_id else [])
    is_touched = (
        Step.objects.filter(pk__in=ids).exclude(state=StepState.PLANNED).exists()
        or Evidence.objects.filter(step__in=ids).exists()
        or StepPart.objects.filter(step__in=ids).exists()
    )
    if is_touched:
        raise Refusal(
            f"Шаг № {step.said_number} нельзя убрать: по нему уже есть отметки. Отметьте его «не требуется»."
        )
    if not Step.objects.filter(roadmap=step.roadmap).exclude(pk=step.pk).exists():
        raise Refusal("Это единственный шаг карты. Добавьте другой, потом уберите этот.")
    record_event(
        "step.remove", by=by, target=step, sentence=f"убран шаг № {step.said_number} «{step.short_title}»"
    )
    number, roadmap = step.number, step.roadmap
    step.delete()
    behind = Step.objects.filter(roadmap=roadmap, number__gt=number)
    behind.update(number=F("number") + NUMBER_GAP)
    Step.objects.filter(roadmap=roadmap, number__gt=NUMBER_GAP).update(number=F("number") - NUMBER_GAP - 1)


CHANGE_WORDS = {
    "title": "мероприятие",
    "short_title": "краткое название",
    "stage": "этап",
    "term_text": "срок",
    "term_kind": "вид срока",
    "starts": "начало",
    "ends": "окончание",
    "roles": "ответственные",
    "number_text": "номер",
    "section": "раздел",
    "content": "содержание",
    "result_text": "результат",
    "responsible_text": "ответственные на печати",
    "standard": "шаг целевой модели",
}


def _fill(step: Step, plan: StepPlan) -> None:
    if step.term_text != plan.term_text or (step.starts, step.ends) != (plan.starts, plan.ends):
        step.is_year_restored = False  # a person has looked at the term
    for name, value in plan.fields.items():
        setattr(step, name, value)
    step.full_clean(exclude=["roadmap", "program", "school", "previous", "closed_by"])


def _set_roles(step: Step, roles: Sequence[str]) -> None:
    StepResponsible.objects.filter(step=step).delete()
    StepResponsible.objects.bulk_create(
        StepResponsible(school_id=step.school_id, step=step, role=role, position=position)
        for position, role in enumerate(roles)
    )


def _in_words(roles: Sequence[str]) -> str:
    titles = role_titles()
    return ", ".join(titles.get(role, role) for role in roles)
