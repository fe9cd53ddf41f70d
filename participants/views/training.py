"""Courses of training: the list, one course with its sessions and listeners, completions and certificates."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST

from mentoring_site.access import requires
from mentoring_site.pdf import html_to_pdf_in_child, pdf_response
from mentoring_site.permissions import Permission
from mentoring_site.spreadsheets import table_response
from mentoring_site.words import NBSP, counted, short_date
from participants.enums import EventState
from participants.forms import absorb
from participants.forms_selection import CompleteForm, CourseForm
from participants.models import TrainingCompletion, TrainingCourse
from participants.reports_selection import certificates_context, journal_context, marks_of, ordered
from participants.selection_lists import courses_of, sessions_of
from participants.services.training import (
    Listener,
    add_course,
    cancel_completion,
    close_course,
    complete_training,
    listeners_of,
    propose_number,
    update_course,
)
from participants.tables_selection import (
    COURSE_COLUMNS,
    hours_cell,
    journal_header,
    journal_rows,
    listener_state,
    session_columns,
)
from participants.training import hours_text
from participants.views.selection import (
    act,
    can_edit,
    crumbs_to,
    curator_of,
    room_tabs,
    save_versioned,
    url_of,
)
from programs.lists import export_format, page_of, row_ids
from programs.services.audit import Refusal, claim_key
from programs.tables import plain_rows, shown_rows

CERTIFICATES_AT_ONCE = 60  # pages of one PDF: about ten seconds of drawing


@requires(Permission.SELECTION_VIEW)
def course_list(request: HttpRequest) -> HttpResponse:
    rows = list(courses_of(request.access))
    return render(
        request,
        "participants/course_list.html",
        {
            "heading": "Отбор и обучение",
            "lead": "Программы обучения наставников: занятия, посещаемость, зачёт и сертификаты.",
            "crumbs": crumbs_to(request, ("Отбор и обучение", "")),
            "rooms": room_tabs(request, "course_list"),
            "columns": [column.declared() for column in COURSE_COLUMNS],
            "rows": shown_rows(COURSE_COLUMNS, rows, lambda row: url_of(request, "course_detail", pk=row.pk)),
            "can_edit": can_edit(request),
            "add_url": url_of(request, "course_add"),
            "export_url": url_of(request, "course_export"),
        },
    )


@requires(Permission.SELECTION_VIEW)
def course_export(request: HttpRequest) -> HttpResponse:
    return table_response(
        export_format(request),
        f"Обучение наставников {request.program.year_label}",
        title=f"Программы обучения наставников, {request.school.list_name}",
        header=[column.label for column in COURSE_COLUMNS],
        rows=plain_rows(COURSE_COLUMNS, list(courses_of(request.access))),
        sheet_name="Обучение",
    )


@requires(Permission.SELECTION_EDIT)
def course_add(request: HttpRequest) -> HttpResponse:
    form = CourseForm(request.POST or None, program=request.program, use_required_attribute=False)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():  # a refused form gives its key back
                if not claim_key(request.POST.get("once", ""), by=request.user):
                    messages.info(request, "Эта программа обучения уже добавлена.")
                    return redirect(url_of(request, "course_list"))
                course = add_course(program=request.program, by=request.user, **form.values())
        except ValidationError as error:
            absorb(form, error)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Программа обучения добавлена. Теперь запланируйте занятия.")
            return redirect(url_of(request, "course_detail", pk=course.pk))
    return _form_page(request, form, "Новая программа обучения", url_of(request, "course_list"))


@requires(Permission.SELECTION_EDIT)
def course_edit(request: HttpRequest, pk: int) -> HttpResponse:
    course = get_course(request, pk)
    here = url_of(request, "course_detail", pk=pk)
    form = CourseForm(
        request.POST or None, instance=course, program=request.program, use_required_attribute=False
    )
    status: int | None = 200
    if request.method == "POST" and form.is_valid():
        status = save_versioned(
            form,
            lambda version: update_course(
                course=course, changes=form.values(), version=version, by=request.user
            ),
            lambda: get_course(request, pk).version,
        )
        if status is None:
            messages.success(request, "Программа обучения сохранена.")
            return redirect(here)
    return _form_page(request, form, course.title, here, status=status, course=course)


def _form_page(
    request: HttpRequest,
    form: Any,
    heading: str,
    cancel_url: str,
    *,
    status: int = 200,
    course: TrainingCourse | None = None,
) -> HttpResponse:
    return render(
        request,
        "participants/training_form.html",
        {
            "heading": heading,
            "save_label": "Сохранить программу",
            "crumbs": course_crumbs(request, course, "Изменить" if course else heading),
            "form": form,
            "is_new": course is None,
            "cancel_url": cancel_url,
        },
        status=422 if form.errors and status == 200 else status,
    )


@requires(Permission.SELECTION_VIEW)
def course_detail(request: HttpRequest, pk: int) -> HttpResponse:
    course = get_course(request, pk)
    sessions, listeners = list(sessions_of(course)), listeners_of(course)
    ready = [row for row in listeners if row.may_complete]
    columns = session_columns(request.today)
    return render(
        request,
        "participants/course_detail.html",
        {
            "course": course,
            "heading": course.title,
            "lead": _lead(course, sessions, listeners),
            "back_url": url_of(request, "course_list"),
            "back_label": "Обучение",
            "crumbs": course_crumbs(request, None, course.title),
            "facts": [
                {"label": "Для кого", "value": course.form.title if course.form else "все наставники"},
                {"label": "Для зачёта", "value": hours_text(course.hours_required)},
                {"label": "Эксперты", "value": course.experts},
                {"label": "Состояние", "value": "идёт" if course.is_open else "закончена"},
            ],
            "columns": [column.declared() for column in columns],
            "sessions": shown_rows(
                columns, sessions, lambda row: url_of(request, "session_detail", pk=row.pk)
            ),
            "listener_columns": LISTENER_COLUMNS,
            "listeners": [_listener(request, row, course) for row in listeners],
            "ready": len(ready),
            "complete_label": _complete_label(len(ready)),
            "certificates": _stacks(request, course, sum(row.completion is not None for row in listeners)),
            "can_edit": can_edit(request),
            "plan_url": url_of(request, "session_add", pk=pk),
        },
    )


LISTENER_COLUMNS = [
    {"key": "name", "label": "Наставник"},
    {"key": "place", "label": "Класс, должность", "clip": True, "priority": 2, "phone": "hide"},
    {"key": "hours", "label": "Часов", "num": True},
    {"key": "state", "label": "Состояние", "phone": "state"},
    {
        "key": "paper",
        "label": "Сертификат",
        "cell_template": "participants/_certificate_cell.html",
        "phone": "problem",
    },
]


def _listener(request: HttpRequest, row: Listener, course: TrainingCourse) -> dict[str, Any]:
    done = row.completion
    paper = (
        {
            "url": url_of(request, "completion_pdf", pk=done.pk),
            "number": done.certificate_number,
            "pk": str(done.pk),
            "name": row.mentor.person.list_name,
            "cancel_url": url_of(request, "completion_cancel", pk=done.pk) if can_edit(request) else "",
        }
        if done
        else None
    )
    return {
        "id": row.mentor.pk,
        "label": row.mentor.person.full_name,
        "url": f"{url_of(request, 'person_detail', pk=row.mentor.person_id)}?tab=selection",
        "paper": paper,
        "cells": {
            "name": row.mentor.person.list_name,
            "place": row.mentor.place or None,
            "hours": hours_cell(row),
            "state": listener_state(row, course),
            "paper": paper,
        },
    }


def _lead(course: TrainingCourse, sessions: list[Any], listeners: list[Listener]) -> str:
    held = [event for event in sessions if event.state == EventState.HELD]
    planned = sum(event.state != EventState.CANCELLED for event in sessions)
    total = sum((event.hours or 0) for event in held)
    done = sum(row.completion is not None for row in listeners)
    parts = [f"прошло занятий: {len(held)} из {planned}, {hours_text(total)}"] if planned else []
    parts.append(f"зачтено: {done}{NBSP}из {len(listeners)}")
    return f"Для зачёта нужно {hours_text(course.hours_required)}; {'; '.join(parts)}."


def _complete_label(number: int) -> str:
    return f"Зачесть обучение {counted(number, 'наставнику', 'наставникам', 'наставникам')}"


@require_POST
@requires(Permission.SELECTION_EDIT)
def course_close(request: HttpRequest, pk: int) -> HttpResponse:
    is_open = request.POST.get("open") == "1"
    done = "Программа обучения снова идёт." if is_open else "Обучение закончено."
    act(request, done, close_course, course=get_course(request, pk), is_open=is_open)
    return redirect(url_of(request, "course_detail", pk=pk))


# --- completions ------------------------------------------------------------------------------------------


@requires(Permission.SELECTION_EDIT)
def course_complete(request: HttpRequest, pk: int) -> HttpResponse:
    """Who has the hours, ticked; a person confirms."""
    course = get_course(request, pk)
    ready = [row for row in listeners_of(course) if row.may_complete]
    here = url_of(request, "course_detail", pk=pk)
    if not ready:
        messages.info(
            request, f"Засчитывать некому: {hours_text(course.hours_required)} пока никто не набрал."
        )
        return redirect(here)
    ticked = {row.mentor.pk for row in ready}
    form = CompleteForm(
        request.POST or None,
        initial={"completed_on": request.today, "first_number": propose_number(request.program)},
    )
    if request.method == "POST":
        ticked = set(row_ids(request.POST.getlist("ids")))
        if form.is_valid():
            try:
                made = complete_training(
                    course=course,
                    mentors=[row.mentor for row in ready if row.mentor.pk in ticked],
                    by=request.user,
                    today=request.today,
                    **form.cleaned_data,
                )
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                people = counted(len(made), "наставнику", "наставникам", "наставникам")
                messages.success(request, f"Обучение зачтено {people}. Сертификаты можно печатать.")
                return redirect(here)
    return render(
        request,
        "participants/course_complete.html",
        {
            "heading": "Зачесть обучение",
            "lead": f"«{course.title}»: для зачёта нужно {hours_text(course.hours_required)}.",
            "crumbs": course_crumbs(request, course, "Зачёт"),
            "form": form,
            "rows": [(row, hours_cell(row), row.mentor.pk in ticked) for row in ready],
            "button": _complete_label(len(ready))
            if len(ticked) == len(ready)
            else "Зачесть обучение отмеченным",
            "cancel_url": here,
        },
        status=422 if form.errors else 200,
    )


@require_POST
@requires(Permission.SELECTION_EDIT)
def completion_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    completion = _completion(request, pk)
    reason = request.POST.get("reason", "")
    act(request, "Зачёт снят.", cancel_completion, completion=completion, reason=reason)
    return redirect(url_of(request, "course_detail", pk=completion.course_id))


@requires(Permission.SELECTION_VIEW)
def completion_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    completion = _completion(request, pk)
    return _certificates(request, [completion], f"Сертификат, {completion.printed_name}.pdf")


@requires(Permission.SELECTION_VIEW)
def course_certificates_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    course = get_course(request, pk)
    rows = ordered(_completions(request).filter(course=course).select_related("mentor__person"))
    if not rows:
        messages.info(request, "Печатать нечего: обучение ещё никому не зачтено.")
        return redirect(url_of(request, "course_detail", pk=pk))
    page = page_of(request, rows, CERTIFICATES_AT_ONCE)
    return _certificates(request, list(page), f"Сертификаты, {course.title}.pdf")


def _stacks(request: HttpRequest, course: TrainingCourse, total: int) -> list[tuple[str, str]]:
    """«Все сертификаты», or several files when one would be drawn for minutes: (label, address)."""
    url = url_of(request, "course_certificates_pdf", pk=course.pk)
    if total <= CERTIFICATES_AT_ONCE:
        return [("Все сертификаты", url)] if total else []
    starts = range(1, total + 1, CERTIFICATES_AT_ONCE)
    return [
        (f"Сертификаты {start}–{min(start + CERTIFICATES_AT_ONCE - 1, total)}", f"{url}?page={number}")
        for number, start in enumerate(starts, start=1)
    ]


def _certificates(request: HttpRequest, rows: list[TrainingCompletion], name: str) -> HttpResponse:
    html = render_to_string("reports/certificate.html", certificates_context(rows, request.program))
    return pdf_response(html_to_pdf_in_child(html), name)


def _completions(request: HttpRequest) -> Any:
    return TrainingCompletion.objects.filter(course__program=request.program)


def _completion(request: HttpRequest, pk: int) -> TrainingCompletion:
    return get_object_or_404(_completions(request).select_related("course", "mentor__person"), pk=pk)


# --- journal ----------------------------------------------------------------------------------------------


@requires(Permission.SELECTION_VIEW)
def course_journal_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    course = get_course(request, pk)
    context = journal_context(
        course, listeners_of(course), list(sessions_of(course)), curator=curator_of(request)
    )
    data = html_to_pdf_in_child(render_to_string("reports/training_journal.html", context))
    return pdf_response(data, f"Журнал обучения, {course.title}.pdf")


@requires(Permission.SELECTION_VIEW)
def course_journal_export(request: HttpRequest, pk: int) -> HttpResponse:
    course = get_course(request, pk)
    held = [event for event in sessions_of(course) if event.state == EventState.HELD]
    return table_response(
        export_format(request),
        f"Журнал обучения {course.title}"[:100],
        title=f"Журнал обучения: {course.title}",
        header=journal_header(held),
        rows=journal_rows(listeners_of(course), held, marks_of(held)),
        sheet_name="Журнал",
    )


# --- shared with sessions ---------------------------------------------------------------------------------


def get_course(request: HttpRequest, pk: int) -> TrainingCourse:
    rows = TrainingCourse.objects.of_program(request.program).select_related("program__school", "form")
    return get_object_or_404(rows, pk=pk)


def course_crumbs(request: HttpRequest, course: TrainingCourse | None, *here: str) -> list[tuple[str, str]]:
    steps = [("Обучение", url_of(request, "course_list"))]
    if course is not None:
        steps.append((course.title, url_of(request, "course_detail", pk=course.pk)))
    return crumbs_to(request, *steps, *((label, "") for label in here))


def moment_words(event: Any) -> str:
    """«12.11.2026, 15:00, 2 часа»"""
    parts = [short_date(event.held_on or event.planned_on)]
    if event.starts_at:
        parts.append(f"{event.starts_at:%H:%M}")
    if event.hours:
        parts.append(hours_text(event.hours))
    return ", ".join(parts)
