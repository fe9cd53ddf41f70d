"""1 September: classes move one grade up with their teachers, subject groups stay with their heads."""

from __future__ import annotations

from typing import Any

from mentoring_site.words import counted
from programs.models import ClassTeacher, Program, SchoolClass, SubjectGroup
from programs.services.audit import record_event

LAST_GRADE = 11


def class_above(school_class: SchoolClass) -> tuple[int, str] | None:
    """(grade, letter) a year later: 9 «А» → 10 «А»; None for those who leave school."""
    if school_class.grade >= LAST_GRADE:
        return None
    return school_class.grade + 1, school_class.letter


def carry_structure(*, program: Program, previous: Program, by: Any) -> None:
    """Make the new year's classes and groups of last year's; what is there already stays as it is.

    The youngest grade comes anew with the same letters, without teachers: who takes it is not known yet.
    """
    before = list(SchoolClass.objects.filter(program=previous))
    teachers = _teachers_of(previous)
    wanted = {above: teachers.get(one.pk, []) for one in before if (above := class_above(one))}
    if before:
        youngest = min(one.grade for one in before)
        wanted |= {(youngest, one.letter): [] for one in before if one.grade == youngest}
    made = [_make_class(program, key, users) for key, users in sorted(wanted.items())]
    groups = [
        SubjectGroup.objects.get_or_create(
            school=program.school, program=program, title=group.title, defaults={"head": group.head}
        )
        for group in SubjectGroup.objects.filter(program=previous).select_related("head")
    ]
    if made or groups:
        words = [
            counted(len(made), "класс", "класса", "классов"),
            counted(len(groups), "объединение", "объединения", "объединений"),
        ]
        record_event(
            "program.carry_structure",
            by=by,
            target=program,
            sentence=f"перенесены из {previous.year_label} учебного года: {' и '.join(words)}",
        )


def start_empty(*, program: Program, by: Any) -> None:
    """A programme from the template has no classes: the school adds them in settings."""


def _teachers_of(program: Program) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for class_id, user_id in ClassTeacher.objects.filter(program=program).values_list(
        "school_class_id", "user_id"
    ):
        found.setdefault(class_id, []).append(user_id)
    return found


def _make_class(program: Program, key: tuple[int, str], users: list[int]) -> SchoolClass:
    grade, letter = key
    made, _ = SchoolClass.objects.get_or_create(
        school=program.school, program=program, grade=grade, letter=letter
    )
    for user_id in users:
        ClassTeacher.objects.get_or_create(
            school=program.school, school_class=made, user_id=user_id, defaults={"program": program}
        )
    return made
