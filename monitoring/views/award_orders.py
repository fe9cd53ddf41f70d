"""The director's order on honours: prepared from ticked proposals, its text, its Word file."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from mentoring_site.access import requires
from mentoring_site.docx import docx_response
from mentoring_site.permissions import Permission
from monitoring.forms_award_order import AwardOrderForm
from monitoring.recognition_lists import awards_of
from monitoring.services.recognition_orders import KIND, prepare_award_order
from monitoring.views.award_common import act, url
from monitoring.views.awards import ticked
from pairing.reports_orders import order_docx, order_filename
from programs.enums import DocumentState
from programs.forms.office import SignForm
from programs.models import Document
from programs.services.audit import Refusal
from programs.services.documents import cancel_document, update_draft
from programs.tenancy import program_url


@require_POST
@requires(Permission.RECOGNITION_EDIT)
def award_order(request: HttpRequest) -> HttpResponse:
    """The director's order on the ticked proposals."""
    try:
        document = prepare_award_order(
            program=request.program, ids=ticked(request), on=request.today, by=request.user
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(url(request, "recognition"))
    messages.success(request, "Приказ подготовлен. Проверьте имена, напечатайте и отдайте на подпись.")
    return redirect(_card(request, document))


@requires(Permission.RECOGNITION_EDIT, Permission.DOCUMENT_SIGN)
def award_order_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Text and number; names are corrected in the awards themselves, which the page lists."""
    document = _order(request, pk)
    card = _card(request, document)
    if document.state != DocumentState.TO_SIGN:
        messages.error(request, "Приказ уже подписан или отменён, его текст не меняется.")
        return redirect(card)
    data = request.POST or None
    form, number = AwardOrderForm(data, document=document), SignForm(data, document=document)
    if data and number.is_valid() and form.is_valid():
        try:
            update_draft(document=document, snapshot=form.snapshot(), by=request.user, **number.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Текст приказа сохранён.")
            return redirect(card)
    may_correct = request.access.has(Permission.RECOGNITION_EDIT)
    return render(
        request,
        "monitoring/award_order.html",
        {
            "heading": "Текст приказа",
            "lead": document.title,
            "form": form,
            "number": number,
            "awards": [
                (award, url(request, "award_edit", pk=award.pk) if may_correct else "")
                for award in awards_of(request.program).filter(order=document)
            ],
            "cancel_url": card,
            "crumbs": [
                ("Документы", program_url(request.program, "programs:document_list")),
                (document.title, card),
                ("Текст", ""),
            ],
            "back_url": card,
            "back_label": "К документу",
        },
        status=422 if form.errors or number.errors else 200,
    )


@require_POST
@requires(Permission.RECOGNITION_EDIT, Permission.DOCUMENT_SIGN)
def award_order_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    document = _order(request, pk)
    return act(
        request,
        lambda: cancel_document(document=document, reason=request.POST.get("reason", ""), by=request.user),
        "Приказ отменён, поощрения снова предложены.",
        _card(request, document),
    )


@requires(Permission.DOCUMENT_VIEW)
def award_order_docx(request: HttpRequest, pk: int) -> HttpResponse:
    document = _order(request, pk)
    return docx_response(order_docx(document), order_filename(document, "docx"))


def _order(request: HttpRequest, pk: int) -> Document:
    orders = Document.objects.filter(program=request.program, kind=KIND)
    return get_object_or_404(orders.select_related("program__school"), pk=pk)


def _card(request: HttpRequest, document: Document) -> str:
    return program_url(request.program, "programs:document_detail", pk=document.pk)
