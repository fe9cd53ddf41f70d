"""«Мониторинг: где мы»: both stages, the six tasks of the programme, typed conclusions, the settings of the room."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from monitoring.forms_swot import ConclusionForm, MonitoringSettingsForm
from monitoring.reports_surveys import SWOT_TEXT
from monitoring.services.settings import save_settings, settings_of
from monitoring.services.texts import save_text, texts_of
from monitoring.stages import as_ladder, next_step, stages_of
from monitoring.survey_sheets import surveys_of
from monitoring.tasks import COUNT, task_texts, tasks_of
from monitoring.views.rooms import page, url
from participants.forms import absorb
from programs.services.audit import Refusal, StaleVersion
from programs.tenancy import program_url


@requires(Permission.MONITORING_VIEW)
def overview(request: HttpRequest) -> HttpResponse:
    surveys = surveys_of(request.program)
    stages = stages_of(request.program, surveys)
    tasks = tasks_of(request.program, request.today, surveys)
    return render(
        request,
        "monitoring/overview.html",
        page(
            request,
            "Мониторинг",
            tab="overview",
            lead=f"Программа {request.program.year_label}: два этапа, шесть задач и один отчёт.",
            stages=[(title, as_ladder(steps)) for title, steps in stages],
            next_step=next_step(stages),
            tasks=[{"task": task, "url": url(request, "task", number=task.number)} for task in tasks],
            concluded=sum(1 for task in tasks if task.is_concluded),
        ),
    )


@requires(Permission.MONITORING_VIEW)
def task(request: HttpRequest, number: int) -> HttpResponse:
    """One task: what the base knows, and the curator's conclusion."""
    if not 1 <= number <= COUNT:
        raise Http404
    found = tasks_of(request.program, request.today)[number - 1]
    return _conclusion(
        request,
        code=found.code,
        heading=f"Задача {number}",
        lead=f"{found.text[:1].upper()}{found.text[1:]}.",
        crumbs=(),
        done_url=url(request, "overview"),
        facts=[{"label": fact.label, "value": fact.value, "url": fact.url} for fact in found.facts],
        siblings=[
            {"label": f"{other}", "url": url(request, "task", number=other), "active": other == number}
            for other in range(1, len(task_texts(request.program)) + 1)
        ],
    )


@requires(Permission.MONITORING_EDIT)
def swot_analysis(request: HttpRequest) -> HttpResponse:
    return _conclusion(
        request,
        code=SWOT_TEXT,
        heading="Анализ куратора",
        lead="Что следует из факторов: на что опереться, что исправить, чем воспользоваться, чего остеречься.",
        crumbs=(("SWOT-анализ", url(request, "swot")),),
        done_url=url(request, "swot"),
        facts=[],
        siblings=[],
    )


@requires(Permission.MONITORING_EDIT)
def monitoring_settings(request: HttpRequest) -> HttpResponse:
    form = MonitoringSettingsForm(request.POST or None, instance=settings_of(request.program))
    if request.method == "POST" and form.is_valid():
        try:
            save_settings(
                program=request.program,
                values=form.values(),
                shown_version=form.cleaned_data["version"],
                by=request.user,
            )
        except ValidationError as error:
            absorb(form, error)
        except StaleVersion as stale:
            form.add_error(None, str(stale))
            form.data = form.data.copy()
            form.data["version"] = settings_of(request.program).version
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Настройки мониторинга сохранены. Анализ и отчёт считают по ним.")
            return redirect(url(request, "settings"))
    context = page(
        request,
        "Настройки мониторинга",
        lead=f"Пороги и правила программы {request.program.year_label}. Отчёт печатает те, по которым посчитан.",
        form=form,
        cancel_url=url(request, "overview"),
    )
    if request.access.has(Permission.SETTINGS_EDIT):
        context["crumbs"] = [
            ("Настройки", program_url(request.program, "programs:settings_list")),
            ("Настройки мониторинга", ""),
        ]
    return render(request, "monitoring/settings.html", context, status=422 if form.errors else 200)


def _conclusion(
    request: HttpRequest,
    *,
    code: str,
    heading: str,
    lead: str,
    crumbs: tuple[tuple[str, str], ...],
    done_url: str,
    facts: list[dict[str, Any]],
    siblings: list[dict[str, Any]],
) -> HttpResponse:
    """Page of one typed conclusion; who may not write reads it."""
    context = page(request, heading, *crumbs, lead=lead, facts=facts, siblings=siblings, cancel_url=done_url)
    stored = texts_of(request.program).get(code)
    context["stored"] = stored
    if request.method == "POST" and not request.access.has(Permission.MONITORING_EDIT):
        return render(request, "monitoring/conclusion.html", context, status=405)
    if not request.access.has(Permission.MONITORING_EDIT):
        return render(request, "monitoring/conclusion.html", context)
    form = ConclusionForm(
        request.POST or None,
        initial={"text": stored.text if stored else "", "version": stored.version if stored else 0},
    )
    if request.method == "POST" and form.is_valid():
        try:
            save_text(
                program=request.program,
                code=code,
                text=form.cleaned_data["text"],
                shown_version=form.cleaned_data["version"],
                by=request.user,
            )
        except StaleVersion as stale:
            form.add_error(None, str(stale))
            form.data = form.data.copy()
            form.data["version"] = texts_of(request.program)[code].version
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Вывод записан.")
            return redirect(done_url)
    context["form"] = form
    return render(request, "monitoring/conclusion.html", context, status=422 if form.errors else 200)
