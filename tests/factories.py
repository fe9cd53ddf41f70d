"""Makers of test data: valid without arguments, nothing hidden, labels like «Наставник 01».

Call inside `scope(school=…)` or use the `program` fixture, which opens it. States are reached through services.
"""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from participants.enums import (
    ConsentGiver,
    ConsentPurpose,
    EventKind,
    MenteeStatus,
    MentorStatus,
    PersonKind,
)
from participants.models import (
    Consent,
    Enrolment,
    Event,
    Interview,
    Mentee,
    Mentor,
    Person,
    TrainingCourse,
)
from programs.enums import ProgramState
from programs.models import (
    ClassTeacher,
    InteractionModel,
    Membership,
    MentoringForm,
    Program,
    School,
    SchoolClass,
    SubjectGroup,
    User,
)

TODAY = date(2026, 11, 23)
_numbers = count(1)
CYRILLIC = "абвгдежзик"


def _letters(number: int) -> str:
    """A label of letters, since names hold no digits: 12 -> «вд»."""
    return "".join(CYRILLIC[int(digit)] for digit in f"{number:02d}")


def make_school(**fields: Any) -> School:
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "slug": f"school{number}",
        "full_name": f"Муниципальное общеобразовательное учреждение «Школа № {number}»",
        "short_name": f"МОУ «Школа № {number}»",
        "list_name": f"Школа № {number}",
    }
    return School.objects.create(**{**defaults, **fields})


def make_program(school: School | None = None, *, label: str = "2026-2027", **fields: Any) -> Program:
    """A running programme with both forms and one interaction model in each, without texts."""
    school = school or make_school()
    first = int(label[:4])
    defaults: dict[str, Any] = {
        "starts": date(first, 9, 1),
        "ends": date(first + 1, 6, 30),
        "state": ProgramState.RUNNING,
    }
    program = Program.objects.create(school=school, label=label, **{**defaults, **fields})
    for position, (code, title, kind) in enumerate(
        (("pupil_pupil", "Ученик – ученик", "pupil"), ("teacher_teacher", "Учитель – учитель", "teacher"))
    ):
        form = MentoringForm.objects.create(
            school=school,
            program=program,
            code=code,
            title=title,
            mentor_kind=kind,
            mentee_kind=kind,
            position=position,
        )
        InteractionModel.objects.create(
            school=school, program=program, form=form, code="equal", title="Равный – равному"
        )
    return program


def make_user(username: str = "", **fields: Any) -> User:
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "username": username or f"user{number}",
        "last_name": f"Сотрудникова{_letters(number)}",
        "first_name": "Анна",
        "middle_name": "Ивановна",
    }
    return User.objects.create_user(password="test-password-59", **{**defaults, **fields})


def make_member(school: School, *roles: str, **fields: Any) -> User:
    """A user with the roles in the school, without dates."""
    user = make_user(**fields)
    for role in roles:
        Membership.objects.create(user=user, school=school, role=role)
    return user


def make_class(
    program: Program, grade: int = 7, letter: str = "А", teacher: User | None = None
) -> SchoolClass:
    school_class, _ = SchoolClass.objects.get_or_create(
        school=program.school, program=program, grade=grade, letter=letter
    )
    if teacher is not None:
        ClassTeacher.objects.create(
            school=program.school, program=program, school_class=school_class, user=teacher
        )
    return school_class


def make_group(program: Program, title: str = "ШМО математиков", head: User | None = None) -> SubjectGroup:
    return SubjectGroup.objects.create(school=program.school, program=program, title=title, head=head)


def make_person(
    program: Program,
    *,
    kind: str = PersonKind.PUPIL,
    school_class: SchoolClass | None = None,
    subject_group: SubjectGroup | None = None,
    position: str = "",
    **fields: Any,
) -> Person:
    """A pupil of 13 in 7 «А», or an adult born in 1985, enrolled in the programme's year."""
    number = next(_numbers)
    is_pupil = kind == PersonKind.PUPIL
    defaults: dict[str, Any] = {
        "last_name": f"Человеков{_letters(number)}",
        "first_name": "Иван",
        "middle_name": "Петрович",
        "gender": "m",
        "birth_year": program.first_year - 13 if is_pupil else 1985,
    }
    person = Person.objects.create(school=program.school, kind=kind, **{**defaults, **fields})
    Enrolment.objects.create(
        school=program.school,
        program=program,
        person=person,
        school_class=(school_class or make_class(program)) if is_pupil else None,
        subject_group=subject_group,
        position=position or ("" if is_pupil else "учитель математики"),
    )
    return person


def make_mentor(program: Program, person: Person | None = None, **fields: Any) -> Mentor:
    """An admitted, interviewed and trained mentor of the form «Ученик – ученик» with one place."""
    defaults: dict[str, Any] = {
        "form": program.forms.get(code="pupil_pupil"),
        "status": MentorStatus.ADMITTED,
        "entered_on": program.starts,
        "interviewed_on": program.starts,
        "trained_on": program.starts,
    }
    person = person or make_person(program, school_class=make_class(program, 10))
    return Mentor.objects.create(
        school=program.school, program=program, person=person, **{**defaults, **fields}
    )


def make_mentee(program: Program, person: Person | None = None, **fields: Any) -> Mentee:
    """An admitted mentee of the form «Ученик – ученик»."""
    defaults: dict[str, Any] = {
        "form": program.forms.get(code="pupil_pupil"),
        "status": MenteeStatus.ADMITTED,
        "entered_on": program.starts,
    }
    return Mentee.objects.create(
        school=program.school,
        program=program,
        person=person or make_person(program),
        **{**defaults, **fields},
    )


def make_consent(person: Person, by: User, **fields: Any) -> Consent:
    """A valid consent to participation, signed on 1 September 2026 by the guardian of a minor."""
    defaults: dict[str, Any] = {
        "purpose": ConsentPurpose.PARTICIPATION,
        "given_by": ConsentGiver.GUARDIAN if person.is_minor(TODAY) else ConsentGiver.SELF,
        "signed_on": date(2026, 9, 1),
        "kept_at": "папка № 1",
    }
    return Consent.objects.create(
        school=person.school, person=person, registered_by=by, **{**defaults, **fields}
    )


def keep_special(program: Program) -> None:
    """The school of the programme keeps health data from now on."""
    program.school.keeps_special_data = True
    program.school.save(update_fields=["keeps_special_data"])


def make_interview(mentor: Mentor, by: User, **fields: Any) -> Interview:
    """A planned interview with three criteria without marks."""
    defaults: dict[str, Any] = {
        "planned_on": TODAY,
        "marks": [{"text": f"Критерий {number}", "mark": None, "note": ""} for number in (1, 2, 3)],
    }
    return Interview.objects.create(
        school=mentor.school, program=mentor.program, mentor=mentor, author=by, **{**defaults, **fields}
    )


def make_course(program: Program, **fields: Any) -> TrainingCourse:
    """An open course for everybody that asks for four hours."""
    number = next(_numbers)
    defaults: dict[str, Any] = {"title": f"Школа наставника {number:02d}", "hours_required": 4}
    return TrainingCourse.objects.create(school=program.school, program=program, **{**defaults, **fields})


def make_session(course: TrainingCourse, **fields: Any) -> Event:
    """A planned session of two hours on the day of the tests."""
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "kind": EventKind.TRAINING,
        "title": f"Занятие {number:02d}",
        "planned_on": TODAY,
        "hours": 2,
    }
    return Event.objects.create(
        school=course.school, program=course.program, course=course, **{**defaults, **fields}
    )
