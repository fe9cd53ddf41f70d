"""Step 29: who is invited, who has been told, who comes; letters and printed invitations."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST

from mentoring_site.access import requires
from mentoring_site.pdf import html_to_pdf_in_child, pdf_response
from mentoring_site.permissions import Permission
from mentoring_site.spreadsheets import table_response
from mentoring_site.words import counted
from participants.enums import EventState, GuestGroup, InvitationState
from participants.event_lists import invitation_counts, invitations_of
from participants.event_people import audience_of
from participants.forms_events import GuestsForm, InviteForm
from participants.models import Event, EventInvitation
from participants.reports_events import invitations_context
from participants.services.event_invitations import (
    invite_all,
    mark_invitations,
    prepare_invitation_letters,
    remove_invitation,
    set_guests,
)
from participants.tables_events import INVITATION_COLUMNS, INVITATION_HEADER, invitation_badge, invitation_row
from participants.views.events_common import find_event, may_edit, page_of_event
from participants.views.selection import crumbs_to, url_of
from programs.lists import export_format, page_of, query_with, row_ids
from programs.services.audit import Refusal
from programs.tables import shown_rows

NOUNS = ("приглашение", "приглашения", "приглашений")
PRINTED_AT_ONCE = 300
TABS = (("", "Все"), *((value, label) for value, label in (
    (InvitationState.PREPARED.value, "Не передано"),
    (InvitationState.TOLD.value, "Ждём ответа"),
    (InvitationState.COMES.value, "Придут"),
    (InvitationState.DECLINED.value, "Не смогут"),
)))  # fmt: skip


def _back(request: HttpRequest, event_pk: int, query: str = "") -> HttpResponse:
    return redirect(url_of(request, "event_invitations", pk=event_pk) + query)


@requires(Permission.EVENT_EDIT)
def event_invitations(request: HttpRequest, pk: int) -> HttpResponse:
    event = find_event(request, pk)
    return _page(request, event)


def _page(request: HttpRequest, event: Event, invite_form: InviteForm | None = None) -> HttpResponse:
    totals = invitation_counts(event)
    asked = request.GET.get("state", "")
    tab = asked if asked in dict(TABS) else ""
    group = request.GET.get("group", "")
    rows = invitations_of(event)
    if tab:
        rows = rows.filter(state=tab)
    if group in GuestGroup.values:
        rows = rows.filter(group=group)
    page = page_of(request, rows)
    can = may_edit(request) and event.state != EventState.CANCELLED
    invite_form = invite_form or InviteForm(proposed=audience_of(event).code)
    return render(
        request,
        "participants/event_invitations.html",
        page_of_event(request, event, "event_invitations")
        | {
            "tabs": [
                {
                    "label": label,
                    "url": query_with(request.GET, state=code),
                    "count": totals[code or "all"],
                    "active": code == tab,
                }
                for code, label in TABS
            ],
            "said": _said(totals),
            "totals": totals,
            "columns": [column.declared() for column in INVITATION_COLUMNS],
            "rows": shown_rows(
                INVITATION_COLUMNS, page, lambda row: url_of(request, "event_invitation", pk=row.pk)
            ),
            "page_obj": page,
            "can_edit": can,
            "may_write": can and request.access.has(Permission.LETTER_SEND),
            "invite_form": invite_form.for_eyes(),
            "bulk_actions": _bulk(request, event) if can else [],
            "export_url": url_of(request, "event_invitation_export", pk=event.pk),
            "print_url": url_of(request, "event_invitations_pdf", pk=event.pk) + query_with(request.GET),
            "is_narrowed": bool(tab or group),
        },
        status=422 if invite_form.errors else 200,
    )


def _said(totals: Any) -> str:
    if not totals["all"]:
        return ""
    parts = [f"Приглашено: {totals['all']}."]
    if totals[InvitationState.PREPARED]:
        parts.append(f"Ещё не передано: {totals[InvitationState.PREPARED]}.")
    if totals["guests"]:
        parts.append(f"Ждём {counted(totals['guests'], 'гостя', 'гостей', 'гостей')}.")
    return " ".join(parts)


def _bulk(request: HttpRequest, event: Event) -> list[dict[str, Any]]:
    address = url_of(request, "event_invitation_mark", pk=event.pk)
    actions = [
        {"label": "Передано", "url": f"{address}?to=told", "icon": "check", "primary": True},
        {"label": "Придут", "url": f"{address}?to=comes", "icon": "user-check"},
        {"label": "Не смогут", "url": f"{address}?to=declined", "icon": "x"},
    ]
    if request.access.has(Permission.LETTER_SEND):
        actions.append(
            {
                "label": "Подготовить письма",
                "url": url_of(request, "event_invitation_letters", pk=event.pk),
                "icon": "mail",
            }
        )
    return actions


@require_POST
@requires(Permission.EVENT_EDIT)
def event_invite(request: HttpRequest, pk: int) -> HttpResponse:
    event = find_event(request, pk)
    form = InviteForm(request.POST, proposed=audience_of(event).code)
    if not form.is_valid():
        return _page(request, event, invite_form=form)
    audience = audience_of(event, form.cleaned_data["audience"])
    people = audience.people(request.program, request.today)
    name = form.cleaned_data["guest_name"]
    try:
        made = invite_all(
            event=event,
            groups=form.cleaned_data["groups"],
            families=people,
            guest=(form.cleaned_data["guest_group"], name) if name else None,
            by=request.user,
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _page(request, event, invite_form=form)
    messages.success(request, f"Подготовлено {counted(made, *NOUNS)}.")
    return _back(request, pk)


def _ticked(request: HttpRequest, event: Event) -> list[int]:
    if request.POST.get("all_filtered"):
        return list(invitations_of(event).values_list("pk", flat=True))
    return row_ids(request.POST.getlist("ids"))


@require_POST
@requires(Permission.EVENT_EDIT)
def event_invitation_mark(request: HttpRequest, pk: int) -> HttpResponse:
    """Ticked rows; `to` in the address says what happened to them."""
    event = find_event(request, pk)
    try:
        changed = mark_invitations(
            event=event, ids=_ticked(request, event), state=request.GET.get("to", ""), by=request.user
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Отмечено: {counted(changed, *NOUNS)}.")
    return _back(request, pk)


@require_POST
@requires(Permission.LETTER_SEND)
def event_invitation_letters(request: HttpRequest, pk: int) -> HttpResponse:
    """Ticked rows, or with `everybody` all who have not been told."""
    event = find_event(request, pk)
    ids = None if request.POST.get("everybody") else _ticked(request, event)
    try:
        made = prepare_invitation_letters(event=event, ids=ids, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return _back(request, pk)
    letters = counted(made, "письмо", "письма", "писем")
    messages.success(request, f"В исходящих {letters}: прочтите и отправьте. Ушедшие отметятся переданными.")
    return _back(request, pk)


@requires(Permission.EVENT_EDIT)
def event_invitations_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Printed letters of the shown rows, a page each."""
    event = find_event(request, pk)
    rows = invitations_of(event)
    if (state := request.GET.get("state", "")) in InvitationState.values:
        rows = rows.filter(state=state)
    if (group := request.GET.get("group", "")) in GuestGroup.values:
        rows = rows.filter(group=group)
    found = list(rows[: PRINTED_AT_ONCE + 1])
    if not found or len(found) > PRINTED_AT_ONCE:
        messages.error(
            request,
            "Печатать нечего: приглашений в этом списке нет."
            if not found
            else f"За один раз печатается до {PRINTED_AT_ONCE} приглашений. Выберите группу гостей.",
        )
        return _back(request, pk)
    html = render_to_string(
        "reports/event_invitations.html", invitations_context(event, found, request.today)
    )
    return pdf_response(html_to_pdf_in_child(html), f"Приглашения, {event.title}.pdf")


@requires(Permission.EVENT_EDIT)
def event_invitation_export(request: HttpRequest, pk: int) -> HttpResponse:
    event = find_event(request, pk)
    return table_response(
        export_format(request),
        f"Приглашённые, {event.title}",
        title=f"Приглашённые: {event.title}",
        header=INVITATION_HEADER,
        rows=[invitation_row(row) for row in invitations_of(event)],
        sheet_name="Приглашённые",
    )


# --- one invitation ---------------------------------------------------------------------------------------


def _one(request: HttpRequest, pk: int) -> EventInvitation:
    rows = EventInvitation.objects.filter(event__program=request.program)
    return get_object_or_404(
        rows.select_related("event__program__school", "person", "partner", "letter"), pk=pk
    )


@requires(Permission.EVENT_EDIT)
def event_invitation(request: HttpRequest, pk: int) -> HttpResponse:
    row = _one(request, pk)
    event = find_event(request, row.event_id)
    back = url_of(request, "event_invitations", pk=event.pk)
    facts = [{"label": "Группа", "value": row.get_group_display()}]
    if row.person:
        card = url_of(request, "person_detail", pk=row.person_id)
        facts.append({"label": "Чья семья", "value": row.person.list_name, "url": card})
    if row.letter:
        address = url_of(request, "letter_detail", pk=row.letter_id)
        may_read = request.access.has(Permission.LETTER_SEND)
        facts.append(
            {"label": "Письмо", "value": row.letter.get_state_display(), "url": address if may_read else ""}
        )
    return render(
        request,
        "participants/event_invitation.html",
        {
            "heading": row.to_name,
            "lead": f"Приглашение: {event.title}.",
            "crumbs": crumbs_to(
                request, ("События", url_of(request, "event_list")), (event.title, back), (row.to_name, "")
            ),
            "back_url": back,
            "back_label": "Приглашения",
            "row": row,
            "badge": invitation_badge(row),
            "facts": facts,
            "form": GuestsForm(initial={"guests": row.guests}),
            "can_edit": may_edit(request),
        },
    )


@require_POST
@requires(Permission.EVENT_EDIT)
def event_invitation_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """`guests` with the number, or `to` with the state."""
    row = _one(request, pk)
    form = GuestsForm(request.POST)
    state = request.POST.get("to", "")
    try:
        if state and state != InvitationState.COMES:
            mark_invitations(event=row.event, ids=[row.pk], state=state, by=request.user)
        elif not form.is_valid():
            raise Refusal(f"Не записано. {form.errors['guests'][0]}")
        elif form.cleaned_data["guests"] is None:
            mark_invitations(event=row.event, ids=[row.pk], state=InvitationState.COMES, by=request.user)
        else:
            set_guests(invitation=row, guests=form.cleaned_data["guests"], by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(url_of(request, "event_invitation", pk=pk))
    messages.success(request, "Ответ записан.")
    return _back(request, row.event_id)


@require_POST
@requires(Permission.EVENT_EDIT)
def event_invitation_remove(request: HttpRequest, pk: int) -> HttpResponse:
    row = _one(request, pk)
    try:
        remove_invitation(invitation=row, by=request.user)
        messages.success(request, "Убрано из приглашённых.")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return _back(request, row.event_id)
