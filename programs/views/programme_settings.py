"""What the school sets up: its own requisites, forms of mentoring and their interaction models."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from mentoring_site.access import requires
from mentoring_site.pdf import pdf_response, render_pdf
from mentoring_site.permissions import Permission
from programs.forms.programme import FormDecisionForm, InteractionModelForm, MentoringFormForm, SchoolForm
from programs.lists import row_ids
from programs.models import FormDecision, InteractionModel, MentoringForm, School
from programs.reports_forms import forms_paper
from programs.services.audit import Refusal, claim_key
from programs.services.mentoring_forms import (
    add_interaction_model,
    add_mentoring_form,
    decide_form,
    edit_interaction_model,
    edit_mentoring_form,
)
from programs.services.programs import edit_school
from programs.tenancy import program_url


def _url(request: Any, name: str, **kwargs: Any) -> str:
    return program_url(request.program, name, **kwargs)


def _saved(form: Any, write: Callable[[], Any]) -> bool:
    """Run the service; what it refuses becomes an error of the form."""
    if not form.is_valid():
        return False
    try:
        write()
    except Refusal as refusal:
        form.add_error(None, str(refusal))
    except ValidationError as error:
        form.add_error(None, error)
    return form.is_valid()


def _crumbs(request: Any, *more: tuple[str, str]) -> list[tuple[str, str]]:
    return [("Настройки", _url(request, "programs:settings_list")), *more]


@require_http_methods(["GET", "POST"])
@requires(Permission.SETTINGS_EDIT)
def school_edit(request: Any) -> HttpResponse:
    # A copy: a refused form must not change the name in the menu of this very page.
    school = School.objects.get(pk=request.school.pk)
    form = SchoolForm(request.POST or None, instance=school)
    if request.method == "POST" and _saved(
        form, lambda: edit_school(school=request.school, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "Сведения о школе сохранены.")
        return redirect(_url(request, "programs:school_edit"))
    return render(
        request,
        "programs/programme_school.html",
        {
            "heading": "Сведения о школе",
            "lead": "Печатаются в распоряжениях, согласиях и на титуле программы. "
            "Падежи вписываются от руки: названия школ система не склоняет.",
            "crumbs": _crumbs(request, ("Сведения о школе", "")),
            "form": form,
        },
    )


@require_GET
@requires(Permission.SETTINGS_EDIT)
def form_list(request: Any) -> HttpResponse:
    found = MentoringForm.objects.filter(program=request.program).prefetch_related("interaction_models")
    return render(
        request,
        "programs/programme_forms.html",
        {
            "heading": "Формы наставничества",
            "lead": "По правилам форм взаимодействия сайт проверяет пары. Можно добавить свою форму.",
            "crumbs": _crumbs(request, ("Формы наставничества", "")),
            "forms": found,
            "decisions": FormDecision.objects.filter(program=request.program).select_related(
                "form", "interaction_model"
            ),
            "can_change": request.program.is_open,
        },
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.SETTINGS_EDIT)
def form_create(request: Any) -> HttpResponse:
    form = MentoringFormForm(request.POST or None)
    add = partial(add_mentoring_form, program=request.program)
    if request.method == "POST" and _saved(form, lambda: _create(request, add, form)):
        messages.success(request, "Форма наставничества добавлена. Теперь добавьте её формы взаимодействия.")
        return redirect(_url(request, "programs:form_list"))
    return _form_page(request, form, "Новая форма наставничества", "Добавить форму")


@require_http_methods(["GET", "POST"])
@requires(Permission.SETTINGS_EDIT)
def form_edit(request: Any, pk: int) -> HttpResponse:
    stored = get_object_or_404(MentoringForm, program=request.program, pk=pk)
    title = str(stored)
    form = MentoringFormForm(request.POST or None, instance=stored)
    if request.method == "POST" and _saved(
        form, lambda: edit_mentoring_form(form=stored, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "Форма наставничества сохранена.")
        return redirect(_url(request, "programs:form_list"))
    return _form_page(request, form, f"Форма {title}", "Сохранить форму")


@require_http_methods(["GET", "POST"])
@requires(Permission.SETTINGS_EDIT)
def model_create(request: Any, pk: int) -> HttpResponse:
    parent = get_object_or_404(MentoringForm, program=request.program, pk=pk)
    form = InteractionModelForm(request.POST or None)
    add = partial(add_interaction_model, form=parent)
    if request.method == "POST" and _saved(form, lambda: _create(request, add, form)):
        messages.success(request, "Форма взаимодействия добавлена.")
        return redirect(_url(request, "programs:form_list"))
    return _form_page(request, form, f"Новая форма взаимодействия: {parent}", "Добавить форму")


@require_http_methods(["GET", "POST"])
@requires(Permission.SETTINGS_EDIT)
def model_edit(request: Any, pk: int) -> HttpResponse:
    stored = get_object_or_404(InteractionModel, program=request.program, pk=pk)
    title = str(stored)
    form = InteractionModelForm(request.POST or None, instance=stored)
    if request.method == "POST" and _saved(
        form, lambda: edit_interaction_model(model=stored, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "Форма взаимодействия сохранена. Правила действуют для новых пар.")
        return redirect(_url(request, "programs:form_list"))
    return _form_page(request, form, f"Форма взаимодействия {title}", "Сохранить форму")


@require_http_methods(["GET", "POST"])
@requires(Permission.SETTINGS_EDIT)
def form_decide(request: Any, pk: int) -> HttpResponse:
    """Switch a form on or off with a reason; ?model= speaks of one of its models."""
    stored = get_object_or_404(MentoringForm, program=request.program, pk=pk)
    model = None
    if ids := row_ids([request.GET.get("model", "")]):
        model = get_object_or_404(InteractionModel, form=stored, pk=ids[0])
    subject = model or stored
    form = FormDecisionForm(
        request.POST or None, initial={"is_on": str(int(subject.is_active)), "decided_on": request.today}
    )
    if request.method == "POST" and _saved(
        form,
        lambda: decide_form(
            form=stored, model=model, by=request.user, today=request.today, **form.cleaned_data
        ),
    ):
        messages.success(request, "Решение записано. Оно печатается в перечне форм.")
        return redirect(_url(request, "programs:form_list"))
    return _form_page(request, form, f"Решение: {subject}", "Записать решение")


@require_GET
@requires(Permission.SETTINGS_EDIT)
def form_pdf(request: Any) -> HttpResponse:
    data = render_pdf("reports/forms_in_force.html", forms_paper(request.program, request.today))
    return pdf_response(data, f"Перечень форм {request.program.year_label}.pdf")


def _create(request: Any, add: Callable[..., Any], form: Any) -> None:
    """Once for each shown form: a second arrival of the same one makes nothing."""
    with transaction.atomic():
        if claim_key(request.POST.get("once", ""), by=request.user) is not None:
            add(by=request.user, **form.cleaned_data)


def _form_page(request: Any, form: Any, heading: str, label: str) -> HttpResponse:
    return render(
        request,
        "programs/programme_form_edit.html",
        {
            "heading": heading,
            "crumbs": _crumbs(
                request, ("Формы наставничества", _url(request, "programs:form_list")), (heading, "")
            ),
            "back_url": _url(request, "programs:form_list"),
            "back_label": "К формам",
            "form": form,
            "label": label,
            "cancel_url": _url(request, "programs:form_list"),
        },
    )
