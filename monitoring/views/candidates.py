"""Candidates for the school's nominations, and the nominations themselves."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from mentoring_site.words import counted
from monitoring.candidates import RULES, Candidate, candidates_of
from monitoring.candidates_data import honour_facts
from monitoring.enums import ContestState, EntryState
from monitoring.forms_recognition import HonourForm, ProposeForm
from monitoring.models import Award, ContestEntry, HonourNomination
from monitoring.recognition_lists import honours_of
from monitoring.services.candidates import propose_candidates
from monitoring.services.honours import save_honour
from monitoring.services.settings import settings_of
from monitoring.views.award_common import form_page, once, page, saved, url
from programs.lists import row_ids
from programs.services.audit import Refusal


@requires(Permission.RECOGNITION_VIEW)
def candidates(request: HttpRequest) -> HttpResponse:
    honours = list(honours_of(request.program).filter(is_active=True))
    honour = _chosen(request, honours)
    found = _candidates(request, honour) if honour else []
    taken = _taken(honour) if honour else {}
    is_contest = honour is not None and _takes_entries(honour)
    rows = [{"candidate": one, "taken": taken.get(one.facts.key, "")} for one in found]
    return render(
        request,
        "monitoring/award_candidates.html",
        page(
            request,
            "Кандидаты",
            tab="award_candidates",
            lead="Кого стоит отметить: сайт называет причины, решаете вы.",
            honours=[
                {
                    "label": one.title,
                    "url": f"?nomination={one.pk}",
                    "active": one == honour,
                }
                for one in honours
            ],
            honour=honour,
            strong=[row for row in rows if len(row["candidate"].reasons) > 1],
            weak=[row for row in rows if len(row["candidate"].reasons) == 1],
            free=sum(one.facts.key not in taken for one in found),
            rules=RULES,
            is_contest=is_contest,
            form=ProposeForm(),
        ),
    )


@require_POST
@requires(Permission.RECOGNITION_EDIT)
def award_propose(request: HttpRequest) -> HttpResponse:
    """The ticked candidates of one nomination: applications of its open contest, else awards."""
    honours = list(honours_of(request.program).filter(is_active=True))
    wanted = row_ids([request.POST.get("nomination", "")])
    honour = next((one for one in honours if one.pk in wanted), None)
    if honour is None:
        messages.error(request, "Выберите номинацию.")
        return redirect(url(request, "award_candidates"))
    target = f"{url(request, 'award_candidates')}?nomination={honour.pk}"
    keys = set(row_ids(request.POST.getlist("ids")))
    chosen = [one for one in _candidates(request, honour) if one.facts.key in keys]
    form = ProposeForm(request.POST)
    is_contest = _takes_entries(honour)
    if not chosen or (not is_contest and not form.is_valid()):
        messages.error(request, "Отметьте в списке тех, кого предлагаете.")
        return redirect(target)
    try:
        made = once(
            request,
            lambda: propose_candidates(
                honour=honour,
                candidates=chosen,
                kind="" if is_contest else form.cleaned_data["kind"],
                on=request.today,
                by=request.user,
            ),
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        if made is None:
            return redirect(target)
        nouns = ("заявка", "заявки", "заявок") if is_contest else ("поощрение", "поощрения", "поощрений")
        word = "Подано" if is_contest else "Предложено"
        messages.success(request, f"{word}: {counted(made, *nouns)}.")
    return redirect(target)


@requires(Permission.RECOGNITION_VIEW)
def honour_list(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "monitoring/award_honours.html",
        page(
            request,
            "Номинации",
            ("Кандидаты", url(request, "award_candidates")),
            lead="Четыре номинации названы в программе, свои можно добавить.",
            honours=list(honours_of(request.program)),
        ),
    )


@requires(Permission.RECOGNITION_EDIT)
def honour_add(request: HttpRequest) -> HttpResponse:
    return _honour_page(request, None)


@requires(Permission.RECOGNITION_EDIT)
def honour_edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _honour_page(request, get_object_or_404(honours_of(request.program), pk=pk))


def _honour_page(request: HttpRequest, honour: HonourNomination | None) -> HttpResponse:
    form = HonourForm(request.POST or None, program=request.program, honour=honour)
    status = 200
    if request.method == "POST":
        status = saved(
            form,
            lambda: (
                _save_honour(request, form, honour)
                if honour
                else once(request, lambda: _save_honour(request, form, None))
            ),
            lambda: HonourNomination.objects.get(pk=honour.pk).version if honour else 0,
        )
        if not status:
            messages.success(request, "Номинация сохранена.")
            return redirect(url(request, "honour_list"))
    return form_page(
        request,
        form,
        "Изменить номинацию" if honour else "Новая номинация",
        "Сохранить номинацию",
        ("Номинации", url(request, "honour_list")),
        status=status,
        is_new=honour is None,
    )


def _save_honour(request: HttpRequest, form: HonourForm, honour: HonourNomination | None) -> HonourNomination:
    return save_honour(
        program=request.program,
        values=form.values(),
        honour=honour,
        shown_version=form.cleaned_data["version"] or 0,
        by=request.user,
    )


def _chosen(request: HttpRequest, honours: list[HonourNomination]) -> HonourNomination | None:
    wanted = row_ids([request.GET.get("nomination", "")])
    return next((one for one in honours if one.pk in wanted), honours[0] if honours else None)


def _candidates(request: HttpRequest, honour: HonourNomination) -> list[Candidate]:
    facts = honour_facts(request.program, honour.of_whom, request.today)
    return candidates_of(facts, honour.form_id, settings_of(request.program).smallest_group)


def _takes_entries(honour: HonourNomination) -> bool:
    return honour.contest is not None and honour.contest.state == ContestState.OPEN


def _taken(honour: HonourNomination) -> dict[int, str]:
    """Key of the candidate -> what is there already."""
    key = "pair" if honour.of_whom == "pair" else "mentor"
    found: dict[int, Any] = {
        row: "уже предложено"
        for row in Award.objects.filter(nomination=honour).order_by().values_list(key, flat=True)
        if row
    }
    entries = ContestEntry.objects.filter(nomination=honour).exclude(state=EntryState.WITHDRAWN)
    if honour.contest is not None:
        entries = entries.filter(contest=honour.contest)
    found |= {row: "заявка подана" for row in entries.order_by().values_list(key, flat=True) if row}
    return found
