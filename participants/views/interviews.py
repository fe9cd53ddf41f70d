"""Interviews: who waits, who is invited, the sheet from the plan to the conclusion, its paper."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST

from mentoring_site.access import requires
from mentoring_site.names import normalise_name
from mentoring_site.pdf import html_to_pdf_in_child, pdf_response
from mentoring_site.permissions import Permission
from mentoring_site.spreadsheets import table_response
from mentoring_site.words import counted, ru_date
from participants.enums import BaseKind, ConsentPurpose, InterviewState
from participants.forms_selection import InterviewFilter, PlanForm, SheetForm
from participants.models import Interview, Mentor
from participants.reports_selection import sheets_context
from participants.selection_lists import interviews_of, waiting_mentors
from participants.services.consents import may_process
from participants.services.interviews import (
    cancel_interview,
    correct_interview,
    hold_interview,
    may_move,
    plan_interviews,
    save_sheet,
    why_not_plan,
)
from participants.tables_selection import (
    CANCELLED_COLUMNS,
    EXPORT_HEADER,
    HELD_COLUMNS,
    PLANNED_COLUMNS,
    WAITING_COLUMNS,
    conclusion_badge,
    export_row,
    interview_badge,
)
from participants.transitions import InterviewAction
from participants.views.bases import ticked
from participants.views.selection import act, can_edit, crumbs_to, curator_of, room_tabs, url_of
from programs.lists import export_format, page_of, query_with, row_ids
from programs.services.audit import Refusal, StaleVersion, claim_key
from programs.tables import shown_rows

WAITING = "waiting"
TABS = (
    (WAITING, "Ждут собеседования"),
    (InterviewState.PLANNED, "Назначены"),
    (InterviewState.HELD, "Проведены"),
    (InterviewState.CANCELLED, "Отменены"),
)
COLUMNS = {
    WAITING: WAITING_COLUMNS,
    InterviewState.PLANNED: PLANNED_COLUMNS,
    InterviewState.HELD: HELD_COLUMNS,
    InterviewState.CANCELLED: CANCELLED_COLUMNS,
}
ORDERS = {
    InterviewState.PLANNED: ("planned_on", "mentor__person__search_key", "pk"),
    InterviewState.HELD: ("-held_on", "mentor__person__search_key", "pk"),
    InterviewState.CANCELLED: ("-pk",),
}
EMPTY_START = (
    "start",
    "Собеседований ещё не было",
    "Когда в базе появятся кандидаты в наставники, здесь назначают с ними собеседование.",
)
EMPTY = {
    WAITING: ("done", "Никто не ждёт", "С каждым кандидатом поговорили или назначили день."),
    InterviewState.PLANNED: (
        "start",
        "Собеседования не назначены",
        "Отметьте кандидатов на вкладке «Ждут собеседования» и назначьте день.",
    ),
    InterviewState.HELD: (
        "start",
        "Проведённых собеседований нет",
        "Здесь останутся листы с заключениями: рекомендован, с условием или не рекомендован.",
    ),
    InterviewState.CANCELLED: ("done", "Ничего не отменяли", "Отменённые останутся здесь вместе с причиной."),
}
SHEETS_AT_ONCE = 100  # pages of one PDF


def _tab(request: HttpRequest) -> str:
    asked = request.GET.get("tab", WAITING)
    return asked if asked in dict(TABS) else WAITING


def _found(request: HttpRequest, tab: str) -> tuple[Any, InterviewFilter]:
    """(rows of the tab, their filter)."""
    form = InterviewFilter(request.GET, state=tab)
    data = form.cleaned_data if form.is_valid() else {}
    if tab == WAITING:
        rows = waiting_mentors(request.access)
        if data.get("q"):
            rows = rows.search(data["q"])
        return rows.for_list(request.program).order_by("person__search_key", "pk"), form
    rows = interviews_of(request.access).filter(state=tab)
    for word in normalise_name(data.get("q", "")).split():
        rows = rows.filter(mentor__person__search_key__contains=word)
    if data.get("conclusion"):
        rows = rows.filter(conclusion=data["conclusion"])
    return rows.for_list(request.program).order_by(*ORDERS[tab]), form


@requires(Permission.SELECTION_VIEW)
def interview_list(request: HttpRequest) -> HttpResponse:
    tab = _tab(request)
    rows, form = _found(request, tab)
    counts = {state: interviews_of(request.access).filter(state=state).count() for state in InterviewState}
    counts[WAITING] = waiting_mentors(request.access).count()
    page = page_of(request, rows)
    kind, title, text = EMPTY[tab] if any(counts.values()) else EMPTY_START
    return render(
        request,
        "participants/interview_list.html",
        {
            "heading": "Отбор и обучение",
            "lead": _lead(counts),
            "crumbs": crumbs_to(request, ("Отбор и обучение", "")),
            "rooms": room_tabs(request, "interview_list"),
            "tools": [{"label": "Критерии", "url": url_of(request, "criterion_list"), "icon": "list-checks"}]
            if can_edit(request)
            else [],
            "tabs": [
                {"label": label, "url": f"?tab={code}", "count": counts[code], "active": code == tab}
                for code, label in TABS
            ],
            "form": form,
            "keep": [("tab", tab)],
            "reset_url": f"?tab={tab}",
            "columns": [column.declared() for column in COLUMNS[tab]],
            "rows": shown_rows(COLUMNS[tab], page, lambda row: _row_url(request, row)),
            "page_obj": page,
            "is_filtered": any(request.GET.get(name) for name in form.fields),
            "empty": {"kind": kind, "title": title, "text": text},
            "bulk_actions": [
                {
                    "label": "Назначить собеседование",
                    "icon": "calendar-plus",
                    "primary": True,
                    "url": url_of(request, "interview_plan"),
                }
            ]
            if tab == WAITING and can_edit(request)
            else [],
            "bulk_query": "tab=to-interview",
            "blanks_url": url_of(request, "interview_blanks") if counts[InterviewState.PLANNED] else "",
            "export_url": f"{url_of(request, 'interview_export')}{query_with(request.GET)}",
        },
    )


def _lead(counts: dict[str, int]) -> str:
    if not any(counts.values()):
        return "Собеседования с кандидатами в наставники."
    parts = [
        counted(counts[WAITING], "кандидат ждёт", "кандидата ждут", "кандидатов ждут"),
        f"назначено: {counts[InterviewState.PLANNED]}",
        f"проведено: {counts[InterviewState.HELD]}",
    ]
    return f"Собеседования с кандидатами в наставники: {', '.join(parts)}."


def _row_url(request: HttpRequest, row: Any) -> str:
    if isinstance(row, Mentor):
        return f"{url_of(request, 'person_detail', pk=row.person_id)}?tab=selection"
    return url_of(request, "interview_detail", pk=row.pk)


@requires(Permission.SELECTION_VIEW)
def interview_export(request: HttpRequest) -> HttpResponse:
    """All sheets of the year: states and conclusions, no marks."""
    rows = interviews_of(request.access).for_list(request.program)
    return table_response(
        export_format(request),
        f"Собеседования {request.program.year_label}",
        title=f"Собеседования с наставниками, {request.school.list_name}",
        header=EXPORT_HEADER,
        rows=[export_row(row) for row in rows.order_by("mentor__person__search_key", "pk")],
        sheet_name="Собеседования",
    )


# --- planning ---------------------------------------------------------------------------------------------


@requires(Permission.SELECTION_EDIT)
def interview_plan(request: HttpRequest) -> HttpResponse:
    """Ticked candidates come by POST (`ids`) or one by the address (`?mentor=`); `plan` writes."""
    if request.method == "POST" and "plan" in request.POST:
        return _plan(request)
    if request.method == "POST":
        mentors = list(ticked(request, BaseKind.MENTORS).rows.for_list(request.program))
    else:
        mentors = _mentors(request, request.GET.getlist("mentor"))
    if not mentors:
        messages.warning(request, "Отметьте кандидатов, с которыми пройдёт собеседование.")
        return redirect(url_of(request, "interview_list"))
    return _plan_page(request, PlanForm(), mentors)


def _plan(request: HttpRequest) -> HttpResponse:
    mentors = _mentors(request, request.POST.getlist("mentor"))
    form = PlanForm(request.POST)
    if not form.is_valid():
        return _plan_page(request, form, mentors, status=422)
    try:
        with transaction.atomic():  # a refused plan gives its key back
            if not claim_key(request.POST.get("once", ""), by=request.user):
                messages.info(request, "Эти собеседования уже назначены: второй раз ничего не добавлено.")
                return redirect(f"{url_of(request, 'interview_list')}?tab=planned")
            made = plan_interviews(
                program=request.program, mentors=mentors, by=request.user, **form.cleaned_data
            )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _plan_page(request, form, mentors, status=422)
    number = counted(len(made), "собеседование", "собеседования", "собеседований")
    messages.success(request, f"Назначено {number}.")
    if len(made) == 1:
        return redirect(url_of(request, "interview_detail", pk=made[0].pk))
    return redirect(f"{url_of(request, 'interview_list')}?tab=planned")


def _mentors(request: HttpRequest, values: list[str]) -> list[Mentor]:
    rows = Mentor.objects.of_program(request.program).visible_to(request.access)
    rows = rows.filter(pk__in=row_ids(values)).exclude(person__user=request.user)
    return list(rows.for_list(request.program).order_by("person__search_key", "pk"))


def _plan_page(
    request: HttpRequest, form: PlanForm, mentors: list[Mentor], *, status: int = 200
) -> HttpResponse:
    reasons = why_not_plan(mentors, request.program)
    free = [mentor for mentor in mentors if mentor.pk not in reasons]
    number = counted(len(free), "собеседование", "собеседования", "собеседований")
    return render(
        request,
        "participants/interview_plan.html",
        {
            "heading": "Назначить собеседование",
            "lead": "В листах будут критерии, которые действуют сегодня.",
            "back_url": url_of(request, "interview_list"),
            "back_label": "Собеседования",
            "crumbs": _crumbs(request, "Назначить"),
            "form": form,
            "mentors": free,
            "skipped": [(mentor, reasons[mentor.pk]) for mentor in mentors if mentor.pk in reasons],
            "button": f"Назначить {number}",
        },
        status=status,
    )


# --- the sheet --------------------------------------------------------------------------------------------


@requires(Permission.SELECTION_VIEW)
def interview_detail(request: HttpRequest, pk: int) -> HttpResponse:
    interview = _get(request, pk)
    if interview.state == InterviewState.PLANNED and can_edit(request):
        day = interview.held_on or min(interview.planned_on or request.today, request.today)
        return _sheet_page(request, interview, SheetForm(interview=interview, initial={"held_on": day}))
    return render(
        request,
        "participants/interview_detail.html",
        _page(request, interview)
        | {
            "facts": _facts(interview),
            "rows": interview.marks,
            "is_held": interview.state == InterviewState.HELD,
            "can_correct": can_edit(request) and may_move(interview, InterviewAction.CORRECT),
            "again_url": f"{url_of(request, 'interview_plan')}?mentor={interview.mentor_id}"
            if can_edit(request)
            else "",
        },
    )


@require_POST
@requires(Permission.SELECTION_EDIT)
def interview_save(request: HttpRequest, pk: int) -> HttpResponse:
    """«Сохранить черновик» or «Провести»: one form, two buttons."""
    interview = _get(request, pk)
    form = SheetForm(request.POST, interview=interview)
    if not form.is_valid():
        return _sheet_page(request, interview, form, status=422)
    common = {"interview": interview, "sheet": form.sheet(), "by": request.user}
    version = form.cleaned_data["version"]
    try:
        if "hold" in request.POST:
            interview = hold_interview(**common, version=version, today=request.today)
            messages.success(request, f"Собеседование проведено: {interview.get_conclusion_display()}.")
        else:
            save_sheet(**common, version=version)
            messages.success(request, "Черновик листа сохранён.")
    except StaleVersion as stale:
        return _sheet_page(request, interview, _newer(request, form, interview.pk, str(stale)), status=409)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _sheet_page(request, interview, form, status=422)
    return redirect(url_of(request, "interview_detail", pk=pk))


@requires(Permission.SELECTION_EDIT)
def interview_correct(request: HttpRequest, pk: int) -> HttpResponse:
    interview = _get(request, pk)
    if not may_move(interview, InterviewAction.CORRECT):
        return redirect(url_of(request, "interview_detail", pk=pk))
    form = SheetForm(request.POST or None, interview=interview, is_correction=True)
    if request.method == "POST" and form.is_valid():
        try:
            correct_interview(
                interview=interview,
                sheet=form.sheet(),
                reason=form.cleaned_data["reason"],
                version=form.cleaned_data["version"],
                by=request.user,
                today=request.today,
            )
        except StaleVersion as stale:
            form = _newer(request, form, pk, str(stale))
            return _sheet_page(request, interview, form, status=409)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Лист исправлен. Прежнее заключение и причина остались в журнале.")
            return redirect(url_of(request, "interview_detail", pk=pk))
    return _sheet_page(request, interview, form, status=422 if form.errors else 200)


@require_POST
@requires(Permission.SELECTION_EDIT)
def interview_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    interview = _get(request, pk)
    reason = request.POST.get("reason", "")
    act(request, "Собеседование отменено.", cancel_interview, interview=interview, reason=reason)
    return redirect(url_of(request, "interview_detail", pk=pk))


@requires(Permission.SELECTION_VIEW)
def interview_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet as it is; ?blank=1 is the same sheet to fill by hand."""
    interview = _get(request, pk)
    is_blank = bool(request.GET.get("blank"))
    kind = "Бланк собеседования" if is_blank else "Лист собеседования"
    return _paper(request, [interview], is_blank, f"{kind}, {interview.mentor.person.list_name}.pdf")


@requires(Permission.SELECTION_VIEW)
def interview_blanks(request: HttpRequest) -> HttpResponse:
    """Blank sheets of all who are invited, one page each."""
    rows = interviews_of(request.access).planned().for_list(request.program)
    sheets = list(rows.order_by(*ORDERS[InterviewState.PLANNED])[:SHEETS_AT_ONCE])
    if not sheets:
        messages.info(request, "Печатать нечего: собеседования не назначены.")
        return redirect(url_of(request, "interview_list"))
    return _paper(request, sheets, True, "Бланки собеседований.pdf")


def _paper(request: HttpRequest, sheets: list[Interview], is_blank: bool, name: str) -> HttpResponse:
    context = sheets_context(sheets, request.program, is_blank=is_blank, curator=curator_of(request))
    return pdf_response(html_to_pdf_in_child(render_to_string("reports/interview_sheet.html", context)), name)


def _get(request: HttpRequest, pk: int) -> Interview:
    rows = interviews_of(request.access).for_list(request.program)
    return get_object_or_404(rows.select_related("mentor__person", "mentor__form", "author"), pk=pk)


def _crumbs(request: HttpRequest, here: str) -> list[tuple[str, str]]:
    return crumbs_to(request, ("Собеседования", url_of(request, "interview_list")), (here, ""))


def _page(request: HttpRequest, interview: Interview) -> dict[str, Any]:
    mentor = interview.mentor
    consent = may_process(mentor.person, ConsentPurpose.PARTICIPATION, request.today)
    about = [mentor.place, mentor.form.title if mentor.form else "форма не определена"]
    return {
        "interview": interview,
        "heading": mentor.person.full_name,
        "lead": f"Лист собеседования: {', '.join(filter(None, about))}",
        "back_url": f"{url_of(request, 'interview_list')}?tab={interview.state}",
        "back_label": "Собеседования",
        "crumbs": _crumbs(request, mentor.person.full_name),
        "badge": interview_badge(interview),
        "conclusion": conclusion_badge(interview) if interview.state == InterviewState.HELD else "",
        "consent_missing": consent.missing,
        "card_url": url_of(request, "person_detail", pk=mentor.person_id),
    }


def _facts(interview: Interview) -> list[dict[str, Any]]:
    rows = [
        ("Назначено на", ru_date(interview.planned_on) if interview.planned_on else ""),
        ("Проведено", ru_date(interview.held_on) if interview.held_on else ""),
        ("Место", interview.place),
        ("Кто был", interview.present),
        ("Педагог-психолог", "участвовал" if interview.with_psychologist else "не участвовал"),
    ]
    if interview.state != InterviewState.HELD:
        rows = rows[:1] + rows[2:3]
    if interview.condition and interview.state == InterviewState.HELD:
        rows.append(("Условие или причина", interview.condition))
    if interview.cancel_reason:
        rows.append(("Почему отменено", interview.cancel_reason))
    return [{"label": label, "value": value} for label, value in rows]


def _sheet_page(
    request: HttpRequest, interview: Interview, form: SheetForm, *, status: int = 200
) -> HttpResponse:
    is_correction = "reason" in form.fields
    name = "interview_correct" if is_correction else "interview_save"
    return render(
        request,
        "participants/interview_sheet.html",
        _page(request, interview)
        | {
            "form": form.for_eyes(),
            "is_correction": is_correction,
            "save_url": url_of(request, name, pk=interview.pk),
        },
        status=status,
    )


def _newer(request: HttpRequest, form: SheetForm, pk: int, message: str) -> SheetForm:
    """The same entries with the present version: saving again is a choice made knowingly."""
    data = form.data.copy()
    data["version"] = str(Interview.objects.values_list("version", flat=True).get(pk=pk))
    newer = SheetForm(data, interview=_get(request, pk), is_correction="reason" in form.fields)
    newer.is_valid()
    newer.add_error(None, message)
    return newer
