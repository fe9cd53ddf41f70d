from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from mentoring_site.spreadsheets import table_response
from mentoring_site.words import surname_initials
from programs.forms.office import AuditFilter
from programs.lists import export_format, page_of, query_with
from programs.models import AuditEvent
from programs.querysets import about_person, events_visible_to, loosely
from programs.tables import AUDIT_COLUMNS, plain_rows, shown_rows
from programs.tenancy import program_url

EXPORTED = 20_000  # rows: what a table may hold


def _found(request: HttpRequest) -> tuple[QuerySet[AuditEvent], AuditFilter]:
    events = events_visible_to(request.access)
    actors = (
        events.exclude(actor_id=None)
        .order_by("actor_name")
        .values_list("actor_id")
        .annotate(name=Max("actor_name"))
        .order_by("name")
    )
    form = AuditFilter(request.GET, actors=[(pk, surname_initials(name)) for pk, name in actors])
    if not form.is_valid():
        return events.none(), form
    data = form.cleaned_data
    if data["q"]:
        events = events.filter(loosely(data["q"], "sentence", "target_label"))
    if data["actor"]:
        events = events.filter(actor_id=data["actor"])
    if data["group"]:
        events = events.filter(action__startswith=f"{data['group']}.")
    if data["person"]:
        events = about_person(events, data["person"])
    if data["first"]:
        events = events.filter(at__gte=timezone.make_aware(datetime.combine(data["first"], time())))
    if data["last"]:
        until = datetime.combine(data["last"] + timedelta(days=1), time())
        events = events.filter(at__lt=timezone.make_aware(until))
    return events, form


@requires(Permission.AUDIT_VIEW)
def audit_list(request: HttpRequest) -> HttpResponse:
    events, form = _found(request)
    page = page_of(request, events)
    export = program_url(request.program, "programs:audit_export")
    return render(
        request,
        "programs/audit_list.html",
        {
            "heading": "Журнал действий",
            "lead": "Кто, что и когда изменил или смотрел. Записи нельзя исправить или удалить.",
            "form": form,
            "columns": [column.declared() for column in AUDIT_COLUMNS],
            "rows": shown_rows(AUDIT_COLUMNS, page),
            "page_obj": page,
            "export_url": f"{export}{query_with(request.GET)}",
            "is_filtered": any(request.GET.get(name) for name in form.fields),
        },
    )


@requires(Permission.AUDIT_VIEW)
def audit_export(request: HttpRequest) -> HttpResponse:
    events, _ = _found(request)
    return table_response(
        export_format(request),
        "Журнал действий",
        title=f"Журнал действий, {request.school.list_name}",
        header=[column.label for column in AUDIT_COLUMNS],
        rows=plain_rows(AUDIT_COLUMNS, events[:EXPORTED]),
        sheet_name="Журнал",
    )
