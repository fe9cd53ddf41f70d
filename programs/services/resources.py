"""«Инфраструктурное и материально-техническое обеспечение»: what, for what, who, by when, how it stands."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet

from mentoring_site.words import counted
from programs.enums import ResourceState
from programs.models import Program, Resource, User
from programs.ready_resources import READY_RESOURCES
from programs.services.audit import Refusal, lock_version, record_event
from programs.services.fields import write_fields
from programs.services.guards import refuse_over

OPEN_STATES = (ResourceState.NEEDED, ResourceState.IN_PROGRESS)
ROWS = ("строка", "строки", "строк")


def resources_of(program: Program) -> QuerySet[Resource]:
    return Resource.objects.filter(program=program)


def is_overdue(resource: Resource, on: date) -> bool:
    return resource.state in OPEN_STATES and resource.due_on is not None and resource.due_on < on


def overdue_of(program: Program, on: date) -> QuerySet[Resource]:
    return resources_of(program).filter(state__in=OPEN_STATES, due_on__lt=on)


@transaction.atomic
def add_resource(*, program: Program, by: User, **values: Any) -> Resource:
    """values: kind, title, purpose, responsible, due_on, state, note. Raises Refusal, ValidationError."""
    refuse_over(program)
    Program.objects.select_for_update().get(pk=program.pk)
    resource = Resource(school=program.school, program=program, position=_next_position(program))
    write_fields(resource, values)
    record_event(
        "resource.add",
        by=by,
        target=resource,
        program=program,
        sentence=f"добавлен ресурс «{resource}»: {resource.get_state_display()}",
    )
    return resource


@transaction.atomic
def edit_resource(*, resource: Resource, version: int, by: User, **values: Any) -> Resource:
    """Raises StaleVersion, Refusal, ValidationError."""
    resource = Resource.objects.select_for_update(of=("self",)).select_related("program").get(pk=resource.pk)
    refuse_over(resource.program)
    lock_version(resource, version)
    before = resource.get_state_display()
    changed = write_fields(resource, {**values, "version": resource.version})
    words = f"{before} → {resource.get_state_display()}" if before != resource.get_state_display() else ""
    record_event(
        "resource.edit",
        by=by,
        target=resource,
        sentence=f"ресурс «{resource}»: {words or 'изменено: ' + ', '.join(changed)}",
    )
    return resource


@transaction.atomic
def remove_resource(*, resource: Resource, by: User) -> None:
    resource = Resource.objects.select_for_update(of=("self",)).select_related("program").get(pk=resource.pk)
    refuse_over(resource.program)
    record_event(
        "resource.remove",
        by=by,
        target=resource,
        sentence=f"убран ресурс «{resource}»: {resource.get_state_display()}",
    )
    resource.delete()


@transaction.atomic
def add_ready_resources(*, program: Program, by: User) -> int:
    """The shipped list for a programme that has no rows of its own. Returns how many were added."""
    refuse_over(program)
    Program.objects.select_for_update().get(pk=program.pk)
    if resources_of(program).exists():
        raise Refusal("В списке уже есть строки. Готовый список добавляется только в пустой.")
    return _ship(program, by)


def start_resources(*, program: Program, by: User | None) -> None:
    """Part of a new programme from the template."""
    _ship(program, by)


def carry_resources(*, program: Program, previous: Program, by: User | None) -> None:
    """Part of a new programme from last year's: the same needs, a year later, nothing provided yet."""
    before = list(resources_of(previous))
    if not before:
        _ship(program, by)
        return
    years = program.first_year - previous.first_year
    Resource.objects.bulk_create(
        Resource(
            school=program.school,
            program=program,
            kind=one.kind,
            title=one.title,
            purpose=one.purpose,
            responsible=one.responsible,
            due_on=_years_later(one.due_on, years),
            state=ResourceState.NOT_NEEDED if one.state == ResourceState.NOT_NEEDED else ResourceState.NEEDED,
            position=one.position,
        )
        for one in before
    )
    _record(
        program,
        by,
        len(before),
        f"перенесены условия из {previous.year_label} учебного года, состояния сброшены",
    )


def _ship(program: Program, by: User | None) -> int:
    Resource.objects.bulk_create(
        Resource(
            school=program.school,
            program=program,
            kind=one.kind,
            title=one.title,
            purpose=one.purpose,
            responsible=one.responsible,
            due_on=date(program.first_year + (one.month < 9), one.month, one.day),
            position=number,
        )
        for number, one in enumerate(READY_RESOURCES)
    )
    _record(program, by, len(READY_RESOURCES), "добавлен список того, что нужно для программы")
    return len(READY_RESOURCES)


def _record(program: Program, by: User | None, count: int, words: str) -> None:
    record_event(
        "resource.ready", by=by, target=program, program=program, sentence=f"{words}: {counted(count, *ROWS)}"
    )


def _years_later(day: date | None, years: int) -> date | None:
    if day is None:
        return None
    last = 28 if (day.month, day.day) == (2, 29) else day.day
    return date(day.year + years, day.month, last)


def _next_position(program: Program) -> int:
    last = resources_of(program).aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1
