"""«Рабочий календарь»: the week, days that differ from it, breaks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from mentoring_site.words import counted, ru_date
from programs.forms.calendar import BreakForm, DayForm, WeekForm
from programs.models import CalendarDay, SchoolBreak
from programs.services import calendar
from programs.services.audit import Refusal
from programs.tenancy import program_url


def _url(request: HttpRequest, name: str) -> str:
    return program_url(request.program, f"programs:{name}")


def _back(request: HttpRequest) -> HttpResponse:
    return redirect(_url(request, "calendar_detail"))


def _page(request: HttpRequest, *, status: int = 200, **forms: Form) -> HttpResponse:
    """forms: a refused one stands instead of an empty one."""
    program = request.program
    days = CalendarDay.objects.filter(school=request.school, day__gte=program.starts, day__lte=program.ends)
    breaks = SchoolBreak.objects.filter(school=request.school, ends__gte=program.starts)
    initial = {"works_saturdays": "yes" if request.school.works_saturdays else "no"}
    refused = next(iter(forms.values()), None)
    return render(
        request,
        "programs/calendar.html",
        {
            "heading": "Рабочий календарь",
            "lead": f"По нему считаются сроки пар в {program.year_label} учебном году.",
            "crumbs": [("Настройки", _url(request, "settings_list")), ("Рабочий календарь", "")],
            "days": days,
            "breaks": breaks.filter(starts__lte=program.ends),
            "refused": refused,
            "week_form": WeekForm(initial=initial, auto_id="id_week_%s"),
            "day_form": DayForm(auto_id="id_day_%s"),
            "break_form": BreakForm(auto_id="id_break_%s"),
            **forms,
        },
        status=status,
    )


@require_GET
@requires(Permission.SETTINGS_EDIT)
def calendar_detail(request: HttpRequest) -> HttpResponse:
    return _page(request)


@require_POST
@requires(Permission.SETTINGS_EDIT)
def calendar_week(request: HttpRequest) -> HttpResponse:
    form = WeekForm(request.POST, auto_id="id_week_%s")
    if not form.is_valid():
        return _page(request, status=422, week_form=form)
    changed = calendar.set_week(
        program=request.program, works_saturdays=form.cleaned_data["works_saturdays"], by=request.user
    )
    messages.success(request, "Учебная неделя сохранена." if changed else "Учебная неделя осталась прежней.")
    return _back(request)


@require_POST
@requires(Permission.SETTINGS_EDIT)
def calendar_holidays(request: HttpRequest) -> HttpResponse:
    made = calendar.add_holidays(program=request.program, by=request.user)
    if made:
        messages.success(
            request,
            f"Добавлено: {counted(len(made), 'день', 'дня', 'дней')}. Перенесённые выходные впишите сами.",
        )
    else:
        messages.info(request, "Все праздники этого учебного года уже есть в календаре.")
    return _back(request)


@require_POST
@requires(Permission.SETTINGS_EDIT)
def calendar_day_add(request: HttpRequest) -> HttpResponse:
    form = DayForm(request.POST, auto_id="id_day_%s")
    return _saved(request, form, calendar.save_day, "День записан.") or _page(
        request, status=422, day_form=form
    )


@require_POST
@requires(Permission.SETTINGS_EDIT)
def calendar_break_add(request: HttpRequest) -> HttpResponse:
    form = BreakForm(request.POST, auto_id="id_break_%s")
    return _saved(request, form, calendar.save_break, "Каникулы записаны.") or _page(
        request, status=422, break_form=form
    )


@requires(Permission.SETTINGS_EDIT)
def calendar_day_edit(request: HttpRequest, pk: int) -> HttpResponse:
    day = get_object_or_404(CalendarDay.objects.filter(school=request.school), pk=pk)
    form = DayForm(request.POST or None, initial={"day": day.day, "kind": day.kind, "note": day.note})
    if request.method == "POST" and (
        done := _saved(request, form, calendar.save_day, "День записан.", shown=day)
    ):
        return done
    return _edit_page(request, ru_date(day.day), form, "Сохранить день")


@requires(Permission.SETTINGS_EDIT)
def calendar_break_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(SchoolBreak.objects.filter(school=request.school), pk=pk)
    initial = {"title": found.title, "starts": found.starts, "ends": found.ends}
    form = BreakForm(request.POST or None, initial=initial)
    if request.method == "POST" and (
        done := _saved(request, form, calendar.save_break, "Каникулы записаны.", shown=found)
    ):
        return done
    return _edit_page(request, found.title, form, "Сохранить каникулы")


@require_POST
@requires(Permission.SETTINGS_EDIT)
def calendar_day_remove(request: HttpRequest, pk: int) -> HttpResponse:
    day = get_object_or_404(CalendarDay.objects.filter(school=request.school), pk=pk)
    calendar.remove_day(day=day, program=request.program, by=request.user)
    messages.success(request, "День убран из календаря.")
    return _back(request)


@require_POST
@requires(Permission.SETTINGS_EDIT)
def calendar_break_remove(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(SchoolBreak.objects.filter(school=request.school), pk=pk)
    calendar.remove_break(school_break=found, program=request.program, by=request.user)
    messages.success(request, "Каникулы убраны из календаря.")
    return _back(request)


def _saved(
    request: HttpRequest, form: Form, service: Callable[..., Any], done: str, **more: Any
) -> HttpResponse | None:
    """The way back once saved; None leaves the form with its errors."""
    if not form.is_valid():
        return None
    try:
        service(program=request.program, by=request.user, **form.cleaned_data, **more)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, done)
    return _back(request)


def _edit_page(request: HttpRequest, heading: str, form: Form, button: str) -> HttpResponse:
    back = _url(request, "calendar_detail")
    return render(
        request,
        "programs/staff_form.html",
        {
            "heading": heading,
            "form": form,
            "button": button,
            "crumbs": [
                ("Настройки", _url(request, "settings_list")),
                ("Рабочий календарь", back),
                (heading, ""),
            ],
            "cancel_url": back,
        },
        status=422 if form.errors else 200,
    )
