"""The acquaintance sheet of a paper: add people, print, mark who has signed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from mentoring_site.access import requires
from mentoring_site.pdf import pdf_response, render_pdf
from mentoring_site.permissions import Permission
from mentoring_site.words import counted
from programs.enums import DocumentState
from programs.forms.papers import EmployeesForm, ReaderForm, SeenForm
from programs.lists import row_ids
from programs.reports_papers import acquaintance_context
from programs.services.acquaintance import add_employees, add_reader, mark_readers, remove_reader
from programs.views.acting import act
from programs.views.papers_common import crumbs_of, document_of, url_of


@require_safe
@requires(Permission.DOCUMENT_VIEW)
def acquaintance(request: HttpRequest, pk: int) -> HttpResponse:
    document = document_of(request, pk)
    lines = list(document.acquaintances.all())
    seen = sum(line.seen_on is not None for line in lines)
    detail = url_of(request, "document_detail", pk=pk)
    can_edit = request.access.has(Permission.DOCUMENT_PREPARE) and document.state != DocumentState.CANCELLED
    return render(
        request,
        "programs/acquaintance.html",
        {
            "heading": "Лист ознакомления",
            "lead": f"«{document.title}»: {_progress(seen, len(lines))}",
            "crumbs": crumbs_of(request, (document.title, detail), ("Лист ознакомления", "")),
            "back_url": detail,
            "back_label": "К документу",
            "document": document,
            "lines": lines,
            "seen": seen,
            "can_edit": can_edit,
            "employees_form": EmployeesForm(auto_id="id_all_%s"),
            "reader_form": ReaderForm(),
            "seen_form": SeenForm(initial={"seen_on": request.today}),
        },
    )


def _progress(seen: int, total: int) -> str:
    if not total:
        return "пока никого не добавили."
    return f"ознакомлены {seen} из {counted(total, 'человека', 'человек', 'человек')}."


@require_safe
@requires(Permission.DOCUMENT_VIEW)
def acquaintance_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    document = document_of(request, pk)
    data = render_pdf("reports/acquaintance.html", acquaintance_context(document, request.program))
    return pdf_response(data, f"Лист ознакомления. {document.title}.pdf")


@require_POST
@requires(Permission.DOCUMENT_PREPARE)
def acquaintance_employees(request: HttpRequest, pk: int) -> HttpResponse:
    document, form = document_of(request, pk), EmployeesForm(request.POST)
    if not form.is_valid():
        return _told(request, pk, form)
    return act(
        request,
        lambda: add_employees(
            document=document, roles=form.cleaned_data["roles"], on=request.today, by=request.user
        ),
        "Сотрудники добавлены в лист.",
        _back(request, pk),
    )


@require_POST
@requires(Permission.DOCUMENT_PREPARE)
def acquaintance_add(request: HttpRequest, pk: int) -> HttpResponse:
    document, form = document_of(request, pk), ReaderForm(request.POST)
    if not form.is_valid():
        return _told(request, pk, form)
    return act(
        request,
        lambda: add_reader(document=document, by=request.user, **form.cleaned_data),
        f"Добавлено: {form.cleaned_data['name']}.",
        _back(request, pk),
    )


@require_POST
@requires(Permission.DOCUMENT_PREPARE)
def acquaintance_mark(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the day for the ticked lines; «clear» takes it off."""
    document, form = document_of(request, pk), SeenForm(request.POST)
    clears = bool(request.POST.get("clear"))
    if not clears and (not form.is_valid() or not form.cleaned_data["seen_on"]):
        messages.error(request, "Впишите дату ознакомления, например 12.11.2026.")
        return redirect(_back(request, pk))
    day = None if clears else form.cleaned_data["seen_on"]
    ids = row_ids(request.POST.getlist("ids"))
    return act(
        request,
        lambda: mark_readers(document=document, ids=ids, seen_on=day, today=request.today, by=request.user),
        "Отметки сняты." if clears else "Ознакомление отмечено.",
        _back(request, pk),
    )


@require_POST
@requires(Permission.DOCUMENT_PREPARE)
def acquaintance_remove(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    row = get_object_or_404(document_of(request, pk).acquaintances.select_related("document"), pk=line)
    return act(
        request, lambda: remove_reader(line=row, by=request.user), "Строка убрана.", _back(request, pk)
    )


def _told(request: HttpRequest, pk: int, form: Any) -> HttpResponse:
    for errors in form.errors.values():
        messages.error(request, " ".join(errors))
    return redirect(_back(request, pk))


def _back(request: HttpRequest, pk: int) -> str:
    return url_of(request, "acquaintance", pk=pk)
