"""One session of a course: its plan, and attendance by a tap on the phone."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from mentoring_site.words import counted
from participants.enums import AttendanceMark, EventKind, EventState
from participants.forms import absorb
from participants.forms_selection import SessionForm
from participants.models import Attendance, Event, Mentor
from participants.services.events import (
    cancel_event,
    hold_event,
    mark_attendance,
    may_move,
    plan_event,
    reopen_event,
    update_event,
)
from participants.services.training import mentors_of
from participants.tables_selection import event_badge
from participants.transitions import EventAction
from participants.views.selection import act, can_edit, save_versioned, url_of
from participants.views.training import course_crumbs, get_course, moment_words
from programs.lists import row_ids
from programs.services.audit import Refusal, claim_key

TAPS = (
    (AttendanceMark.PRESENT, "Здесь"),
    (AttendanceMark.ABSENT, "Нет"),
    (AttendanceMark.EXCUSED, "Уваж. причина"),
)


@requires(Permission.SELECTION_EDIT)
def session_add(request: HttpRequest, pk: int) -> HttpResponse:
    course = get_course(request, pk)
    here = url_of(request, "course_detail", pk=pk)
    form = SessionForm(request.POST or None, program=request.program, use_required_attribute=False)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():  # a refused form gives its key back
                if not claim_key(request.POST.get("once", ""), by=request.user):
                    messages.info(request, "Это занятие уже запланировано.")
                    return redirect(here)
                plan_event(
                    program=request.program,
                    kind=EventKind.TRAINING,
                    course=course,
                    by=request.user,
                    **form.values(),
                )
        except ValidationError as error:
            absorb(form, error)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Занятие запланировано.")
            return redirect(here)
    context = {"heading": "Новое занятие", "crumbs": course_crumbs(request, course, "Новое занятие")}
    return _form_page(request, form, context | {"is_new": True, "cancel_url": here})


@requires(Permission.SELECTION_EDIT)
def session_edit(request: HttpRequest, pk: int) -> HttpResponse:
    event = _get(request, pk)
    here = url_of(request, "session_detail", pk=pk)
    form = SessionForm(
        request.POST or None, instance=event, program=request.program, use_required_attribute=False
    )
    status: int | None = 200
    if request.method == "POST" and form.is_valid():
        status = save_versioned(
            form,
            lambda version: update_event(
                event=event, changes=form.values(), version=version, by=request.user
            ),
            lambda: _get(request, pk).version,
        )
        if status is None:
            messages.success(request, "Занятие сохранено.")
            return redirect(here)
    crumbs = course_crumbs(request, event.course, event.title)
    return _form_page(request, form, {"heading": event.title, "crumbs": crumbs, "cancel_url": here}, status)


def _form_page(request: HttpRequest, form: SessionForm, context: dict[str, Any], status: int = 200) -> Any:
    status = 422 if form.errors and status == 200 else status
    return render(
        request,
        "participants/training_form.html",
        context | {"form": form, "save_label": "Сохранить занятие"},
        status=status,
    )


@requires(Permission.SELECTION_VIEW)
def session_detail(request: HttpRequest, pk: int) -> HttpResponse:
    event = _get(request, pk)
    people, marks = _listeners(event), _marks(event)
    is_due = event.planned_on <= request.today
    may_mark = can_edit(request) and may_move(event, EventAction.MARK) and is_due
    unmarked = sum(mentor.person_id not in marks for mentor in people)
    return render(
        request,
        "participants/session_detail.html",
        {
            "event": event,
            "heading": event.title,
            "lead": moment_words(event),
            "back_url": url_of(request, "course_detail", pk=event.course_id),
            "back_label": event.course.title,
            "crumbs": course_crumbs(request, event.course, event.title),
            "badge": event_badge(event, request.today),
            "facts": [
                {"label": "Место", "value": event.place},
                {"label": "Ведёт", "value": event.expert},
            ],
            "rows": [_row(mentor, marks.get(mentor.person_id, "")) for mentor in people],
            "taps": TAPS,
            "said": _said(people, marks),
            "may_mark": may_mark,
            "is_early": can_edit(request) and not is_due and event.state == EventState.PLANNED,
            "mark_all_label": "Отметить всех"
            if unmarked == len(people)
            else f"Отметить остальных: {unmarked}",
            "unmarked": unmarked,
            "can_edit": can_edit(request),
            "may": {action.value: may_move(event, action) for action in EventAction},
            "is_due": is_due,
        },
    )


@require_POST
@requires(Permission.SELECTION_EDIT)
def session_mark(request: HttpRequest, pk: int) -> HttpResponse:
    """One tap: `person` and `mark`; the same mark again takes it away. htmx gets the row and the sum."""
    event = _get(request, pk)
    people = _listeners(event)
    ids = row_ids([request.POST.get("person", "")])
    mentor = next((mentor for mentor in people if mentor.person_id in ids), None)
    if mentor is None:
        raise Http404
    had = _marks(event).get(mentor.person_id, "")
    asked = request.POST.get("mark", "")
    error = ""
    try:
        mark_attendance(
            event=event,
            marks={mentor.person_id: "" if asked == had else asked},
            by=request.user,
            today=request.today,
        )
    except Refusal as refusal:
        error = str(refusal)
    if request.htmx:
        marks = _marks(event)
        return render(
            request,
            "participants/_attendance_answer.html",
            {
                "event": event,
                "row": _row(mentor, marks.get(mentor.person_id, "")) | {"error": error},
                "taps": TAPS,
                "may_mark": True,
                "said": _said(people, marks),
            },
        )
    if error:
        messages.error(request, error)
    return redirect(f"{url_of(request, 'session_detail', pk=pk)}#person-{mentor.person_id}")


@require_POST
@requires(Permission.SELECTION_EDIT)
def session_mark_all(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody who has no mark yet was there; marks already made stay."""
    event = _get(request, pk)
    marked = _marks(event)
    rest = {
        mentor.person_id: AttendanceMark.PRESENT
        for mentor in _listeners(event)
        if mentor.person_id not in marked
    }
    done = f"Отмечено: {counted(len(rest), 'человек', 'человека', 'человек')}."
    act(request, done, mark_attendance, event=event, marks=rest, today=request.today)
    return redirect(url_of(request, "session_detail", pk=pk))


@require_POST
@requires(Permission.SELECTION_EDIT)
def session_hold(request: HttpRequest, pk: int) -> HttpResponse:
    event = _get(request, pk)
    done = "Занятие отмечено проведённым."
    act(request, done, hold_event, event=event, on=event.planned_on, today=request.today)
    return redirect(url_of(request, "session_detail", pk=pk))


@require_POST
@requires(Permission.SELECTION_EDIT)
def session_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    act(request, "Занятие возвращено в план.", reopen_event, event=_get(request, pk))
    return redirect(url_of(request, "session_detail", pk=pk))


@require_POST
@requires(Permission.SELECTION_EDIT)
def session_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    reason = request.POST.get("reason", "")
    act(request, "Занятие отменено.", cancel_event, event=_get(request, pk), reason=reason)
    return redirect(url_of(request, "session_detail", pk=pk))


def _get(request: HttpRequest, pk: int) -> Event:
    rows = Event.objects.of_program(request.program).filter(course__isnull=False)
    return get_object_or_404(rows.select_related("course__program__school", "course__form"), pk=pk)


def _listeners(event: Event) -> list[Mentor]:
    return list(mentors_of(event.course).for_list(event.course.program))


def _marks(event: Event) -> dict[int, str]:
    return dict(Attendance.objects.filter(event=event).values_list("person", "mark"))


def _row(mentor: Mentor, mark: str) -> dict[str, Any]:
    label = AttendanceMark(mark).label if mark else "не отмечен"
    return {
        "person_id": mentor.person_id,
        "name": mentor.person.full_name,
        "place": mentor.place,
        "mark": mark,
        "label": label,
        "error": "",
    }


def _said(people: list[Mentor], marks: dict[int, str]) -> str:
    came = sum(mark == AttendanceMark.PRESENT for mark in marks.values())
    rest = sum(mentor.person_id not in marks for mentor in people)
    return f"Были: {came}, не отмечены: {rest} из {len(people)}"
