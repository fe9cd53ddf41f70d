"""The 0–18 sheets: the consolidated one is the official result, sheets of assessors and of single forms beside it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from mentoring_site.access import requires
from mentoring_site.charts import line_with_bands
from mentoring_site.pdf import pdf_response, render_pdf
from mentoring_site.permissions import Permission
from mentoring_site.spreadsheets import table_response
from monitoring.enums import AssessmentKind, AssessmentState
from monitoring.evidence_facts import facts_for
from monitoring.forms import NOT_APPLICABLE, AssessmentForm
from monitoring.models import Assessment, AssessmentScore
from monitoring.reports import effectiveness_paper, history_of_programmes, result_context
from monitoring.scoring import WHOLE
from monitoring.services import assessments as services
from monitoring.services.settings import settings_of
from participants.registries import room_tabs
from programs.lists import export_format
from programs.models import MentoringForm
from programs.services.audit import Refusal, StaleVersion
from programs.tenancy import program_url

BANDS = [(start, end, f"{start}–{end}") for start, end, _ in WHOLE.bands]
HERE = "monitoring:effectiveness"


@requires(Permission.MONITORING_VIEW)
def current(request: HttpRequest) -> HttpResponse:
    """The open consolidated draft, else the official sheet, of the year or of one form (?form=); else how to begin."""
    form = _form_asked(request, request.GET.get("form", ""))
    own = _rows(request).consolidated(form)
    assessment = own.drafts().first() or own.final().first()
    if assessment is None:
        context = _page(request, form) | _history(None, form) | _experts(request, form)
        return render(request, "monitoring/effectiveness_empty.html", context)
    return _sheet(request, assessment)


@requires(Permission.MONITORING_VIEW)
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _sheet(request, _get(request, pk))


@require_POST
@requires(Permission.ASSESSMENT_EDIT, Permission.ASSESSMENT_OWN)
def start(request: HttpRequest) -> HttpResponse:
    """POST kind: «own» for an assessor's sheet, else the consolidated one; form: of one form of mentoring."""
    form = _form_asked(request, request.POST.get("form", ""))
    is_own = request.POST.get("kind") == AssessmentKind.OWN
    if not request.access.has(Permission.ASSESSMENT_OWN if is_own else Permission.ASSESSMENT_EDIT):
        raise PermissionDenied
    try:
        sheet = services.start_assessment(
            program=request.program,
            assessed_on=request.today,
            by=request.user,
            kind=AssessmentKind.OWN if is_own else AssessmentKind.CONSOLIDATED,
            form=form,
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(_home(request, form))
    return redirect(_place(request, sheet))


@require_POST
@requires(Permission.ASSESSMENT_EDIT, Permission.ASSESSMENT_OWN)
def save(request: HttpRequest, pk: int) -> HttpResponse:
    assessment = _get_to_change(request, pk)
    scores = _scores(assessment)
    form = _form_of(request, assessment, scores, request.POST)
    if not form.is_valid():
        return _sheet(request, assessment, form=form, status=422)
    try:
        assessment = services.save_assessment(
            assessment=assessment,
            points=form.points(),
            notes=form.notes(),
            by=request.user,
            version=form.cleaned_data["version"],
            assessed_on=form.cleaned_data["assessed_on"],
            conclusion=form.cleaned_data["conclusion"],
            not_applicable=form.not_applicable(),
        )
    except StaleVersion as stale:
        form.add_error(None, str(stale))
        form.data = form.data.copy()
        form.data["version"] = assessment.version
        return _sheet(request, assessment, form=form, status=409)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(_place(request, assessment))
    if request.htmx:
        scores = _scores(assessment)
        context = result_context(assessment, scores) | _history(assessment, assessment.form)
        context |= _experts(request, assessment.form, assessment) | {"is_partial": True}
        return render(request, "monitoring/_effectiveness_result.html", context)
    if "finalise" in request.POST:
        return _finalise(request, assessment)
    messages.success(request, "Черновик оценки сохранён.")
    return redirect(_place(request, assessment))


@require_POST
@requires(Permission.ASSESSMENT_EDIT, Permission.ASSESSMENT_OWN)
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    assessment = _get_to_change(request, pk)
    try:
        services.discard_assessment(assessment=assessment, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Черновик оценки удалён.")
    return redirect(_home(request, assessment.form))


@require_POST
@requires(Permission.ASSESSMENT_EDIT)
def take_agreed(request: HttpRequest, pk: int) -> HttpResponse:
    """Fill the gaps of the consolidated draft with what all assessors agree on."""
    assessment = _get_to_change(request, pk)
    if assessment.kind != AssessmentKind.CONSOLIDATED:
        raise Http404
    try:
        taken = services.take_agreed_points(
            assessment=assessment, by=request.user, version=assessment.version
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Перенесены баллы, в которых эксперты совпали: {taken}.")
    return redirect(_place(request, assessment))


@requires(Permission.MONITORING_VIEW)
def latest_pdf(request: HttpRequest) -> HttpResponse:
    own = _rows(request).consolidated()
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
        [row["program"].year_label, row["date"], row["total"], row["maximum"], row["level"]]
        for row in history_of_programmes(Assessment.objects.official(), None)
    ]
    return table_response(
        export_format(request),
        filename="Оценка эффективности",
        title="Оценка эффективности программы по годам",
        header=["Учебный год", "Дата оценки", "Сумма баллов", "Из скольки", "Уровень"],
        rows=rows,
    )


def _rows(request: HttpRequest) -> Any:
    rows = Assessment.objects.filter(program=request.program).visible_to(request.access)
    return rows.select_related("author", "form", "program__school")


def _get(request: HttpRequest, pk: int) -> Assessment:
    return get_object_or_404(_rows(request), pk=pk)


def _get_to_change(request: HttpRequest, pk: int) -> Assessment:
    """A consolidated sheet for who edits it, an own one for its author."""
    assessment = _get(request, pk)
    if assessment.kind == AssessmentKind.OWN:
        is_allowed = assessment.author_id == request.user.pk and request.access.has(Permission.ASSESSMENT_OWN)
    else:
        is_allowed = request.access.has(Permission.ASSESSMENT_EDIT)
    if not is_allowed:
        raise PermissionDenied
    return assessment


def _form_asked(request: HttpRequest, text: str) -> MentoringForm | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Http404
    return get_object_or_404(MentoringForm.objects.filter(program=request.program), pk=int(text))


def _home(request: HttpRequest, form: MentoringForm | None) -> str:
    return program_url(request.program, HERE) + (f"?form={form.pk}" if form else "")


def _place(request: HttpRequest, assessment: Assessment) -> str:
    if assessment.kind == AssessmentKind.OWN:
        return program_url(request.program, "monitoring:assessment_detail", pk=assessment.pk)
    return _home(request, assessment.form)


def _scores(assessment: Assessment) -> list[AssessmentScore]:
    return list(assessment.scores.select_related("indicator"))


def _finalise(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    try:
        final = services.finalise_assessment(
            assessment=assessment, by=request.user, version=assessment.version
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, f"Оценка завершена: {final.total} из {final.maximum}, {final.get_level_display()}."
        )
    return redirect(_place(request, assessment))


def _form_of(
    request: HttpRequest, assessment: Assessment, scores: list[AssessmentScore], data: Any = None
) -> AssessmentForm:
    initial: dict[str, Any] = {
        "version": assessment.version,
        "assessed_on": assessment.assessed_on,
        "conclusion": assessment.conclusion,
        NOT_APPLICABLE: any(not row.is_applicable for row in scores),
    }
    for row in scores:
        initial[f"points_{row.indicator.code}"] = row.points
        initial[f"note_{row.indicator.code}"] = row.note
    return AssessmentForm(
        data,
        assessment=assessment,
        scores=scores,
        initial=initial,
        allows_not_applicable=settings_of(request.program).allows_not_applicable,
    )


def _sheet(
    request: HttpRequest, assessment: Assessment, *, form: AssessmentForm | None = None, status: int = 200
) -> HttpResponse:
    scores = _scores(assessment)
    is_own = assessment.kind == AssessmentKind.OWN
    may = request.access.has(Permission.ASSESSMENT_OWN if is_own else Permission.ASSESSMENT_EDIT)
    is_editable = (
        assessment.state == AssessmentState.DRAFT
        and request.program.is_open
        and may
        and (not is_own or assessment.author_id == request.user.pk)
    )
    if is_editable and form is None:
        form = _form_of(request, assessment, scores)
    context = _page(request, assessment.form) | result_context(assessment, scores)
    context |= _history(assessment, assessment.form) | _experts(request, assessment.form, assessment)
    context |= {
        "form": form if is_editable else None,
        "is_editable": is_editable,
        "is_own": is_own,
        "scores_count": sum(row.is_applicable for row in scores),
        "partner_choice": form[NOT_APPLICABLE] if is_editable and form.has_partner_choice else None,
    }
    # The system's facts are of the whole programme.
    facts = facts_for(request.program, request.today) if assessment.form_id is None else {}
    context["beside"] = {
        row.indicator.code: {
            "facts": [(fact.text, _fact_url(request, fact)) for fact in facts.get(row.indicator.code, ())],
            "experts": _experts_said(context["agreement"], row.indicator.code) if not is_own else "",
        }
        for row in scores
    }
    if is_editable:
        context["fields"] = {
            row.indicator.code: (form[f"points_{row.indicator.code}"], form[f"note_{row.indicator.code}"])
            for row in scores
        }
    return render(request, "monitoring/effectiveness.html", context, status=status)


def _fact_url(request: HttpRequest, fact: Any) -> str:
    return program_url(request.program, fact.url_name) if fact.url_name else ""


def _experts_said(agreement: Any, code: str) -> str:
    """«Эксперты: 2, 2, 1»; one sheet alone is told on its own page."""
    one = agreement.indicators.get(code)
    return one.words if one is not None and one.is_compared else ""


def _experts(
    request: HttpRequest, form: MentoringForm | None, assessment: Assessment | None = None
) -> dict[str, Any]:
    """Own sheets of the assessors beside the consolidated one."""
    sheets = list(services.own_sheets(request.program, form))
    agreement = services.agreement_between(request.program, sheets)
    mine = _rows(request).filter(kind=AssessmentKind.OWN, form=form, author=request.user)
    return {
        "agreement": agreement,
        "far_positions": services.positions_of(request.program, agreement.far_apart),
        "sheets": sheets,
        "own_draft": mine.drafts().first(),
        "can_fill_own": request.access.has(Permission.ASSESSMENT_OWN) and request.program.is_open,
    }


def _page(request: HttpRequest, form: MentoringForm | None) -> dict[str, Any]:
    forms = list(request.program.forms.order_by("pk"))
    scopes = [{"label": "Вся программа", "url": _home(request, None), "active": form is None}]
    scopes += [{"label": one.title, "url": _home(request, one), "active": one == form} for one in forms]
    return {
        "heading": "Оценка эффективности программы",
        "form_of_sheet": form,
        "scopes": scopes,
        "tabs": room_tabs("monitoring", request.access, request.today, HERE),
        "can_edit": request.access.has(Permission.ASSESSMENT_EDIT) and request.program.is_open,
        "crumbs": [
            ("Главная", program_url(request.program, "programs:dashboard")),
            ("Мониторинг", program_url(request.program, "monitoring:overview")),
            ("Оценка 0–18", None),
        ],
    }


def _history(assessment: Assessment | None, form: MentoringForm | None) -> dict[str, Any]:
    is_draft = (
        assessment is not None
        and assessment.state == AssessmentState.DRAFT
        and assessment.kind == AssessmentKind.CONSOLIDATED
    )
    history = history_of_programmes(
        Assessment.objects.official(form.code if form else ""), assessment if is_draft else None
    )
    chart = ""
    if len(history) > 1:
        chart = line_with_bands(
            [(row["label"], row["total"]) for row in history],
            BANDS,
            maximum=WHOLE.maximum,
            title="Сумма баллов по годам, из 18",
            is_last_draft=history[-1]["is_draft"],
        )
    return {"history": history, "chart": chart}


def _pdf(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    data = render_pdf("reports/effectiveness.html", effectiveness_paper(assessment, request.program))
    return pdf_response(data, f"Оценка эффективности {request.program.year_label}.pdf")
