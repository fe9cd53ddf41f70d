"""Expectations beside reality: page and table."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from mentoring_site.spreadsheets import table_response
from monitoring.expectations import by_who, chart, chart_rows, expectations_of, mark, signed
from monitoring.reports_surveys import gap_counts
from monitoring.views.rooms import page, url
from programs.lists import export_format


@requires(Permission.MONITORING_VIEW)
def expectations(request: HttpRequest) -> HttpResponse:
    rows = expectations_of(request.program)
    return render(
        request,
        "monitoring/expectations.html",
        page(
            request,
            "Ожидания и реальность",
            ("SWOT-анализ", url(request, "swot")),
            lead="Одно и то же спросили до начала и после: чего ждали и что получилось.",
            rows=[
                {
                    "row": row,
                    "before": mark(row.gap.mean_before),
                    "after": mark(row.gap.mean_after),
                    "difference": signed(row.difference),
                    "counts": gap_counts(row),
                    "is_marked": row.is_disappointed and not row.is_few,
                }
                for row in rows
            ],
            charts=[(who, chart_rows(members), chart(members)) for who, members in by_who(rows)],
            marked=sum(1 for row in rows if row.is_disappointed and not row.is_few),
            export_url=url(request, "expectations_export"),
        ),
    )


@requires(Permission.MONITORING_VIEW)
def expectations_export(request: HttpRequest) -> HttpResponse:
    rows = [
        [
            row.text,
            row.who,
            _rounded(row.gap.mean_before),
            _rounded(row.gap.mean_after),
            _rounded(row.difference),
            row.gap.n_before,
            row.gap.n_after,
            None if row.is_few else row.gap.both,
            row.sentence,
        ]
        for row in expectations_of(request.program)
    ]
    return table_response(
        export_format(request),
        filename=f"Ожидания и реальность {request.program.label}",
        title="Расхождения между ожиданиями и реальными результатами",
        header=["Вопрос", "Кто", "До", "После", "Разница", "n до", "n после", "n дважды", "Вывод"],
        rows=rows,
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
