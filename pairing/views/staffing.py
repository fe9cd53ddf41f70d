"""«Условия», the tab «Кадры»: what the director and deputies see of people for the programme."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mentoring_site.access import requires
from mentoring_site.pdf import pdf_response, render_pdf
from mentoring_site.permissions import Permission
from mentoring_site.spreadsheets import table_response
from mentoring_site.words import counted
from pairing.labour import ACCOUNT_COLUMNS, may_see_papers
from pairing.staffing import PAPER_COLUMNS, Staffing, accountant_rows, staffing_of
from pairing.views.common import url
from programs.lists import export_format
from programs.reports import list_paper
from programs.room_tabs import room_tabs
from programs.tables import plain_rows
from programs.tenancy import program_url

HERE = "pairing:staffing"
PAPER_TITLE = "Наставники-работники: документы по ст. 351.8 ТК РФ и выплаты"


@requires(Permission.CONDITIONS_EDIT)
def staffing(request: HttpRequest) -> HttpResponse:
    found = staffing_of(request.access, request.today)
    return render(
        request,
        "pairing/staffing.html",
        {
            "heading": "Кадры программы",
            "lead": "Кому нужен наставник, кто может им быть и чего не хватает.",
            "tabs": room_tabs("conditions", request.access, request.today, HERE),
            "found": found,
            "figures": _figures(request, found),
            "mentees_url": program_url(request.program, "participants:mentee_list"),
            "mentors_url": program_url(request.program, "participants:mentor_list"),
            "sees_papers": may_see_papers(request.access),
        },
    )


def _figures(request: HttpRequest, found: Staffing) -> list[dict[str, Any]]:
    mentors = program_url(request.program, "participants:mentor_list")
    untrained = len(found.guides) - found.trained
    figures = [
        {
            "label": "Педагоги, стаж до 3 лет",
            "value": len(found.young),
            "url": "#young",
            "missing": f"{found.alone} без наставника" if found.alone else "",
            "note": f"у {counted(found.unknown, 'педагога', 'педагогов', 'педагогов')} стаж не указан"
            if found.unknown
            else ("у всех есть наставник" if found.young and not found.alone else ""),
        },
        {
            "label": "Свободные места",
            "value": found.free,
            "of": found.places,
            "url": "#forms",
            "missing": f"ждут пары {found.waiting}" if found.waiting > found.free else "",
            "note": f"ждут пары {found.waiting}" if 0 < found.waiting <= found.free else "",
        },
        {
            "label": "Наставники обучены",
            "value": found.trained,
            "of": len(found.guides),
            "url": f"{mentors}?status=admitted" + ("&ready=training" if untrained else ""),
            "missing": f"{untrained} без обучения" if untrained else "",
        },
    ]
    if found.papers is not None:
        lacking = len(found.papers) - found.complete
        figures.append(
            {
                "label": "Бумаги по ст. 351.8 ТК РФ",
                "value": found.complete,
                "of": len(found.papers),
                "url": url(request, "labour_list") + ("" if lacking else "?tab=ready"),
                "missing": f"не хватает у {counted(lacking, 'пары', 'пар', 'пар')}" if lacking else "",
                "note": "" if lacking else "собраны",
            }
        )
    return figures


@requires(Permission.PAIR_EDIT, Permission.PAIR_APPROVE)
def staffing_account_export(request: HttpRequest) -> HttpResponse:
    return table_response(
        export_format(request),
        f"Список для бухгалтерии {request.program.year_label}",
        title=f"{PAPER_TITLE}, {request.school.list_name}",
        header=[column.label for column in ACCOUNT_COLUMNS],
        rows=plain_rows(ACCOUNT_COLUMNS, accountant_rows(request.access)),
        sheet_name="Наставники",
    )


@requires(Permission.PAIR_EDIT, Permission.PAIR_APPROVE)
def staffing_account_pdf(request: HttpRequest) -> HttpResponse:
    data = render_pdf(
        "reports/office_list.html",
        list_paper(
            school=request.school,
            program=request.program,
            title=PAPER_TITLE,
            header=[column.label for column in PAPER_COLUMNS],
            rows=plain_rows(PAPER_COLUMNS, accountant_rows(request.access)),
            on=request.today,
        ),
    )
    return pdf_response(data, f"Список для бухгалтерии {request.program.year_label}.pdf")
