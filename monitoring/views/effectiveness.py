from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from mentoring_site.access import requires
from mentoring_site.charts import line_with_bands
from mentoring_site.pdf import pdf_response, render_pdf
from mentoring_site.permissions import Permission
from mentoring_site.spreadsheets import table_response
from monitoring.enums import AssessmentState
from monitoring.forms import AssessmentForm
from monitoring.models import Assessment
from monitoring.reports import effectiveness_paper, history_of_programmes, result_context
from monitoring.scoring import ACCEPTABLE_FROM, MAX_TOTAL, OPTIMAL_FROM
from monitoring.services.assessments import (
    discard_assessment,
    finalise_assessment,
    save_assessment,
    start_assessment,
)
from programs.lists import export_format
from programs.services.audit import Refusal, StaleVersion
from programs.tenancy import program_url

BANDS = [
    (0, ACCEPTABLE_FROM - 1, "0–8"),
    (ACCEPTABLE_FROM, OPTIMAL_FROM - 1, "9–14"),
    (OPTIMAL_FROM, MAX_TOTAL, "15–18"),
]


@requires(Permission.MONITORING_VIEW)
def overview(request: HttpRequest) -> HttpResponse:
    return redirect(program_url(request.program, "monitoring:effectiveness"))


@requires(Permission.MONITORING_VIEW)
def current(request: HttpRequest) -> HttpResponse:
    """The open draft, else the official sheet of the year, else how to begin."""
    own = (
        Assessment.objects.of_program()
        .filter(program=request.program)
        .select_related("author", "program__school")
    )
    assessment = own.drafts().first() or own.final().first()
    if assessment is None:
        return render(
            request, "monitoring/effectiveness_empty.html", _page(request) | _history(request, None)
        )
    return _sheet(request, assessment)


@requires(Permission.MONITORING_VIEW)
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _sheet(request, _get(request, pk))


@require_POST
@requires(Permission.ASSESSMENT_EDIT)
def start(request: HttpRequest) -> HttpResponse:
    try:
        start_assessment(program=request.program, assessed_on=request.today, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(program_url(request.program, "monitoring:effectiveness"))


@require_POST
@requires(Permission.ASSESSMENT_EDIT)
def save(request: HttpRequest, pk: int) -> HttpResponse:
    assessment = _get(request, pk)
    scores = list(assessment.scores.select_related("indicator"))
    form = AssessmentForm(request.POST, assessment=assessment, scores=scores)
    if not form.is_valid():
        return _sheet(request, assessment, form=form, status=422)
    try:
        assessment = save_assessment(
            assessment=assessment,
            points=form.points(),
            notes=form.notes(),
            by=request.user,
            version=form.cleaned_data["version"],
            assessed_on=form.cleaned_data["assessed_on"],
            conclusion=form.cleaned_data["conclusion"],
        )
    except StaleVersion as stale:
        form.add_error(None, str(stale))
        form.data = form.data.copy()
        form.data["version"] = assessment.version
        return _sheet(request, assessment, form=form, status=409)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(program_url(request.program, "monitoring:effectiveness"))
    if request.htmx:
        scores = list(assessment.scores.select_related("indicator"))
        context = result_context(assessment, scores) | _history(request, assessment) | {"is_partial": True}
        return render(request, "monitoring/_effectiveness_result.html", context)
    if "finalise" in request.POST:
        return _finalise(request, assessment)
    messages.success(request, "Черновик оценки сохранён.")
    return redirect(program_url(request.program, "monitoring:effectiveness"))


@require_POST
@requires(Permission.ASSESSMENT_EDIT)
def finalise(request: HttpRequest, pk: int) -> HttpResponse:
    return _finalise(request, _get(request, pk))


@require_POST
@requires(Permission.ASSESSMENT_EDIT)
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        discard_assessment(assessment=_get(request, pk), by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Черновик оценки удалён.")
    return redirect(program_url(request.program, "monitoring:effectiveness"))


@requires(Permission.MONITORING_VIEW)
def latest_pdf(request: HttpRequest) -> HttpResponse:
    own = Assessment.objects.of_program().filter(program=request.program).select_related("author")
    assessment = own.final().first() or own.drafts().first()
    if assessment is None:
        raise Http404
    return _pdf(request, assessment)


@requires(Permission.MONITORING_VIEW)
def pdf(request: HttpRequest, pk: int) -> HttpResponse:
    return _pdf(request, _get(request, pk))


@requires(Permission.MONITORING_VIEW)
def export(request: HttpRequest) -> HttpResponse:
    """Official results of all years, one row a year."""
    rows = [
        [row["program"].year_label, row["date"], row["total"], row["level"]]
        for row in history_of_programmes(Assessment.objects.official(), None)
    ]
    return table_response(
        export_format(request),
        filename="Оценка эффективности",
        title="Оценка эффективности программы по годам",
        header=["Учебный год", "Дата оценки", "Сумма баллов (из 18)", "Уровень"],
        rows=rows,
    )


def _get(request: HttpRequest, pk: int) -> Assessment:
    return get_object_or_404(
        Assessment.objects.filter(program=request.program).select_related("author", "program__school"), pk=pk
    )


def _finalise(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    try:
        final = finalise_assessment(assessment=assessment, by=request.user, version=assessment.version)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Оценка завершена: {final.total} из 18, {final.get_level_display()}.")
    return redirect(program_url(request.program, "monitoring:effectiveness"))


def _sheet(
    request: HttpRequest, assessment: Assessment, *, form: AssessmentForm | None = None, status: int = 200
) -> HttpResponse:
    scores = list(assessment.scores.select_related("indicator"))
    is_editable = (
        assessment.state == AssessmentState.DRAFT
        and request.program.is_open
        and request.access.has(Permission.ASSESSMENT_EDIT)
    )
    if is_editable and form is None:
        initial = {"version": assessment.version, "assessed_on": assessment.assessed_on}
        initial["conclusion"] = assessment.conclusion
        for row in scores:
            initial[f"points_{row.indicator.code}"] = row.points
            initial[f"note_{row.indicator.code}"] = row.note
        form = AssessmentForm(assessment=assessment, scores=scores, initial=initial)
    context = _page(request) | result_context(assessment, scores) | _history(request, assessment)
    context |= {"form": form if is_editable else None, "is_editable": is_editable}
    if is_editable:
        context["fields"] = {
            row.indicator.code: (form[f"points_{row.indicator.code}"], form[f"note_{row.indicator.code}"])
            for row in scores
        }
    return render(request, "monitoring/effectiveness.html", context, status=status)


def _page(request: HttpRequest) -> dict[str, Any]:
    return {
        "heading": "Оценка эффективности программы",
        "can_edit": request.access.has(Permission.ASSESSMENT_EDIT) and request.program.is_open,
        "crumbs": [
            ("Главная", program_url(request.program, "programs:dashboard")),
            ("Мониторинг", None),
            ("Оценка эффективности", None),
        ],
    }


def _history(request: HttpRequest, assessment: Assessment | None) -> dict[str, Any]:
    draft = assessment if assessment is not None and assessment.state == AssessmentState.DRAFT else None
    history = history_of_programmes(Assessment.objects.official(), draft)
    chart = ""
    if len(history) > 1:
        chart = line_with_bands(
            [(row["label"], row["total"]) for row in history],
            BANDS,
            maximum=MAX_TOTAL,
            title="Сумма баллов по годам, из 18",
            is_last_draft=history[-1]["is_draft"],
        )
    return {"history": history, "chart": chart}


def _pdf(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    data = render_pdf("reports/effectiveness.html", effectiveness_paper(assessment, request.program))
    return pdf_response(data, f"Оценка эффективности {request.program.year_label}.pdf")
