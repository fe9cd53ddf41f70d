"""Decisions on the programme: submit, approve, return, start, revise, complete, archive."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from programs.forms.programme import ApproveForm, ReturnForm, ReviseForm
from programs.services.programs import (
    approve_program,
    archive_program,
    complete_program,
    return_program,
    revise_program,
    start_program,
    submit_program,
)
from programs.tenancy import program_url
from programs.views.acting import act


def _url(request: Any) -> str:
    return program_url(request.program, "programs:programme_detail")


def _moved(request: Any, done: str, move: Callable[[], Any]) -> HttpResponse:
    return act(request, move, done, _url(request))


@require_POST
@requires(Permission.PROGRAM_EDIT)
def programme_submit(request: Any) -> HttpResponse:
    return _moved(
        request,
        "Программа передана директору на утверждение.",
        lambda: submit_program(program=request.program, by=request.user),
    )


@require_POST
@requires(Permission.PROGRAM_APPROVE)
def programme_approve(request: Any) -> HttpResponse:
    form = ApproveForm(request.POST)
    if not form.is_valid():
        return _decision_page(request, form, "Утвердить программу?", "Утвердить программу")
    return _moved(
        request,
        "Программа утверждена. На печатном экземпляре появится гриф «Утверждаю».",
        lambda: approve_program(
            program=request.program,
            by=request.user,
            protocol=form.cleaned_data["protocol"],
            on=request.today,
        ),
    )


@require_POST
@requires(Permission.PROGRAM_APPROVE)
def programme_return(request: Any) -> HttpResponse:
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return _decision_page(request, form, "Вернуть программу с замечанием?", "Вернуть с замечанием")
    return _moved(
        request,
        "Программа возвращена куратору с замечанием.",
        lambda: return_program(
            program=request.program, by=request.user, comment=form.cleaned_data["comment"]
        ),
    )


def _decision_page(request: Any, form: Any, heading: str, label: str) -> HttpResponse:
    """The same question on its own page, when what came with it was wrong."""
    return render(
        request,
        "action_confirm.html",
        {
            "heading": heading,
            "crumbs": [("Программа", _url(request)), (label, "")],
            "form": form,
            "action_label": label,
            "cancel_url": _url(request),
        },
        status=422,
    )


@require_POST
@requires(Permission.PROGRAM_EDIT)
def programme_start(request: Any) -> HttpResponse:
    return _moved(
        request,
        "Программа начата.",
        lambda: start_program(program=request.program, by=request.user, on=request.today),
    )


@require_POST
@requires(Permission.PROGRAM_EDIT)
def programme_revise(request: Any) -> HttpResponse:
    form = ReviseForm(request.POST)
    if not form.is_valid():
        return _decision_page(request, form, "Открыть новую редакцию?", "Открыть новую редакцию")
    return _moved(
        request,
        "Открыта новая редакция: разделы можно править, затем её снова утвердит директор.",
        lambda: revise_program(
            program=request.program, by=request.user, comment=form.cleaned_data["comment"]
        ),
    )


@require_POST
@requires(Permission.PROGRAM_EDIT)
def programme_complete(request: Any) -> HttpResponse:
    return _moved(
        request,
        "Программа завершена.",
        lambda: complete_program(program=request.program, by=request.user),
    )


@require_POST
@requires(Permission.PROGRAM_EDIT)
def programme_archive(request: Any) -> HttpResponse:
    return _moved(
        request,
        "Программа сдана в архив.",
        lambda: archive_program(program=request.program, by=request.user),
    )
