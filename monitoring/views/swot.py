"""The SWOT: draft from the answers, the grid, outer factors, and its papers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from mentoring_site.access import requires
from mentoring_site.docx import docx_response
from mentoring_site.pdf import pdf_response, render_pdf
from mentoring_site.permissions import Permission
from mentoring_site.words import counted
from monitoring.enums import Quadrant
from monitoring.forms_swot import FactorForm, HintsForm
from monitoring.models import SwotFactor
from monitoring.reports_surveys import SWOT_TEXT, swot_docx, swot_paper
from monitoring.services.settings import settings_of
from monitoring.services.swot import (
    add_factor,
    add_hints,
    edit_factor,
    move_factor,
    remove_factor,
    take_lines,
)
from monitoring.services.texts import texts_of
from monitoring.shares import Share
from monitoring.swot import draft_of, factors_of, grid_of, last_year_words, thresholds_words
from monitoring.views.rooms import page, url
from programs.models import MentoringForm
from programs.services.audit import Refusal, StaleVersion

ALL_KEYS = "all"


@requires(Permission.MONITORING_VIEW)
def swot(request: HttpRequest) -> HttpResponse:
    form = _form(request)
    factors = list(factors_of(request.program, form))
    draft = [line for line in draft_of(request.program) if form is None or line.form in (None, form)]
    text = texts_of(request.program).get(SWOT_TEXT)
    return render(
        request,
        "monitoring/swot.html",
        page(
            request,
            "SWOT-анализ",
            tab="swot",
            lead=f"Программа {request.program.year_label}: что помогает, что мешает и что делать дальше.",
            grid=_grid(request, factors),
            is_empty=not factors,
            draft=draft,
            fresh=sum(1 for line in draft if line.quadrant and not line.is_taken),
            thresholds=thresholds_words(settings_of(request.program)),
            analysis=text,
            forms=_form_choices(request, form),
            form_query=f"?form={form.code}" if form else "",
            links={
                "settings": url(request, "settings"),
                "expectations": url(request, "expectations"),
                "pdf": url(request, "swot_pdf"),
                "docx": url(request, "swot_docx_download"),
            },
        ),
    )


@require_POST
@requires(Permission.MONITORING_EDIT)
def swot_take(request: HttpRequest) -> HttpResponse:
    """One line of the draft (`key`, and `quadrant` between the thresholds), or all that are placed."""
    key = request.POST.get("key", "")
    keys = None if key == ALL_KEYS else [key]
    try:
        taken = take_lines(
            program=request.program, keys=keys, by=request.user, quadrant=request.POST.get("quadrant", "")
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        words = counted(taken, "фактор", "фактора", "факторов")
        messages.success(request, f"В анализ взято: {words}." if taken else "Эти строки уже в анализе.")
    return redirect(url(request, "swot"))


@requires(Permission.MONITORING_EDIT)
def swot_add(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("quadrant", "")
    initial = {"quadrant": asked if asked in Quadrant.values else None}
    form = FactorForm(request.POST or None, program=request.program, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            add_factor(
                program=request.program,
                quadrant=form.cleaned_data["quadrant"],
                text=form.cleaned_data["text"],
                form=form.cleaned_data["form"],
                by=request.user,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Фактор добавлен.")
            return redirect(url(request, "swot"))
    return _factor_page(request, form, "Новый фактор", "Добавить фактор")


@requires(Permission.MONITORING_EDIT)
def swot_edit(request: HttpRequest, pk: int) -> HttpResponse:
    factor = _factor(request, pk)
    initial = {
        "quadrant": factor.quadrant,
        "text": factor.text,
        "form": factor.form_id,
        "version": factor.version,
    }
    form = FactorForm(
        request.POST or None,
        program=request.program,
        is_from_answers=factor.total is not None,
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        try:
            edit_factor(
                factor=factor,
                quadrant=form.cleaned_data["quadrant"],
                text=form.cleaned_data["text"],
                form=form.cleaned_data.get("form"),
                shown_version=form.cleaned_data["version"] or 0,
                by=request.user,
            )
        except StaleVersion as stale:
            form.add_error(None, str(stale))
            form.data = form.data.copy()
            form.data["version"] = SwotFactor.objects.get(pk=pk).version
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Фактор исправлен.")
            return redirect(url(request, "swot"))
    share = Share(factor.positive or 0, factor.total).words if factor.total else ""
    return _factor_page(request, form, "Исправить фактор", "Сохранить фактор", share=share)


@require_POST
@requires(Permission.MONITORING_EDIT)
def swot_remove(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        remove_factor(factor=_factor(request, pk), by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Фактор убран из анализа.")
    return redirect(url(request, "swot"))


@require_POST
@requires(Permission.MONITORING_EDIT)
def swot_move(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        move_factor(factor=_factor(request, pk), is_up=request.POST.get("to") == "up", by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(url(request, "swot"))


@requires(Permission.MONITORING_EDIT)
def swot_hints(request: HttpRequest) -> HttpResponse:
    present = set(SwotFactor.objects.filter(program=request.program).values_list("quadrant", "text"))
    form = HintsForm(request.POST or None, present=present)
    if request.method == "POST" and form.is_valid():
        try:
            added = add_hints(program=request.program, chosen=form.pairs(), by=request.user)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Добавлено: {counted(added, 'фактор', 'фактора', 'факторов')}.")
            return redirect(url(request, "swot"))
    context = page(
        request,
        "Внешние факторы",
        ("SWOT-анализ", url(request, "swot")),
        lead="То, что школа не выбирает: возможности и угрозы вокруг неё. Отметьте подходящее, слова поправите потом.",
        form=form,
        ticked=set(request.POST.getlist("chosen")),
        cancel_url=url(request, "swot"),
    )
    return render(request, "monitoring/swot_hints.html", context, status=422 if form.errors else 200)


@requires(Permission.MONITORING_VIEW)
def swot_pdf(request: HttpRequest) -> HttpResponse:
    data = render_pdf("reports/swot.html", swot_paper(request.program, _form(request), request.today))
    return pdf_response(data, f"SWOT-анализ {request.program.year_label}.pdf")


@requires(Permission.MONITORING_VIEW)
def swot_word(request: HttpRequest) -> HttpResponse:
    return docx_response(
        swot_docx(request.program, _form(request), request.today),
        f"SWOT-анализ {request.program.year_label}.docx",
    )


def _form(request: HttpRequest) -> MentoringForm | None:
    code = request.GET.get("form", "")
    return MentoringForm.objects.filter(program=request.program, code=code).first() if code else None


def _form_choices(request: HttpRequest, chosen: MentoringForm | None) -> list[dict[str, Any]]:
    here = url(request, "swot")
    forms = MentoringForm.objects.filter(program=request.program, is_active=True)
    return [
        {"label": "Вся программа", "url": here, "active": chosen is None},
        *(
            {"label": form.title, "url": f"{here}?form={form.code}", "active": form == chosen}
            for form in forms
        ),
    ]


def _factor(request: HttpRequest, pk: int) -> SwotFactor:
    return get_object_or_404(
        SwotFactor.objects.filter(program=request.program).select_related("program__school", "form"), pk=pk
    )


def _factor_page(
    request: HttpRequest, form: FactorForm, heading: str, label: str, share: str = ""
) -> HttpResponse:
    context = page(
        request,
        heading,
        ("SWOT-анализ", url(request, "swot")),
        form=form,
        label=label,
        share=share,
        cancel_url=url(request, "swot"),
    )
    return render(request, "monitoring/swot_factor.html", context, status=422 if form.errors else 200)


def _grid(request: HttpRequest, factors: list[SwotFactor]) -> list[dict[str, Any]]:
    """Two rows of two cells; each line with its share, last year and whether it can go up or down."""
    then = last_year_words(request.program, factors)
    cells = []
    for label, good, positive, bad, negative in grid_of(factors).rows():
        codes = (
            (Quadrant.STRENGTH, Quadrant.WEAKNESS)
            if label == "Внутренние"
            else (Quadrant.OPPORTUNITY, Quadrant.THREAT)
        )
        sides = [
            {
                "head": head,
                "code": code.value,
                "lines": [
                    {
                        "factor": factor,
                        "share": Share(factor.positive or 0, factor.total).words if factor.total else "",
                        "then": then.get(factor.pk, ""),
                        "is_first": factor is rows[0],
                        "is_last": factor is rows[-1],
                    }
                    for factor in rows
                ],
            }
            for head, code, rows in ((good, codes[0], positive), (bad, codes[1], negative))
        ]
        cells.append({"label": label, "sides": sides})
    return cells
