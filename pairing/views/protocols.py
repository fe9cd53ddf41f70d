"""Protocols: one's own only, results behind a button whose every press is logged."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from mentoring_site.access import requires
from mentoring_site.names import normalise_name
from mentoring_site.permissions import Permission
from mentoring_site.vault import VaultError
from mentoring_site.words import ru_date
from pairing.forms_psychologist import ProtocolFilter, ProtocolForm
from pairing.models import TestProtocol
from pairing.services.methods import methods_of
from pairing.services.protocols import open_protocol, protocols_for, record_protocol
from pairing.tables_psychologist import PROTOCOL_COLUMNS, ages_of
from pairing.views.common import url
from pairing.views.room import can_record, crumbs, form_page, saved, tab_page
from programs.lists import page_of, row_ids
from programs.tables import shown_rows

BACK = ("Протоколы", "protocol_list")


def _protocol(request: HttpRequest, pk: int) -> TestProtocol:
    return get_object_or_404(protocols_for(request.user, request.program), pk=pk)


@requires(Permission.TEST_RECORD)
def protocol_list(request: HttpRequest) -> HttpResponse:
    rows = protocols_for(request.user, request.program)
    form = ProtocolFilter(request.GET, methods=list(methods_of(request.school)))
    if form.is_valid():
        for word in normalise_name(form.cleaned_data["q"]).split():
            rows = rows.filter(person__search_key__contains=word)
        if method := form.cleaned_data["method"]:
            rows = rows.filter(method=method)
    page = page_of(request, rows)
    return tab_page(
        request,
        "protocol_list",
        "protocol_list",
        {
            "lead": "Результаты по шкалам и записи зашифрованы. Здесь ваши протоколы и те, что вам передали.",
            "form": form,
            "columns": [column.declared() for column in PROTOCOL_COLUMNS],
            "rows": shown_rows(
                PROTOCOL_COLUMNS, page, lambda row: url(request, "protocol_detail", pk=row.pk)
            ),
            "page_obj": page,
            "is_filtered": any(request.GET.get(name) for name in form.fields),
        },
    )


@requires(Permission.TEST_RECORD)
def protocol_create(request: HttpRequest) -> HttpResponse:
    """First the method (`?method=`), since the fields are its scales."""
    active = list(methods_of(request.school).filter(is_active=True))
    asked = row_ids([request.GET.get("method", "")])
    method = next((one for one in active if one.pk in asked), None)
    if method is None:
        return form_page(
            request,
            None,
            heading="Новый протокол",
            back=BACK,
            button="",
            template="protocol_method",
            lead="По какой методике?",
            methods=[
                {
                    "title": one.title,
                    "note": ", ".join(filter(None, (one.get_audience_display(), ages_of(one)))),
                    "url": f"?method={one.pk}",
                }
                for one in active
            ],
            methods_url=url(request, "method_list"),
        )
    form = ProtocolForm(request.POST or None, program=request.program, method=method)
    if request.method == "GET":
        form.initial["conducted_on"] = request.today
        for pk in row_ids([request.GET.get("person", "")]):
            form.initial["person"] = form.fields["person"].titles.get(pk, "")
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            made, status = saved(request, form, lambda: _record(request, form, method), once=True)
            if status == 0:
                if made is None:
                    return redirect(url(request, "protocol_list"))
                messages.success(request, "Протокол записан и зашифрован.")
                return redirect(url(request, "protocol_detail", pk=made.pk))
    return form_page(
        request,
        form,
        heading=str(method),
        back=BACK,
        button="Записать протокол",
        template="protocol_form",
        lead="Нужно согласие на психологическую диагностику. Пустая шкала – не измерялось.",
        tools=[("printer", "Напечатать бланк", url(request, "method_pdf", pk=method.pk))],
        note=method.note,
        status=status,
    )


def _record(request: HttpRequest, form: ProtocolForm, method: Any) -> TestProtocol:
    return record_protocol(
        program=request.program, method=method, by=request.user, today=request.today, **form.values()
    )


@requires(Permission.TEST_RECORD)
def protocol_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _detail(request, _protocol(request, pk))


@never_cache
@require_POST
@requires(Permission.TEST_RECORD)
def protocol_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the results once; POST, since every look is written into the journal."""
    protocol = _protocol(request, pk)
    try:
        return _detail(request, protocol, opened=open_protocol(protocol=protocol, by=request.user))
    except VaultError as error:
        return _detail(request, protocol, vault_error=error, status=503)


def _detail(
    request: HttpRequest,
    protocol: TestProtocol,
    *,
    opened: Any = None,
    vault_error: Any = None,
    status: int = 200,
) -> HttpResponse:
    again = f"{url(request, 'protocol_create')}?method={protocol.method_id}&person={protocol.person_id}"
    return render(
        request,
        "pairing/protocol_detail.html",
        {
            "heading": protocol.person.list_name,
            "lead": f"{protocol.method}, {ru_date(protocol.conducted_on)}",
            "back_url": url(request, "protocol_list"),
            "back_label": "Протоколы",
            "crumbs": crumbs(
                request, ("Протоколы", url(request, "protocol_list")), (protocol.person.list_name, "")
            ),
            "protocol": protocol,
            "facts": [
                {"label": "Кто проходил", "value": protocol.person.full_name},
                {"label": "Методика", "value": str(protocol.method)},
                {"label": "Дата", "value": ru_date(protocol.conducted_on)},
                {"label": "Провёл", "value": str(protocol.conducted_by)},
            ],
            "opened": opened,
            "vault_error": vault_error,
            "again_url": again if can_record(request) else "",
            "blank_url": f"{url(request, 'method_pdf', pk=protocol.method_id)}?person={protocol.person_id}",
        },
        status=status,
    )
