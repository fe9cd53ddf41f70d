"""«События»: planning, the page of one event and its moves."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from participants.enums import EventState
from participants.event_kinds import OPEN_KINDS, PROPOSALS, lines_of
from participants.event_lists import lacks_protocol
from participants.event_steps import steps_of
from participants.forms import absorb
from participants.forms_events import EventForm, HoldForm, is_kind
from participants.models import Event
from participants.protocols import points_of, present_words
from participants.registries import EVENT_ROOMS, ceremony_awards
from participants.services.events import (
    cancel_event,
    hold_event,
    may_move,
    plan_event,
    reopen_event,
    update_event,
)
from participants.tables_events import protocol_words
from participants.transitions import EventAction
from participants.views.events_common import find_event, may_edit, moved, page_of_event, room_url
from participants.views.selection import crumbs_to, save_versioned, url_of
from programs.services.audit import Refusal, claim_key
from programs.tenancy import program_url

# --- planning ---------------------------------------------------------------------------------------------


@requires(Permission.EVENT_EDIT)
def event_add(request: HttpRequest) -> HttpResponse:
    """Without `kind`: what kind is it; with it: the form, filled with what such events are usually about."""
    here = url_of(request, "event_list")
    kind = request.GET.get("kind", "")
    if not is_kind(kind):
        return _kinds_page(request, here)
    form = EventForm(
        request.POST or None,
        kind=kind,
        program=request.program,
        steps=steps_of(request.program),
        use_required_attribute=False,
    )
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():  # a refused form gives its key back
                if not claim_key(request.POST.get("once", ""), by=request.user):
                    messages.info(request, "Это событие уже запланировано.")
                    return redirect(here)
                event = plan_event(program=request.program, kind=kind, by=request.user, **form.values())
        except ValidationError as error:
            absorb(form, error)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Событие запланировано.")
            return redirect(url_of(request, "event_detail", pk=event.pk))
    label = dict(Event._meta.get_field("kind").choices)[kind]
    heading = f"{label[:1].upper()}{label[1:]}"
    crumbs = crumbs_to(
        request, ("События", here), ("Новое событие", url_of(request, "event_add")), (heading, "")
    )
    context = {
        "heading": heading,
        "lead": _proposed_words(kind),
        "crumbs": crumbs,
        "cancel_url": here,
        "save_label": "Запланировать событие",
        "is_new": True,
    }
    return _form_page(request, form, context)


def _proposed_words(kind: str) -> str:
    proposal = PROPOSALS[kind]
    what = "Повестка предложена" if proposal.agenda else "Программа предложена" if proposal.schedule else ""
    return f"{what}: исправьте её под свою школу." if what else ""


def _kinds_page(request: HttpRequest, here: str) -> HttpResponse:
    labels = dict(Event._meta.get_field("kind").choices)
    steps = steps_of(request.program)
    return render(
        request,
        "participants/event_kinds.html",
        {
            "heading": "Новое событие",
            "lead": "Выберите вид: повестка и шаг дорожной карты подставятся сами.",
            "crumbs": crumbs_to(request, ("События", here), ("Новое событие", "")),
            "back_url": here,
            "back_label": "События",
            "kinds": [
                {
                    "url": f"?kind={kind}",
                    "label": f"{labels[kind][:1].upper()}{labels[kind][1:]}",
                    "note": PROPOSALS[kind].note,
                    "step": steps.number(steps.proposed(kind)),
                }
                for kind in OPEN_KINDS
            ],
        },
    )


@requires(Permission.EVENT_EDIT)
def event_edit(request: HttpRequest, pk: int) -> HttpResponse:
    event = find_event(request, pk)
    here = url_of(request, "event_detail", pk=pk)
    form = EventForm(
        request.POST or None,
        instance=event,
        program=request.program,
        steps=steps_of(request.program),
        use_required_attribute=False,
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
            messages.success(request, "Событие сохранено.")
            return redirect(here)
    context = {
        "heading": event.title,
        "crumbs": crumbs_to(
            request, ("События", url_of(request, "event_list")), (event.title, here), ("Изменить", "")
        ),
        "cancel_url": here,
        "save_label": "Сохранить событие",
    }
    return _form_page(request, form, context, status)


def _form_page(
    request: HttpRequest, form: EventForm, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    status = 422 if form.errors and status == 200 else status
    return render(request, "participants/event_form.html", context | {"form": form}, status=status)


# --- one event --------------------------------------------------------------------------------------------


@requires(Permission.EVENT_VIEW)
def event_detail(request: HttpRequest, pk: int) -> HttpResponse:
    elsewhere = get_object_or_404(Event.objects.of_program(request.program), pk=pk)
    if elsewhere.kind in EVENT_ROOMS and (address := room_url(request, elsewhere)):
        return redirect(address)
    event = find_event(request, pk)
    can = may_edit(request)
    may = {action.value: can and may_move(event, action) for action in EventAction}
    is_due = event.planned_on <= request.today
    needs_protocol = lacks_protocol(event)
    awards = ceremony_awards(event, request.today) if event.schedule else []
    return render(
        request,
        "participants/event_detail.html",
        page_of_event(request, event, "event_detail")
        | {
            "facts": _facts(request, event),
            "agenda": lines_of(event.agenda),
            "schedule": lines_of(event.schedule),
            "points": points_of(event.decisions),
            "awards_count": len(awards),
            "may": may,
            "may_hold": may["hold"] and is_due,
            "hold_form": HoldForm(initial={"held_on": event.planned_on}, prefix=None, auto_id="hold_%s"),
            "needs_protocol": needs_protocol and can,
            "is_early": can and not is_due and event.state == EventState.PLANNED,
        },
    )


def _facts(request: HttpRequest, event: Event) -> list[dict[str, Any]]:
    facts: list[dict[str, Any]] = [
        {"label": "Место", "value": event.place},
        {"label": "Для кого", "value": event.audience},
        {"label": "Проводит", "value": event.expert},
    ]
    if words := steps_of(event.program).words(event.step_number):
        facts.append({"label": "Шаг дорожной карты", "value": words})
    if event.state == EventState.HELD:
        came = f"по списку отмечено {event.came}" if event.present_count is not None and event.came else ""
        facts.append({"label": "Были", "value": present_words(event), "note": came})
        words = protocol_words(event)
        if words and words != "нет протокола":
            fact = {"label": "Протокол", "value": words}
            if event.protocol_id and request.access.has(Permission.DOCUMENT_VIEW):
                fact["url"] = program_url(request.program, "programs:document_detail", pk=event.protocol_id)
            facts.append(fact)
    return facts


@require_POST
@requires(Permission.EVENT_EDIT)
def event_hold(request: HttpRequest, pk: int) -> HttpResponse:
    event, form = find_event(request, pk), HoldForm(request.POST)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, f"Не отмечено. {errors[0]}")
        return redirect(url_of(request, "event_detail", pk=pk))
    return moved(
        request,
        event,
        "Событие отмечено проведённым.",
        hold_event,
        on=form.cleaned_data["held_on"],
        present_count=form.cleaned_data["present_count"],
        today=request.today,
    )


@require_POST
@requires(Permission.EVENT_EDIT)
def event_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    return moved(request, find_event(request, pk), "Событие возвращено в план.", reopen_event)


@require_POST
@requires(Permission.EVENT_EDIT)
def event_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    reason = request.POST.get("reason", "")
    return moved(request, find_event(request, pk), "Событие отменено.", cancel_event, reason=reason)
