"""Classes, subject groups, and who stands in for the director."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from mentoring_site.access import requires
from mentoring_site.permissions import Permission, Role
from mentoring_site.words import counted
from programs.forms.staff import ClassesForm, ClassForm, GroupForm, SubstitutionForm
from programs.models import ClassTeacher, SchoolClass, SubjectGroup, Substitution
from programs.services.audit import Refusal
from programs.services.structure import (
    add_classes,
    appoint_substitute,
    edit_class,
    remove_class,
    remove_group,
    save_group,
    withdraw_substitute,
)
from programs.tenancy import program_url


def _url(request: HttpRequest, name: str) -> str:
    return program_url(request.program, f"programs:{name}")


def _to(request: HttpRequest, name: str) -> HttpResponse:
    return redirect(_url(request, name))


def _crumbs(request: HttpRequest, *more: tuple[str, str]) -> list[tuple[str, str]]:
    return [("Настройки", _url(request, "settings_list")), *more]


@requires(Permission.SETTINGS_EDIT)
def class_list(request: HttpRequest) -> HttpResponse:
    """The classes of the year; the form adds a whole grid of them."""
    form = ClassesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = add_classes(program=request.program, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return _to(request, "class_list")
        if made:
            messages.success(request, f"Добавлено: {counted(len(made), 'класс', 'класса', 'классов')}.")
        else:
            messages.info(request, "Все эти классы уже есть в списке.")
        return _to(request, "class_list")
    teachers = ClassTeacher.objects.select_related("user")
    classes = SchoolClass.objects.filter(program=request.program).prefetch_related(
        Prefetch("class_teachers", teachers)
    )
    return render(
        request,
        "programs/class_list.html",
        {
            "heading": "Классы",
            "crumbs": _crumbs(request, ("Классы", "")),
            "lead": f"Классы {request.program.year_label} учебного года и их классные руководители.",
            "form": form,
            "classes": classes,
        },
    )


def _class(request: HttpRequest, pk: int) -> SchoolClass:
    return get_object_or_404(
        SchoolClass.objects.filter(program=request.program).select_related("program__school"), pk=pk
    )


@requires(Permission.SETTINGS_EDIT)
def class_edit(request: HttpRequest, pk: int) -> HttpResponse:
    school_class = _class(request, pk)
    initial = {"grade": school_class.grade, "letter": school_class.letter}
    form = ClassForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            edit_class(school_class=school_class, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Класс сохранён: {school_class}.")
            return _to(request, "class_list")
    return _form(request, f"Класс {school_class}", form, "Сохранить класс", ("Классы", "class_list"))


@require_POST
@requires(Permission.SETTINGS_EDIT)
def class_remove(request: HttpRequest, pk: int) -> HttpResponse:
    school_class = _class(request, pk)
    try:
        remove_class(school_class=school_class, by=request.user)
        messages.success(request, f"Класс {school_class} удалён.")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return _to(request, "class_list")


@requires(Permission.SETTINGS_EDIT)
def group_list(request: HttpRequest) -> HttpResponse:
    form = GroupForm(request.POST or None, access=request.access, on=request.today)
    if request.method == "POST" and form.is_valid():
        try:
            save_group(program=request.program, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error("title", str(refusal))
        else:
            messages.success(request, f"Добавлено объединение «{form.cleaned_data['title']}».")
            return _to(request, "group_list")
    return render(
        request,
        "programs/group_list.html",
        {
            "heading": "Методические объединения",
            "crumbs": _crumbs(request, ("Методические объединения", "")),
            "lead": "Руководитель ШМО видит только учителей своего объединения.",
            "form": form,
            "groups": SubjectGroup.objects.filter(program=request.program).select_related("head"),
        },
    )


def _group(request: HttpRequest, pk: int) -> SubjectGroup:
    return get_object_or_404(
        SubjectGroup.objects.filter(program=request.program).select_related("program__school"), pk=pk
    )


@requires(Permission.SETTINGS_EDIT)
def group_edit(request: HttpRequest, pk: int) -> HttpResponse:
    group = _group(request, pk)
    initial = {"title": group.title, "head": group.head_id}
    form = GroupForm(request.POST or None, initial=initial, access=request.access, on=request.today)
    if request.method == "POST" and form.is_valid():
        try:
            save_group(program=request.program, group=group, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error("title", str(refusal))
        else:
            messages.success(request, "Объединение сохранено.")
            return _to(request, "group_list")
    return _form(
        request, group.title, form, "Сохранить объединение", ("Методические объединения", "group_list")
    )


@require_POST
@requires(Permission.SETTINGS_EDIT)
def group_remove(request: HttpRequest, pk: int) -> HttpResponse:
    group = _group(request, pk)
    try:
        remove_group(group=group, by=request.user)
        messages.success(request, f"Объединение «{group.title}» удалено. Его учителя остались в базах.")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return _to(request, "group_list")


def _form(
    request: HttpRequest, heading: str, form: Any, button: str, parent: tuple[str, str]
) -> HttpResponse:
    back = _url(request, parent[1])
    return render(
        request,
        "programs/staff_form.html",
        {
            "heading": heading,
            "form": form,
            "button": button,
            "crumbs": _crumbs(request, (parent[0], back), (heading, "")),
            "cancel_url": back,
        },
    )


@requires(Permission.STAFF_MANAGE)
def substitution_list(request: HttpRequest) -> HttpResponse:
    form = SubstitutionForm(request.POST or None, access=request.access, on=request.today)
    if request.method == "POST" and form.is_valid():
        try:
            appoint_substitute(program=request.program, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request,
                f"{form.cleaned_data['deputy']} исполняет обязанности директора в указанные дни. "
                "В бумагах этих дней стоит «И. о. директора».",
            )
            return _to(request, "substitution_list")
    on = request.today
    appointments = [
        {
            "substitution": substitution,
            "state": _substitution_state(substitution, on),
            "can_withdraw": substitution.withdrawn_at is None and substitution.ends >= on,
        }
        for substitution in Substitution.objects.select_related("deputy", "appointed_by")
    ]
    return render(
        request,
        "programs/substitution_list.html",
        {
            "heading": "Исполнение обязанностей директора",
            "crumbs": _crumbs(request, ("Исполнение обязанностей директора", "")),
            "lead": "Заместитель решает и подписывает за директора в назначенные дни.",
            "form": form,
            "appointments": appointments,
            "is_director": Role.DIRECTOR in request.access.roles,
        },
    )


def _substitution_state(substitution: Substitution, on: Any) -> tuple[str, str]:
    if substitution.withdrawn_at is not None:
        return "none", "отозвано"
    if substitution.ends < on:
        return "done", "закончилось"
    return ("ok", "действует") if substitution.starts <= on else ("draft", "впереди")


@require_POST
@requires(Permission.STAFF_MANAGE)
def substitution_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    substitution = get_object_or_404(Substitution, pk=pk)
    try:
        withdraw_substitute(substitution=substitution, program=request.program, by=request.user)
        messages.success(request, "Назначение отозвано.")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return _to(request, "substitution_list")
