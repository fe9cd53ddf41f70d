"""Papers of an event: the protocol from its text to the register, the programme of a ceremony."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from mentoring_site.access import requires
from mentoring_site.pdf import pdf_response, render_pdf
from mentoring_site.permissions import Permission
from participants.enums import EventState
from participants.forms_events import ProtocolForm
from participants.models import Event
from participants.protocols import points_of, present_words
from participants.registries import ceremony_awards
from participants.reports_events import programme_context, protocol_draft
from participants.services.events import update_event
from participants.services.protocols import (
    KIND,
    cancel_protocol,
    event_of,
    list_in_protocol,
    prepare_protocol,
)
from participants.views.events_common import find_event, may_edit, page_of_event
from participants.views.selection import save_versioned, url_of
from programs.enums import DocumentState
from programs.models import Document
from programs.services.audit import Refusal
from programs.services.documents import document_pdf
from programs.tenancy import program_url
from programs.views.acting import act


@require_http_methods(["GET", "POST"])
@requires(Permission.EVENT_EDIT)
def event_protocol(request: HttpRequest, pk: int) -> HttpResponse:
    """The text; `prepare` saves it and makes the paper «к подписи»."""
    event = find_event(request, pk)
    signed = event.protocol is not None and event.protocol.state == DocumentState.SIGNED
    form = ProtocolForm(
        request.POST or None, instance=event, program=request.program, use_required_attribute=False
    )
    status: int | None = 200
    if request.method == "POST" and form.is_valid():
        status = save_versioned(
            form,
            lambda version: update_event(
                event=event, changes=form.values(), version=version, by=request.user
            ),
            lambda: find_event(request, pk).version,
        )
        if status is None:
            return _saved(request, event, with_list=form.cleaned_data["with_list"])
    return render(
        request,
        "participants/event_protocol.html",
        page_of_event(request, event, "event_protocol")
        | {
            "form": form,
            "is_form": may_edit(request) and not signed,
            "is_signed": signed,
            "points": points_of(event.decisions),
            "present": present_words(event),
            "document_url": program_url(request.program, "programs:document_detail", pk=event.protocol_id)
            if event.protocol_id and request.access.has(Permission.DOCUMENT_VIEW)
            else "",
            "may_prepare": event.state == EventState.HELD and not event.protocol_id,
        },
        status=422 if form.errors and status == 200 else status,
    )


def _saved(request: HttpRequest, event: Event, *, with_list: bool) -> HttpResponse:
    here = redirect(url_of(request, "event_protocol", pk=event.pk))
    if "prepare" not in request.POST:
        list_in_protocol(event=event, with_list=with_list, by=request.user)
        messages.success(request, "Протокол сохранён.")
        return here
    try:
        document = prepare_protocol(event=event, with_list=with_list, by=request.user, on=request.today)
    except Refusal as refusal:
        messages.error(request, f"Текст сохранён, но протокол не подготовлен. {refusal}")
        return here
    messages.success(
        request, "Протокол подготовлен. Напечатайте его, подпишите и отметьте подпись в реестре."
    )
    return redirect(program_url(request.program, "programs:document_detail", pk=document.pk))


@requires(Permission.EVENT_EDIT)
def event_protocol_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    event = find_event(request, pk)
    if event.protocol is not None:
        return pdf_response(document_pdf(event.protocol), f"{event.protocol.title}.pdf")
    data = render_pdf("reports/event_protocol.html", protocol_draft(event))
    return pdf_response(data, f"Протокол, проект, {event.title}.pdf")


@requires(Permission.EVENT_VIEW)
def event_programme_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Schedule and order of awards; the names of those honoured need the right to the bases."""
    event = find_event(request, pk)
    awards = ceremony_awards(event, request.today) if request.access.has(Permission.BASE_VIEW) else []
    data = render_pdf("reports/event_programme.html", programme_context(event, awards, request.today))
    return pdf_response(data, f"Программа, {event.title}.pdf")


# --- from the register of documents -----------------------------------------------------------------------


def _protocols(request: HttpRequest) -> QuerySet[Document]:
    return Document.objects.filter(program=request.program, kind=KIND)


@requires(Permission.EVENT_EDIT)
def protocol_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The text is the event's: the register leads to it."""
    event = event_of(get_object_or_404(_protocols(request), pk=pk))
    if event is None:
        raise Http404
    return redirect(url_of(request, "event_protocol", pk=event.pk))


@require_POST
@requires(Permission.EVENT_EDIT)
def protocol_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    document = get_object_or_404(_protocols(request), pk=pk)
    return act(
        request,
        lambda: cancel_protocol(document=document, reason=request.POST.get("reason", ""), by=request.user),
        "Протокол отменён. Текст остался у события: его можно подготовить заново.",
        program_url(request.program, "programs:document_detail", pk=pk),
    )
