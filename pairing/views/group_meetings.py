"""Group meetings (step 17): plan, invite, hold, mark who came by a tap, papers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from mentoring_site.words import counted, short_date
from pairing.forms_wishes import GroupMeetingForm, InvitedFilter
from pairing.preference_lists import (
    SIDE_LABELS,
    Invited,
    counts,
    group_meetings,
    invited,
    mutual_number,
    sees_choices,
)
from pairing.services.preferences import came_to_meetings
from pairing.tables_wishes import meeting_columns
from pairing.views.common import url
from pairing.views.wishes_common import KEEPERS, crumbs, may_keep, tabs
from participants.enums import AttendanceMark, EventKind, EventState
from participants.forms import absorb
from participants.models import Attendance, Event
from participants.services.events import (
    cancel_event,
    hold_event,
    mark_attendance,
    may_move,
    plan_event,
    reopen_event,
    update_event,
)
from participants.tables_selection import event_badge
from participants.transitions import EventAction
from participants.views.selection import act, save_versioned
from participants.views.sessions import TAPS
from participants.views.training import moment_words
from programs.lists import query_with, row_ids
from programs.services.audit import Refusal, claim_key
from programs.tables import shown_rows


@requires(Permission.TEST_VIEW)
def group_meeting_list(request: HttpRequest) -> HttpResponse:
    rows = list(group_meetings(request.program))
    columns = meeting_columns(request.today)
    return render(
        request,
        "pairing/group_meeting_list.html",
        {
            "heading": "Групповая встреча",
            "lead": "Наставники и наставляемые знакомятся, потом каждый говорит, с кем хотел бы быть в паре.",
            "crumbs": crumbs(request)[:1] + [("Групповая встреча", "")],
            "tabs": tabs(request, "group_meeting_list"),
            "figures": _figures(request),
            "columns": [column.declared() for column in columns],
            "rows": shown_rows(columns, rows, lambda row: url(request, "group_meeting_detail", pk=row.pk)),
            "may_keep": may_keep(request),
            "add_url": url(request, "group_meeting_add"),
        },
    )


def _figures(request: HttpRequest) -> list[dict[str, Any]]:
    people = invited(request.program)
    came = came_to_meetings(request.program) & {row.person_id for row in people}
    figures = [{"label": "Были на встрече", "value": len(came), "of": len(people)}]
    if sees_choices(request.access):
        by_side = counts(request.program, request.today)
        left = sum(rest for _, rest in by_side.values())
        figures += [
            {
                "label": "Ответили",
                "value": sum(done for done, _ in by_side.values()),
                "url": url(request, "preference_list"),
                "missing": f"ждём ещё {left}" if left else "",
            },
            {
                "label": "Взаимных выборов",
                "value": mutual_number(request.program, request.today),
                "url": url(request, "preference_choices"),
            },
        ]
    return figures


@requires(*KEEPERS)
def group_meeting_add(request: HttpRequest) -> HttpResponse:
    here = url(request, "group_meeting_list")
    form = GroupMeetingForm(request.POST or None, program=request.program, use_required_attribute=False)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():  # a refused form gives its key back
                if not claim_key(request.POST.get("once", ""), by=request.user):
                    messages.info(request, "Эта встреча уже запланирована.")
                    return redirect(here)
                event = plan_event(
                    program=request.program, kind=EventKind.GROUP_MEETING, by=request.user, **form.values()
                )
        except ValidationError as error:
            absorb(form, error)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Встреча запланирована. Теперь пригласите участников.")
            return redirect(url(request, "group_meeting_detail", pk=event.pk))
    return _form_page(request, form, "Новая групповая встреча", here)


@requires(*KEEPERS)
def group_meeting_edit(request: HttpRequest, pk: int) -> HttpResponse:
    event = find_meeting(request, pk)
    here = url(request, "group_meeting_detail", pk=pk)
    form = GroupMeetingForm(
        request.POST or None, instance=event, program=request.program, use_required_attribute=False
    )
    status: int | None = 200
    if request.method == "POST" and form.is_valid():
        status = save_versioned(
            form,
            lambda version: update_event(
                event=event, changes=form.values(), version=version, by=request.user
            ),
            lambda: find_meeting(request, pk).version,
        )
        if status is None:
            messages.success(request, "Встреча сохранена.")
            return redirect(here)
    return _form_page(request, form, event.title, here, status)


def _form_page(
    request: HttpRequest, form: GroupMeetingForm, heading: str, cancel: str, status: int = 200
) -> Any:
    return render(
        request,
        "participants/training_form.html",
        {
            "heading": heading,
            "crumbs": crumbs(request, (heading, "")),
            "form": form,
            "is_new": form.is_new,
            "save_label": "Сохранить встречу",
            "cancel_url": cancel,
        },
        status=422 if form.errors and status == 200 else status,
    )


@requires(Permission.TEST_VIEW)
def group_meeting_detail(request: HttpRequest, pk: int) -> HttpResponse:
    event, form = find_meeting(request, pk), InvitedFilter(request.GET or None, program=request.program)
    everybody, marks = invited(request.program), marks_of(event)
    shown = narrowed(request, form)
    unmarked = sum(row.person_id not in marks for row in shown)
    is_due = event.planned_on <= request.today
    keeps = may_keep(request)
    return render(
        request,
        "pairing/group_meeting_detail.html",
        {
            "event": event,
            "heading": event.title,
            "lead": moment_words(event),
            "back_url": url(request, "group_meeting_list"),
            "back_label": "Групповая встреча",
            "crumbs": crumbs(request, (event.title, "")),
            "badge": event_badge(event, request.today),
            "facts": [
                {"label": "Место", "value": event.place},
                {"label": "Ведёт", "value": event.expert},
                *([{"label": "Итог", "value": event.result}] if event.state == EventState.HELD else []),
            ],
            "form": form,
            "query": query_with(request.GET),
            "groups": _groups(shown, marks),
            "is_narrowed": len(shown) < len(everybody),
            "has_people": bool(everybody),
            "taps": TAPS,
            "mark_url": url(request, "group_meeting_mark", pk=pk),
            "said": _said(everybody, marks),
            "may_mark": keeps and may_move(event, EventAction.MARK) and is_due,
            "is_early": keeps and not is_due and event.state == EventState.PLANNED,
            "is_due": is_due,
            "may_keep": keeps,
            "may": {action.value: may_move(event, action) for action in EventAction},
            "unmarked": unmarked,
            "mark_all_label": f"Отметить остальных: {unmarked}" if marks else "Отметить всех",
            "chat": _chat(event),
        },
    )


def narrowed(request: HttpRequest, form: InvitedFilter) -> list[Invited]:
    return invited(request.program, **(form.narrowing() if form.is_bound else {}))


def _groups(people: Sequence[Invited], marks: dict[int, str]) -> list[dict[str, Any]]:
    """Rows under «Наставники», «Наставляемые, 7 «А»»: a class is asked at once."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in people:
        label = f"{SIDE_LABELS[row.side]}{f', {row.place}' if row.class_id else ''}"
        groups.setdefault(label, []).append(_row(row, marks.get(row.person_id, "")))
    return [{"label": label, "rows": rows} for label, rows in groups.items()]


def _row(row: Invited, mark: str) -> dict[str, Any]:
    return {
        "person_id": row.person_id,
        "name": row.name,
        "place": "" if row.class_id else row.place,
        "mark": mark,
        "label": AttendanceMark(mark).label if mark else "не отмечен",
        "error": "",
    }


def _said(people: Sequence[Invited], marks: dict[int, str]) -> str:
    came = sum(mark == AttendanceMark.PRESENT for mark in marks.values())
    rest = sum(row.person_id not in marks for row in people)
    return f"Были: {came}, не отмечены: {rest} из {len(people)}"


def _chat(event: Event) -> str:
    """To copy into a chat: no names."""
    when = short_date(event.planned_on) + (f", {event.starts_at:%H:%M}" if event.starts_at else "")
    lines = [
        "Приглашаем на групповую встречу наставников и наставляемых!",
        f"Когда: {when}" + (f". Где: {event.place}" if event.place else ""),
        "Познакомимся, а после встречи каждый расскажет, с кем хотел бы быть в паре.",
        event.program.school.short_name,
    ]
    return "\n".join(lines)


# --- marks ------------------------------------------------------------------------------------------------


@require_POST
@requires(*KEEPERS)
def group_meeting_mark(request: HttpRequest, pk: int) -> HttpResponse:
    """One tap: `person` and `mark`; the same mark again takes it away. htmx gets the row and the sum."""
    event, people = find_meeting(request, pk), invited(request.program)
    ids = row_ids([request.POST.get("person", "")])
    row = next((row for row in people if row.person_id in ids), None)
    if row is None:
        raise Http404
    had, asked = marks_of(event).get(row.person_id, ""), request.POST.get("mark", "")
    error = ""
    try:
        mark_attendance(
            event=event,
            marks={row.person_id: "" if asked == had else asked},
            by=request.user,
            today=request.today,
        )
    except Refusal as refusal:
        error = str(refusal)
    if request.htmx:
        marks = marks_of(event)
        return render(
            request,
            "participants/_attendance_answer.html",
            {
                "event": event,
                "mark_url": url(request, "group_meeting_mark", pk=pk),
                "row": _row(row, marks.get(row.person_id, "")) | {"error": error},
                "taps": TAPS,
                "may_mark": True,
                "said": _said(people, marks),
            },
        )
    if error:
        messages.error(request, error)
    return redirect(f"{url(request, 'group_meeting_detail', pk=pk)}#person-{row.person_id}")


@require_POST
@requires(*KEEPERS)
def group_meeting_mark_all(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody of the shown list who has no mark yet was there; marks already made stay."""
    event = find_meeting(request, pk)
    marked = marks_of(event)
    form = InvitedFilter(request.GET or None, program=request.program)
    rest = {
        row.person_id: AttendanceMark.PRESENT
        for row in narrowed(request, form)
        if row.person_id not in marked
    }
    done = f"Отмечено: {counted(len(rest), 'человек', 'человека', 'человек')}."
    act(request, done, mark_attendance, event=event, marks=rest, today=request.today)
    return redirect(f"{url(request, 'group_meeting_detail', pk=pk)}{query_with(request.GET)}")


@require_POST
@requires(*KEEPERS)
def group_meeting_hold(request: HttpRequest, pk: int) -> HttpResponse:
    event = find_meeting(request, pk)
    return _moved(
        request, event, "Встреча отмечена проведённой.", hold_event, on=event.planned_on, today=request.today
    )


@require_POST
@requires(*KEEPERS)
def group_meeting_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    return _moved(request, find_meeting(request, pk), "Встреча возвращена в план.", reopen_event)


@require_POST
@requires(*KEEPERS)
def group_meeting_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    reason = request.POST.get("reason", "")
    return _moved(request, find_meeting(request, pk), "Встреча отменена.", cancel_event, reason=reason)


def _moved(
    request: HttpRequest, event: Event, done: str, service: Callable[..., Any], **arguments: Any
) -> HttpResponse:
    act(request, done, service, event=event, **arguments)
    return redirect(url(request, "group_meeting_detail", pk=event.pk))


def find_meeting(request: HttpRequest, pk: int) -> Event:
    rows = Event.objects.of_program(request.program).filter(kind=EventKind.GROUP_MEETING)
    return get_object_or_404(rows.select_related("program__school"), pk=pk)


def marks_of(event: Event) -> dict[int, str]:
    return dict(Attendance.objects.filter(event=event).values_list("person", "mark"))
