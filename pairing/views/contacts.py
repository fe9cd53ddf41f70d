"""«Контакты»: whom the curator spoke to, what was asked, by when to answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render

from mentoring_site.access import requires
from mentoring_site.pdf import pdf_response, render_pdf
from mentoring_site.permissions import Permission
from mentoring_site.spreadsheets import table_response
from pairing.enums import ContactKind
from pairing.forms_watch import ContactFilter, ContactForm
from pairing.models import ContactEntry
from pairing.services.contacts import contacts_of, is_open, matching, open_questions, save_contact
from pairing.tables_watch import EXPORT_COLUMNS, contact_columns
from pairing.views.common import url
from programs.lists import export_format, page_of, query_with, row_ids
from programs.reports import list_paper
from programs.services.audit import Refusal, StaleVersion, claim_key
from programs.tables import plain_rows, shown_rows
from programs.views.acting import next_of


def found(request: HttpRequest) -> tuple[QuerySet[ContactEntry], ContactFilter]:
    """Entries of the query string; an unreadable filter narrows nothing and shows its error."""
    entries, form = contacts_of(request.program), ContactFilter(request.GET)
    if form.is_valid():
        entries = matching(entries, form.cleaned_data["q"])
        if kind := form.cleaned_data["kind"]:
            entries = entries.filter(kind=kind)
        if since := form.since_day():
            entries = entries.filter(on__gte=since)
    if request.GET.get("tab") == "open":
        entries = entries.filter(is_open()).order_by(F("due_on").asc(nulls_last=True), "on", "pk")
    return entries, form


@requires(Permission.CONTACT_VIEW)
def contact_list(request: HttpRequest) -> HttpResponse:
    entries, form = found(request)
    page, columns = page_of(request, entries), contact_columns(request.today)
    waiting = open_questions(request.access).count()
    tab, query = request.GET.get("tab", ""), query_with(request.GET)
    can_edit = request.access.has(Permission.PAIR_EDIT) and request.program.is_open
    return render(
        request,
        "pairing/contact_list.html",
        {
            "heading": "Контакты",
            "lead": "Разговоры куратора с парами, вопросы и просьбы участников.",
            "form": form,
            "tabs": [
                {"label": "Все", "url": query_with(request.GET, tab=""), "active": not tab},
                {
                    "label": "Ждут ответа",
                    "url": query_with(request.GET, tab="open"),
                    "count": waiting,
                    "active": tab == "open",
                },
            ],
            "tools": [
                {"label": "Выгрузить", "url": f"{url(request, 'contact_export')}{query}", "icon": "download"},
                {"label": "Печать", "url": f"{url(request, 'contact_pdf')}{query}", "icon": "printer"},
            ],
            "keep": [("tab", tab)] if tab else [],
            "tab": tab,
            "columns": [column.declared() for column in columns],
            "rows": shown_rows(
                columns,
                page.object_list,
                (lambda entry: url(request, "contact_edit", pk=entry.pk)) if can_edit else None,
            ),
            "page_obj": page,
            "is_filtered": any(request.GET.get(name) for name in form.fields),
            "reset_url": query_with(QueryDict(), tab=tab),
            "create_url": url(request, "contact_create") if can_edit else "",
        },
    )


@requires(Permission.CONTACT_VIEW)
def contact_export(request: HttpRequest) -> HttpResponse:
    entries, _ = found(request)
    return table_response(
        export_format(request),
        f"Контакты куратора {request.program.year_label}",
        title=f"Контакты куратора, вопросы и просьбы участников, {request.school.list_name}",
        header=[column.label for column in EXPORT_COLUMNS],
        rows=plain_rows(EXPORT_COLUMNS, entries),
        sheet_name="Контакты",
    )


@requires(Permission.CONTACT_VIEW)
def contact_pdf(request: HttpRequest) -> HttpResponse:
    entries, _ = found(request)
    data = render_pdf(
        "reports/office_list.html",
        list_paper(
            school=request.school,
            program=request.program,
            title="Контакты куратора, вопросы и просьбы участников",
            header=[column.label for column in EXPORT_COLUMNS],
            rows=plain_rows(EXPORT_COLUMNS, entries),
            on=request.today,
            shown="ждут ответа" if request.GET.get("tab") == "open" else "",
        ),
    )
    return pdf_response(data, f"Контакты куратора {request.program.year_label}.pdf")


@requires(Permission.PAIR_EDIT)
def contact_create(request: HttpRequest) -> HttpResponse:
    """The whole form, and the two taps from the card of a pair (which return to it)."""
    if request.method != "POST":
        asked = row_ids([request.GET.get("pair", "")])
        initial = {"kind": ContactKind.CONTACT, "on": request.today, "pair": asked[0] if asked else None}
        return _form_page(request, ContactForm(program=request.program, initial=initial))
    form = ContactForm(request.POST, program=request.program)
    if form.is_valid():
        try:
            with transaction.atomic():  # a refused record gives its key back
                if not claim_key(request.POST.get("once", ""), by=request.user):
                    messages.info(request, "Этот разговор уже записан: второй раз ничего не добавлено.")
                    return redirect(next_of(request, url(request, "contact_list")))
                save_contact(program=request.program, by=request.user, today=request.today, **form.values())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Записано в журнал контактов.")
            return redirect(next_of(request, url(request, "contact_list")))
    return _form_page(request, form, status=422)


@requires(Permission.PAIR_EDIT)
def contact_edit(request: HttpRequest, pk: int) -> HttpResponse:
    entry = get_object_or_404(contacts_of(request.program), pk=pk)
    fields = ("pair", "person", "kind", "on", "text", "due_on", "answer", "version")
    if request.method != "POST":
        initial = {name: getattr(entry, name) for name in fields}
        return _form_page(request, ContactForm(program=request.program, initial=initial), entry=entry)
    form = ContactForm(request.POST, program=request.program)
    if form.is_valid():
        try:
            saved = save_contact(
                program=request.program,
                by=request.user,
                today=request.today,
                shown=entry,
                version=form.cleaned_data["version"],
                **form.values(),
            )
        except StaleVersion as refusal:
            form.add_error(None, str(refusal))
            form.data = form.data.copy()
            form.data["version"] = ContactEntry.objects.get(pk=pk).version
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Ответ записан." if saved.answered_on else "Запись сохранена.")
            return redirect(url(request, "contact_list"))
    return _form_page(request, form, entry=entry, status=422)


def _form_page(
    request: HttpRequest, form: ContactForm, *, entry: ContactEntry | None = None, status: int = 200
) -> HttpResponse:
    heading = f"{entry.get_kind_display().capitalize()} {entry.on:%d.%m.%Y}" if entry else "Записать контакт"
    back: dict[str, Any] = {"cancel_url": url(request, "contact_list")}
    return render(
        request,
        "pairing/contact_form.html",
        {
            "heading": heading,
            "lead": f"Запись: {entry.recorded_by}." if entry else "С кем говорили, о чём, нужен ли ответ.",
            "form": form,
            "is_new": entry is None,
            "button": "Сохранить запись" if entry else "Записать контакт",
            "crumbs": [("Контакты", back["cancel_url"]), (heading, "")],
            "back_url": back["cancel_url"],
            "back_label": "Контакты",
            "next": request.POST.get("next", ""),
            **back,
        },
        status=status,
    )
