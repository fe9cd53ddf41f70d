"""Terms of personal data: who waits for destruction, what goes and what stays, the act."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from mentoring_site.templatetags.ui import state_badge
from mentoring_site.words import counted, short_date
from participants.enums import DestructionState
from participants.models import DestructionTask
from participants.services.destroying import STAYS, destroy_people, keep_data, preview
from participants.services.leftovers import forget_leftovers, leftovers
from programs.lists import page_of, row_ids
from programs.services.audit import Refusal
from programs.tenancy import program_url
from programs.views.acting import act

SOON_DAYS = 7
TABS = (
    (DestructionState.DUE, "Ждут срока"),
    (DestructionState.DONE, "Уничтожены"),
    (DestructionState.KEPT, "Оставлены"),
)
COLUMNS = [
    {"key": "name", "label": "Чьи данные", "phone": "main"},
    {"key": "state", "label": "Срок", "phone": "state"},
    {"key": "cause", "label": "Основание", "phone": "fact"},
]


@requires(Permission.PERSON_DESTROY)
def destruction_list(request: HttpRequest) -> HttpResponse:
    tab = request.GET.get("tab", DestructionState.DUE)
    tab = tab if tab in DestructionState.values else DestructionState.DUE
    tasks = DestructionTask.objects.select_related("person", "decided_by")
    page = page_of(request, tasks.filter(state=tab))
    return render(
        request,
        "participants/destruction_list.html",
        {
            "heading": "Сроки хранения данных",
            "lead": "Кончилось основание — данные уничтожают в срок, а об этом составляют акт.",
            "crumbs": [("Сроки хранения данных", "")],
            "tabs": [
                {
                    "label": label,
                    "url": f"{_url(request, 'destruction_list')}?tab={state}",
                    "count": tasks.filter(state=state).count(),
                    "active": state == tab,
                }
                for state, label in TABS
            ],
            "tab": tab,
            "columns": COLUMNS,
            "rows": [_row(request, task) for task in page],
            "page_obj": page,
            "is_due": tab == DestructionState.DUE,
            "check_url": _url(request, "destruction_check"),
            "leftovers": leftovers(request.school, request.today),
            "leftovers_url": _url(request, "destruction_leftovers"),
        },
    )


@require_POST
@requires(Permission.PERSON_DESTROY)
def destruction_check(request: HttpRequest) -> HttpResponse:
    """What goes and what stays, before anything happens."""
    tasks = _chosen(request)
    if not tasks:
        messages.warning(request, "Никто не выбран. Отметьте людей, чьи данные пора уничтожить.")
        return redirect(_url(request, "destruction_list"))
    return render(
        request,
        "participants/destruction_check.html",
        {
            "heading": f"Уничтожить данные: {counted(len(tasks), 'человек', 'человека', 'человек')}?",
            "lead": "Вернуть их будет нельзя ни отсюда, ни из истории.",
            "crumbs": [("Сроки хранения данных", _url(request, "destruction_list")), ("Проверка", "")],
            "people": preview(tasks),
            "stays": STAYS,
            "run_url": _url(request, "destruction_run"),
            "cancel_url": _url(request, "destruction_list"),
        },
    )


@require_POST
@requires(Permission.PERSON_DESTROY)
def destruction_run(request: HttpRequest) -> HttpResponse:
    try:
        document = destroy_people(
            tasks=_chosen(request), by=request.user, program=request.program, on=request.today
        )
    except Refusal as refusal:
        messages.error(request, f"Ничего не уничтожено. {refusal}")
        return redirect(_url(request, "destruction_list"))
    messages.success(request, "Данные уничтожены. Напечатайте акт и отметьте, когда он подписан.")
    if request.access.has(Permission.DOCUMENT_VIEW):
        return redirect(program_url(request.program, "programs:document_detail", pk=document.pk))
    return redirect(f"{_url(request, 'destruction_list')}?tab={DestructionState.DONE}")


@require_POST
@requires(Permission.PERSON_DESTROY)
def destruction_keep(request: HttpRequest, pk: int) -> HttpResponse:
    task = get_object_or_404(DestructionTask, pk=pk)
    return act(
        request,
        lambda: keep_data(
            task=task, reason=request.POST.get("reason", ""), by=request.user, program=request.program
        ),
        f"{task.person_name}: данные остаются, основание записано.",
        _url(request, "destruction_list"),
    )


@require_POST
@requires(Permission.PERSON_DESTROY)
def destruction_leftovers(request: HttpRequest) -> HttpResponse:
    return act(
        request,
        lambda: forget_leftovers(program=request.program, by=request.user, on=request.today),
        "Заявки и представления без карточки удалены.",
        _url(request, "destruction_list"),
    )


def _chosen(request: HttpRequest) -> list[DestructionTask]:
    ids = row_ids(request.POST.getlist("ids"))
    return list(
        DestructionTask.objects.select_related("person").filter(pk__in=ids, state=DestructionState.DUE)
    )


def _row(request: HttpRequest, task: DestructionTask) -> dict[str, Any]:
    cause = task.get_cause_display()
    if task.state == DestructionState.KEPT:
        cause = f"{cause}; оставлены: {task.kept_reason}"
    return {
        "id": task.pk,
        "label": task.person_name,
        "dialog_id": f"keep-{task.pk}",
        "keep_url": _url(request, "destruction_keep", pk=task.pk),
        "cells": {"name": task.person_name, "state": _term(task, request.today), "cause": cause},
    }


def _term(task: DestructionTask, on: Any) -> Any:
    if task.state == DestructionState.DONE:
        return state_badge("done", f"Уничтожены {short_date(timezone.localdate(task.decided_at))}")
    if task.state == DestructionState.KEPT:
        return state_badge("none", "Оставлены")
    if task.due_on < on:
        return state_badge("late", f"Срок истёк {short_date(task.due_on)}")
    kind = "warn" if task.due_on <= on + timedelta(days=SOON_DAYS) else "wait"
    return state_badge(kind, f"До {short_date(task.due_on)}")


def _url(request: HttpRequest, name: str, **kwargs: int) -> str:
    return program_url(request.program, f"participants:{name}", **kwargs)
