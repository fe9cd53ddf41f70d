"""Terms of destruction: opened when the basis of the data ends, stopped by a new consent (152-ФЗ ст. 21)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from mentoring_site import clock
from mentoring_site.words import short_date
from participants.enums import DestructionCause, DestructionState
from participants.models import DestructionTask, MenteeCategory, NominationCategory, Person
from programs.models import User
from programs.services.audit import record_event, record_events


@transaction.atomic
def open_destruction_task(*, person: Person, cause: str, on: date, by: User | None) -> DestructionTask:
    """Data of the person must be destroyed within the school's term from `on`; an open term stays as it is."""
    Person.objects.select_for_update().get(pk=person.pk)
    known = DestructionTask.objects.filter(person=person, state=DestructionState.DUE).first()
    if known is not None:
        return known
    task = DestructionTask.objects.create(
        school=person.school,
        person=person,
        person_name=person.full_name,
        cause=cause,
        due_on=on + timedelta(days=person.school.destruction_days),
    )
    record_event(
        "destruction.open",
        by=by,
        target=person,
        sentence=f"данные нужно уничтожить до {short_date(task.due_on)}: {task.get_cause_display()}",
        people=[person.pk],
    )
    return task


@transaction.atomic
def cancel_destruction(*, people: Collection[int], on: date, by: User, program: Any = None) -> int:
    """Stop the terms that a withdrawal began: a consent signed `on` gives the basis back; how many stopped."""
    tasks = list(
        DestructionTask.objects.select_for_update(of=("self",))
        .filter(person__in=people, cause=DestructionCause.WITHDRAWN, state=DestructionState.DUE)
        .select_related("person")
    )
    for task in tasks:
        task.state, task.decided_by, task.decided_at = DestructionState.KEPT, by, clock.now()
        task.kept_reason = f"новое согласие от {short_date(on)}"
    DestructionTask.objects.bulk_update(tasks, ["state", "kept_reason", "decided_by", "decided_at"])
    record_events(
        (
            {
                "action": "destruction.cancel",
                "target": task.person,
                "program": program,
                "sentence": f"данные остаются: {task.kept_reason}",
                "people": [task.person_id],
            }
            for task in tasks
        ),
        by=by,
    )
    return len(tasks)


@transaction.atomic
def forget_special(*, person: Person, by: User, program: Any = None) -> int:
    """Delete health data of a person in all years, those of nominations too; how many.

    The journal says that, never what it was.
    """
    found = MenteeCategory.objects.filter(mentee__person=person, category__is_special=True)
    proposed = NominationCategory.objects.filter(nomination__person=person, category__is_special=True)
    deleted = found.delete()[0] + proposed.delete()[0]
    if deleted:
        record_event(
            "person.special_forget",
            by=by,
            target=person,
            program=program,
            sentence="удалены сведения о здоровье: согласие отозвано",
            people=[person.pk],
        )
    return deleted
