"""Who was at an event: by a tap, by a pasted list, by class, or the number alone."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from mentoring_site.access import requires
from mentoring_site.pdf import pdf_response, render_pdf
from mentoring_site.permissions import Permission
from mentoring_site.words import counted
from participants.enums import AttendanceMark, EventState
from participants.event_people import (
    MAX_LINES,
    Attendant,
    attendants,
    audience_of,
    grouped,
    is_by_number,
    match_names,
    people_to_match,
    said_of,
)
from participants.forms_events import AttendanceFilter, CountForm, PasteForm
from participants.models import Event
from participants.reports_events import sheet_context
from participants.services.events import count_present, mark_attendance, may_move
from participants.transitions import EventAction
from participants.views.events_common import find_event, may_edit, moved, page_of_event
from participants.views.selection import act, curator_of, url_of
from participants.views.sessions import TAPS
from programs.lists import query_with, row_ids
from programs.services.audit import Refusal

PEOPLE = ("человек", "человека", "человек")
NARROWING = ("q", "audience", "school_class")


def _people(request: HttpRequest, event: Event) -> tuple[list[Attendant], AttendanceFilter]:
    audience = audience_of(event, request.GET.get("audience", ""))
    form = AttendanceFilter(request.GET, program=request.program, proposed=audience_of(event).code)
    data = form.cleaned_data if form.is_valid() else {}
    found = attendants(
        event,
        request.access,
        request.today,
        audience=audience,
        class_id=data.get("school_class") or None,
        text=data.get("q", ""),
    )
    return found, form


@requires(Permission.EVENT_EDIT)
def event_attendance(request: HttpRequest, pk: int) -> HttpResponse:
    event = find_event(request, pk)
    by_number = is_by_number(event) and not any(request.GET.get(name) for name in (*NARROWING, "list"))
    people, form = ([], None) if by_number and not event.marked else _people(request, event)
    unmarked = sum(not one.mark for one in people)
    is_due = event.planned_on <= request.today
    may_mark = may_edit(request) and may_move(event, EventAction.MARK) and is_due
    return render(
        request,
        "participants/event_attendance.html",
        page_of_event(request, event, "event_attendance")
        | {
            "form": form,
            "query": query_with(request.GET),
            "groups": grouped(people),
            "said": said_of(people),
            "taps": TAPS,
            "mark_url": url_of(request, "event_mark", pk=pk) + query_with(request.GET),
            "may_mark": may_mark,
            "is_early": may_edit(request) and not is_due and event.state == EventState.PLANNED,
            "unmarked": unmarked,
            "mark_all_label": f"Отметить остальных: {unmarked}"
            if event.marked
            else f"Отметить всех: {unmarked}",
            "is_filtered": any(request.GET.get(name) for name in NARROWING),
            "count_form": CountForm(event=event),
            "came": event.came,
        },
    )


@require_POST
@requires(Permission.EVENT_EDIT)
def event_mark(request: HttpRequest, pk: int) -> HttpResponse:
    """One tap: `person` and `mark`; the same mark again takes it away. htmx gets the row and the sum."""
    event = find_event(request, pk)
    people, _ = _people(request, event)
    ids = row_ids([request.POST.get("person", "")])
    row = next((one for one in people if one.person_id in ids), None)
    if row is None:
        raise Http404
    asked, error = request.POST.get("mark", ""), ""
    try:
        mark_attendance(
            event=event,
            marks={row.person_id: "" if asked == row.mark else asked},
            by=request.user,
            today=request.today,
        )
    except Refusal as refusal:
        error = str(refusal)
    if request.htmx:
        people, _ = _people(request, event)
        row = next((one for one in people if one.person_id == row.person_id), row)
        return render(
            request,
            "participants/_attendance_answer.html",
            {
                "event": event,
                "mark_url": url_of(request, "event_mark", pk=pk) + query_with(request.GET),
                "row": _shown(row, error),
                "taps": TAPS,
                "may_mark": True,
                "said": said_of(people),
            },
        )
    if error:
        messages.error(request, error)
    back = f"{url_of(request, 'event_attendance', pk=pk)}{query_with(request.GET)}"
    return redirect(f"{back}#person-{row.person_id}")


def _shown(row: Attendant, error: str) -> dict[str, Any]:
    return {
        "person_id": row.person_id,
        "name": row.name,
        "place": row.place,
        "mark": row.mark,
        "label": row.label,
        "error": error,
    }


@require_POST
@requires(Permission.EVENT_EDIT)
def event_mark_all(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody of the shown list who has no mark yet was there; marks already made stay."""
    event = find_event(request, pk)
    people, _ = _people(request, event)
    rest = {one.person_id: AttendanceMark.PRESENT for one in people if not one.mark}
    act(
        request,
        f"Отмечено: {counted(len(rest), *PEOPLE)}.",
        mark_attendance,
        event=event,
        marks=rest,
        today=request.today,
    )
    return redirect(f"{url_of(request, 'event_attendance', pk=pk)}{query_with(request.GET)}")


@require_POST
@requires(Permission.EVENT_EDIT)
def event_count(request: HttpRequest, pk: int) -> HttpResponse:
    event = find_event(request, pk)
    form = CountForm(request.POST, event=event)
    if not form.is_valid():
        messages.error(request, f"Не записано. {form.errors['present_count'][0]}")
        return redirect(url_of(request, "event_attendance", pk=pk))
    return moved(
        request,
        event,
        "Записано, сколько человек было.",
        count_present,
        to="event_attendance",
        present_count=form.cleaned_data["present_count"],
        today=request.today,
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.EVENT_EDIT)
def event_paste(request: HttpRequest, pk: int) -> HttpResponse:
    """A list from Word or a chat: first who was recognised, then, after a look, the marks (`write`)."""
    event = find_event(request, pk)
    if "write" in request.POST:
        return _write_pasted(request, event)
    form = PasteForm(request.POST or None, use_required_attribute=False)
    found = None
    if request.method == "POST" and form.is_valid():
        lines = form.cleaned_data["names"].splitlines()
        if len(lines) > MAX_LINES:
            form.add_error("names", f"Строк больше {MAX_LINES}. Вставьте список частями.")
        else:
            found = match_names(form.cleaned_data["names"], people_to_match(event, request.access))
    return render(
        request,
        "participants/event_paste.html",
        page_of_event(request, event, "event_attendance")
        | {
            "form": form,
            "sure": [one for one in found or () if one.is_sure],
            "doubtful": [one for one in found or () if len(one.found) > 1],
            "lost": [one for one in found or () if not one.found],
            "is_checked": found is not None,
            "cancel_url": url_of(request, "event_attendance", pk=pk),
        },
        status=422 if form.errors else 200,
    )


def _write_pasted(request: HttpRequest, event: Event) -> HttpResponse:
    allowed = {pk for pk, _, _ in people_to_match(event, request.access)}
    ids = [pk for pk in row_ids(request.POST.getlist("people")) if pk in allowed]
    if not ids:
        messages.error(request, "Никто не отмечен. Поставьте галочки у тех, кто был.")
        return redirect(url_of(request, "event_paste", pk=event.pk))
    return moved(
        request,
        event,
        f"Отмечено: {counted(len(ids), *PEOPLE)}.",
        mark_attendance,
        to="event_attendance",
        marks=dict.fromkeys(ids, AttendanceMark.PRESENT),
        today=request.today,
    )


@requires(Permission.EVENT_EDIT)
def event_sheet_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    event = find_event(request, pk)
    is_empty = is_by_number(event) and not event.marked
    people = [] if is_empty else _people(request, event)[0]
    data = render_pdf("reports/event_sheet.html", sheet_context(event, people, curator=curator_of(request)))
    return pdf_response(data, f"Лист присутствия, {event.title}.pdf")
