"""Composing and changing drafts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from mentoring_site.words import counted
from pairing import edges, rules
from pairing.enums import PairState
from pairing.forms import DraftForm, SeatsForm, StartForm, mentors_of
from pairing.models import Pair
from pairing.selections import candidates_for, free_of
from pairing.services.facts import candidates
from pairing.services.keeping import PairRuleBroken
from pairing.services.pairs import create_pair, delete_draft, update_pair
from pairing.services.plans import submit_plan
from pairing.views.common import find_pair, pair_form_page, url
from participants.models import Mentee, Mentor
from programs.lists import row_ids
from programs.models import InteractionModel
from programs.services.audit import Refusal, claim_key
from programs.views.acting import act


@require_http_methods(["GET", "POST"])
@requires(Permission.PAIR_EDIT)
def pair_create(request: HttpRequest) -> HttpResponse:
    """Mentor and model first (GET), then ticks of lawful mentees (POST makes the draft)."""
    asked = request.POST if request.method == "POST" else request.GET
    mentors = list(mentors_of(request.program))
    start = StartForm(asked if asked.get("mentor") else None, program=request.program, free=free_of(mentors))
    seats = SeatsForm(request.POST or None)
    refusal: Refusal | None = None
    if request.method == "POST" and start.is_valid() and seats.is_valid():
        try:
            target = _create(request, start.cleaned_data, seats.cleaned_data)
        except Refusal as said:
            refusal = said
        else:
            return redirect(target)
    return _create_page(request, start, seats, refusal)


def _create(request: HttpRequest, start: dict[str, Any], dates: dict[str, Any]) -> str:
    """Make the pair once per shown form; returns where to go."""
    ids = row_ids(request.POST.getlist("ids"))
    mentees = Mentee.objects.filter(program=request.program, pk__in=ids).select_related("wished_model")
    mentor, model = start["mentor"], start["model"]
    chosen = [(mentee, model or _wished(mentee, mentor)) for mentee in mentees]
    with transaction.atomic():
        key = claim_key(request.POST.get("once", ""), by=request.user) if request.POST.get("once") else None
        if request.POST.get("once") and key is None:
            return url(request, "pair_list")
        pair = create_pair(program=request.program, mentor=mentor, seats=chosen, by=request.user, **dates)
        target = url(request, "pair_detail", pk=pair.pk)
        if key is not None:
            key.result_url = target
            key.save(update_fields=["result_url"])
    messages.success(
        request, f"Составлена {'группа' if len(chosen) > 1 else 'пара'}. Проверьте и передайте директору."
    )
    return target


def _wished(mentee: Mentee, mentor: Mentor) -> InteractionModel | None:
    wished = mentee.wished_model
    return wished if wished is not None and wished.form_id == mentor.form_id else None


def _create_page(
    request: HttpRequest, start: StartForm, seats: SeatsForm, refusal: Refusal | None
) -> HttpResponse:
    mentor: Mentor | None = None
    found = None
    if start.is_bound and start.is_valid():
        mentor = start.cleaned_data["mentor"]
        mentor.program = request.program
        start.fields["model"].queryset = start.fields["model"].queryset.filter(form=mentor.form_id)
        found = candidates_for(mentor, start.cleaned_data["model"], request.today, q=start.cleaned_data["q"])
    asked = request.POST.getlist("ids") if request.method == "POST" else request.GET.getlist("mentee")
    has_errors = refusal is not None or bool(seats.errors)
    context = {
        "heading": "Новая пара или группа",
        "lead": "Выберите наставника — ниже останутся те, кого с ним можно соединить.",
        "start": start,
        "seats": seats,
        "mentor": mentor,
        "mentor_row": _mentor_facts(mentor, start) if mentor else None,
        "found": found,
        "ticked": set(row_ids(asked)),
        "refusal": refusal,
        "problems": _problems(refusal),
        "crumbs": [("Пары и группы", url(request, "pair_list")), ("Новая пара", "")],
        "back_url": url(request, "pair_list"),
        "back_label": "Пары и группы",
    }
    return render(request, "pairing/pair_form.html", context, status=422 if has_errors else 200)


def _problems(refusal: Refusal | None) -> list[edges.Finding]:
    return refusal.findings if isinstance(refusal, PairRuleBroken) else []


def _mentor_facts(mentor: Mentor, start: StartForm) -> str:
    free = start.fields["mentor"].free.get(mentor.person_id, 0)
    places = counted(free, "свободное место", "свободных места", "свободных мест")
    return f"{places}, {'ведёт группы' if mentor.takes_group else 'группу не ведёт'}"


@require_http_methods(["GET", "POST"])
@requires(Permission.PAIR_EDIT)
def pair_edit(request: HttpRequest, pk: int) -> HttpResponse:
    pair = find_pair(request, pk)
    if pair.state != PairState.DRAFT:
        messages.error(
            request, "Изменить можно только черновик. Попросите директора вернуть пару с замечанием."
        )
        return redirect(url(request, "pair_detail", pk=pk))
    lawful = [
        edge.mentee.entry_id
        for edge, findings in candidates(pair.mentor, None, request.today)
        if not rules.of_level(findings, edges.Level.HARD)
    ]
    form = DraftForm(request.POST or None, pair=pair, lawful=lawful)
    if request.method == "POST" and form.is_valid():
        try:
            update_pair(
                pair=pair,
                seats=form.seats(),
                starts_on=form.cleaned_data["starts_on"],
                ends_on=form.cleaned_data["ends_on"],
                reason=form.cleaned_data["reason"],
                shown_version=form.cleaned_data["version"],
                by=request.user,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Черновик сохранён.")
            return redirect(url(request, "pair_detail", pk=pk))
    return pair_form_page(
        request, pair, form, template="pairing/pair_edit.html", heading="Изменить черновик", crumb="Изменить"
    )


@require_POST
@requires(Permission.PAIR_EDIT)
def pair_delete(request: HttpRequest, pk: int) -> HttpResponse:
    pair = find_pair(request, pk)
    target = url(request, "pair_list")
    return act(request, lambda: delete_draft(pair=pair, by=request.user), "Черновик удалён.", target)


@require_POST
@requires(Permission.PAIR_EDIT)
def pair_submit(request: HttpRequest, pk: int) -> HttpResponse:
    pair: Pair = find_pair(request, pk)
    return act(
        request,
        lambda: submit_plan(program=request.program, pairs=[pair], by=request.user),
        "Пара передана директору.",
        url(request, "pair_detail", pk=pk),
    )
