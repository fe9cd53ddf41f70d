"""The list of interview criteria: add, rename, hide, order."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from participants.forms import absorb
from participants.forms_selection import CriterionForm
from participants.models import InterviewCriterion
from participants.services.criteria import add_criterion, edit_criterion, move_criterion
from participants.views.selection import act, can_edit, crumbs_to, url_of
from programs.services.audit import Refusal


@requires(Permission.SELECTION_EDIT)
def criterion_list(request: HttpRequest) -> HttpResponse:
    form = CriterionForm(request.POST or None, program=request.program)
    if _is_written(request, form, add_criterion, program=request.program):
        messages.success(request, "Критерий добавлен. Он войдёт в новые листы.")
        return redirect(url_of(request, "criterion_list"))
    rows = InterviewCriterion.objects.of_program(request.program).select_related("form")
    return render(
        request,
        "participants/criterion_list.html",
        {
            "heading": "Критерии собеседования",
            "lead": "Что оценивают в листе. Уже назначенные собеседования сохраняют свои критерии.",
            "back_url": url_of(request, "interview_list"),
            "back_label": "Собеседования",
            "crumbs": _crumbs(request, "Критерии"),
            "rows": list(rows),
            "form": form,
            "can_edit": can_edit(request),
        },
        status=422 if form.errors else 200,
    )


@requires(Permission.SELECTION_EDIT)
def criterion_edit(request: HttpRequest, pk: int) -> HttpResponse:
    criterion = _get(request, pk)
    form = CriterionForm(request.POST or None, instance=criterion, program=request.program)
    if _is_written(request, form, edit_criterion, criterion=criterion):
        messages.success(request, "Критерий сохранён.")
        return redirect(url_of(request, "criterion_list"))
    return render(
        request,
        "participants/entry_form.html",
        {
            "heading": "Критерий собеседования",
            "lead": "Скрытый критерий остаётся в прежних листах, но в новые не входит.",
            "crumbs": _crumbs(request, "Изменить"),
            "save_label": "Сохранить критерий",
            "form": form,
            "cancel_url": url_of(request, "criterion_list"),
        },
        status=422 if form.errors else 200,
    )


@require_POST
@requires(Permission.SELECTION_EDIT)
def criterion_move(request: HttpRequest, pk: int) -> HttpResponse:
    is_up = request.POST.get("to") == "up"
    act(request, "Порядок критериев изменён.", move_criterion, criterion=_get(request, pk), up=is_up)
    return redirect(url_of(request, "criterion_list"))


def _get(request: HttpRequest, pk: int) -> InterviewCriterion:
    return get_object_or_404(InterviewCriterion.objects.of_program(request.program), pk=pk)


def _is_written(request: HttpRequest, form: CriterionForm, service: Any, **about: Any) -> bool:
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        service(by=request.user, **about, **form.values())
    except ValidationError as error:
        absorb(form, error)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
    return not form.errors


def _crumbs(request: HttpRequest, here: str) -> list[tuple[str, str]]:
    rooms = ("Собеседования", url_of(request, "interview_list"))
    if here == "Критерии":
        return crumbs_to(request, rooms, (here, ""))
    return crumbs_to(request, rooms, ("Критерии", url_of(request, "criterion_list")), (here, ""))
