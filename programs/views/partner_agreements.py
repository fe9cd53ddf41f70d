"""Agreements with partner organisations (D07): composed, changed until signed, taken back."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from programs.forms.conditions import AgreementForm, AgreementTextForm
from programs.models import Document, PartnerAgreement
from programs.services import partners as service
from programs.services.audit import claim_key
from programs.services.documents import cancel_document
from programs.views.acting import act
from programs.views.conditions import edit_text, url
from programs.views.partners import form_page, get_partner, is_unsigned
from programs.views.saving import save_form


@requires(Permission.CONDITIONS_EDIT)
def agreement_create(request: HttpRequest, pk: int) -> HttpResponse:
    partner = get_partner(pk)
    card = url(request, "partner_detail", pk=pk)
    initial = {
        "subject": "сотрудничество в реализации программы наставничества",
        "starts": max(request.today, request.program.starts),
        "ends": request.program.ends,
    }
    form = AgreementForm(request.POST or None, initial=initial)
    status: int | None = 200
    if request.method == "POST":
        made: list[PartnerAgreement] = []

        def write() -> None:
            with transaction.atomic():
                if claim_key(request.POST.get("once", ""), by=request.user):
                    made.append(
                        service.add_agreement(
                            partner=partner,
                            program=request.program,
                            by=request.user,
                            on=request.today,
                            **form.values(),
                        )
                    )

        status = save_form(form, write)
        if status is None:
            messages.success(request, "Соглашение подготовлено. Проверьте текст с юристом и подпишите.")
            if made and request.access.has(Permission.DOCUMENT_VIEW):
                return redirect(url(request, "document_detail", pk=made[0].document_id))
            return redirect(card)
    heading = f"Соглашение: {partner}"
    return form_page(request, form, heading, "Подготовить соглашение", status, card)


def _agreement(request: HttpRequest, pk: int) -> PartnerAgreement:
    found = PartnerAgreement.objects.filter(program=request.program).select_related("partner", "document")
    return get_object_or_404(found, pk=pk)


@requires(Permission.CONDITIONS_EDIT)
def agreement_edit(request: HttpRequest, pk: int) -> HttpResponse:
    agreement = _agreement(request, pk)
    card = url(request, "partner_detail", pk=agreement.partner_id)
    names = ("subject", "starts", "ends", "version")
    form = AgreementForm(request.POST or None, initial={name: getattr(agreement, name) for name in names})
    status: int | None = 200
    if request.method == "POST":
        status = save_form(
            form,
            lambda: service.edit_agreement(
                agreement=agreement,
                version=form.shown_version,
                by=request.user,
                on=request.today,
                **form.values(),
            ),
            lambda: _agreement(request, pk).version,
        )
        if status is None:
            messages.success(request, "Соглашение исправлено, документ составлен заново.")
            return redirect(card)
    return form_page(
        request,
        form,
        f"Соглашение: {agreement.partner}",
        "Сохранить и составить заново",
        status,
        card,
        remove_url=url(request, "agreement_remove", pk=pk) if is_unsigned(agreement) else "",
        remove_label="Убрать соглашение",
        remove_title="Убрать соглашение?",
        remove_text="Оно не подписано. Документ останется в реестре отменённым.",
    )


@require_POST
@requires(Permission.CONDITIONS_EDIT)
def agreement_remove(request: HttpRequest, pk: int) -> HttpResponse:
    agreement = _agreement(request, pk)
    return act(
        request,
        lambda: service.remove_agreement(agreement=agreement, by=request.user),
        "Соглашение убрано.",
        url(request, "partner_detail", pk=agreement.partner_id),
    )


def _paper(request: HttpRequest, pk: int) -> Document:
    return get_object_or_404(Document, program=request.program, kind=service.KIND, pk=pk)


@requires(Permission.CONDITIONS_EDIT, Permission.DOCUMENT_SIGN)
def agreement_text(request: HttpRequest, pk: int) -> HttpResponse:
    return edit_text(request, _paper(request, pk), AgreementTextForm, "Текст соглашения")


@require_POST
@requires(Permission.CONDITIONS_EDIT, Permission.DOCUMENT_SIGN)
def agreement_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    document = _paper(request, pk)
    return act(
        request,
        lambda: cancel_document(document=document, reason=request.POST.get("reason", ""), by=request.user),
        "Соглашение отменено.",
        url(request, "document_detail", pk=document.pk),
    )
