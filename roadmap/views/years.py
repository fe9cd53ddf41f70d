from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from mentoring_site.access import requires
from mentoring_site.charts_stacked import stacked
from mentoring_site.pdf import pdf_response, render_pdf
from mentoring_site.permissions import Permission
from mentoring_site.spreadsheets import CONTENT_TYPES, table_response
from mentoring_site.words import counted
from roadmap.views.common import Context, crumbs, room_tabs
from roadmap.years import Comparison, YearRow, compare_years, export_header, export_rows

PARTS = ("в срок", "не закрыто", "с опозданием")


@requires(Permission.ROADMAP_VIEW)
def years(request: HttpRequest) -> HttpResponse:
    found = compare_years(request.program, request.today)
    context = {
        "heading": "План и факт по годам",
        "lead": _lead(found),
        "crumbs": crumbs(request, ("По годам", "")),
        "tabs": room_tabs(request.access, request.today, "roadmap:years"),
        "found": found,
        "totals": totals_with_bars(found),
        "rows": [(row, bar_of(row, found.widest)) for row in found.rows],
        "said": counted(len(found.rows), "шаг", "шага", "шагов"),
    }
    return render(request, "roadmap/years.html", context)


@requires(Permission.ROADMAP_VIEW)
def years_export(request: HttpRequest) -> HttpResponse:
    fmt = request.GET.get("format", "xlsx")
    if fmt not in CONTENT_TYPES:
        raise Http404
    found = compare_years(request.program, request.today)
    return table_response(
        fmt,
        f"Дорожная карта, план и факт {request.program.label}",
        title=f"Дорожная карта: план и факт, {request.school.list_name}",
        header=export_header(found),
        rows=export_rows(found),
        sheet_name="План и факт",
    )


@requires(Permission.ROADMAP_VIEW)
def years_pdf(request: HttpRequest) -> HttpResponse:
    found = compare_years(request.program, request.today)
    school = request.school
    context = {
        "school": {"name_full": school.full_name, "name_short": school.short_name},
        "title": "ДОРОЖНАЯ КАРТА: ПЛАН И ФАКТ",
        "document_title": "Дорожная карта: план и факт по годам",
        "found": found,
        "totals": totals_with_bars(found),
        "on": request.today,
    }
    data = render_pdf("reports/roadmap_years.html", context)
    return pdf_response(data, f"Дорожная карта, план и факт {request.program.label}.pdf")


def _lead(found: Comparison) -> str:
    if len(found.labels) < 2:
        return "Срок каждого шага и день, когда он закрыт. Сравнить будет с чем, когда пройдёт второй год."
    return "Срок каждого шага и день, когда он закрыт: этот год рядом с прежними."


def totals_with_bars(found: Comparison) -> list[Context]:
    return [
        {
            "total": total,
            "bar": stacked(total.parts, title=f"Шаги {total.label} учебного года", width=240, words=PARTS),
        }
        for total in found.totals
    ]


def bar_of(row: YearRow, widest: int) -> Context | None:
    """A bar from the middle: to the left early, to the right late; lengths in percents, as SVG attributes."""
    cell = row.newest
    if cell is None:
        return None
    size = 38 * abs(cell.days) / widest
    is_late = cell.days > 0
    start = 50.0 if is_late else 50 - size
    return {
        "x": f"{start:.1f}%",
        "width": f"{max(size, 0.6):.1f}%",
        "is_late": is_late,
        "label": cell.signed,
        "label_x": f"{50 + size + 1.5:.1f}%" if is_late else f"{start - 1.5:.1f}%",
        "anchor": "start" if is_late else "end",
    }
