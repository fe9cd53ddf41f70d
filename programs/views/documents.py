from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.module_loading import import_string
from django.views.decorators.http import require_POST

from mentoring_site.access import requires
from mentoring_site.pdf import pdf_response, render_pdf
from mentoring_site.permissions import Permission
from mentoring_site.spreadsheets import table_response
from mentoring_site.words import counted, quoted, ru_date
from programs.document_numbers import same_number
from programs.enums import DocumentState
from programs.folder import in_stage
from programs.forms.office import DocumentFilter, SeenSignForm
from programs.lists import export_format, ordering, page_of, query_with, sortable
from programs.models import Document
from programs.office import documents_to_sign
from programs.querysets import history_of, loosely, register_of
from programs.registries.papers import DOCUMENT_KINDS, DOCUMENT_PANELS
from programs.reports import list_paper
from programs.services.audit import Refusal
from programs.services.documents import (
    RepeatedNumber,
    digest_of,
    document_pdf,
    sign_document,
    update_draft,
)
from programs.stories import told
from programs.tables import (
    DOCUMENT_BADGES,
    DOCUMENT_COLUMNS,
    DOCUMENT_SHOWN,
    kind_label,
    plain_rows,
    shown_rows,
)
from programs.tenancy import program_url
from programs.views.papers_common import tabs_of

SORTS = {"title": ("title",), "number": ("number",), "date": ("date",)}


def _url(request: HttpRequest, name: str, **kwargs: Any) -> str:
    return program_url(request.program, f"programs:{name}", **kwargs)


def _found(request: HttpRequest) -> tuple[QuerySet[Document], DocumentFilter]:
    documents, form = register_of(request.program), DocumentFilter(request.GET)
    if form.is_valid():
        if q := form.cleaned_data["q"]:
            documents = documents.filter(loosely(q, "title", "number"))
        for field in ("kind", "state"):
            if value := form.cleaned_data[field]:
                documents = documents.filter(**{field: value})
        if stage := form.cleaned_data["stage"]:
            documents = in_stage(documents, int(stage))
    return documents, form


@requires(Permission.DOCUMENT_VIEW)
def document_list(request: HttpRequest) -> HttpResponse:
    documents, form = _found(request)
    asked, order = ordering(request, SORTS, "-date")
    page = page_of(request, documents.order_by(*order))
    waiting = documents_to_sign(request.access)
    query = query_with(request.GET)
    can_prepare = request.access.has(Permission.DOCUMENT_PREPARE)
    return render(
        request,
        "programs/document_list.html",
        {
            "heading": "Документы",
            "lead": f"К подписи {counted(waiting, 'документ', 'документа', 'документов')}."
            if waiting
            else ("Все подготовленные документы подписаны." if page.paginator.count else ""),
            "form": form,
            "columns": sortable(request, [column.declared() for column in DOCUMENT_SHOWN], asked),
            "rows": shown_rows(
                DOCUMENT_SHOWN, page, lambda document: _url(request, "document_detail", pk=document.pk)
            ),
            "page_obj": page,
            "export_url": f"{_url(request, 'document_export')}{query}",
            "pdf_url": f"{_url(request, 'register_pdf')}{query}",
            "is_filtered": any(request.GET.get(name) for name in form.fields),
            "tabs": tabs_of(request, "document_list"),
            "new_url": _url(request, "paper_kinds") if can_prepare else "",
            "new_label": "Подготовить документ" if can_prepare else "",
            "bulk_actions": [
                {
                    "label": "Напечатать одним файлом",
                    "url": _url(request, "documents_print"),
                    "icon": "printer",
                    "primary": True,
                }
            ],
        },
    )


@requires(Permission.DOCUMENT_VIEW)
def document_export(request: HttpRequest) -> HttpResponse:
    documents, _ = _found(request)
    return table_response(
        export_format(request),
        f"Реестр документов {request.program.year_label}",
        title=f"Реестр документов, {request.school.list_name}",
        header=[column.label for column in DOCUMENT_COLUMNS],
        rows=plain_rows(DOCUMENT_COLUMNS, documents),
        sheet_name="Документы",
    )


@requires(Permission.DOCUMENT_VIEW)
def register_pdf(request: HttpRequest) -> HttpResponse:
    documents, _ = _found(request)
    data = render_pdf(
        "reports/office_list.html",
        list_paper(
            school=request.school,
            program=request.program,
            title="Реестр документов программы наставничества",
            header=[column.label for column in DOCUMENT_COLUMNS],
            rows=plain_rows(DOCUMENT_COLUMNS, documents),
            on=request.today,
        ),
    )
    return pdf_response(data, f"Реестр документов {request.program.year_label}.pdf")


def _document(request: HttpRequest, pk: int) -> Document:
    return get_object_or_404(register_of(request.program), pk=pk)


def _draft_form(document: Document, data: Any = None) -> Any:
    """The kind's own form of a draft, or None: `Form(data, document=…)` with `snapshot()` (registries/papers.py)."""
    kind = DOCUMENT_KINDS.get(document.kind)
    if kind is None or not kind.form_class:
        return None
    return import_string(kind.form_class)(data, document=document, prefix="draft")


@requires(Permission.DOCUMENT_VIEW)
def document_detail(request: HttpRequest, pk: int) -> HttpResponse:
    document = _document(request, pk)
    return _detail(request, document, SeenSignForm(document=document), _draft_form(document))


def _detail(request: HttpRequest, document: Document, sign: SeenSignForm, draft: Any) -> HttpResponse:
    is_open = document.state == DocumentState.TO_SIGN
    can_sign = is_open and request.access.has(Permission.DOCUMENT_SIGN)
    frozen = document.frozen if document.state == DocumentState.SIGNED else None
    kind = DOCUMENT_KINDS.get(document.kind)
    can_draft = is_open and kind is not None and any(map(request.access.has, kind.draft_permissions))
    facts = [
        {"label": "Вид", "value": kind_label(document.kind)},
        {"label": "Номер", "value": document.number},
        {"label": "Дата", "value": ru_date(document.date) if document.date else ""},
        {"label": "Подписывает", "value": document.signer_name, "note": document.signer_title},
        {
            "label": "Подготовил",
            "value": str(document.created_by),
            "note": ru_date(timezone.localdate(document.created_at)),
        },
    ]
    if frozen:
        facts.append(
            {
                "label": "Отметил подпись",
                "value": str(document.signed_by),
                "note": ru_date(timezone.localdate(document.signed_at)),
            }
        )
    return render(
        request,
        "programs/document_detail.html",
        {
            "heading": document.title,
            "crumbs": [("Документы", _url(request, "document_list")), (document.title, "")],
            "document": document,
            "badge": DOCUMENT_BADGES[document.state],
            "facts": facts,
            "frozen": frozen,
            "can_sign": can_sign,
            "sign_form": sign,
            "draft_form": draft if can_sign else None,
            "edit_url": _url_of(request, kind.edit_url_name, document) if can_draft else "",
            "cancel_url": _url_of(request, kind.cancel_url_name, document) if can_draft else "",
            "cancel_consequence": kind.cancel_consequence if kind else "",
            "papers": [(paper, _url_of(request, paper.url_name, document)) for paper in kind.papers]
            if kind
            else [],
            "history": told(history_of(document)[:20], with_year=True),
            "panels": [
                {"template": panel.template, "data": data}
                for panel in DOCUMENT_PANELS
                if (data := panel.context(document, request.access, request.today)) is not None
            ],
        },
        status=422 if sign.errors or (draft is not None and draft.errors) else 200,
    )


def _url_of(request: HttpRequest, name: str, document: Document) -> str:
    """Address of a page of the kind's own room; empty when the kind has none."""
    return program_url(request.program, name, pk=document.pk) if name else ""


@requires(Permission.DOCUMENT_VIEW)
def document_file(request: HttpRequest, pk: int) -> HttpResponse:
    document = _document(request, pk)
    return pdf_response(document_pdf(document), f"{document.title}.pdf")


@require_POST
@requires(Permission.DOCUMENT_SIGN)
def document_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Save number, date and the kind's own fields of a paper that is not signed yet."""
    document = _document(request, pk)
    sign, draft = SeenSignForm(request.POST, document=document), _draft_form(document, request.POST)
    if not sign.is_valid() or (draft is not None and not draft.is_valid()):
        return _detail(request, document, sign, draft)
    try:
        update_draft(
            document=document,
            number=sign.cleaned_data["number"],
            date=sign.cleaned_data["date"],
            snapshot=draft.snapshot() if draft is not None else None,
            by=request.user,
        )
        messages.success(request, "Черновик документа сохранён.")
        _warn_of_number(request, document, sign)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(_url(request, "document_detail", pk=pk))


@require_POST
@requires(Permission.DOCUMENT_SIGN)
def document_sign(request: HttpRequest, pk: int) -> HttpResponse:
    document = _document(request, pk)
    sign = SeenSignForm(request.POST, document=document)
    if not sign.is_valid():
        return _detail(request, document, sign, _draft_form(document))
    try:
        sign_document(document=document, by=request.user, **sign.cleaned_data)
        messages.success(request, "Отмечено: подписан на бумаге. Документ больше не меняется.")
        _warn_of_number(request, document, sign)
    except Refusal as refusal:
        is_repeat = isinstance(refusal, RepeatedNumber)
        if is_repeat:
            sign.ask_repeat()
        sign.add_error("number" if is_repeat else None, str(refusal))
        document = _document(request, pk)
        sign.data = sign.data.copy()
        sign.data["seen"] = digest_of(document)  # the page shows it as it is now
        return _detail(request, document, sign, _draft_form(document))
    return redirect(_url(request, "document_detail", pk=pk))


def _warn_of_number(request: HttpRequest, document: Document, sign: SeenSignForm) -> None:
    """Of what another paper has as well; a repeat that was confirmed needs no second word."""
    other = same_number(document, sign.cleaned_data["number"], sign.cleaned_data["date"])
    if other is None or sign.cleaned_data["is_repeat"]:
        return
    state = "подписанного документа" if other.state == DocumentState.SIGNED else "документа к подписи"
    messages.warning(
        request, f"Номер {other.number} в этом году есть и у {state} {quoted(other.title)}. Проверьте его."
    )
