"""The list of methods: the psychologist's settings, and their printed blanks."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST

from mentoring_site.access import requires
from mentoring_site.pdf import html_to_pdf_in_child, pdf_response
from mentoring_site.permissions import Permission
from mentoring_site.words import counted
from pairing.forms_psychologist import MethodFilter, MethodForm, participants_of
from pairing.models import TestMethod
from pairing.reports_psychologist import blank_context
from pairing.services.methods import add_shipped_methods, methods_of, save_method
from pairing.tables_psychologist import METHOD_COLUMNS
from pairing.views.common import url
from pairing.views.room import form_page, saved, tab_page
from participants.models import Enrolment
from programs.lists import page_of, row_ids
from programs.querysets import loosely
from programs.tables import shown_rows

BACK = ("Методики", "method_list")


def _method(request: HttpRequest, pk: int) -> TestMethod:
    return get_object_or_404(methods_of(request.school), pk=pk)


@requires(Permission.TEST_RECORD)
def method_list(request: HttpRequest) -> HttpResponse:
    form, rows = MethodFilter(request.GET), methods_of(request.school)
    if form.is_valid():
        if q := form.cleaned_data["q"]:
            rows = rows.filter(loosely(q, "title", "author"))
        if audience := form.cleaned_data["audience"]:
            rows = rows.filter(audience=audience)
    page = page_of(request, rows)
    return tab_page(
        request,
        "method_list",
        "method_list",
        {
            "lead": "Чем вы пользуетесь: для кого, с какого возраста, какие шкалы.",
            "form": form,
            "columns": [column.declared() for column in METHOD_COLUMNS],
            "rows": shown_rows(METHOD_COLUMNS, page, lambda row: url(request, "method_edit", pk=row.pk)),
            "page_obj": page,
            "is_filtered": any(request.GET.get(name) for name in form.fields),
        },
    )


@require_POST
@requires(Permission.TEST_RECORD)
def method_samples(request: HttpRequest) -> HttpResponse:
    """The methods that come with the site, those that the list lacks."""
    made = add_shipped_methods(school=request.school, by=request.user)
    if made:
        messages.success(request, f"Добавлено: {counted(made, 'методика', 'методики', 'методик')}.")
    else:
        messages.info(request, "Все методики из набора уже в списке.")
    return redirect(url(request, "method_list"))


@requires(Permission.TEST_RECORD)
def method_create(request: HttpRequest) -> HttpResponse:
    return _edit(request, None)


@requires(Permission.TEST_RECORD)
def method_edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(request, _method(request, pk))


def _edit(request: HttpRequest, method: TestMethod | None) -> HttpResponse:
    form = MethodForm(request.POST or None, instance=method)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            made, status = saved(request, form, lambda: _save(request, form, method), newest=_newest(method))
            if made is not None:
                messages.success(request, f"Методика сохранена: {made}.")
                return redirect(url(request, "method_list"))
    return form_page(
        request,
        form,
        heading=str(method) if method else "Новая методика",
        back=BACK,
        button="Сохранить методику",
        lead=method.author if method else "Бланки вопросов остаются у вас: здесь только шкалы и границы.",
        tools=[("printer", "Напечатать бланк", url(request, "method_pdf", pk=method.pk))] if method else [],
        status=status,
    )


def _save(request: HttpRequest, form: MethodForm, method: TestMethod | None) -> TestMethod:
    return save_method(
        school=request.school,
        by=request.user,
        fields=form.fields_values(),
        scales=form.cleaned_data["scales"],
        method=method,
        version=form.cleaned_data["version"] or 0,
    )


def _newest(method: TestMethod | None) -> Any:
    return lambda: TestMethod.objects.values_list("version", flat=True).get(pk=method.pk) if method else 0


@requires(Permission.TEST_RECORD)
def method_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The protocol to fill by hand: of nobody, or of the person of the address (`?person=`)."""
    method, name, place = _method(request, pk), "", ""
    for asked in row_ids([request.GET.get("person", "")]):
        person = get_object_or_404(participants_of(request.program), pk=asked)
        year = Enrolment.objects.filter(program=request.program, person=person).first()
        name, place = person.full_name, year.place if year else ""
    context = blank_context(method, request.school, name=name, place=place)
    html = render_to_string("reports/test_protocol.html", context)
    return pdf_response(html_to_pdf_in_child(html), f"Протокол, {method}.pdf")
