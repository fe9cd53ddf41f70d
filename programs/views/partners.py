"""Partner organisations: list, card, agreements (D07)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import capfirst

from mentoring_site.access import requires
from mentoring_site.pdf import pdf_response, render_pdf
from mentoring_site.permissions import Permission
from mentoring_site.spreadsheets import table_response
from mentoring_site.words import counted, plural
from programs.conditions import ROOM
from programs.forms.conditions import PartnerFilter, PartnerForm
from programs.lists import export_format, page_of, query_with
from programs.models import Partner, PartnerAgreement
from programs.partners import agreement_state, facts_of, facts_of_all
from programs.querysets import history_of, loosely
from programs.reports import list_paper
from programs.room_tabs import room_tabs
from programs.services import partners as service
from programs.services.audit import claim_key
from programs.stories import told
from programs.tables import plain_rows, shown_rows
from programs.tables_conditions import partner_columns, partner_paper_columns
from programs.views.conditions import can_edit, url
from programs.views.saving import save_form

HERE = "programs:partner_list"
ORGANISATIONS = ("организация", "организации", "организаций")


def _found(request: HttpRequest) -> tuple[QuerySet[Partner], PartnerFilter]:
    partners, form = service.partners_with_agreements(), PartnerFilter(request.GET)
    if form.is_valid():
        if q := form.cleaned_data["q"]:
            partners = partners.filter(loosely(q, "name", "gives"))
        if kind := form.cleaned_data["kind"]:
            partners = partners.filter(kind=kind)
        if active := form.cleaned_data["active"]:
            partners = partners.filter(is_active=active == "yes")
    return partners, form


@requires(Permission.PARTNER_VIEW)
def partner_list(request: HttpRequest) -> HttpResponse:
    partners, form = _found(request)
    columns = partner_columns(request.today)
    page = page_of(request, partners)
    active = Partner.objects.filter(is_active=True).count()
    query = query_with(request.GET)
    return render(
        request,
        "programs/partner_list.html",
        {
            "heading": "Партнёры",
            "lead": f"Со школой {plural(active, 'работает', 'работают', 'работают')} "
            f"{counted(active, *ORGANISATIONS)}."
            if active
            else "",
            "tabs": room_tabs(ROOM, request.access, request.today, HERE),
            "form": form,
            "columns": [column.declared() for column in columns],
            "rows": shown_rows(columns, page, lambda one: url(request, "partner_detail", pk=one.pk)),
            "page_obj": page,
            "facts": [vars(fact) for fact in facts_of_all(request.access, request.today)] if active else [],
            "export_url": f"{url(request, 'partner_export')}{query}",
            "pdf_url": f"{url(request, 'partner_pdf')}{query}",
            "is_filtered": any(request.GET.get(name) for name in ("q", "kind", "active")),
            "can_edit": can_edit(request),
        },
    )


@requires(Permission.PARTNER_VIEW)
def partner_export(request: HttpRequest) -> HttpResponse:
    partners, _ = _found(request)
    columns = partner_paper_columns(request.today)
    return table_response(
        export_format(request),
        f"Партнёры программы {request.program.year_label}",
        title=f"Организации-партнёры программы наставничества, {request.school.list_name}",
        header=[column.label for column in columns],
        rows=plain_rows(columns, partners),
        sheet_name="Партнёры",
    )


@requires(Permission.PARTNER_VIEW)
def partner_pdf(request: HttpRequest) -> HttpResponse:
    partners, _ = _found(request)
    columns = partner_paper_columns(request.today)
    data = render_pdf(
        "reports/office_list.html",
        list_paper(
            school=request.school,
            program=request.program,
            title="Организации-партнёры программы наставничества",
            header=[column.label for column in columns],
            rows=plain_rows(columns, partners),
            on=request.today,
        ),
    )
    return pdf_response(data, f"Партнёры программы {request.program.year_label}.pdf")


def get_partner(pk: int) -> Partner:
    return get_object_or_404(service.partners_with_agreements(), pk=pk)


@requires(Permission.PARTNER_VIEW)
def partner_detail(request: HttpRequest, pk: int) -> HttpResponse:
    partner = get_partner(pk)
    may = can_edit(request)
    sees_papers = request.access.has(Permission.DOCUMENT_VIEW)
    return render(
        request,
        "programs/partner_detail.html",
        {
            "heading": partner.name,
            "lead": capfirst(partner.get_kind_display()) + "." if partner.is_active else "Прежний партнёр.",
            "crumbs": [("Партнёры", url(request, "partner_list")), (partner.name, "")],
            "back_url": url(request, "partner_list"),
            "back_label": "К партнёрам",
            "partner": partner,
            "gives": [line.strip() for line in partner.gives.splitlines() if line.strip()],
            "contacts": [
                {"label": "Адрес", "value": partner.address},
                {"label": "Телефон", "value": partner.phone},
                {"label": "Почта", "value": partner.email},
                {"label": "Сайт", "value": partner.site, "url": partner.site},
            ],
            "known": [vars(fact) for fact in facts_of(partner, request.access, request.today)],
            "agreements": [
                {
                    "agreement": one,
                    "term": service.term_words(one),
                    "state": agreement_state(one, request.today),
                    "paper_url": url(request, "document_detail", pk=one.document_id)
                    if one.document_id and sees_papers and one.program_id == request.program.pk
                    else "",
                    "edit_url": url(request, "agreement_edit", pk=one.pk)
                    if may and one.program_id == request.program.pk and is_unsigned(one)
                    else "",
                }
                for one in partner.known_agreements
            ],
            "history": told(history_of(partner)[:10], with_year=True),
            "can_edit": may,
        },
    )


def is_unsigned(agreement: PartnerAgreement) -> bool:
    return agreement.document is None or agreement.document.state != "signed"


@requires(Permission.CONDITIONS_EDIT)
def partner_create(request: HttpRequest) -> HttpResponse:
    form = PartnerForm(request.POST or None, use_required_attribute=False)
    status: int | None = 200
    if request.method == "POST":
        made: list[Partner] = []

        def write() -> None:
            with transaction.atomic():  # a refused form gives its key back
                if claim_key(request.POST.get("once", ""), by=request.user):
                    made.append(
                        service.add_partner(program=request.program, by=request.user, **form.values())
                    )

        status = save_form(form, write)
        if status is None:
            if not made:
                messages.info(request, "Эта организация уже добавлена.")
                return redirect(url(request, "partner_list"))
            messages.success(request, "Партнёр добавлен. Теперь можно подготовить соглашение.")
            return redirect(url(request, "partner_detail", pk=made[0].pk))
    back = url(request, "partner_list")
    return form_page(request, form, "Новый партнёр", "Добавить партнёра", status, back)


@requires(Permission.CONDITIONS_EDIT)
def partner_edit(request: HttpRequest, pk: int) -> HttpResponse:
    partner = get_partner(pk)
    form = PartnerForm(request.POST or None, partner=partner, use_required_attribute=False)
    card = url(request, "partner_detail", pk=pk)
    status: int | None = 200
    if request.method == "POST":
        status = save_form(
            form,
            lambda: service.edit_partner(
                partner=partner,
                program=request.program,
                version=form.shown_version,
                by=request.user,
                **form.values(),
            ),
            lambda: get_partner(pk).version,
        )
        if status is None:
            messages.success(request, "Партнёр сохранён.")
            return redirect(card)
    return form_page(request, form, partner.name, "Сохранить партнёра", status, card)


def form_page(
    request: HttpRequest,
    form: Any,
    heading: str,
    save_label: str,
    status: int | None,
    back: str,
    **more: Any,
) -> HttpResponse:
    return render(
        request,
        "programs/condition_form.html",
        {
            "heading": heading,
            "crumbs": [("Партнёры", url(request, "partner_list")), (heading, "")],
            "back_url": back,
            "back_label": "К партнёрам" if back == url(request, "partner_list") else "К партнёру",
            "form": form,
            "save_label": save_label,
            "cancel_url": back,
            **more,
        },
        status=status or 422,
    )
