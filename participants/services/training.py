"""Training of mentors: courses, who has heard enough of them, completions with their certificates.

Source: programme document, steps 15–16.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from mentoring_site.texts import clean_text
from mentoring_site.words import counted, joined, short_date
from participants.enums import EventState, MentorStatus
from participants.models import Attendance, Event, Mentor, TrainingCompletion, TrainingCourse
from participants.services import changes as diff
from participants.services.entries import mark_selection
from participants.services.guards import refuse_closed
from participants.training import Attended, attended, hours_text
from programs.models import Program
from programs.services.audit import Refusal, lock_version, record_event
from programs.services.documents import signatory

COURSE_FIELDS = ("title", "form", "content", "experts", "materials", "hours_required")
NUMBER_LENGTH = 32


@dataclass(frozen=True)
class Listener:
    """One line of the course's list."""

    mentor: Mentor
    attended: Attended
    completion: TrainingCompletion | None
    may_complete: bool


@transaction.atomic
def add_course(*, program: Program, by: Any, **fields: Any) -> TrainingCourse:
    """fields: COURSE_FIELDS. Raises ValidationError by field, Refusal for a closed year."""
    refuse_closed(program)
    course = TrainingCourse(school=program.school, program=program)
    _write(course, fields)
    course.save()
    _record("add", course, by, f"программа обучения: {course.title}")
    return course


@transaction.atomic
def update_course(
    *, course: TrainingCourse, changes: Mapping[str, Any], version: int, by: Any
) -> TrainingCourse:
    course = _locked(course)
    lock_version(course, version)
    found = diff.changes_of(course, changes)
    if not found:
        return course
    _write(course, changes)
    course.save()
    _record("update", course, by, diff.sentence(found), details=diff.details(found))
    return course


@transaction.atomic
def close_course(*, course: TrainingCourse, is_open: bool, by: Any) -> TrainingCourse:
    """A course that is over leaves the work list; it may be opened again."""
    course = _locked(course)
    if course.is_open == is_open:
        return course
    course.is_open = is_open
    course.version += 1
    course.save()
    _record(
        "open" if is_open else "close", course, by, "обучение снова идёт" if is_open else "обучение закончено"
    )
    return course


def mentors_of(course: TrainingCourse) -> QuerySet[Mentor]:
    """Whom the course is for: the programme's mentors of its form who have not left, and who has come to it."""
    came = Attendance.objects.filter(event__course=course).values("person")
    done = TrainingCompletion.objects.filter(course=course).values("mentor")
    meant = ~Q(status__in=(MentorStatus.LEFT, MentorStatus.RESERVE))
    if course.form_id:
        meant &= Q(form=course.form_id)
    return (
        Mentor.objects.of_program(course.program)
        .filter(meant | Q(person__in=came) | Q(pk__in=done))
        .order_by("person__search_key", "pk")
    )


def attended_by(course: TrainingCourse) -> dict[int, Attended]:
    """Hours by person, of the sessions that took place."""
    held = dict(
        Event.objects.filter(course=course, state=EventState.HELD).order_by().values_list("pk", "hours")
    )
    marks = Attendance.objects.filter(event__in=held).order_by().values_list("event", "person", "mark")
    return attended(held, marks)


def listeners_of(course: TrainingCourse) -> list[Listener]:
    """The list of the course by name: hours, completion, who may be completed now."""
    hours = attended_by(course)
    done = {row.mentor_id: row for row in TrainingCompletion.objects.filter(course=course)}
    found = []
    for mentor in mentors_of(course).for_list(course.program):
        own = hours.get(mentor.person_id, Attended())
        is_free = mentor.pk not in done and mentor.left_on is None
        found.append(
            Listener(mentor, own, done.get(mentor.pk), is_free and own.reaches(course.hours_required))
        )
    return found


def propose_number(program: Program) -> str:
    """The next free number of a certificate in the programme: «О-2026-001»."""
    start = f"О-{program.first_year}-"
    used = TrainingCompletion.objects.filter(
        course__program=program, certificate_number__startswith=start
    ).values_list("certificate_number", flat=True)
    last = max(
        (int(m[1]) for number in used if (m := re.fullmatch(r"(\d{1,6})", number[len(start) :]))), default=0
    )
    return f"{start}{last + 1:03d}"


def numbers_from(first: str, count: int) -> list[str]:
    """`count` numbers in a row: «О-2026-009», «О-2026-010», …; empty numbers when the first is empty.

    Raises Refusal when the first has no digits at its end to count on.
    """
    first = clean_text(first)
    if not first or count == 1:
        return [first] * count
    match = re.fullmatch(r"(.*?)(\d{1,9})", first, re.DOTALL)
    if match is None:
        raise Refusal(
            f"Номер «{first}» не кончается цифрами, считать дальше не от чего. Допишите, например, 001."
        )
    head, digits = match.groups()
    return [f"{head}{int(digits) + step:0{len(digits)}d}" for step in range(count)]


@transaction.atomic
def complete_training(
    *,
    course: TrainingCourse,
    mentors: Sequence[Mentor],
    completed_on: date,
    by: Any,
    today: date,
    first_number: str = "",
) -> list[TrainingCompletion]:
    """Count the course as passed by the mentors: all or none, in the order of names.

    Each must have the course's hours. What the certificate prints is frozen. Sets the mentors' date of training.
    """
    course = _locked(course)
    # Numbers run through all courses of the year: the second of two curators waits here.
    Program.objects.select_for_update(of=("self",)).get(pk=course.program_id)
    if completed_on > today:
        raise Refusal(f"День зачёта {short_date(completed_on)} ещё не наступил.")
    wanted = {mentor.pk for mentor in mentors}
    chosen = [row for row in listeners_of(course) if row.mentor.pk in wanted]
    if not chosen:
        raise Refusal("Некому засчитывать обучение: отметьте наставников.")
    lacking = [row for row in chosen if not row.may_complete]
    if lacking:
        said = joined([f"{row.mentor.person.list_name} — {_why_not(row, course)}" for row in lacking])
        raise Refusal(f"Обучение не зачтено: {said}. Для зачёта нужно {hours_text(course.hours_required)}.")
    numbers = numbers_from(first_number, len(chosen))
    _refuse_numbers(course, numbers)
    signer = signatory(course.program, completed_on)
    made = []
    for row, number in zip(chosen, numbers, strict=True):
        made.append(
            TrainingCompletion.objects.create(
                school_id=course.school_id,
                course=course,
                mentor=row.mentor,
                completed_on=completed_on,
                hours=row.attended.hours,
                certificate_number=number,
                printed_name=row.mentor.person.full_name,
                printed_title=course.title,
                signer_name=signer.name,
                signer_title=signer.title,
            )
        )
        mark_selection(mentor=row.mentor, by=by, trained_on=completed_on)
    people = counted(len(made), "наставнику", "наставникам", "наставникам")
    _record(
        "complete",
        course,
        by,
        f"«{course.title}» зачтена {people}, {short_date(completed_on)}",
        people=[row.mentor.person_id for row in chosen],
    )
    return made


@transaction.atomic
def cancel_completion(*, completion: TrainingCompletion, reason: str, by: Any) -> None:
    """Take a completion back: a mistake in the list. The mentor's date of training follows."""
    _locked(completion.course)
    row = TrainingCompletion.objects.select_related("mentor__person", "course__program__school").get(
        pk=completion.pk
    )
    reason = clean_text(reason)
    if not reason:
        raise Refusal("Напишите, почему снимаете зачёт: причина останется в журнале.")
    mentor, number = row.mentor, row.certificate_number
    row.delete()
    latest = TrainingCompletion.objects.filter(mentor=mentor).order_by("-completed_on", "-pk").first()
    mark_selection(mentor=mentor, by=by, trained_on=latest.completed_on if latest else None)
    certificate = f", сертификат № {number}" if number else ""
    _record(
        "uncomplete",
        row.course,
        by,
        f"зачёт снят: {mentor.person.full_name}{certificate}; причина: {reason[:300]}",
        people=[mentor.person_id],
    )


def _why_not(row: Listener, course: TrainingCourse) -> str:
    if row.completion is not None:
        return "уже зачтено"
    if row.mentor.left_on is not None:
        return "выбыл из базы"
    return hours_text(row.attended.hours)


def _refuse_numbers(course: TrainingCourse, numbers: Sequence[str]) -> None:
    given = [number for number in numbers if number]
    if any(len(number) > NUMBER_LENGTH for number in given):
        raise Refusal(f"Номер сертификата длиннее {NUMBER_LENGTH} знаков. Сократите его.")
    taken = TrainingCompletion.objects.filter(
        course__program=course.program, certificate_number__in=given
    ).values_list("certificate_number", flat=True)
    if used := sorted(taken):
        raise Refusal(f"Сертификат № {used[0]} уже выдан. Укажите другой первый номер.")


def _write(course: TrainingCourse, fields: Mapping[str, Any]) -> None:
    if unknown := set(fields) - set(COURSE_FIELDS):
        raise TypeError(f"not a field of a course: {sorted(unknown)}")
    diff.apply(course, fields)
    if course.hours_required is not None:
        course.hours_required = Decimal(course.hours_required)
    course.full_clean(exclude=["school"])


def _locked(course: TrainingCourse) -> TrainingCourse:
    rows = TrainingCourse.objects.select_for_update(of=("self",)).select_related("program__school")
    found = rows.get(pk=course.pk)
    refuse_closed(found.program)
    return found


def _record(
    verb: str,
    course: TrainingCourse,
    by: Any,
    sentence: str,
    *,
    details: dict[str, Any] | None = None,
    people: list[int] | None = None,
) -> None:
    record_event(
        f"course.{verb}",
        by=by,
        sentence=sentence,
        target=course,
        program=course.program,
        details=details,
        people=people or (),
    )
