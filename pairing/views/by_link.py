"""/m/<token>/: a pair's page on the phone of one of its people, without an account."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from mentoring_site import clock
from mentoring_site.words import joined
from pairing.enums import MeetingState, PairState, ReferralOrigin
from pairing.forms_meetings import (
    CancelForm,
    HelpForm,
    LinkMeetingForm,
    MoveForm,
    NextMeetingForm,
    day_words,
)
from pairing.models import DevelopmentPlan, Meeting, PlanTask
from pairing.services.development import SETTLED, tick_task
from pairing.services.meeting_drafts import draft_of, save_draft
from pairing.services.meeting_links import Holder, holder_of
from pairing.services.meetings import (
    cancel_meeting,
    journal_of,
    mark_meeting,
    move_meeting,
    next_kind,
    plan_meeting,
)
from pairing.services.referrals import ask_for_help
from programs.enums import LinkPurpose
from programs.links import behind_link
from programs.lists import row_ids
from programs.models import PersonalLink
from programs.services.audit import Refusal
from programs.services.links import token_of

SHOWN = 8  # last entries of the journal
STATE_KINDS = {MeetingState.PLANNED: "wait", MeetingState.HELD: "ok", MeetingState.CANCELLED: "none"}


def _holder(link: PersonalLink) -> Holder:
    holder = holder_of(link)
    if holder is None:
        raise Http404
    return holder


def _mentor(link: PersonalLink) -> Holder:
    """The mentee's link writes nothing into the journal."""
    holder = _holder(link)
    if not holder.is_mentor:
        raise Http404
    return holder


def _home(link: PersonalLink) -> HttpResponse:
    return redirect(reverse("meeting_page:page", kwargs={"token": token_of(link)}))


@require_http_methods(["GET", "POST"])
@behind_link(LinkPurpose.MEETING)
def page(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    holder = _holder(link)
    if holder.is_mentor:
        return _mentor_page(request, link, holder)
    if request.method == "POST":
        raise Http404
    return _page(request, link, holder)


# --- the mentor -------------------------------------------------------------------------------------------


def _mentor_page(request: HttpRequest, link: PersonalLink, holder: Holder) -> HttpResponse:
    pair, today = holder.pair, clock.today()
    form = LinkMeetingForm(
        request.POST or None,
        pair=pair,
        proposed=_proposed_kind(holder, today),
        today=today,
        initial=_typed(holder, link) if request.method == "GET" else {},
        use_required_attribute=False,
    )
    if request.method == "POST" and form.is_valid():
        try:
            recorded = mark_meeting(pair=pair, through=link, today=today, **form.values())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Встреча записана: {day_words(recorded.meeting)}. Спасибо!")
            for warning in recorded.warnings:
                messages.info(request, warning)
            return _home(link)
    return _page(request, link, holder, form=form)


def _proposed_kind(holder: Holder, today: date) -> str:
    meetings = list(Meeting.objects.filter(pair=holder.pair).exclude(state=MeetingState.CANCELLED))
    planned = [m for m in meetings if m.state == MeetingState.PLANNED and m.date <= today]
    if planned:
        return planned[0].kind
    return next_kind(m.kind for m in meetings if m.state == MeetingState.HELD)


def _typed(holder: Holder, link: PersonalLink) -> dict[str, Any]:
    draft = draft_of(holder.pair, link=link)
    return {**draft.data, "draft": draft} if draft else {}


@require_POST
@behind_link(LinkPurpose.MEETING)
def draft(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    holder = _mentor(link)
    typed = {**request.POST.dict(), "absent": request.POST.getlist("absent")}
    try:
        save_draft(pair=holder.pair, data=typed, link=link)
        said, is_saved = f"Черновик сохранён в {timezone.localtime():%H:%M}", True
    except Refusal as refusal:
        said, is_saved = f"Черновик не сохранён. {refusal}", False
    if request.headers.get("HX-Request"):
        return HttpResponse(said)
    (messages.success if is_saved else messages.error)(request, said)
    return _home(link)


@require_POST
@behind_link(LinkPurpose.MEETING)
def plan(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    holder, today = _mentor(link), clock.today()
    form = NextMeetingForm(request.POST, use_required_attribute=False)
    if form.is_valid():
        kinds = Meeting.objects.filter(pair=holder.pair).exclude(state=MeetingState.CANCELLED)
        try:
            recorded = plan_meeting(
                pair=holder.pair,
                kind=next_kind(kinds.values_list("kind", flat=True)),
                through=link,
                today=today,
                **form.cleaned_data,
            )
            messages.success(request, f"Запланировано: {day_words(recorded.meeting)}.")
            return _home(link)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return _page(request, link, holder, next_form=form)


def _planned(link: PersonalLink, pk: int) -> tuple[Holder, Meeting]:
    holder = _mentor(link)
    meetings = Meeting.objects.select_related("pair__mentor__person", "recorded_through")
    return holder, get_object_or_404(meetings.filter(pair=holder.pair), pk=pk)


@require_POST
@behind_link(LinkPurpose.MEETING)
def cancel(request: HttpRequest, link: PersonalLink, pk: int) -> HttpResponse:
    _, meeting = _planned(link, pk)
    return _changed(
        request,
        link,
        CancelForm(request.POST),
        lambda data: cancel_meeting(meeting=meeting, through=link, **data),
        "Встреча отменена, запись осталась в журнале.",
    )


@require_POST
@behind_link(LinkPurpose.MEETING)
def move(request: HttpRequest, link: PersonalLink, pk: int) -> HttpResponse:
    _, meeting = _planned(link, pk)
    return _changed(
        request,
        link,
        MoveForm(request.POST),
        lambda data: move_meeting(meeting=meeting, through=link, today=clock.today(), **data),
        "Встреча перенесена.",
    )


def _changed(request: HttpRequest, link: PersonalLink, form: Any, work: Any, done: str) -> HttpResponse:
    if not form.is_valid():
        messages.error(request, " ".join(words for found in form.errors.values() for words in found))
        return _home(link)
    try:
        work(form.cleaned_data)
        messages.success(request, done)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return _home(link)


# --- both halves ------------------------------------------------------------------------------------------


@require_POST
@behind_link(LinkPurpose.MEETING)
def ask(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """«Нужна помощь»: about one entry when it is named. Nothing of it stays in the journal."""
    holder = _holder(link)
    form = HelpForm(request.POST, use_required_attribute=False)
    if form.is_valid():
        asked = row_ids([request.POST.get("meeting", "")])
        try:
            ask_for_help(
                person=holder.person,
                origin=ReferralOrigin.MEETING,
                pair=holder.pair,
                meeting=Meeting.objects.filter(pair=holder.pair, pk__in=asked).first(),
                **form.cleaned_data,
            )
            messages.success(request, "Передано психологу. Он ответит вам лично.")
            return _home(link)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return _page(request, link, holder, help_form=form)


@require_POST
@behind_link(LinkPurpose.MEETING)
def task(request: HttpRequest, link: PersonalLink, pk: int) -> HttpResponse:
    """The mentee's own tick."""
    holder = _holder(link)
    if holder.member is None:
        raise Http404
    found = get_object_or_404(
        PlanTask.objects.filter(plan__member=holder.member).select_related("plan"), pk=pk
    )
    is_done = request.POST.get("done") == "1"
    try:
        tick_task(task=found, is_done=is_done, on=clock.today(), through=link)
        messages.success(request, "Задача отмечена." if is_done else "Отметка снята.")
    except PermissionDenied as error:
        raise Http404 from error
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return _home(link)


def _page(
    request: HttpRequest,
    link: PersonalLink,
    holder: Holder,
    *,
    form: LinkMeetingForm | None = None,
    next_form: NextMeetingForm | None = None,
    help_form: HelpForm | None = None,
) -> HttpResponse:
    pair, today = holder.pair, clock.today()
    if holder.is_mentor and form is None:
        form = LinkMeetingForm(
            pair=pair,
            proposed=_proposed_kind(holder, today),
            today=today,
            initial=_typed(holder, link),
            use_required_attribute=False,
        )
    meetings = list(journal_of(pair))
    planned = sorted((m for m in meetings if m.state == MeetingState.PLANNED), key=lambda m: (m.date, m.pk))
    done = [m for m in meetings if m.state != MeetingState.PLANNED][:SHOWN]
    others = [m.mentee.person.first_name for m in pair.members.all() if m.is_open]
    is_active = pair.state == PairState.ACTIVE and link.program.is_open
    first = holder.person.first_name
    refused = next((f for f in (form, next_form, help_form) if f is not None and f.errors), None)
    return render(
        request,
        "pairing/meeting_phone.html",
        {
            "plain_title": request.school.list_name,
            "plain_sub": f"{request.program.year_label} учебный год",
            "heading": (f"{first}, как прошла встреча?" if is_active else f"{first}, ваша пара")
            if holder.is_mentor
            else f"{first}, ваши встречи",
            "lead": (
                f"Вы — наставник. {'Ваша группа' if len(others) > 1 else 'Ваша пара'}: {joined(others)}."
                if holder.is_mentor
                else f"Ваш наставник: {pair.mentor.person.first_name}."
            )
            + " Это ваша личная страница, вход не нужен.",
            "is_mentor": holder.is_mentor,
            "is_active": is_active,
            "state_word": pair.get_state_display(),
            "form": form,
            "proposed": form["kind"].field.choices if form else [],
            "draft": form.initial.get("draft") if form else None,
            "details_open": form is not None
            and (bool(form.errors) or any(form.initial.get(name) for name in DETAILS)),
            "refused": refused,
            "next_form": next_form or NextMeetingForm(auto_id="id_next_%s", use_required_attribute=False),
            "help_form": help_form or HelpForm(auto_id="id_help_%s", use_required_attribute=False),
            "planned": [
                {
                    "meeting": meeting,
                    "words": day_words(meeting),
                    "is_past": meeting.date < today,
                    "cancel_url": _url(link, "cancel", pk=meeting.pk),
                    "move_url": _url(link, "move", pk=meeting.pk),
                    "cancel_form": CancelForm(
                        auto_id=f"id_cancel{meeting.pk}_%s", use_required_attribute=False
                    ),
                    "move_form": MoveForm(auto_id=f"id_move{meeting.pk}_%s", use_required_attribute=False),
                }
                for meeting in planned
            ],
            "done": [(meeting, STATE_KINDS[meeting.state]) for meeting in done],
            "tasks": _tasks(link, holder),
            "page_url": _url(link, "page"),
            "draft_url": _url(link, "draft"),
            "plan_url": _url(link, "plan"),
            "help_url": _url(link, "ask"),
        },
        status=422 if refused else 200,
    )


DETAILS = ("content", "duration_minutes", "topic", "next_step", "starts_at", "format", "place")


def _url(link: PersonalLink, name: str, **kwargs: Any) -> str:
    return reverse(f"meeting_page:{name}", kwargs={"token": token_of(link), **kwargs})


def _tasks(link: PersonalLink, holder: Holder) -> list[dict[str, Any]]:
    """A mentee's own tasks once the plan is agreed."""
    if holder.member is None:
        return []
    plan = DevelopmentPlan.objects.filter(member=holder.member, state__in=SETTLED).first()
    if plan is None:
        return []
    return [{"task": one, "url": _url(link, "task", pk=one.pk)} for one in plan.tasks.all()]
