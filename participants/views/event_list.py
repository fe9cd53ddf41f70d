"""The list of the year's events: tabs, filters, download, paper."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mentoring_site.access import requires
from mentoring_site.pdf import pdf_response, render_pdf
from mentoring_site.permissions import Permission
from mentoring_site.spreadsheets import table_response
from mentoring_site.words import counted
from participants.event_lists import AHEAD, ALL, PAST, counts, events_of, of_tab
from participants.event_steps import EventSteps, steps_of
from participants.forms_events import EventFilter
from participants.models import Event
from participants.tables_events import EXPORT_HEADER, PAPER_HEADER, event_columns, export_row, paper_row
from participants.views.events_common import may_edit, room_url
from participants.views.selection import crumbs_to, url_of
from programs.lists import export_format, ordering, page_of, query_with, sortable
from programs.querysets import loosely
from programs.reports import list_paper
from programs.tables import shown_rows

TABS = ((AHEAD, "Запланированы"), (PAST, "Прошли"), (ALL, "Все"))
SORTS = {"title": ("title",), "day": ("planned_on", "starts_at")}
EMPTY = {
    AHEAD: ("done", "Впереди событий нет", "Всё, что запланировали, уже прошло. Запланируйте следующее."),
    PAST: ("start", "Ничего ещё не прошло", "Здесь останутся проведённые события с протоколами и снимками."),
    ALL: (
        "start",
        "Событий ещё нет",
        "Педсовет, родительское собрание, ученическая конференция, награждение: запланируйте первое.",
    ),
}


def _tab(request: HttpRequest, totals: dict[str, int]) -> str:
    asked = request.GET.get("tab", "")
    if asked in dict(TABS):
        return asked
    return AHEAD if totals[AHEAD] or not totals[PAST] else PAST


def _found(request: HttpRequest, steps: EventSteps) -> tuple[QuerySet[Event], EventFilter]:
    rows, form = events_of(request.program), EventFilter(request.GET, steps=steps)
    if form.is_valid():
        if q := form.cleaned_data["q"]:
            rows = rows.filter(loosely(q, "title", "place"))
        for name, field in (("kind", "kind"), ("state", "state"), ("step", "step_number")):
            if value := form.cleaned_data[name]:
                rows = rows.filter(**{field: value})
    return rows, form


@requires(Permission.EVENT_VIEW)
def event_list(request: HttpRequest) -> HttpResponse:
    totals = counts(request.program, request.today)
    tab = _tab(request, totals)
    steps = steps_of(request.program)
    rows, form = _found(request, steps)
    rows = of_tab(rows, tab, request.today)
    asked, order = ordering(request, SORTS, "day" if tab == AHEAD else "-day")
    if request.GET.get("sort"):
        rows = rows.order_by(*order)
    page = page_of(request, rows)
    columns = event_columns(request.today, steps, is_ahead=tab == AHEAD)
    kind, title, text = EMPTY[tab] if totals[ALL] else EMPTY[ALL]
    query = query_with(request.GET, tab=tab)
    return render(
        request,
        "participants/event_list.html",
        {
            "heading": "События",
            "lead": _lead(totals),
            "crumbs": crumbs_to(request, ("События", "")),
            "tabs": [
                {
                    "label": label,
                    "url": query_with(request.GET, tab=code, sort=""),
                    "count": totals[code],
                    "active": code == tab,
                }
                for code, label in TABS
            ],
            "form": form,
            "keep": [("tab", tab)],
            "reset_url": f"?tab={tab}",
            "is_filtered": any(request.GET.get(name) for name in form.fields),
            "columns": sortable(request, [column.declared() for column in columns], asked),
            "rows": shown_rows(columns, page, lambda event: room_url(request, event)),
            "page_obj": page,
            "empty": {"kind": kind, "title": title, "text": text},
            "add_url": url_of(request, "event_add") if may_edit(request) else "",
            "export_url": f"{url_of(request, 'event_export')}{query}",
            "pdf_url": f"{url_of(request, 'event_list_pdf')}{query}",
        },
    )


def _lead(totals: dict[str, int]) -> str:
    if not totals[ALL]:
        return "Встречи, советы, конференции и праздники программы."
    late = totals["late"]
    coming = totals[AHEAD] - late
    ahead = f"Впереди {counted(coming, 'событие', 'события', 'событий')}" if coming else "Впереди событий нет"
    cancelled = totals["cancelled"]
    said = [ahead, f"прошло {totals[PAST] - cancelled}"]
    said += [f"отменено {cancelled}"] if cancelled else []
    said += [f"не отмечено {late}"] if late else []
    return f"{', '.join(said)}."


def _listed(request: HttpRequest, steps: EventSteps) -> QuerySet[Event]:
    rows, _ = _found(request, steps)
    asked = request.GET.get("tab", ALL)
    return of_tab(rows, asked if asked in dict(TABS) else ALL, request.today)


@requires(Permission.EVENT_VIEW)
def event_export(request: HttpRequest) -> HttpResponse:
    steps = steps_of(request.program)
    return table_response(
        export_format(request),
        f"События {request.program.year_label}",
        title=f"События программы наставничества, {request.school.list_name}",
        header=EXPORT_HEADER,
        rows=[export_row(event, steps) for event in _listed(request, steps)],
        sheet_name="События",
    )


@requires(Permission.EVENT_VIEW)
def event_list_pdf(request: HttpRequest) -> HttpResponse:
    steps = steps_of(request.program)
    form = _found(request, steps)[1]
    shown = dict(TABS).get(request.GET.get("tab", ""), "").lower()
    filtered = any(request.GET.get(name) for name in form.fields)
    data = render_pdf(
        "reports/office_list.html",
        list_paper(
            school=request.school,
            program=request.program,
            title="События программы наставничества",
            header=PAPER_HEADER,
            rows=[paper_row(event, steps) for event in _listed(request, steps)],
            on=request.today,
            shown=", ".join(
                filter(None, (shown if shown != "все" else "", "по условиям" if filtered else ""))
            ),
        ),
    )
    return pdf_response(data, f"События {request.program.year_label}.pdf")
