"""«Условия»: curators appointed by order (D02)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from mentoring_site.access import requires
from mentoring_site.docx import docx_response
from mentoring_site.permissions import Permission
from mentoring_site.words import counted, plural
from programs.conditions import ROOM, curators_of
from programs.enums import DocumentState
from programs.forms.conditions import AppointmentEndForm, AppointmentForm, CuratorOrderForm
from programs.forms.office import SignForm
from programs.lists import row_ids
from programs.models import Appointment, Document, User
from programs.reports_conditions import curator_order_docx
from programs.room_tabs import room_tabs
from programs.services import appointments as service
from programs.services.audit import Refusal, claim_key
from programs.services.documents import cancel_document, update_draft
from programs.tenancy import program_url
from programs.views.acting import act
from programs.views.saving import save_form

CONDITIONS = "Условия"
CURATORS = ("куратор", "куратора", "кураторов")


def url(request: HttpRequest, name: str, **kwargs: Any) -> str:
    return program_url(request.program, f"programs:{name}", **kwargs)


def frame(request: HttpRequest, active: str) -> dict[str, Any]:
    """What every list of the room shows."""
    return {
        "tabs": room_tabs(ROOM, request.access, request.today, f"programs:{active}"),
        "can_edit": can_edit(request),
    }


def can_edit(request: HttpRequest) -> bool:
    return request.access.has(Permission.CONDITIONS_EDIT) and request.program.is_open


@requires(Permission.CONDITIONS_EDIT)
def conditions(request: HttpRequest) -> HttpResponse:
    found = curators_of(request.access, request.today)
    lead = (
        f"По приказу {plural(found.in_force, 'работает', 'работают', 'работают')} "
        f"{counted(found.in_force, *CURATORS)}."
        if found.in_force
        else "Приказа о назначении куратора в этом году ещё нет."
    )
    return render(
        request,
        "programs/conditions.html",
        {"heading": "Назначения кураторов", "lead": lead, "found": found, **frame(request, "conditions")},
    )


@requires(Permission.CONDITIONS_EDIT)
def appointment_create(request: HttpRequest) -> HttpResponse:
    form = AppointmentForm(
        request.POST or None,
        access=request.access,
        on=request.today,
        initial={
            "starts": max(request.today, request.program.starts),
            "ends": request.program.ends,
            "duties": service.usual_duties(request.program),
            "user": _asked_user(request),
        },
    )
    status: int | None = 200
    if request.method == "POST":
        is_known = False

        def write() -> None:
            nonlocal is_known
            with transaction.atomic():  # a refused form gives its key back
                if not claim_key(request.POST.get("once", ""), by=request.user):
                    is_known = True
                    return
                service.propose_appointment(program=request.program, by=request.user, **form.values())

        status = save_form(form, write)
        if status is None:
            if is_known:
                messages.info(request, "Это назначение уже предложено.")
            else:
                messages.success(request, "Назначение предложено. Теперь подготовьте приказ.")
            return redirect(url(request, "conditions"))
    return _form_page(request, form, "Назначить куратора", "Предложить назначение", status)


def _asked_user(request: HttpRequest) -> User | None:
    """«Роль есть, приказа нет»: the link brings whose appointment it is."""
    ids = row_ids([request.GET.get("user", "")])
    return User.objects.filter(pk__in=ids, memberships__school=request.school).first() if ids else None


def _appointment(request: HttpRequest, pk: int) -> Appointment:
    found = Appointment.objects.filter(program=request.program).select_related("user", "form", "document")
    return get_object_or_404(found, pk=pk)


@requires(Permission.CONDITIONS_EDIT)
def appointment_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """A proposal is changed whole; an appointment by signed order has a last day alone."""
    one = _appointment(request, pk)
    if one.document is not None and one.document.state == DocumentState.SIGNED:
        return _end(request, one)
    fields = ("user", "form", "starts", "ends", "duties", "version")
    form = AppointmentForm(
        request.POST or None,
        access=request.access,
        on=request.today,
        initial={name: getattr(one, name) for name in fields},
    )
    status: int | None = 200
    if request.method == "POST":
        status = save_form(
            form,
            lambda: service.edit_appointment(
                appointment=one, version=form.shown_version, by=request.user, **form.values()
            ),
            lambda: _appointment(request, pk).version,
        )
        if status is None:
            messages.success(request, "Назначение исправлено.")
            return redirect(url(request, "conditions"))
    return _form_page(request, form, f"Назначение: {one.user}", "Сохранить назначение", status, one)


def _end(request: HttpRequest, one: Appointment) -> HttpResponse:
    initial = {"ends": one.ends or request.today, "version": one.version}
    form = AppointmentEndForm(request.POST or None, initial=initial)
    status: int | None = 200
    if request.method == "POST":
        status = save_form(
            form,
            lambda: service.end_appointment(
                appointment=one,
                ends=form.cleaned_data["ends"],
                version=form.shown_version,
                by=request.user,
                on=request.today,
            ),
            lambda: _appointment(request, one.pk).version,
        )
        if status is None:
            messages.success(request, "Последний день назначения записан. Роль закончится вместе с ним.")
            return redirect(url(request, "conditions"))
    return _form_page(request, form, f"Закончить назначение: {one.user}", "Поставить последний день", status)


def _form_page(
    request: HttpRequest,
    form: Any,
    heading: str,
    save_label: str,
    status: int | None,
    removable: Appointment | None = None,
) -> HttpResponse:
    back = url(request, "conditions")
    is_proposal = removable is not None and removable.document is None
    return render(
        request,
        "programs/condition_form.html",
        {
            "heading": heading,
            "crumbs": [(CONDITIONS, back), (heading, "")],
            "back_url": back,
            "back_label": "К кураторам",
            "form": form,
            "save_label": save_label,
            "cancel_url": back,
            "remove_url": url(request, "appointment_remove", pk=removable.pk) if is_proposal else "",
            "remove_label": "Убрать назначение",
            "remove_title": "Убрать назначение из предложенных?",
            "remove_text": "Приказа по нему ещё нет, роль сотрудника не изменится.",
        },
        status=status or 422,
    )


@require_POST
@requires(Permission.CONDITIONS_EDIT)
def appointment_remove(request: HttpRequest, pk: int) -> HttpResponse:
    one = _appointment(request, pk)
    return act(
        request,
        lambda: service.remove_appointment(appointment=one, by=request.user),
        "Предложенное назначение убрано.",
        url(request, "conditions"),
    )


# --- the order --------------------------------------------------------------------------------------------


@require_POST
@requires(Permission.CONDITIONS_EDIT)
def curator_order_create(request: HttpRequest) -> HttpResponse:
    chosen = Appointment.objects.filter(program=request.program, pk__in=row_ids(request.POST.getlist("ids")))
    try:
        document = service.prepare_curator_order(
            program=request.program, appointments=chosen, by=request.user, on=request.today
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(url(request, "conditions"))
    messages.success(request, "Приказ подготовлен. Проверьте текст, напечатайте и подпишите.")
    if request.access.has(Permission.DOCUMENT_VIEW):
        return redirect(url(request, "document_detail", pk=document.pk))
    return redirect(url(request, "conditions"))


def _order(request: HttpRequest, pk: int) -> Document:
    orders = Document.objects.filter(program=request.program, kind=service.KIND)
    return get_object_or_404(orders.select_related("program__school"), pk=pk)


@requires(Permission.CONDITIONS_EDIT, Permission.DOCUMENT_SIGN)
def curator_order_edit(request: HttpRequest, pk: int) -> HttpResponse:
    return edit_text(request, _order(request, pk), CuratorOrderForm, "Текст приказа")


def edit_text(request: HttpRequest, document: Document, form_class: Any, heading: str) -> HttpResponse:
    """Number, date and text of a paper that is not signed yet."""
    card = url(request, "document_detail", pk=document.pk)
    if document.state != DocumentState.TO_SIGN:
        messages.error(request, "Документ уже подписан или отменён, его текст не меняется.")
        return redirect(card)
    data = request.POST or None
    form, number = form_class(data, document=document), SignForm(data, document=document)
    status: int | None = 200
    if request.method == "POST":
        is_numbered = number.is_valid()
        status = 422
        if form.is_valid() and is_numbered:
            status = save_form(
                form,
                lambda: update_draft(
                    document=document, snapshot=form.snapshot(), by=request.user, **number.cleaned_data
                ),
            )
        if status is None:
            messages.success(request, "Текст документа сохранён.")
            return redirect(card)
    return render(
        request,
        "programs/paper_text.html",
        {
            "heading": heading,
            "lead": document.title,
            "crumbs": [("Документы", url(request, "document_list")), (document.title, card), (heading, "")],
            "back_url": card,
            "back_label": "К документу",
            "form": form,
            "number": number,
            "cancel_url": card,
        },
        status=status or 422,
    )


@require_POST
@requires(Permission.CONDITIONS_EDIT, Permission.DOCUMENT_SIGN)
def curator_order_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    document = _order(request, pk)
    return act(
        request,
        lambda: cancel_document(document=document, reason=request.POST.get("reason", ""), by=request.user),
        "Приказ отменён. Предложенные назначения остались.",
        url(request, "document_detail", pk=document.pk),
    )


@requires(Permission.DOCUMENT_VIEW)
def curator_order_download(request: HttpRequest, pk: int) -> HttpResponse:
    document = _order(request, pk)
    return docx_response(curator_order_docx(document), f"{document.title}.docx")
