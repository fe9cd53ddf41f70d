"""Meetings: the list of pairs by their meetings, a pair's journal, the form for a phone, the paper."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from mentoring_site.access import requires
from mentoring_site.pdf import html_to_pdf_in_child, pdf_response
from mentoring_site.permissions import Permission
from mentoring_site.templatetags.ui import state_badge
from mentoring_site.words import counted, short_date
from pairing.enums import MeetingKind, MeetingState, PairState, ReferralOrigin
from pairing.forms_meetings import HelpForm, MeetingForm, MoveForm
from pairing.models import Meeting, MeetingDraft, Pair
from pairing.reports_meetings import absent_names, journal_context
from pairing.services.development import without_plan
from pairing.services.meeting_drafts import draft_of, drop_draft, save_draft
from pairing.services.meeting_guards import may_edit
from pairing.services.meeting_links import people_of_pair
from pairing.services.meetings import (
    cancel_meeting,
    move_meeting,
    next_kind,
    record_meeting,
    shown_journal,
    update_meeting,
    with_meetings,
    without_first_meeting,
)
from pairing.services.referrals import ask_for_help
from participants.models import Person
from participants.registries import room_tabs
from programs.lists import page_of, query_with, row_ids
from programs.services.audit import Refusal, claim_key
from programs.tables import Column, shown_rows
from programs.tenancy import program_url

STATE_BADGES = {
    MeetingState.PLANNED: "wait",
    MeetingState.HELD: "ok",
    MeetingState.CANCELLED: "none",
}


MORE = ("topic", "next_step", "starts_at", "format", "place")  # folded until one of them is filled
SAID = {
    MeetingState.PLANNED: "Встреча запланирована.",
    MeetingState.HELD: "Встреча отмечена.",
    MeetingState.CANCELLED: "Записано, что встреча не состоялась.",
}
ROOM = "meetings"  # the pages behind the menu's «Встречи»


def _url(request: HttpRequest, name: str, **kwargs: Any) -> str:
    return program_url(request.program, f"pairing:{name}", **kwargs)


def _crumbs(request: HttpRequest, pair: str, journal: str = "", here: str = "") -> list[tuple[str, str]]:
    home = program_url(request.program, "programs:dashboard")
    crumbs = [("Главная", home), ("Встречи", _url(request, "meeting_overview")), (pair, journal)]
    return [*crumbs, (here, "")] if here else crumbs


def _pairs(request: HttpRequest) -> QuerySet[Pair]:
    """Pairs whose journal the user may read."""
    return Pair.objects.of_program(request.program).visible_to(request.access)


def _pair(request: HttpRequest, pk: int) -> Pair:
    return get_object_or_404(_pairs(request).with_people(), pk=pk)


def _led_pair(request: HttpRequest, pk: int) -> Pair:
    """A pair for which the user may record; another's is 404, as if it were not there."""
    return get_object_or_404(
        Pair.objects.of_program(request.program).led_by(request.access).with_people(), pk=pk
    )


def _meeting(request: HttpRequest, pk: int) -> Meeting:
    led = Pair.objects.of_program(request.program).led_by(request.access)
    found = Meeting.objects.filter(program=request.program).filter(
        Q(pair__in=led.values("pk")) | Q(recorded_by=request.user)
    )
    return get_object_or_404(
        found.select_related("recorded_by", "recorded_through", "pair__mentor__person"), pk=pk
    )


# --- pairs by their meetings ------------------------------------------------------------------------------

COLUMNS = [
    Column("pair", "Пара или группа", str),
    Column(
        "starts", "Действует с", lambda pair: short_date(pair.starts_on), num=True, priority=2, phone="hide"
    ),
    Column(
        "held",
        "Встреч",
        lambda pair: pair.held_count,
        lambda pair: (
            format_html('<span class="only-phone">встреч: </span>{}', pair.held_count)
            if pair.held_count
            else state_badge("draft", "первой ещё не было", False)
        ),
        phone="state",
    ),
    Column(
        "last",
        "Последняя",
        lambda pair: short_date(pair.last_held_on) if pair.last_held_on else None,
        lambda pair: (
            format_html('<span class="only-phone">последняя </span>{}', short_date(pair.last_held_on))
            if pair.last_held_on
            else None
        ),
        num=True,
    ),
    Column(
        "next",
        "Запланирована",
        lambda pair: short_date(pair.next_planned_on) if pair.next_planned_on else None,
        lambda pair: (
            format_html('<span class="only-phone">будет </span>{}', short_date(pair.next_planned_on))
            if pair.next_planned_on
            else None
        ),
        num=True,
        priority=2,
    ),
]


@requires(Permission.PAIR_VIEW)
def meeting_overview(request: HttpRequest) -> HttpResponse:
    active = _pairs(request).in_state(PairState.ACTIVE)
    silent = without_first_meeting(active, request.today)
    tab = "silent" if request.GET.get("tab") == "silent" else "all"
    pairs = with_meetings(silent if tab == "silent" else active).with_people().order_by("starts_on", "pk")
    page = page_of(request, pairs)
    return render(
        request,
        "pairing/meeting_overview.html",
        {
            "heading": "Встречи",
            "lead": "Действующие пары и группы: когда встречались и когда встретятся снова.",
            "tabs": [
                {
                    "label": "Все",
                    "url": query_with(request.GET, tab=""),
                    "count": active.count(),
                    "active": tab == "all",
                },
                {
                    "label": "Без первой встречи",
                    "url": query_with(request.GET, tab="silent"),
                    "count": silent.count(),
                    "active": tab == "silent",
                },
                *room_tabs(ROOM, request.access, request.today, "")[1:],
            ],
            "tab": tab,
            "columns": [column.declared() for column in COLUMNS],
            "rows": shown_rows(COLUMNS, page, lambda pair: _url(request, "meeting_list", pk=pair.pk)),
            "page_obj": page,
        },
    )


# --- journal ----------------------------------------------------------------------------------------------


@requires(Permission.PAIR_VIEW)
def meeting_list(request: HttpRequest, pk: int) -> HttpResponse:
    pair = _pair(request, pk)
    meetings = shown_journal(pair, request.access)
    can_record = (
        pair.state == PairState.ACTIVE
        and request.program.is_open
        and request.access.has(Permission.MEETING_RECORD)
        and Pair.objects.led_by(request.access).filter(pk=pk).exists()
    )
    held = sum(meeting.state == MeetingState.HELD for meeting in meetings)
    return render(
        request,
        "pairing/meeting_list.html",
        {
            "heading": "Журнал встреч",
            "lead": f"{pair}. Проведено: {counted(held, 'встреча', 'встречи', 'встреч')}.",
            "back_url": _url(request, "meeting_overview"),
            "back_label": "Встречи",
            "crumbs": _crumbs(request, str(pair)),
            "pair": pair,
            "rows": [_journal_row(request, pair, meeting) for meeting in meetings],
            "can_record": can_record,
            "create_url": _url(request, "meeting_create", pk=pk),
            "pdf_url": _url(request, "meeting_pdf", pk=pk),
            "help_url": _url(request, "meeting_help", pk=pk) if _own_person(request, pair) else "",
            "can_sign": request.access.has(Permission.PAIR_EDIT) and request.program.is_open,
            "move_form": MoveForm(auto_id=False),
            "plans": _plans_to_make(pair, meetings) if can_record else [],
        },
    )


def _journal_row(request: HttpRequest, pair: Pair, meeting: Meeting) -> dict[str, Any]:
    can_edit = (
        pair.state == PairState.ACTIVE
        and request.program.is_open
        and meeting.state != MeetingState.CANCELLED
        and meeting.visa_at is None
        and may_edit(meeting, request.access)
    )
    return {
        "meeting": meeting,
        "badge": state_badge(STATE_BADGES[meeting.state], meeting.get_state_display()),
        "absent": absent_names(meeting),
        "can_edit": can_edit,
        "can_move": can_edit and meeting.state == MeetingState.PLANNED,
        "can_sign": meeting.visa_at is None and meeting.state != MeetingState.PLANNED,
    }


def _plans_to_make(pair: Pair, meetings: list[Meeting]) -> list[Any]:
    """After the planning meeting the page offers the plan of each mentee who has none."""
    is_planned = any(m.kind == MeetingKind.PLANNING and m.state == MeetingState.HELD for m in meetings)
    return list(without_plan(pair.program).filter(pair=pair)) if is_planned else []


def _own_person(request: HttpRequest, pair: Pair) -> Person | None:
    """The user as a half of this pair."""
    return next((one for one in people_of_pair(pair) if one.user_id == request.user.pk), None)


@requires(Permission.PAIR_VIEW)
def meeting_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    pair = _pair(request, pk)
    html = render_to_string(
        "reports/meeting_journal.html",
        journal_context(pair, shown_journal(pair, request.access), request.program, request.today),
    )
    return pdf_response(html_to_pdf_in_child(html), f"Журнал встреч, {pair.mentor.person.last_name}.pdf")


# --- form -------------------------------------------------------------------------------------------------


@requires(Permission.MEETING_RECORD)
def meeting_create(request: HttpRequest, pk: int) -> HttpResponse:
    pair = _led_pair(request, pk)
    if request.method == "POST":
        return _create(request, pair)
    held = Meeting.objects.filter(pair=pair, state=MeetingState.HELD).values_list("kind", flat=True)
    asked = request.GET.get("state")
    draft = draft_of(pair, user=request.user)
    form = MeetingForm(
        pair=pair,
        initial={
            "kind": next_kind(held),
            "date": request.today if asked != "planned" else request.today + timedelta(days=7),
            "state": MeetingState.PLANNED if asked == "planned" else MeetingState.HELD,
            **(draft.data if draft else {}),
        },
    )
    return _form_page(request, pair, form, draft=draft)


@require_POST
@requires(Permission.MEETING_RECORD)
def meeting_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Keeps what is typed so far: by itself with JavaScript, by a button without; «drop» throws it away."""
    pair = _led_pair(request, pk)
    here = _url(request, "meeting_create", pk=pk)
    if "drop" in request.POST:
        drop_draft(pair, user=request.user)
        messages.success(request, "Черновик удалён.")
        return redirect(here)
    typed = {**request.POST.dict(), "absent": request.POST.getlist("absent")}
    try:
        save_draft(pair=pair, data=typed, user=request.user)
        said, is_saved = f"Черновик сохранён в {timezone.localtime():%H:%M}", True
    except Refusal as refusal:
        said, is_saved = f"Черновик не сохранён. {refusal}", False
    if request.headers.get("HX-Request"):
        return HttpResponse(said)
    (messages.success if is_saved else messages.error)(request, said)
    return redirect(here)


def _create(request: HttpRequest, pair: Pair) -> HttpResponse:
    form = MeetingForm(request.POST, pair=pair)
    if not form.is_valid():
        return _form_page(request, pair, form, status=422)
    try:
        with transaction.atomic():  # a refused record gives its key back
            if not claim_key(request.POST.get("once", ""), by=request.user):
                messages.info(request, "Эта встреча уже записана: второй раз ничего не добавлено.")
                return redirect(_url(request, "meeting_list", pk=pair.pk))
            recorded = record_meeting(pair=pair, by=request.user, today=request.today, **form.values())
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _form_page(request, pair, form, status=422)
    messages.success(request, SAID[recorded.meeting.state])
    for warning in recorded.warnings:
        messages.warning(request, warning)
    return redirect(_url(request, "meeting_list", pk=pair.pk))


@requires(Permission.MEETING_RECORD)
def meeting_edit(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = _meeting(request, pk)
    if not may_edit(meeting, request.access):
        raise PermissionDenied("Запись о встрече меняет тот, кто её сделал, или куратор.")
    pair = Pair.objects.with_people().get(pk=meeting.pair_id)
    if request.method == "POST":
        form = MeetingForm(request.POST, pair=pair, meeting=meeting)
        if not form.is_valid():
            return _form_page(request, pair, form, meeting=meeting, status=422)
        try:
            recorded = update_meeting(
                meeting=meeting, access=request.access, today=request.today, **form.values()
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return _form_page(request, pair, form, meeting=meeting, status=422)
        messages.success(request, "Запись о встрече сохранена.")
        for warning in recorded.warnings:
            messages.warning(request, warning)
        return redirect(_url(request, "meeting_list", pk=pair.pk))
    if meeting.visa_at is not None:
        messages.info(request, "Куратор завизировал эту запись, она больше не меняется.")
        return redirect(_url(request, "meeting_list", pk=pair.pk))
    fields = (
        *("state", "date", "kind", "starts_at", "format", "place", "duration_minutes"),
        *("topic", "content", "next_step"),
    )
    initial = {name: getattr(meeting, name) for name in fields}
    if meeting.state == MeetingState.PLANNED and meeting.date <= request.today:
        initial["state"] = MeetingState.HELD
    initial["absent"] = list(meeting.absences.values_list("member_id", flat=True))
    return _form_page(
        request, pair, MeetingForm(pair=pair, meeting=meeting, initial=initial), meeting=meeting
    )


@require_POST
@requires(Permission.MEETING_RECORD)
def meeting_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = _meeting(request, pk)
    try:
        cancel_meeting(meeting=meeting, reason=request.POST.get("reason", ""), access=request.access)
        messages.success(request, "Встреча отменена, запись осталась в журнале.")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(_url(request, "meeting_list", pk=meeting.pair_id))


@require_POST
@requires(Permission.MEETING_RECORD)
def meeting_move(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = _meeting(request, pk)
    form = MoveForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
        return redirect(_url(request, "meeting_list", pk=meeting.pair_id))
    try:
        move_meeting(meeting=meeting, access=request.access, today=request.today, **form.cleaned_data)
        messages.success(request, "Встреча перенесена.")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(_url(request, "meeting_list", pk=meeting.pair_id))


@requires(Permission.MEETING_RECORD, Permission.TASK_MARK)
def meeting_help(request: HttpRequest, pk: int) -> HttpResponse:
    """«Нужна помощь» of somebody of the pair: to the psychologist, and to the curator if he says so."""
    pair = _pair(request, pk)
    person = _own_person(request, pair)
    if person is None:
        raise Http404
    asked = row_ids([request.GET.get("meeting", "")])
    meeting = Meeting.objects.filter(pair=pair, pk__in=asked).first()
    journal = _url(request, "meeting_list", pk=pk)
    form = HelpForm(request.POST or None, use_required_attribute=False)
    if request.method == "POST" and form.is_valid():
        try:
            ask_for_help(
                person=person,
                origin=ReferralOrigin.MEETING,
                pair=pair,
                meeting=meeting,
                by=request.user,
                **form.cleaned_data,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Передано психологу. Он ответит вам лично.")
            return redirect(journal)
    return render(
        request,
        "action_confirm.html",
        {
            "heading": "Нужна помощь?",
            "lead": "Напишите, что не получается. Об этом узнает только психолог и, если вы разрешите, куратор.",
            "form": form,
            "action_label": "Попросить о помощи",
            "cancel_url": journal,
            "crumbs": _crumbs(request, str(pair), journal, "Помощь"),
            "back_url": journal,
            "back_label": "Журнал встреч",
        },
        status=422 if form.errors else 200,
    )


def _form_page(
    request: HttpRequest,
    pair: Pair,
    form: MeetingForm,
    *,
    meeting: Meeting | None = None,
    draft: MeetingDraft | None = None,
    status: int = 200,
) -> HttpResponse:
    is_planned = not meeting and form["state"].value() == MeetingState.PLANNED
    names = ", ".join(
        member.mentee.person.list_name
        for member in pair.members.all()
        if member.is_open and not member.is_waiting
    )
    return render(
        request,
        "pairing/meeting_form.html",
        {
            "heading": "Запись о встрече"
            if meeting
            else ("Новая встреча" if is_planned else "Как прошла встреча?"),
            "lead": f"Наставник {pair.mentor.person.list_name}, встреча с: {names}.",
            "back_url": _url(request, "meeting_list", pk=pair.pk),
            "back_label": "Журнал встреч",
            "crumbs": _crumbs(request, str(pair), _url(request, "meeting_list", pk=pair.pk), "Встреча"),
            "form": form,
            "meeting": meeting,
            "draft": draft,
            "draft_url": _url(request, "meeting_draft", pk=pair.pk) if not meeting else "",
            "more_open": any(form[name].value() for name in MORE if name in form.fields)
            or any(name in form.errors for name in MORE),
            "button": "Сохранить запись"
            if meeting
            else ("Запланировать встречу" if is_planned else "Отметить встречу"),
            "refused": pair.state != PairState.ACTIVE,
        },
        status=status,
    )
