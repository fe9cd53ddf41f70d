"""«Новый документ»: choose a kind, read what the data wrote, mend it, prepare; edit and cancel a draft; Word."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mentoring_site.access import requires
from mentoring_site.docx import docx_response
from mentoring_site.permissions import Permission
from programs.document_numbers import next_number
from programs.enums import DocumentState
from programs.folder import safe_name, stage_titles
from programs.forms.papers import GrifFormSet, PaperForm
from programs.models import Document
from programs.paper_texts import gaps_in
from programs.registries.papers import DOCUMENT_KINDS, PAPER_TEXTS, PaperText
from programs.reports_papers import paper_docx
from programs.services.audit import Refusal, claim_key
from programs.services.papers import (
    Wording,
    cancel_paper,
    draft_mark,
    paper_body,
    prepare_paper,
    save_paper,
    wording_of,
    wordings,
)
from programs.tenancy import program_url
from programs.views.papers_common import crumbs_of, document_of, tabs_of, url_of


@require_safe
@requires(Permission.DOCUMENT_PREPARE)
def paper_kinds(request: HttpRequest) -> HttpResponse:
    """Every paper that the site writes itself, each with a sentence on when it is needed."""
    groups: dict[int, list[dict[str, Any]]] = {}
    for wording in wordings(request.school).values():
        if wording.text.permission and not request.access.has(wording.text.permission):
            continue
        groups.setdefault(wording.text.stage, []).append(_kind_line(request, wording))
    titles = stage_titles()
    return render(
        request,
        "programs/paper_kinds.html",
        {
            "heading": "Новый документ",
            "lead": "Сайт подставит то, что знает о школе и программе. Остальное допишете здесь или впишете от руки.",
            "tabs": tabs_of(request, "paper_kinds"),
            "groups": [(number, titles[number], lines) for number, lines in sorted(groups.items()) if lines],
            "templates_url": url_of(request, "paper_template_list")
            if request.access.has(Permission.SETTINGS_EDIT)
            else "",
        },
    )


def _kind_line(request: HttpRequest, wording: Wording) -> dict[str, Any]:
    text = wording.text
    if text.is_document:
        url = url_of(request, "paper_create", kind=text.code)
    else:
        url = program_url(request.program, text.url_name)
    return {"label": text.label, "when": text.when, "url": url, "is_own": wording.template is not None}


@require_http_methods(["GET", "POST"])
@requires(Permission.DOCUMENT_PREPARE)
def paper_create(request: HttpRequest, kind: str) -> HttpResponse:
    text = _text(kind)
    wording = wording_of(request.school, kind)
    form, grifs = _forms(request, _proposed(request, wording), [dict(grif) for grif in text.grifs])
    if request.method == "POST" and form.is_valid() and grifs.is_valid():
        document = _saved(form, lambda: _prepare(request, kind, form, grifs))
        if document is not None:
            messages.success(request, "Документ подготовлен и ждёт подписи.")
            return redirect(url_of(request, "document_detail", pk=document.pk))
        if form.is_valid():  # the same form came twice
            return redirect(url_of(request, "document_list"))
    return _page(
        request,
        form,
        grifs,
        text,
        heading=text.label,
        lead=text.when,
        crumbs=[("Новый документ", url_of(request, "paper_kinds")), (text.label, "")],
        label="Подготовить документ",
        cancel_url=url_of(request, "paper_kinds"),
    )


def _proposed(request: HttpRequest, wording: Wording) -> dict[str, Any]:
    kind = DOCUMENT_KINDS[wording.text.code]
    return {
        "title": wording.title,
        "body": paper_body(wording, request.program, request.today),
        "number": next_number(request.school, kind, request.today),
        "date": request.today,
    }


def _prepare(request: HttpRequest, kind: str, form: PaperForm, grifs: Any) -> Document | None:
    """Once for each shown form: a second arrival of the same one makes nothing."""
    data = form.cleaned_data
    with transaction.atomic():
        if claim_key(request.POST.get("once", ""), by=request.user) is None:
            return None
        return prepare_paper(
            program=request.program,
            kind=kind,
            title=data["title"],
            body=data["body"],
            number=data["number"],
            on=data["date"],
            grifs=grifs.cleaned_data,
            by=request.user,
            today=request.today,
        )


@require_http_methods(["GET", "POST"])
@requires(Permission.DOCUMENT_PREPARE)
def paper_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The text of a draft; a signed paper is not to be changed."""
    document = _written(request, pk)
    detail = url_of(request, "document_detail", pk=pk)
    if document.state != DocumentState.TO_SIGN:
        messages.error(request, "Документ уже не черновик: его текст не меняется.")
        return redirect(detail)
    proposed = {
        "title": document.title,
        "body": document.snapshot["body"],
        "number": document.number,
        "date": document.date,
        "seen": draft_mark(document),
    }
    form, grifs = _forms(request, proposed, document.grifs)
    if request.method == "POST" and form.is_valid() and grifs.is_valid():
        saved = _saved(form, lambda: _save(request, document, form, grifs))
        if saved is not None:
            messages.success(request, "Черновик документа сохранён.")
            more = request.POST.get("more")
            return redirect(url_of(request, "paper_edit", pk=pk) + "#grifs" if more else detail)
    return _page(
        request,
        form,
        grifs,
        PAPER_TEXTS[document.kind],
        heading=document.title,
        lead="Пока документ не подписан, его текст можно менять.",
        crumbs=[(document.title, detail), ("Текст", "")],
        label="Сохранить черновик",
        cancel_url=detail,
        is_draft=True,
    )


def _save(request: HttpRequest, document: Document, form: PaperForm, grifs: Any) -> Document:
    data = form.cleaned_data
    return save_paper(
        document=document,
        title=data["title"],
        body=data["body"],
        number=data["number"],
        on=data["date"],
        grifs=grifs.cleaned_data,
        seen=data["seen"],
        by=request.user,
    )


@require_POST
@requires(Permission.DOCUMENT_PREPARE)
def paper_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    document = _written(request, pk)
    try:
        cancel_paper(document=document, reason=request.POST.get("reason", ""), by=request.user)
        messages.success(request, "Документ отменён. Он остался в реестре.")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(url_of(request, "document_detail", pk=pk))


@require_safe
@requires(Permission.DOCUMENT_VIEW)
def paper_docx_download(request: HttpRequest, pk: int) -> HttpResponse:
    document = _written(request, pk)
    return docx_response(paper_docx(document), f"{safe_name(document.title)}.docx")


def _text(kind: str) -> PaperText:
    text = PAPER_TEXTS.get(kind)
    if text is None or not text.is_document:
        raise Http404
    return text


def _written(request: HttpRequest, pk: int) -> Document:
    """A paper that is written by its text; others have pages of their own rooms."""
    document = document_of(request, pk)
    if document.kind not in PAPER_TEXTS:
        raise Http404
    return document


def _forms(
    request: HttpRequest, initial: dict[str, Any], grifs: list[dict[str, str]]
) -> tuple[PaperForm, Any]:
    data = request.POST if request.method == "POST" else None
    return PaperForm(data, initial=initial), GrifFormSet(data, initial=grifs, prefix="grif")


def _saved(form: PaperForm, write: Any) -> Document | None:
    try:
        return write()
    except Refusal as refusal:
        form.add_error(None, str(refusal))
    except ValidationError as error:
        form.add_error(None, error)
    return None


def _page(request: HttpRequest, form: PaperForm, grifs: Any, text: PaperText, **context: Any) -> HttpResponse:
    body = form["body"].value() or ""
    return render(
        request,
        "programs/paper_form.html",
        {
            "form": form,
            "grifs": grifs,
            "gaps": gaps_in(body),
            "is_order": bool(text.word),
            **context,
            "crumbs": crumbs_of(request, *context["crumbs"]),
        },
        status=422 if form.errors or any(grifs.errors if grifs.is_bound else ()) else 200,
    )
