from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from mentoring_site.access import requires
from mentoring_site.files import download
from mentoring_site.permissions import Permission
from mentoring_site.words import ru_date
from programs.models import AuditEvent
from programs.services.audit import Refusal
from programs.tenancy import program_url
from programs.views.acting import act
from roadmap.enums import Stage, StepState
from roadmap.evidence import asks_meeting, fact_of, facts_shown, held_events, is_proposed
from roadmap.forms import EvidenceForm, NoteForm
from roadmap.holders import Holders
from roadmap.models import Evidence, Step
from roadmap.rules import PLURAL_ROLES, may_close, may_progress, own_plural_roles
from roadmap.services.making import roles_of
from roadmap.services.progress import (
    add_evidence,
    clear_part,
    complete_step,
    mark_not_needed,
    mark_part,
    reopen_step,
    start_step,
)
from roadmap.tables import closed_text, role_word
from roadmap.views.common import Context, crumbs, step_in_force
from roadmap.wording import badge_of, evidence_words

SHOWN_HOLDERS = 12
SHOWN_EVENTS = 30


@requires(Permission.ROADMAP_VIEW)
def step_detail(request: HttpRequest, number: int) -> HttpResponse:
    return _page(request, step_in_force(request, number))


@require_POST
@requires(Permission.ROADMAP_PROGRESS)
def step_start(request: HttpRequest, number: int) -> HttpResponse:
    step = step_in_force(request, number)
    return _do(request, step, lambda: start_step(step=step, by=request.user), "Шаг взят в работу.")


@require_POST
@requires(Permission.ROADMAP_PROGRESS)
def step_complete(request: HttpRequest, number: int) -> HttpResponse:
    step = step_in_force(request, number)
    return _submit(request, step, "complete", _evidence_form, complete_step, "Шаг отмечен выполненным.")


@require_POST
@requires(Permission.ROADMAP_PROGRESS)
def step_evidence(request: HttpRequest, number: int) -> HttpResponse:
    step = step_in_force(request, number)
    once = request.POST.get("once", "")
    return _submit(
        request, step, "evidence", _evidence_form, add_evidence, "Подтверждение добавлено.", once=once
    )


@require_POST
@requires(Permission.ROADMAP_PROGRESS)
def step_part(request: HttpRequest, number: int) -> HttpResponse:
    step = step_in_force(request, number)
    return _submit(request, step, "part", _note_form, mark_part, "Ваша часть отмечена.")


@require_POST
@requires(Permission.ROADMAP_PROGRESS)
def step_part_clear(request: HttpRequest, number: int) -> HttpResponse:
    step = step_in_force(request, number)
    return _do(request, step, lambda: clear_part(step=step, by=request.user), "Отметка снята.")


@require_POST
@requires(Permission.ROADMAP_PROGRESS)
def step_not_needed(request: HttpRequest, number: int) -> HttpResponse:
    step, reason = step_in_force(request, number), request.POST.get("reason", "")
    return _do(
        request,
        step,
        lambda: mark_not_needed(step=step, by=request.user, reason=reason),
        "Шаг отмечен «не требуется».",
    )


@require_POST
@requires(Permission.ROADMAP_PROGRESS)
def step_reopen(request: HttpRequest, number: int) -> HttpResponse:
    step, reason = step_in_force(request, number), request.POST.get("reason", "")
    return _do(
        request, step, lambda: reopen_step(step=step, by=request.user, reason=reason), "Шаг открыт снова."
    )


@requires(Permission.ROADMAP_VIEW)
def evidence_download(request: HttpRequest, pk: int) -> HttpResponse:
    readable = Evidence.objects.readable_by(request.access)
    evidence = get_object_or_404(readable, pk=pk, step__program=request.program)
    if not evidence.file_name or evidence.content is None:
        raise Http404
    return download(evidence.content, name=evidence.file_name, content_type=evidence.content_type)


def _submit(
    request: HttpRequest,
    step: Step,
    slot: str,
    make_form: Callable[..., EvidenceForm | NoteForm],
    service: Callable[..., Any],
    done: str,
    **extra: Any,
) -> HttpResponse:
    """Run a service with a form's fields; what was typed stays on the page when it is refused."""
    form = make_form(request, step, request.POST, request.FILES, prefix=slot)
    if not form.is_valid():
        return _page(request, step, {slot: form}, status=422)
    try:
        service(step=step, by=request.user, **form.given(), **extra)
    except (Refusal, ValidationError) as refusal:
        form.add_error(None, refusal if isinstance(refusal, ValidationError) else str(refusal))
        return _page(request, step_in_force(request, step.number), {slot: form}, status=422)
    messages.success(request, done)
    return redirect(_url(request, step))


def _evidence_form(request: HttpRequest, step: Step, *data: Any, prefix: str) -> EvidenceForm:
    events = held_events(request.program, request.today) if asks_meeting(step) else None
    return EvidenceForm(*data, prefix=prefix, events=events)


def _note_form(request: HttpRequest, step: Step, *data: Any, prefix: str) -> NoteForm:
    return NoteForm(*data, prefix=prefix)


def _do(request: HttpRequest, step: Step, change: Callable[[], Any], done: str) -> HttpResponse:
    return act(request, change, done, _url(request, step))


def _url(request: HttpRequest, step: Step) -> str:
    return program_url(request.program, "roadmap:step_detail", number=step.number)


def _page(
    request: HttpRequest, step: Step, bound: dict[str, forms.Form] | None = None, status: int = 200
) -> HttpResponse:
    roles, access = roles_of(step), request.access
    holders = Holders(request.program, request.today)
    parts = list(step.parts.select_related("user"))
    counts = holders.part_counts(roles, [(part.role, part.user_id) for part in parts])
    badge, state_text = badge_of(step, request.today)
    is_markable = request.program.is_open and access.has(Permission.ROADMAP_PROGRESS)
    all_done = bool(counts) and all(count.is_whole for count in counts)
    bound = bound or {}
    fact = fact_of(step, facts_shown(access, request.today, [step]))
    context = {
        "heading": step.short_title,
        "lead": f"Шаг № {step.said_number}. {step.term_text[:1].upper()}{step.term_text[1:].rstrip('.')}.",
        "crumbs": crumbs(request, (f"Шаг № {step.said_number}", "")),
        "back_url": program_url(request.program, "roadmap:roadmap_table"),
        "back_label": "Дорожная карта",
        "step": step,
        "badge": badge,
        "state_text": state_text,
        "facts": _facts(step),
        "responsible": [_responsible(role, holders) for role in roles],
        "counts": counts,
        "parts": parts,
        "evidence": [
            {"item": item, "words": evidence_words(item)}
            for item in step.evidence.readable_by(access).select_related("added_by").defer("content")
        ],
        "events": _events(request, step),
        "own_parts": own_plural_roles(roles, access) if is_markable and step.is_open else [],
        "own_mark": next((part for part in parts if part.user_id == request.user.pk), None),
        "may_mark": is_markable and may_progress(roles, access),
        "may_close": is_markable and may_close(roles, access, all_parts_done=all_done),
        "is_planned": step.state == StepState.PLANNED,
        "fact": fact,
        "is_proposed": is_proposed(step, fact, request.today),
        "complete_form": bound.get("complete") or _evidence_form(request, step, prefix="complete"),
        "evidence_form": bound.get("evidence") or _evidence_form(request, step, prefix="evidence"),
        "part_form": bound.get("part") or NoteForm(prefix="part"),
        "failed_form": next(iter(bound.values()), None),
        "can_edit_plan": access.has(Permission.ROADMAP_EDIT)
        and request.program.is_open
        and step.roadmap.is_draft,
    }
    return render(request, "roadmap/step_detail.html", context, status=status)


def _facts(step: Step) -> list[Context]:
    note = "Год в карте не написан, сайт восстановил его сам." if step.is_year_restored else ""
    facts = [
        {"label": "Срок", "value": step.term_text, "note": note},
        {
            "label": "По датам",
            "value": f"с {ru_date(step.starts)} по {ru_date(step.ends)}"
            if step.has_term
            else "дат нет: шаг начинается по событию и не бывает просрочен",
        },
        {"label": "Этап", "value": step.section or Stage(step.stage).label},
    ]
    if step.result_text:
        facts.append({"label": "Результат, документ", "value": step.result_text})
    if not step.is_open:
        label = "Выполнен" if step.state == StepState.DONE else "Снят"
        facts.append({"label": label, "value": closed_text(step), "note": step.note})
    return facts


def _responsible(role: str, holders: Holders) -> Context:
    people = holders.of(role)
    return {
        "role": role_word(role),
        "people": people[:SHOWN_HOLDERS],
        "more": max(0, len(people) - SHOWN_HOLDERS),
        "is_plural": role in PLURAL_ROLES,
    }


def _events(request: HttpRequest, step: Step) -> list[Context]:
    """History of the step through all revisions of the roadmap."""
    before = dict(Step.objects.filter(program=request.program).values_list("pk", "previous_id"))
    chain, pk = [], step.pk
    while pk is not None and pk not in chain:
        chain.append(pk)
        pk = before.get(pk)
    events = AuditEvent.objects.filter(target_type=Step._meta.label, target_id__in=chain)[:SHOWN_EVENTS]
    return [
        {
            "when": f"{timezone.localtime(event.at):%d.%m.%Y}",
            "text": f"{event.actor_name}: {event.sentence}",
        }
        for event in events
    ]
