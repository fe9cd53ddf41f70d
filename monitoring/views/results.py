"""The map of expected results, one result with its conclusion, the file and the paper."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from mentoring_site.access import requires
from mentoring_site.pdf import pdf_response, render_pdf
from mentoring_site.permissions import Permission
from mentoring_site.spreadsheets import table_response
from monitoring.expected import GROUPS, read_map, read_result
from monitoring.forms_results import ResultForm
from monitoring.measuring import measures_school
from monitoring.models import ExpectedResult
from monitoring.reports_results import EXPORT_HEADER, NOT_KEPT, export_rows, progress_words, results_paper
from monitoring.result_evidence import Place
from monitoring.result_ties import EXPLAINED, known_of
from monitoring.services.results import follow_document, save_result
from participants.registries import room_tabs
from programs.lists import export_format
from programs.services.audit import Refusal, StaleVersion
from programs.tenancy import program_url

HERE = "monitoring:expected"


@require_GET
@requires(Permission.MONITORING_VIEW)
def results(request: HttpRequest) -> HttpResponse:
    program, found = request.program, read_map(request.program, request.today)
    can_edit = _can_edit(request)
    unwritten = next((row.result.pk for row in found.rows if not row.conclusion), None)
    return render(
        request,
        "monitoring/results.html",
        _page(request)
        | {
            "heading": "Ожидаемые результаты",
            "lead": f"{progress_words(found)}." if found.rows else "",
            "map": found,
            "progress": f"Выводы написаны: {found.written} из {len(found.rows)}",
            "groups": [
                (group, [(row, _url(request, row.evidence.place)) for row in rows])
                for group, rows in found.groups()
            ],
            "numbers": [(one, _url(request, one.place)) for one in found.school_numbers],
            "not_kept": NOT_KEPT,
            "can_edit": can_edit,
            "next_url": program_url(program, "monitoring:result", pk=unwritten)
            if can_edit and unwritten
            else "",
            "school_url": program_url(program, "monitoring:measure_school")
            if measures_school(request.access)
            else "",
        },
    )


@require_POST
@requires(Permission.MONITORING_EDIT)
def follow(request: HttpRequest) -> HttpResponse:
    """Take over the results that the programme's document names now."""
    try:
        follow_document(program=request.program, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Карта составлена по программе.")
    return redirect(program_url(request.program, HERE))


@require_GET
@requires(Permission.MONITORING_VIEW)
def result(request: HttpRequest, pk: int) -> HttpResponse:
    return _result(request, _found(request, pk))


@require_POST
@requires(Permission.MONITORING_EDIT)
def save(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    form = ResultForm(request.POST, result=found, known=known_of(request.program))
    if not form.is_valid():
        return _result(request, found, form=form, status=422)
    tie, code = form.chosen()
    try:
        save_result(
            result=found,
            tie=tie,
            code=code,
            facts=form.cleaned_data["facts"],
            conclusion=form.cleaned_data["conclusion"],
            shown_version=form.cleaned_data["version"],
            by=request.user,
        )
    except StaleVersion as stale:
        form.add_error(None, str(stale))
        found = _found(request, pk)
        form.data = form.data.copy()
        form.data["version"] = found.version
        return _result(request, found, form=form, status=409)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _result(request, found, form=form, status=422)
    messages.success(request, "Результат сохранён.")
    following = _neighbours(request, found)[1] if "further" in request.POST else pk
    if following is None:
        return redirect(program_url(request.program, HERE))
    return redirect(program_url(request.program, "monitoring:result", pk=following))


@require_GET
@requires(Permission.MONITORING_VIEW)
def export(request: HttpRequest) -> HttpResponse:
    return table_response(
        export_format(request),
        f"Ожидаемые результаты {request.program.year_label}",
        title=f"Ожидаемые результаты, {request.school.list_name}, {request.program.year_label} учебный год",
        header=EXPORT_HEADER,
        rows=export_rows(read_map(request.program, request.today)),
        sheet_name="Результаты",
    )


@require_GET
@requires(Permission.MONITORING_VIEW)
def pdf(request: HttpRequest) -> HttpResponse:
    found = read_map(request.program, request.today)
    data = render_pdf("reports/expected_results.html", results_paper(request.program, found, request.today))
    return pdf_response(data, f"Ожидаемые результаты {request.program.year_label}.pdf")


def _result(
    request: HttpRequest, found: ExpectedResult, *, form: ResultForm | None = None, status: int = 200
) -> HttpResponse:
    row = read_result(found, request.program, request.today)
    if form is None and _can_edit(request):
        form = ResultForm(result=found, known=known_of(request.program))
    before, after, place, total = _neighbours(request, found)
    return render(
        request,
        "monitoring/result.html",
        _page(request, f"Результат {place} из {total}")
        | {
            "heading": f"Результат {place} из {total}",
            "lead": f"{found.get_group_display()}, № {found.number}",
            "row": row,
            "url": _url(request, row.evidence.place),
            "form": form,
            "explained": [(tie.label, words) for tie, words in EXPLAINED],
            "not_kept": NOT_KEPT if found.tie_code == "registers" else "",
            "previous_url": _of_pk(request, before),
            "following_url": _of_pk(request, after),
        },
        status=status,
    )


def _found(request: HttpRequest, pk: int) -> ExpectedResult:
    return get_object_or_404(ExpectedResult.objects.filter(program=request.program), pk=pk)


def _neighbours(request: HttpRequest, found: ExpectedResult) -> tuple[int | None, int | None, int, int]:
    """(the one before, the one after, place from 1, of how many) in the order of the document."""
    rows = ExpectedResult.objects.filter(program=request.program).values_list("group", "number", "pk")
    order = [pk for *_, pk in sorted(rows, key=lambda row: (GROUPS.index(row[0]), row[1]))]
    place = order.index(found.pk)
    before = order[place - 1] if place else None
    return before, order[place + 1] if place + 1 < len(order) else None, place + 1, len(order)


def _of_pk(request: HttpRequest, pk: int | None) -> str:
    return program_url(request.program, "monitoring:result", pk=pk) if pk else ""


def _url(request: HttpRequest, place: Place | None) -> str:
    if place is None or (place.permission and not request.access.has(place.permission)):
        return ""
    return program_url(request.program, place.url_name, **place.kwargs) + place.query


def _can_edit(request: HttpRequest) -> bool:
    return request.access.has(Permission.MONITORING_EDIT) and request.program.is_open


def _page(request: HttpRequest, last: str = "") -> dict[str, Any]:
    crumbs = [
        ("Главная", program_url(request.program, "programs:dashboard")),
        ("Мониторинг", program_url(request.program, "monitoring:overview")),
        ("Ожидаемые результаты", program_url(request.program, HERE) if last else None),
    ]
    return {
        "crumbs": [*crumbs, (last, None)] if last else crumbs,
        "tabs": room_tabs("monitoring", request.access, request.today, HERE),
    }
