"""«Изменения „до – после“»: the page, its file and its paper; who got worse; what the finished years say."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from mentoring_site.access import requires
from mentoring_site.pdf import pdf_response, render_pdf
from mentoring_site.permissions import Permission
from mentoring_site.spreadsheets import table_response
from mentoring_site.words import counted, joined
from monitoring.change_values import measured_of
from monitoring.changes import changes_from
from monitoring.changes_chosen import chosen_of
from monitoring.changes_page import (
    Changes,
    choose,
    forms_of,
    grouped,
    has_list,
    lead_of,
    may_name,
    may_type,
    read_changes,
    worse_pairs,
    worse_rows,
)
from monitoring.forecast_data import CAVEAT, forecast_of
from monitoring.models import Parameter
from monitoring.reports_changes import EXPORT_HEADER, changes_paper, export_rows
from participants.models import Person
from participants.registries import room_tabs
from programs.lists import export_format
from programs.models import MentoringForm
from programs.tenancy import program_url


@require_GET
@requires(Permission.MONITORING_VIEW)
def changes(request: HttpRequest) -> HttpResponse:
    form, label, switch = _form(request)
    found = read_changes(request.program, form)
    row = choose(found, request.GET.get("parameter", ""))
    chosen = chosen_of(found, row) if row else None
    context = {
        "heading": "Изменения «до – после»",
        "lead": lead_of(found, row, label),
        "crumbs": _crumbs(request, "Изменения «до – после»"),
        "room": room_tabs("monitoring", request.access, request.today, "monitoring:changes"),
        "switch": switch,
        "form": form,
        "chosen": chosen,
        "groups": [
            (title, [(item, _query(form, item.parameter.code), item is row) for item in items])
            for title, items in grouped(found.rows)
        ],
        "choices": [
            (item.parameter.title, _query(form, item.parameter.code), item is row) for item in found.rows
        ],
        "export_url": program_url(request.program, "monitoring:changes_export") + _query(form),
        "pdf_url": program_url(request.program, "monitoring:changes_pdf") + _query(form),
        "forecast_url": program_url(request.program, "monitoring:forecast"),
        **_ways(request, chosen, form),
    }
    return render(request, "monitoring/changes.html", context)


@require_GET
@requires(Permission.MONITORING_VIEW)
def export(request: HttpRequest) -> HttpResponse:
    found, label = _found(request)
    return table_response(
        export_format(request),
        filename=f"Изменения до – после, {label.lower()}",
        title=f"Изменения «до – после», {label.lower()}, {request.program.year_label}",
        header=EXPORT_HEADER,
        rows=export_rows(found),
    )


@require_GET
@requires(Permission.MONITORING_VIEW)
def pdf(request: HttpRequest) -> HttpResponse:
    found, label = _found(request)
    data = render_pdf("reports/changes.html", changes_paper(found, label, request.today))
    return pdf_response(data, f"Изменения до – после, {label.lower()}, {request.program.year_label}.pdf")


@require_GET
@requires(Permission.MONITORING_VIEW)
def worse(request: HttpRequest, pk: int) -> HttpResponse:
    """Who got worse by one parameter, of those whom the reader may see; 404 for what is sealed or held."""
    parameter = get_object_or_404(
        Parameter.objects.filter(program=request.program, is_active=True).select_related("form"), pk=pk
    )
    form, _, _ = _form(request)
    measured = measured_of(request.program, [parameter], form=form)
    change = changes_from(request.program, [parameter], measured)[0]
    if not has_list(change) or not may_name(request.access, parameter):
        raise Http404
    people = Person.objects.visible_to(request.access)
    back = program_url(request.program, "monitoring:changes") + _query(form, parameter.code)
    return render(
        request,
        "monitoring/changes_worse.html",
        {
            "heading": "У кого показатель ухудшился",
            "lead": f"{parameter.title}. Разговор с наставником и классным руководителем скажет больше, чем число.",
            "crumbs": [*_crumbs(request, "Изменения «до – после»", back), ("У кого ухудшился", None)],
            "rows": [
                (
                    person.list_name,
                    program_url(request.program, "participants:person_detail", pk=person.pk),
                    *values,
                )
                for person, *values in worse_rows(
                    worse_pairs(change, measured[parameter.pk]), people, parameter
                )
            ],
            "can_open": request.access.has(Permission.BASE_VIEW),
        },
    )


@require_GET
@requires(Permission.MONITORING_VIEW)
def forecast(request: HttpRequest) -> HttpResponse:
    found = forecast_of(request.program, request.today)
    years = f"Завершённые годы: {joined(found.years)}. Всего {counted(found.pairs, 'пара', 'пары', 'пар')}."
    return render(
        request,
        "monitoring/forecast.html",
        {
            "heading": "Какие пары складывались удачнее",
            "lead": years if found.pairs else "",
            "crumbs": _crumbs(
                request, "Изменения «до – после»", program_url(request.program, "monitoring:changes")
            )
            + [("Прогноз", None)],
            "caveat": CAVEAT,
            "forecast": found,
            "settings_url": program_url(request.program, "pairing:matching_settings")
            if request.access.has(Permission.SETTINGS_EDIT)
            else "",
        },
    )


def _form(request: HttpRequest) -> tuple[MentoringForm | None, str, list[dict[str, Any]]]:
    """The chosen form, its word, and the switch; an unknown one means the first."""
    forms = forms_of(request.program)
    if not forms:
        return None, "Все участники", []
    asked = request.GET.get("form", "")
    form, label = next((row for row in forms if row[0].code == asked), forms[0])
    switch = [{"label": word, "url": f"?form={row.code}", "active": row == form} for row, word in forms]
    return form, label, switch


def _found(request: HttpRequest) -> tuple[Changes, str]:
    form, label, _ = _form(request)
    return read_changes(request.program, form), label


def _query(form: MentoringForm | None, parameter: str = "") -> str:
    parts = [f"form={form.code}"] if form else []
    if parameter:
        parts.append(f"parameter={parameter}")
    return f"?{'&'.join(parts)}" if parts else ""


def _ways(request: HttpRequest, chosen: Any, form: MentoringForm | None) -> dict[str, Any]:
    """Where one goes on from the chosen parameter, by right."""
    ways: dict[str, Any] = {"worse_url": "", "measure_url": ""}
    if chosen is None:
        return ways
    parameter = chosen.row.parameter
    if chosen.worse_words and may_name(request.access, parameter):
        ways["worse_url"] = program_url(request.program, "monitoring:change_worse", pk=parameter.pk) + _query(
            form
        )
    if chosen.missing and request.program.is_open and may_type(request.access, parameter):
        ways["measure_url"] = program_url(request.program, "monitoring:measure_parameter", pk=parameter.pk)
    return ways


def _crumbs(request: HttpRequest, title: str, url: str | None = None) -> list[tuple[str, str | None]]:
    return [
        ("Главная", program_url(request.program, "programs:dashboard")),
        ("Мониторинг", program_url(request.program, "monitoring:overview")),
        (title, url),
    ]
