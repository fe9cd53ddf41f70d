"""An order «к подписи»: its text, names in cases, cancelling; and its other prints."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from mentoring_site.access import requires
from mentoring_site.docx import docx_response
from mentoring_site.pdf import pdf_response
from mentoring_site.permissions import Permission
from pairing import reports_orders
from pairing.forms_orders import OrderForm
from pairing.order_kinds import ORDER_KINDS
from pairing.order_names import name_rows, people_of_order
from pairing.selections import kinds_of_order
from pairing.services.order_names import correct_name
from pairing.services.orders import edit_order
from pairing.views.common import url
from participants.forms import DeclensionForm
from programs.enums import DocumentState
from programs.forms.office import SignForm
from programs.models import Document
from programs.services.audit import Refusal
from programs.services.documents import cancel_document
from programs.tenancy import program_url
from programs.views.acting import act

CLOSED = "Распоряжение уже подписано или отменено, его текст не меняется."


def _find(request: HttpRequest, pk: int) -> Document:
    orders = Document.objects.filter(program=request.program, kind__in=ORDER_KINDS)
    return get_object_or_404(orders.select_related("program__school"), pk=pk)


def _card(request: HttpRequest, document: Document) -> str:
    return program_url(request.program, "programs:document_detail", pk=document.pk)


@require_http_methods(["GET", "POST"])
@requires(Permission.PAIR_EDIT, Permission.DOCUMENT_SIGN)
def order_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The curator writes the text; number and date are proposals until the paper is signed."""
    document = _find(request, pk)
    if document.state != DocumentState.TO_SIGN:
        messages.error(request, CLOSED)
        return redirect(_card(request, document))
    data = request.POST if request.method == "POST" else None
    form = OrderForm(data, document=document, kinds=kinds_of_order(document))
    number = SignForm(data, document=document)
    if (order := request.POST.get("do", "save")) != "save":
        form.change_rows(order)
        return _edit_page(request, document, number, form)
    if data is not None and number.is_valid() and form.is_valid():
        try:
            edit_order(document=document, snapshot=form.snapshot(), by=request.user, **number.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Текст распоряжения сохранён.")
            return redirect(_card(request, document))
    bad = data is not None and (form.errors or number.errors)
    return _edit_page(request, document, number, form, status=422 if bad else 200)


def _edit_page(
    request: HttpRequest, document: Document, number: SignForm, form: OrderForm, status: int = 200
) -> HttpResponse:
    card = _card(request, document)
    may_correct = request.access.has(Permission.PAIR_EDIT)
    return render(
        request,
        "pairing/order_edit.html",
        {
            "heading": "Текст распоряжения",
            "lead": document.title,
            "number": number,
            "form": form,
            "document": document,
            "names": [
                (row, url(request, "order_name", pk=document.pk, person=row.pk) if may_correct else "")
                for row in name_rows(document)
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
        status=status,
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.PAIR_EDIT)
def order_name(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    """The cases of one participant's name; kept with the person, so that other papers are right too."""
    document = _find(request, pk)
    who = next((one for one in people_of_order(document) if one.pk == person), None)
    if who is None:
        raise Http404
    target = url(request, "order_edit", pk=pk)
    form = DeclensionForm(request.POST or None, person=who)
    if request.method == "POST" and form.is_valid():
        try:
            correct_name(document=document, person=who, forms=form.overrides(), by=request.user)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, "Имя исправлено. Пункты, которые вы не правили, изменились вместе с ним."
            )
            return redirect(target)
    return render(
        request,
        "pairing/order_name.html",
        {
            "heading": who.full_name,
            "lead": "Как имя печатается в документах. Пустое поле вернёт то, что предлагает сайт.",
            "form": form,
            "crumbs": [
                ("Документы", program_url(request.program, "programs:document_list")),
                (document.title, _card(request, document)),
                ("Текст", target),
                ("Имя", ""),
            ],
            "back_url": target,
            "back_label": "К тексту",
        },
        status=422 if form.errors else 200,
    )


@require_POST
@requires(Permission.PAIR_EDIT, Permission.DOCUMENT_SIGN)
def order_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    document = _find(request, pk)
    return act(
        request,
        lambda: cancel_document(document=document, reason=request.POST.get("reason", ""), by=request.user),
        "Распоряжение отменено.",
        _card(request, document),
    )


@requires(Permission.DOCUMENT_VIEW)
def order_docx(request: HttpRequest, pk: int) -> HttpResponse:
    document = _find(request, pk)
    return docx_response(reports_orders.order_docx(document), reports_orders.order_filename(document, "docx"))


@requires(Permission.DOCUMENT_VIEW)
def order_public_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    document = _find(request, pk)
    name = reports_orders.order_filename(document, "pdf", is_public=True)
    return pdf_response(reports_orders.public_pdf(document), name)


@requires(Permission.DOCUMENT_VIEW)
def order_public_docx(request: HttpRequest, pk: int) -> HttpResponse:
    document = _find(request, pk)
    name = reports_orders.order_filename(document, "docx", is_public=True)
    return docx_response(reports_orders.order_docx(document, is_public=True), name)
