"""«Условия»: what the school provides for the programme."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from mentoring_site.access import requires
from mentoring_site.pdf import pdf_response, render_pdf
from mentoring_site.permissions import Permission
from mentoring_site.spreadsheets import table_response
from programs.conditions import resources_in_words
from programs.forms.conditions import ResourceForm
from programs.lists import export_format
from programs.models import Resource
from programs.reports import list_paper
from programs.services import resources as service
from programs.services.audit import claim_key
from programs.tables import plain_rows, shown_rows
from programs.tables_conditions import resource_columns, resource_paper_columns
from programs.views.acting import act
from programs.views.conditions import CONDITIONS, can_edit, frame, url
from programs.views.saving import save_form

TITLE = "Инфраструктурное и материально-техническое обеспечение"


@requires(Permission.CONDITIONS_EDIT)
def resource_list(request: HttpRequest) -> HttpResponse:
    resources = list(service.resources_of(request.program))
    columns = resource_columns(request.today)
    may = can_edit(request)
    return render(
        request,
        "programs/resource_list.html",
        {
            "heading": "Ресурсы программы",
            "lead": f"Что нужно программе от школы: {resources_in_words(request.access, request.today)}.",
            "columns": [column.declared() for column in columns],
            "rows": shown_rows(
                columns,
                resources,
                (lambda one: url(request, "resource_edit", pk=one.pk)) if may else None,
            ),
            "can_prepare": may and not resources,
            **frame(request, "resource_list"),
        },
    )


@requires(Permission.CONDITIONS_EDIT)
def resource_export(request: HttpRequest) -> HttpResponse:
    columns = resource_paper_columns(request.today)
    return table_response(
        export_format(request),
        f"Обеспечение программы {request.program.year_label}",
        title=f"{TITLE} программы наставничества, {request.school.list_name}",
        header=[column.label for column in columns],
        rows=plain_rows(columns, service.resources_of(request.program)),
        sheet_name="Обеспечение",
    )


@requires(Permission.CONDITIONS_EDIT)
def resource_pdf(request: HttpRequest) -> HttpResponse:
    columns = resource_paper_columns(request.today)
    data = render_pdf(
        "reports/office_list.html",
        list_paper(
            school=request.school,
            program=request.program,
            title=f"{TITLE} программы наставничества",
            header=[column.label for column in columns],
            rows=plain_rows(columns, service.resources_of(request.program)),
            on=request.today,
        ),
    )
    return pdf_response(data, f"Обеспечение программы {request.program.year_label}.pdf")


@require_POST
@requires(Permission.CONDITIONS_EDIT)
def resource_ready(request: HttpRequest) -> HttpResponse:
    return act(
        request,
        lambda: service.add_ready_resources(program=request.program, by=request.user),
        "Список добавлен. Проверьте сроки и ответственных.",
        url(request, "resource_list"),
    )


@requires(Permission.CONDITIONS_EDIT)
def resource_create(request: HttpRequest) -> HttpResponse:
    form = ResourceForm(request.POST or None, program=request.program, use_required_attribute=False)
    status: int | None = 200
    if request.method == "POST":

        def write() -> None:
            with transaction.atomic():  # a refused form gives its key back
                if claim_key(request.POST.get("once", ""), by=request.user):
                    service.add_resource(program=request.program, by=request.user, **form.values())

        status = save_form(form, write)
        if status is None:
            messages.success(request, "Ресурс добавлен.")
            return redirect(url(request, "resource_list"))
    return _form_page(request, form, "Новый ресурс", "Добавить ресурс", status)


def _resource(request: HttpRequest, pk: int) -> Resource:
    return get_object_or_404(service.resources_of(request.program), pk=pk)


@requires(Permission.CONDITIONS_EDIT)
def resource_edit(request: HttpRequest, pk: int) -> HttpResponse:
    resource = _resource(request, pk)
    form = ResourceForm(
        request.POST or None, program=request.program, resource=resource, use_required_attribute=False
    )
    status: int | None = 200
    if request.method == "POST":
        status = save_form(
            form,
            lambda: service.edit_resource(
                resource=resource, version=form.shown_version, by=request.user, **form.values()
            ),
            lambda: _resource(request, pk).version,
        )
        if status is None:
            messages.success(request, "Ресурс сохранён.")
            return redirect(url(request, "resource_list"))
    return _form_page(request, form, resource.title, "Сохранить ресурс", status, resource)


def _form_page(
    request: HttpRequest,
    form: Any,
    heading: str,
    save_label: str,
    status: int | None,
    resource: Resource | None = None,
) -> HttpResponse:
    back = url(request, "resource_list")
    return render(
        request,
        "programs/condition_form.html",
        {
            "heading": heading,
            "crumbs": [(CONDITIONS, url(request, "conditions")), ("Ресурсы", back), (heading, "")],
            "back_url": back,
            "back_label": "К ресурсам",
            "form": form,
            "save_label": save_label,
            "cancel_url": back,
            "remove_url": url(request, "resource_remove", pk=resource.pk) if resource else "",
            "remove_label": "Убрать строку",
            "remove_title": "Убрать строку из списка?",
            "remove_text": "Если это просто не нужно в этом году, поставьте состояние «не требуется».",
        },
        status=status or 422,
    )


@require_POST
@requires(Permission.CONDITIONS_EDIT)
def resource_remove(request: HttpRequest, pk: int) -> HttpResponse:
    resource = _resource(request, pk)
    return act(
        request,
        lambda: service.remove_resource(resource=resource, by=request.user),
        "Строка убрана.",
        url(request, "resource_list"),
    )
