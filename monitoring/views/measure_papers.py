"""What leaves the room of measures, and the numbers of the school as a whole."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from mentoring_site.access import requires
from mentoring_site.pdf import pdf_response, render_pdf
from mentoring_site.permissions import Permission
from mentoring_site.spreadsheets import table_response
from monitoring.enums import ParameterSubject
from monitoring.measure_grid import build_grid
from monitoring.measure_progress import place_of
from monitoring.measure_school import MOMENTS, SchoolRow, read_numbers, school_rows
from monitoring.measuring import OF_PEOPLE, Targets, parameters_for
from monitoring.reports_measure import blank_tables, blank_title, measures_table, template_table
from monitoring.services.measurements import Refused, save_measurements
from monitoring.views.measure_common import NAME, asked_moment, crumbs, url
from participants.enums import SurveyMoment
from programs.lists import export_format, row_ids
from programs.models import SchoolClass, SubjectGroup
from programs.services.audit import Refusal
from programs.services.documents import school_snapshot


@require_GET
@requires(Permission.MEASURE)
def measure_export(request: HttpRequest) -> HttpResponse:
    header, rows = measures_table(request.access)
    title = f"Измерения {request.program.year_label}"
    return table_response(
        export_format(request), title, title=title, header=header, rows=rows, sheet_name="Измерения"
    )


@require_GET
@requires(Permission.MEASURE)
def measure_template(request: HttpRequest) -> HttpResponse:
    moment = asked_moment(request)
    header, rows = template_table(request.access, moment)
    title = f"Измерения «{SurveyMoment(moment).label}» {request.program.year_label}"
    return table_response(
        export_format(request), title, title=title, header=header, rows=rows, sheet_name="Измерения"
    )


@require_GET
@requires(Permission.MEASURE)
def measure_blank_pdf(request: HttpRequest) -> HttpResponse:
    """?class=, ?group= or ?parameter=: the same rows and columns as the grid on the screen, empty."""
    moment = asked_moment(request)
    targets = Targets(request.program)
    parameters = [one for one in parameters_for(request.access) if one.subject != ParameterSubject.PROGRAM]
    heading, place, parameters = _asked(request, parameters)
    grids = []
    for of_people in (True, False):
        chosen = [one for one in parameters if (one.subject in OF_PEOPLE) is of_people]
        only = None
        if place is not None:
            own = [target for one in chosen for target in targets.own(one, request.access)]
            only = frozenset(target.key for target in own if place_of(target) == place)
        grid = build_grid(
            request.access,
            chosen,
            targets,
            moment=moment,
            on=request.today,
            today=request.today,
            only=only,
        )
        if not grid.is_empty:
            grids.append(grid)
    if not grids:
        raise Http404
    title = blank_title(heading, moment, request.program)
    data = render_pdf(
        "reports/measure_blank.html",
        {
            "school": school_snapshot(request.school),
            "program": request.program,
            "title": title,
            "tables": blank_tables(grids),
        },
    )
    return pdf_response(data, f"Бланк измерений {heading}.pdf")


def _asked(request: HttpRequest, parameters: list[Any]) -> tuple[str, tuple[str, int] | None, list[Any]]:
    """(title, class or group, parameters) of the address."""
    for kind, model in (("class", SchoolClass), ("group", SubjectGroup)):
        for pk in row_ids([request.GET.get(kind, "")]):
            found = model.objects.filter(program=request.program, pk=pk).first()
            if found is None:
                raise Http404
            return str(found), (kind, pk), parameters
    for pk in row_ids([request.GET.get("parameter", "")]):
        chosen = [one for one in parameters if one.pk == pk]
        if chosen:
            return chosen[0].title, None, chosen
    raise Http404


# --- numbers of the school --------------------------------------------------------------------------------


@requires(Permission.MEASURE)
def measure_school(request: HttpRequest) -> HttpResponse:
    """Before and after side by side, each with its day and its source."""
    parameters = [one for one in parameters_for(request.access) if one.subject == ParameterSubject.PROGRAM]
    if not parameters:
        raise Http404
    refused: dict[tuple[int, str], Refused] = {}
    problem, status, data = "", 200, None
    if request.method == "POST":
        try:
            refused, total = _save(request, parameters)
        except Refusal as refusal:
            problem, status, data = str(refusal), 422, request.POST
        else:
            if total:
                messages.success(request, "Числа школы записаны.")
            elif not refused:
                messages.info(request, "Ничего не изменилось: записывать нечего.")
            if not refused:
                return redirect(request.path)
            status, data = 422, request.POST
    rows: list[SchoolRow] = school_rows(parameters, data=data, refused=refused, today=request.today)
    context = {
        "heading": "Числа школы",
        "lead": "Измеряются дважды: до начала программы и по её итогам. Без имён.",
        "crumbs": crumbs(request, ("Числа школы", "")),
        "back_url": url(request, "measure_home"),
        "back_label": NAME,
        "rows": rows,
        "refused": list(refused.values()),
        "problem": problem,
        "can_write": request.program.is_open,
    }
    return render(request, "monitoring/measure_school.html", context, status=status)


def _save(request: HttpRequest, parameters: list[Any]) -> tuple[dict[tuple[int, str], Refused], int]:
    typed = {moment: read_numbers(request.POST, parameters, moment, request.today) for moment in MOMENTS}
    refused, total = {}, 0
    with transaction.atomic():  # a day that can't be refuses both moments
        for moment, cells in typed.items():
            saved = save_measurements(
                access=request.access,
                typed=cells,
                moment=moment,
                measured_on=request.today,
                today=request.today,
            )
            total += saved.total
            refused |= {(one.typed.parameter, moment.value): one for one in saved.refused}
    return refused, total
