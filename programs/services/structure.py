"""Classes, subject groups, and who stands in for the director."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import ProtectedError

from mentoring_site import clock
from mentoring_site.permissions import DEPUTY_ROLES, Role
from mentoring_site.words import counted
from programs.models import Membership, Program, School, SchoolClass, SubjectGroup, Substitution, User
from programs.services.audit import Refusal, record_event
from programs.services.documents import follow_signatory
from programs.services.guards import refuse_closed
from programs.services.moments import moment
from programs.services.staff import roles_on


@transaction.atomic
def add_classes(
    *, program: Program, first_grade: int, last_grade: int, letters: Sequence[str], by: User
) -> list[SchoolClass]:
    """Every grade × letter that is not there yet; returns the new ones. letters: [""] for classes without one."""
    refuse_closed(program)
    present = set(SchoolClass.objects.filter(program=program).values_list("grade", "letter"))
    made = [
        SchoolClass.objects.create(school=program.school, program=program, grade=grade, letter=letter)
        for grade in range(first_grade, last_grade + 1)
        for letter in letters
        if (grade, letter) not in present
    ]
    if made:
        record_event(
            "class.create",
            by=by,
            program=program,
            sentence=f"добавлены классы: {', '.join(str(school_class) for school_class in made)}",
        )
    return made


@transaction.atomic
def edit_class(*, school_class: SchoolClass, grade: int, letter: str, by: User) -> SchoolClass:
    refuse_closed(school_class.program)
    before = str(school_class)
    if SchoolClass.objects.filter(program=school_class.program_id, grade=grade, letter=letter).exclude(
        pk=school_class.pk
    ):
        raise Refusal(f"Класс {grade} «{letter}» уже есть. Выберите другую букву.")
    school_class.grade, school_class.letter = grade, letter
    school_class.save(update_fields=["grade", "letter"])
    record_event("class.edit", by=by, target=school_class, sentence=f"класс: {before} → {school_class}")
    return school_class


@transaction.atomic
def remove_class(*, school_class: SchoolClass, by: User) -> None:
    """Only an empty class goes; people of a class are moved first."""
    name, program = str(school_class), school_class.program
    refuse_closed(program)
    try:
        with transaction.atomic():
            school_class.delete()
    except ProtectedError as error:
        people = counted(len(error.protected_objects), "человек", "человека", "человек")
        raise Refusal(
            f"Класс {name} не удалён: в нём числится {people}. Сначала переведите их в другой класс."
        ) from error
    record_event("class.remove", by=by, program=program, sentence=f"удалён пустой класс {name}")


@transaction.atomic
def save_group(
    *, program: Program, title: str, head: User | None, by: User, group: SubjectGroup | None = None
) -> SubjectGroup:
    refuse_closed(program)
    same = SubjectGroup.objects.filter(program=program, title__iexact=title)
    if same.exclude(pk=group.pk if group else None).exists():
        raise Refusal(f"«{title}» уже есть в списке. Исправьте название или откройте имеющееся объединение.")
    is_new = group is None
    group = group or SubjectGroup(school=program.school, program=program)
    group.title, group.head = title, head
    group.save()
    leader = f", руководитель {head}" if head else ", руководитель не назначен"
    record_event(
        "group.create" if is_new else "group.edit",
        by=by,
        target=group,
        sentence=f"{'добавлено' if is_new else 'изменено'} объединение «{title}»{leader}",
    )
    return group


@transaction.atomic
def remove_group(*, group: SubjectGroup, by: User) -> None:
    """Its teachers stay in the bases, without a group."""
    title, program = group.title, group.program
    refuse_closed(program)
    group.delete()
    record_event("group.remove", by=by, program=program, sentence=f"удалено объединение «{title}»")


@transaction.atomic
def appoint_substitute(
    *, program: Program, deputy: User, starts: date, ends: date, basis: str, by: User, on: date | None = None
) -> Substitution:
    """The director lets a deputy stand in for him from `starts` to `ends`, both days included.

    Raises Refusal unless `by` is the director, the deputy holds his office on all the days, and nobody else
    stands in on any of them.
    """
    on = on or clock.today()
    school = School.objects.select_for_update().get(pk=program.school_id)  # two appointments must not overlap
    _refuse_unless_director(by, school, on)
    if ends < starts:
        raise Refusal("Дата «по» раньше даты «с». Исправьте одну из них.")
    if ends < on:
        raise Refusal("Эти дни уже прошли. Укажите сегодняшний или будущий день окончания.")
    for day in (max(starts, on), ends):
        held = Membership.objects.of_user(deputy).active(day).filter(school=school, role__in=DEPUTY_ROLES)
        if not held.exists():
            raise Refusal(
                f"{deputy} не заместитель директора на {day:%d.%m.%Y}. Выберите заместителя или продлите его роль."
            )
    overlap = (
        Substitution.objects.filter(school=school, starts__lte=ends, ends__gte=starts, withdrawn_at=None)
        .select_related("deputy")
        .first()
    )
    if overlap is not None:
        raise Refusal(
            f"С {overlap.starts:%d.%m.%Y} по {overlap.ends:%d.%m.%Y} обязанности уже исполняет {overlap.deputy}. "
            "Отзовите то назначение или выберите другие дни."
        )
    substitution = Substitution.objects.create(
        school=school, deputy=deputy, starts=starts, ends=ends, basis=basis.strip(), appointed_by=by
    )
    follow_signatory(school)
    record_event(
        "substitution.appoint",
        by=by,
        target=substitution,
        program=program,
        sentence=f"исполнение обязанностей директора: {deputy}, с {starts:%d.%m.%Y} по {ends:%d.%m.%Y}",
    )
    return substitution


@transaction.atomic
def withdraw_substitute(*, substitution: Substitution, program: Program, by: User) -> Substitution:
    """End it at once; papers signed meanwhile stay signed."""
    substitution = Substitution.objects.select_for_update().get(pk=substitution.pk)
    _refuse_unless_director(by, program.school, clock.today())
    if substitution.withdrawn_at is not None:
        raise Refusal("Это назначение уже отозвано.")
    substitution.withdrawn_at = moment()
    substitution.save(update_fields=["withdrawn_at"])
    follow_signatory(program.school)
    record_event(
        "substitution.withdraw",
        by=by,
        target=substitution,
        program=program,
        sentence=f"отозвано исполнение обязанностей директора: {substitution.deputy}",
    )
    return substitution


def _refuse_unless_director(by: User, school: School, on: date) -> None:
    if Role.DIRECTOR not in roles_on(by, school, on):
        raise Refusal("Исполняющего обязанности назначает и отзывает только директор.")
