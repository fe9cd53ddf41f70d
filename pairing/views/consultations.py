"""The journal of consultations: list, line, notes behind a button, download and paper."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.text import capfirst
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from mentoring_site.access import requires
from mentoring_site.pdf import html_to_pdf_in_child, pdf_response
from mentoring_site.permissions import Permission
from mentoring_site.spreadsheets import table_response
from mentoring_site.vault import VaultError
from mentoring_site.words import ru_date
from pairing.forms_psychologist import ConsultationForm, JournalFilter
from pairing.models import Consultation, Referral
from pairing.reports_psychologist import journal_context as paper_context
from pairing.services.consultations import (
    correct_talk,
    journal_of,
    open_talk_notes,
    places_for,
    record_talk,
    whom,
)
from pairing.services.notes import may_read
from pairing.services.referrals import inbox_of
from pairing.tables_psychologist import EXPORT_BY, journal_columns, shown_columns
from pairing.views.common import url
from pairing.views.room import can_record, crumbs, form_page, saved, tab_page
from programs.lists import export_format, page_of, query_with, row_ids
from programs.tables import plain_rows, shown_rows

BACK = ("Консультации", "consultation_list")


def _found(request: HttpRequest) -> tuple[Any, JournalFilter]:
    form = JournalFilter(request.GET)
    return form.apply(journal_of(request.program)), form


def _talk(request: HttpRequest, pk: int) -> Consultation:
    return get_object_or_404(journal_of(request.program), pk=pk)


@requires(Permission.TEST_RECORD)
def consultation_list(request: HttpRequest) -> HttpResponse:
    rows, form = _found(request)
    page = page_of(request, rows)
    columns = shown_columns(places_for(list(page), request.program))
    query = query_with(request.GET)
    return tab_page(
        request,
        "consultation_list",
        "consultation_list",
        {
            "lead": "Журнал учёта: с кем, о чём одной строкой. Личные записи зашифрованы.",
            "form": form,
            "columns": [column.declared() for column in columns],
            "rows": shown_rows(columns, page, lambda row: url(request, "consultation_detail", pk=row.pk)),
            "page_obj": page,
            "is_filtered": any(request.GET.get(name) for name in form.fields),
            "create_url": url(request, "consultation_create"),
            "export_url": f"{url(request, 'consultation_export')}{query}",
            "pdf_url": f"{url(request, 'consultation_pdf')}{query}",
            "named_pdf_url": f"{url(request, 'consultation_pdf')}{query_with(request.GET, names='1')}",
        },
    )


@requires(Permission.TEST_RECORD)
def consultation_export(request: HttpRequest) -> HttpResponse:
    """Lines without names unless asked for (`?names=1`); notes are in no export."""
    rows, _ = _found(request)
    talks = list(rows)
    years = places_for(talks, request.program)
    columns = [*journal_columns(years, with_names=request.GET.get("names") == "1"), EXPORT_BY]
    return table_response(
        export_format(request),
        f"Журнал консультаций {request.program.year_label}",
        title=f"Журнал учёта консультаций, {request.school.list_name}",
        header=[column.label for column in columns],
        rows=plain_rows(columns, talks),
        sheet_name="Консультации",
    )


@requires(Permission.TEST_RECORD)
def consultation_pdf(request: HttpRequest) -> HttpResponse:
    """«Журнал учёта консультаций» of the shown period; names by `?names=1`."""
    rows, form = _found(request)
    data = form.cleaned_data if form.is_valid() else {}
    context = paper_context(
        request.program,
        list(rows),
        since=data.get("since"),
        until=data.get("until"),
        with_names=request.GET.get("names") == "1",
        psychologist=request.user.full_name,
    )
    html = render_to_string("reports/consultation_journal.html", context)
    return pdf_response(html_to_pdf_in_child(html), "Журнал учёта консультаций.pdf")


# --- one line ---------------------------------------------------------------------------------------------


def _referral(request: HttpRequest) -> Referral | None:
    asked = row_ids([request.GET.get("referral", "")])
    return inbox_of(request.program).filter(pk__in=asked).first() if asked else None


@requires(Permission.TEST_RECORD)
def consultation_create(request: HttpRequest) -> HttpResponse:
    referral = _referral(request)
    form = ConsultationForm(request.POST or None, program=request.program)
    if request.method == "GET":
        form.initial |= {"held_on": request.today, "kind": "personal"}
        if referral is not None:
            form.initial["person"] = form.fields["person"].titles.get(referral.person_id, "")
            form.initial["pair"] = str(referral.pair_id or "")
        for pk in row_ids([request.GET.get("person", "")]):
            form.initial["person"] = form.fields["person"].titles.get(pk, "")
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            made, status = saved(
                request,
                form,
                lambda: record_talk(
                    program=request.program, talk=form.talk(referral), by=request.user, today=request.today
                ),
                once=True,
            )
            if status == 0:
                if made is not None:
                    messages.success(request, "Консультация записана в журнал.")
                to = ("referral_detail", {"pk": referral.pk}) if referral else ("consultation_list", {})
                return redirect(url(request, to[0], **to[1]))
    return form_page(
        request,
        form,
        heading="Новая консультация",
        back=BACK,
        button="Записать консультацию",
        template="consultation_form",
        lead=f"По обращению: {referral.person.list_name}" if referral else "Строка журнала учёта.",
        status=status,
    )


@requires(Permission.TEST_RECORD)
def consultation_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own line; a colleague's is 404, as if there were nothing to change."""
    talk = get_object_or_404(journal_of(request.program).filter(conducted_by=request.user), pk=pk)
    form = ConsultationForm(request.POST or None, program=request.program, talk=talk)
    status = 200
    if request.method == "GET":
        form.fill(talk)
    else:
        status = 422
        if form.is_valid():
            made, status = saved(
                request,
                form,
                lambda: correct_talk(
                    consultation=talk,
                    talk=form.talk(talk.referral),
                    version=form.cleaned_data["version"] or 0,
                    by=request.user,
                    today=request.today,
                ),
                newest=lambda: Consultation.objects.values_list("version", flat=True).get(pk=pk),
            )
            if made is not None:
                messages.success(request, "Строка журнала исправлена.")
                return redirect(url(request, "consultation_detail", pk=pk))
    return form_page(
        request,
        form,
        heading="Исправить консультацию",
        back=BACK,
        button="Сохранить строку",
        template="consultation_form",
        status=status,
    )


@requires(Permission.TEST_RECORD)
def consultation_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _detail(request, _talk(request, pk))


@never_cache
@require_POST
@requires(Permission.TEST_RECORD)
def consultation_notes(request: HttpRequest, pk: int) -> HttpResponse:
    talk = _talk(request, pk)
    try:
        return _detail(request, talk, notes=open_talk_notes(talk=talk, by=request.user))
    except VaultError as error:
        return _detail(request, talk, vault_error=error, status=503)


def _detail(
    request: HttpRequest,
    talk: Consultation,
    *,
    notes: str | None = None,
    vault_error: Any = None,
    status: int = 200,
) -> HttpResponse:
    heading = capfirst(whom(talk, places_for([talk], request.program), with_names=True))
    is_own = talk.conducted_by_id == request.user.pk
    referral_url = url(request, "referral_detail", pk=talk.referral_id) if talk.referral_id else ""
    return render(
        request,
        "pairing/consultation_detail.html",
        {
            "heading": heading,
            "lead": f"Консультация {talk.get_kind_display()}, {ru_date(talk.held_on)}",
            "back_url": url(request, "consultation_list"),
            "back_label": "Консультации",
            "crumbs": crumbs(request, ("Консультации", url(request, "consultation_list")), (heading, "")),
            "talk": talk,
            "facts": [
                {"label": "Дата", "value": ru_date(talk.held_on)},
                {"label": "Вид", "value": talk.get_kind_display()},
                {"label": "С кем", "value": heading},
                {"label": "Результат", "value": talk.result},
                {"label": "Провёл", "value": str(talk.conducted_by)},
                *([{"label": "Обращение", "value": "открыть", "url": referral_url}] if referral_url else []),
            ],
            "can_read": may_read(talk, request.user),
            "notes": notes,
            "vault_error": vault_error,
            "edit_url": url(request, "consultation_edit", pk=talk.pk)
            if is_own and can_record(request)
            else "",
        },
        status=status,
    )
