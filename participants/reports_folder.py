"""What the two bases give to the year's folder: official forms, interviews, trainings, the register of consents.

Nothing special enters: neither health data nor categories, nor observations of third parties.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import partial

from django.template.loader import render_to_string

from mentoring_site.pdf import html_to_pdf, render_pdf
from mentoring_site.permissions import Access, Permission
from participants.enums import BaseKind, InterviewState
from participants.models import Interview, Mentee, Mentor, TrainingCourse
from participants.reports import base_paper
from participants.reports_selection import journal_context, sheets_context
from participants.resources import for_export
from participants.selection_lists import interviews_of, sessions_of
from participants.services.training import listeners_of
from programs.registries.papers import FolderPaper
from programs.reports import curator_name, list_paper

P = Permission
BASES = (
    (BaseKind.MENTEES, Mentee, 2, "База наставляемых"),
    (BaseKind.MENTORS, Mentor, 3, "База наставников"),
)
INTERVIEW_HEADER = ("Наставник", "Класс, должность", "Дата", "Присутствовали", "Заключение")
SHEETS_IN_A_FILE = 20  # a part of long work is done within seconds


def folder_papers(access: Access, on: date) -> Iterable[FolderPaper]:
    """Only for who sees the whole school and may take the bases out of it."""
    if not (access.sees_whole_school and access.has(P.BASE_EXPORT)):
        return
    for base, model, stage, title in BASES:
        if model.objects.of_program(access.program).exists():
            yield FolderPaper(stage, 20, title, partial(_base, access, base, model, title, on))
    if not access.has(P.SELECTION_VIEW):
        return
    held = interviews_of(access).filter(state=InterviewState.HELD)
    if total := held.count():
        yield FolderPaper(4, 20, "Список собеседований", partial(_interviews, access, on))
        for start in range(0, total, SHEETS_IN_A_FILE):
            last = min(start + SHEETS_IN_A_FILE, total)
            title = f"Листы собеседований {start + 1}–{last}"
            yield FolderPaper(4, 30, title, partial(_sheets, access, start, title, on))
    for course in TrainingCourse.objects.filter(program=access.program).order_by("pk"):
        title = f"Журнал обучения, {course.title}"
        yield FolderPaper(4, 40, title, partial(_training, access, course.pk, title, on))


def _base(access: Access, base: str, model: type, title: str, on: date) -> tuple[str, bytes]:
    rows = model.objects.of_program(access.program).visible_to(access).present()
    entries = for_export(rows, access.program)
    context = base_paper(base, access.program, entries, on, curator=curator_name(access.program, on))
    return f"{title}.pdf", render_pdf(f"reports/base_{base}.html", context)


def _interviews(access: Access, on: date) -> tuple[str, bytes]:
    rows = [
        [
            interview.mentor.person.full_name,
            interview.mentor.place,
            interview.held_on,
            interview.present,
            interview.get_conclusion_display(),
        ]
        for interview in _held(access)
    ]
    paper = list_paper(
        school=access.school,
        program=access.program,
        title="Собеседования с кандидатами в наставники",
        header=INTERVIEW_HEADER,
        rows=rows,
        on=on,
    )
    return "Список собеседований.pdf", render_pdf("reports/office_list.html", paper)


def _sheets(access: Access, start: int, title: str, on: date) -> tuple[str, bytes]:
    sheets = _held(access)[start : start + SHEETS_IN_A_FILE]
    context = sheets_context(sheets, access.program, curator=curator_name(access.program, on))
    return f"{title}.pdf", html_to_pdf(render_to_string("reports/interview_sheet.html", context))


def _held(access: Access) -> list[Interview]:
    rows = interviews_of(access).filter(state=InterviewState.HELD).for_list(access.program)
    return list(rows.order_by("held_on", "pk"))


def _training(access: Access, pk: int, title: str, on: date) -> tuple[str, bytes]:
    course = TrainingCourse.objects.get(program=access.program, pk=pk)
    context = journal_context(
        course, listeners_of(course), list(sessions_of(course)), curator=curator_name(access.program, on)
    )
    return f"{title}.pdf", html_to_pdf(render_to_string("reports/training_journal.html", context))
