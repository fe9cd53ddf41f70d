"""Measures from a spreadsheet: file → preview → writing → what was refused; the table lives in the form alone."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from mentoring_site.spreadsheets import SpreadsheetError, read_workbook, table_response
from mentoring_site.spreadsheets.cells import shown
from mentoring_site.vault import VaultError
from mentoring_site.words import counted
from monitoring.forms_measure import MeasuresFileForm
from monitoring.measure_import.judging import (
    AMBIGUOUS,
    CHANGED,
    EMPTY,
    ERROR,
    MISSING,
    NEW,
    SAME,
    SKIP,
    Verdict,
    importable,
    judge,
)
from monitoring.measure_import.plan import Plan, raw_of, read_plan
from monitoring.services.measure_import import import_measurements
from monitoring.views.measure_common import NAME, asked_moment, crumbs, url
from monitoring.views.measurements import VALUES
from programs.services.audit import Refusal

ROWS = ("строка", "строки", "строк")
# state -> (shape, word of a line, word of the strip)
WORDS = {
    NEW: ("ok", "новое", "новые"),
    CHANGED: ("wait", "изменится", "изменятся"),
    SAME: ("done", "то же самое", "без изменений"),
    EMPTY: ("draft", "не измерено", "пустые"),
    AMBIGUOUS: ("warn", "выберите, кто это", "нужно выбрать"),
    MISSING: ("late", "не найден", "не найдены"),
    ERROR: ("late", "ошибка", "с ошибкой"),
}
STRIP = (NEW, CHANGED, SAME, AMBIGUOUS, MISSING, ERROR)
REJECTED_HEADER = ["Строка", "ФИО", "Класс, должность", "Значения", "Почему не записано"]


@never_cache
@requires(Permission.MEASURE)
def measure_import(request: HttpRequest) -> HttpResponse:
    """The file; a good one leads straight to the preview."""
    is_posted = request.method == "POST"
    initial = {"moment": asked_moment(request), "measured_on": request.today}
    form = MeasuresFileForm(request.POST, request.FILES) if is_posted else MeasuresFileForm(initial=initial)
    parameters = importable(request.access)
    if is_posted and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            book = read_workbook(file.read(), file.name)
            plan = read_plan(
                book, parameters, moment=form.cleaned_data["moment"], day=form.cleaned_data["measured_on"]
            )
        except (SpreadsheetError, Refusal) as refusal:
            form.add_error("file", str(refusal))
        else:
            return _preview(request, plan, {})
    context = {
        "heading": "Загрузка измерений",
        "lead": "Таблица, где в строке один человек. Сначала сайт покажет, что запишет.",
        "crumbs": crumbs(request, ("Загрузка", "")),
        "back_url": url(request, "measure_home"),
        "back_label": NAME,
        "form": form,
        "parameters": parameters,
        "template_url": url(request, "measure_template", {"moment": asked_moment(request)}),
        "can_write": request.program.is_open,
    }
    return render(
        request, "monitoring/measure_import.html", context, status=422 if is_posted and form.errors else 200
    )


@never_cache
@require_POST
@requires(Permission.MEASURE)
def measure_import_apply(request: HttpRequest) -> HttpResponse:
    """Write, or judge again after the answers («Проверить ответы»)."""
    try:
        plan = Plan.loaded(request.POST.get("plan", ""))
        choices = _choices(request)
        if "write" not in request.POST:
            return _preview(request, plan, choices)
        done = import_measurements(access=request.access, plan=plan, choices=choices, today=request.today)
    except (Refusal, VaultError) as refusal:
        messages.error(request, str(refusal))
        return redirect(url(request, "measure_import"))
    total = done.saved.total
    if total:
        messages.success(
            request,
            f"Записано: {counted(total, *VALUES)} из {counted(len(done.written), 'строки', 'строк', 'строк')}.",
        )
    elif not done.refused:
        messages.info(request, "Всё это уже записано: менять нечего.")
    if not done.refused:
        return redirect(url(request, "measure_home"))
    context = {
        "heading": "Не всё записано",
        "lead": f"{counted(len(done.refused), *ROWS)} с причинами. Исправьте в файле и загрузите снова.",
        "crumbs": crumbs(request, ("Загрузка", url(request, "measure_import")), ("Итог", "")),
        "back_url": url(request, "measure_home"),
        "back_label": NAME,
        "rows": [_shown(one) for one in done.refused],
        "rejected": json.dumps([_rejected(one) for one in done.refused], ensure_ascii=False),
    }
    return render(request, "monitoring/measure_import_result.html", context)


@never_cache
@require_POST
@requires(Permission.MEASURE)
def measure_import_rejected(request: HttpRequest) -> HttpResponse:
    """The refused lines as a file: their texts came with the form, so nobody's data is read here."""
    try:
        rows = [[str(cell) for cell in row] for row in json.loads(request.POST.get("rejected", "[]"))]
    except (ValueError, TypeError):
        messages.error(request, "Список не дошёл целиком. Загрузите файл ещё раз.")
        return redirect(url(request, "measure_import"))
    return table_response(
        "xlsx",
        "Не записанные измерения",
        title="Не записанные измерения",
        header=REJECTED_HEADER,
        rows=rows,
        sheet_name="Не записано",
    )


def _choices(request: HttpRequest) -> dict[int, str]:
    return {
        int(name[4:]): value
        for name, value in request.POST.items()
        if name.startswith("who-") and name[4:].isdigit() and len(name) < 14
    }


def _preview(request: HttpRequest, plan: Plan, choices: dict[int, str]) -> HttpResponse:
    verdicts = judge(request.access, plan, choices, request.today)
    plan.seen = {step.seen: step.version for one in verdicts for step in one.steps}
    counts = {state: sum(one.state == state for one in verdicts) for state in WORDS}
    good = counts[NEW] + counts[CHANGED]
    context = {
        "heading": "Что будет записано",
        "lead": f"Прочитано: {counted(len(verdicts), *ROWS)}. Пока ничего не записано.",
        "crumbs": crumbs(request, ("Загрузка", url(request, "measure_import")), ("Проверка", "")),
        "back_url": url(request, "measure_import"),
        "back_label": "Загрузка",
        "notes": plan.notes,
        "strip": [
            {"value": counts[state], "kind": WORDS[state][0], "label": WORDS[state][2]} for state in STRIP
        ],
        "rows": [_shown(one, choices) for one in verdicts],
        "plan": plan.dumped(),
        "good": good,
        "waiting": counts[AMBIGUOUS],
        "refused": counts[MISSING] + counts[ERROR] + counts[AMBIGUOUS],
        "apply_url": url(request, "measure_import_apply"),
        "can_write": request.program.is_open,
    }
    return render(request, "monitoring/measure_import_preview.html", context)


def _shown(verdict: Verdict, choices: dict[int, str] | None = None) -> dict[str, Any]:
    kind, word, _ = WORDS[verdict.state]
    return {
        "row": verdict.line.row,
        "name": verdict.line.name,
        "place": verdict.line.place,
        "kind": kind,
        "word": word,
        "is_waiting": verdict.state == AMBIGUOUS,
        "is_quiet": verdict.state in (SAME, EMPTY),
        "errors": verdict.errors if verdict.state != AMBIGUOUS else [],
        "changes": [(step.title, step.old, step.new) for step in verdict.steps if step.old != step.new],
        "candidates": [(one.key, one.label, one.place) for one in verdict.candidates],
        "skip": SKIP,
        "choice": (choices or {}).get(verdict.line.row, ""),
    }


def _rejected(verdict: Verdict) -> list[str]:
    values = "; ".join(f"{cell.address}: {shown(raw_of(cell))}" for cell in verdict.line.cells)
    return [str(verdict.line.row), verdict.line.name, verdict.line.place, values, verdict.reason]
