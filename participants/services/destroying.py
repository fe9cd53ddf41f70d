"""Destroying data of people whose basis has ended; what and why it stays is said before and after.

Source: 152-ФЗ ст. 21 (30 days), приказ РКН от 28.10.2022 № 179 (the act, and the extract of the journal).
Rows that counts stand on stay without a word about the person; signed orders stay (permanent keeping); the journal
keeps the name for three years. PERSONAL_DATA says for every model what is done.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.apps import apps
from django.db import models, transaction
from django.db.models import Q

from mentoring_site import clock
from mentoring_site.permissions import STAFF_ROLES
from mentoring_site.words import short_date
from participants.enums import DestructionState, MenteeStatus, MentorStatus
from participants.importing.forgetting import forget_in_imports
from participants.models import (
    Consent,
    DestructionTask,
    Enrolment,
    Mentee,
    Mentor,
    Person,
    StoredFile,
)
from participants.registries import FORGETTERS, LEAVING_GUARDS
from programs.models import Document, Membership, Program, User
from programs.registries.personal_data import PERSONAL_DATA, PersonalData
from programs.services.audit import Refusal, record_event
from programs.services.documents import prepare_document

DESTROYED = "уничтожено"
KIND = "destruction_act"
STAYS = (
    "подписанные приказы и распоряжения: они хранятся постоянно",
    "даты согласий и место бумажных оригиналов, без имени: 3 года",
    "записи журнала действий и акт об уничтожении: 3 года",
    "числа в отчётах: сколько было участников, пар и встреч",
)
SYSTEM = "информационная система «Наставник»"
METHOD = "удаление и обезличивание записей средствами информационной системы"


# What the act calls rows whose own name would say nothing to an inspector.
WORDS: dict[type[models.Model], str] = {
    Enrolment: "сведения о классе или должности",
    Mentor: "сведения об участии наставником",
    Mentee: "сведения об участии наставляемым",
}


@dataclass(frozen=True)
class Preview:
    """What would be destroyed of one person: («Ответы на анкеты», 3), …"""

    task: DestructionTask
    categories: tuple[tuple[str, int], ...]


def preview(tasks: Iterable[DestructionTask]) -> list[Preview]:
    return [Preview(task, tuple(_counts(task.person))) for task in tasks if task.person is not None]


@transaction.atomic
def destroy_people(*, tasks: Sequence[DestructionTask], by: User, program: Program, on: date) -> Document:
    """Destroy the data of the tasks' people and prepare the act «к подписи». All or nothing.

    The term is the last day, not the first. Raises Refusal for a task that has been decided meanwhile, and while
    somebody stands in an open pair.
    """
    locked = list(
        DestructionTask.objects.select_for_update(of=("self",))
        .select_related("person")
        .filter(pk__in=[task.pk for task in tasks], state=DestructionState.DUE)
        .order_by("pk")
    )
    if not locked or len(locked) < len(tasks):
        raise Refusal("Часть людей из списка уже решена другим сотрудником. Обновите страницу.")
    people = [task.person for task in locked if task.person is not None]
    forget_in_imports(people)
    for forget in FORGETTERS:
        forget(people)
    lines = []
    for task in locked:
        if task.person is None:
            raise Refusal(f"{task.person_name}: карточки уже нет.")
        task.categories = [f"{label} ({count})" for label, count in _counts(task.person)]
        _destroy(task.person, by, on)
        task.state, task.decided_by, task.decided_at = DestructionState.DONE, by, clock.now()
        task.save()
        lines.append(_line(task, on))
        record_event(
            "person.destroy",
            by=by,
            target=task.person,
            program=program,
            sentence=f"уничтожены персональные данные: {task.person_name}; {', '.join(task.categories)}; "
            f"основание: {task.get_cause_display()}",
            people=[task.person.pk],
        )
    return prepare_document(
        program=program,
        kind=KIND,
        title="Об уничтожении персональных данных",
        snapshot={
            "lines": lines,
            "stays": list(STAYS),
            "system": SYSTEM,
            "method": METHOD,
            "destroyed_by": by.full_name or str(by),
            "destroyed_by_post": by.position,
        },
        by=by,
        on=on,
    )


@transaction.atomic
def keep_data(*, task: DestructionTask, reason: str, by: User, program: Program) -> DestructionTask:
    """Another basis has been found. reason: 1–500 characters, for the inspection."""
    task = DestructionTask.objects.select_for_update().get(pk=task.pk)
    if task.state != DestructionState.DUE:
        raise Refusal("По этому человеку решение уже принято. Обновите страницу.")
    reason = reason.strip()[:500]
    if not reason:
        raise Refusal("Напишите, на каком основании данные остаются: это спросит проверка.")
    task.state, task.kept_reason = DestructionState.KEPT, reason
    task.decided_by, task.decided_at = by, clock.now()
    task.save()
    record_event(
        "person.keep_data",
        by=by,
        target=task,
        program=program,
        sentence=f"данные оставлены: {task.person_name}; основание: {reason}",
        people=[task.person_id] if task.person_id else [],
    )
    return task


def _counts(person: Person) -> Iterable[tuple[str, int]]:
    yield "имя, дата рождения и контакты", 1
    for entry in PERSONAL_DATA.values():
        if entry.on_destroy != "keep" and (count := _rows(entry, person).count()):
            model = apps.get_model(entry.model)
            yield WORDS.get(model, str(model._meta.verbose_name_plural)), count


def _rows(entry: PersonalData, person: Person) -> models.QuerySet:
    ways = Q()
    for lookup in entry.lookups:
        ways |= Q(**{lookup: person})
    model = apps.get_model(entry.model)
    return model.objects.filter(pk__in=model.objects.filter(ways).values("pk"))


def _destroy(person: Person, by: User, on: date) -> None:
    _leave_bases(person, on)
    files = [
        *Consent.objects.filter(person=person).exclude(scan=None).values_list("scan", flat=True),
        *_files_behind(person),
    ]
    for entry in PERSONAL_DATA.values():
        if entry.on_destroy == "delete":
            _rows(entry, person).delete()
        elif entry.on_destroy == "blank":
            _blank(entry, person)
    Consent.objects.filter(person=person).update(representative=None, withdrawn_reason="")
    StoredFile.objects.filter(pk__in=files).delete()
    _close_account(person, on)
    _empty(person)


def _files_behind(person: Person) -> list[int]:
    """Files of rows that go, or that stay for the counts and forget them: nobody would find them again."""
    found: list[int] = []
    for entry in PERSONAL_DATA.values():
        model = apps.get_model(entry.model)
        files = {field.name for field in model._meta.fields if field.related_model is StoredFile}
        if entry.on_destroy != "delete":
            files &= set(entry.blanked)
        for name in sorted(files):
            found += _rows(entry, person).exclude(**{name: None}).values_list(name, flat=True)
    return found


def _leave_bases(person: Person, on: date) -> None:
    """Out of the bases of every year; a guard speaks while there is an open pair."""
    for model, left in ((Mentor, MentorStatus.LEFT), (Mentee, MenteeStatus.LEFT)):
        for entry in model.objects.filter(person=person, left_on=None).select_related("program"):
            if entry.program.is_open:
                for guard in LEAVING_GUARDS:
                    guard(entry)
                entry.status, entry.left_on, entry.left_reason = left, on, DESTROYED
                entry.save(update_fields=["status", "left_on", "left_reason"])


def _blank(entry: PersonalData, person: Person) -> None:
    model = apps.get_model(entry.model)
    for name in entry.blanked:
        field = model._meta.get_field(name)
        rows = _rows(entry, person)
        if isinstance(field, models.CharField | models.TextField):
            rows.exclude(**{name: ""}).update(**{name: DESTROYED})
        else:
            rows.update(**{name: None})


def _close_account(person: Person, on: date) -> None:
    """A participant's account goes with him; one that serves anything else only parts from the card.

    Else are work, present or yet to begin, another school, the municipality and the whole installation.
    """
    user = person.user
    if user is None or user.is_superuser:
        return
    held = Membership.objects.of_user(user).exclude(ends__lt=on)
    own = held.filter(school=person.school).exclude(role__in=STAFF_ROLES)
    if held.exclude(pk__in=own.values("pk")).exists():
        return
    user.is_active = False
    user.last_name, user.first_name, user.middle_name = "Данные уничтожены", f"№ {user.pk}", ""
    user.username, user.email, user.phone = f"destroyed-{user.pk}", "", ""
    user.set_unusable_password()
    user.save()


def _empty(person: Person) -> None:
    person.last_name, person.first_name, person.middle_name = "Данные уничтожены", f"№ {person.pk}", ""
    person.gender = person.phone = person.email = ""
    person.birth_date = person.birth_year = person.user = None
    person.declensions, person.former_rows = {}, []
    person.version += 1
    person.save()


def _line(task: DestructionTask, on: date) -> dict[str, str]:
    """A row of the act, and of the journal's extract that the order asks for."""
    return {
        "name": task.person_name,
        "categories": ", ".join(task.categories),
        "cause": f"{task.get_cause_display()}, срок до {short_date(task.due_on)}",
        "date": short_date(on),
    }
