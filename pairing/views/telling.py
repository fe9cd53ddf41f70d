"""«Кому сообщить»: after an order is signed, who of its people knows, how they were told and when."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from mentoring_site.access import requires
from mentoring_site.pdf import pdf_response, render_pdf
from mentoring_site.permissions import Permission
from mentoring_site.templatetags.ui import state_badge
from mentoring_site.words import HYPHEN, counted, short_date
from pairing.forms_agreement import TellForm
from pairing.models import Pair
from pairing.services.telling import pairs_to_tell, prepare_telling, record_told, untold_pairs
from pairing.telling import ToldPair, key_of, told_rows
from pairing.views.agreement import curator_words, room
from pairing.views.common import url
from programs.enums import DocumentState
from programs.lists import page_of, row_ids
from programs.models import Document
from programs.services.audit import Refusal
from programs.services.documents import school_snapshot
from programs.tables import Column, shown_rows
from programs.tenancy import program_url

PRINTED_AT_ONCE = 120


def _orders(request: HttpRequest) -> Any:
    signed = Q(pairs__in=pairs_to_tell(request.program).values("pk"))
    untold = Q(pairs__in=untold_pairs(request.program, request.today).values("pk"))
    return (
        Document.objects.filter(program=request.program, state=DocumentState.SIGNED)
        .annotate(
            living=Count("pairs", filter=signed, distinct=True),
            untold=Count("pairs", filter=untold, distinct=True),
        )
        .filter(living__gt=0)
        .order_by("-date", "-pk")
    )


def _badge(order: Any) -> Any:
    if order.untold:
        return state_badge("warn", f"сообщили не всем: {counted(order.untold, 'пара', 'пары', 'пар')}")
    return state_badge("ok", "все знают")


def _living(order: Any) -> Any:
    return format_html('<span class="only-phone">действует пар: </span>{}', order.living)


COLUMNS = [
    Column("order", "Распоряжение", lambda order: f"№ {order.number} от {short_date(order.date)}"),
    Column("title", "О чём", lambda order: order.title, priority=2),
    Column("pairs", "Действует пар", lambda order: order.living, _living, num=True),
    Column("state", "Извещение", lambda order: order.untold, _badge, phone="state"),
]


@requires(Permission.PAIR_EDIT)
def telling_list(request: HttpRequest) -> HttpResponse:
    page = page_of(request, _orders(request))
    return render(
        request,
        "pairing/telling_list.html",
        {
            "heading": "Кому сообщить",
            "crumbs": [("Пары и группы", url(request, "pair_list")), ("Кому сообщить", "")],
            "lead": "Когда распоряжение подписано, о паре узнают наставник, наставляемый и его родители.",
            "room": room(request, "telling_list"),
            "columns": [column.declared() for column in COLUMNS],
            "rows": shown_rows(COLUMNS, page, lambda order: url(request, "telling_order", pk=order.pk)),
            "page_obj": page,
        },
    )


def _order(request: HttpRequest, pk: int) -> Document:
    return get_object_or_404(Document, pk=pk, program=request.program, state=DocumentState.SIGNED)


def _rows(request: HttpRequest, order: Document, pair: str = "") -> list[ToldPair]:
    pairs = pairs_to_tell(request.program).filter(order=order)
    if wanted := row_ids([pair]):
        pairs = pairs.filter(pk__in=wanted)
    return told_rows(list(pairs.with_people()), request.today, curator_words(request))


@requires(Permission.PAIR_EDIT)
def telling_order(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _order(request, pk), TellForm(initial={"told_on": request.today}))


def _page(request: HttpRequest, order: Document, form: TellForm) -> HttpResponse:
    pair = request.GET.get("pair", "")
    rows = _rows(request, order, pair)
    everybody = [told for row in rows for told in row.sides]
    untold = [told for told in everybody if told.notice is None]
    number = f"№\u00a0{order.number.replace('-', HYPHEN)} от {short_date(order.date)}"
    title = f"Кому сообщить: распоряжение {number}"
    page = url(request, "telling_order", pk=order.pk)
    return render(
        request,
        "pairing/telling_order.html",
        {
            "heading": title,
            "lead": f"Знают {len(everybody) - len(untold)} из {len(everybody)}." if everybody else "",
            "order": order,
            "rows": rows,
            "untold": untold,
            "no_address": sum(not told.side.email for told in untold),
            "form": form,
            "pair": pair,
            "all_url": page if pair else "",
            "order_url": program_url(request.program, "programs:document_detail", pk=order.pk),
            "crumbs": [("Кому сообщить", url(request, "telling_list")), (number, "")],
            "back_url": url(request, "telling_list"),
            "back_label": "Кому сообщить",
        },
        status=422 if form.errors else 200,
    )


@require_POST
@requires(Permission.PAIR_EDIT)
def telling_record(request: HttpRequest, pk: int) -> HttpResponse:
    order = _order(request, pk)
    form = TellForm(request.POST)
    if not form.is_valid():
        return _page(request, order, form)
    keys = [key for code in request.POST.getlist("who") if (key := key_of(code)) is not None]
    ours = set(pairs_to_tell(request.program).filter(order=order).values_list("pk", flat=True))
    try:
        count = record_told(
            program=request.program,
            keys=[key for key in keys if key[0] in ours],
            today=request.today,
            by=request.user,
            **form.cleaned_data,
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _page(request, order, form)
    messages.success(
        request, f"Записано: {counted(count, 'человек знает', 'человека знают', 'человек знают')} о паре."
    )
    return redirect(url(request, "telling_order", pk=pk))


@require_POST
@requires(Permission.PAIR_EDIT)
def telling_letters(request: HttpRequest, pk: int) -> HttpResponse:
    """Letters into the outbox; nothing is sent from here."""
    order = _order(request, pk)
    try:
        count = prepare_telling(
            program=request.program,
            pairs=list(Pair.objects.filter(program=request.program, order=order)),
            on=request.today,
            curator=curator_words(request),
            by=request.user,
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(url(request, "telling_order", pk=pk))
    messages.success(
        request,
        f"Подготовлено {counted(count, 'письмо', 'письма', 'писем')}. Прочтите и отправьте их в «Исходящих»: после "
        "отправки здесь появится отметка.",
    )
    return redirect(url(request, "telling_order", pk=pk))


@requires(Permission.PAIR_EDIT)
def telling_slips_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Slips to cut for who does not know yet."""
    order = _order(request, pk)
    untold = [told for row in _rows(request, order, request.GET.get("pair", "")) for told in row.untold]
    if not untold or len(untold) > PRINTED_AT_ONCE:
        messages.error(
            request,
            f"За один раз печатается до {PRINTED_AT_ONCE} листков, а нужно {len(untold)}. Печатайте с карточек пар."
            if untold
            else "Печатать нечего: все уже знают.",
        )
        return redirect(url(request, "telling_order", pk=pk))
    data = render_pdf(
        "reports/telling_slips.html", {"school": school_snapshot(request.school), "slips": untold}
    )
    return pdf_response(data, "Листки о парах.pdf")


@requires(Permission.PAIR_EDIT)
def telling_sheet_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """«Лист ознакомления»: everybody of the order, with room for a signature and a date."""
    order = _order(request, pk)
    rows = _rows(request, order)
    data = render_pdf(
        "reports/telling_sheet.html",
        {
            "school": school_snapshot(request.school),
            "order": order,
            "rows": rows,
            "document_title": "Лист ознакомления",
        },
    )
    return pdf_response(data, "Лист ознакомления.pdf")
